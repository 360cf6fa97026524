"""The table as CSV: what each cell says, that none is a formula, and that a file is gone on with."""

import csv
import io
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_grid import quoted

from index.errors import QuestionError
from qa.answer import CitedDocument
from qa.grid.row import Row
from ui.export.grid import GridFile, cell, grid_csv

QUESTION = "How much does the tank hold?"
SENTENCE = "The tank holds 3.8 litres."
STATED = quoted(SENTENCE, SENTENCE, "3.8 litres")
NAMED = CitedDocument("cd", '=HYPERLINK("http://evil.example")', "/b.txt", "2024-05-01")
FAILED = Row(NAMED, "e" * 64, error="@broken")


def not_stated(row: Row) -> Row:
    assert row.answer is not None
    empty = replace(row.answer, answered=False, statements=(), citations=(), quote=None, confidence=0.1)
    return replace(row, document=replace(row.document, id="ef"), answer=empty)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_row_says_answer_sentence_place_and_probability() -> None:
    text = grid_csv(QUESTION, [STATED, not_stated(STATED), FAILED])
    assert text.startswith('\ufeff"Document","How much does the tank hold?","Sentence","Page","Probability",')
    head, stated, unstated, failed = read(text)
    assert dict(zip(head, stated, strict=True)) == {
        "Document": "a",
        QUESTION: "3.8 litres",
        "Sentence": SENTENCE,
        "Page": "",
        "Probability": "0.90",
        "Published": "",
        "Source": "/a.txt",
        "Start": "10",
        "End": str(10 + len(SENTENCE)),
        "Answered by": "none",
        "Error": "",
        "Key": "ab-ffffffffffffffff",
    }
    assert unstated[:5] == ["a", "not stated", "", "", "0.10"]
    assert failed[:2] == ['\'=HYPERLINK("http://evil.example")', ""]
    assert failed[head.index("Error")] == "'@broken"


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-40 °C", "@SUM(A1)", " \t=1", "\uff1d1", "\x00=1", "\n-1"])
def test_what_a_spreadsheet_would_take_for_a_formula_has_an_apostrophe_before_it(text: str) -> None:
    assert cell(text).startswith("'")


@pytest.mark.parametrize("text", ["a;=1", "a ; \t=1", "a|+1", 'a;"=1', 'a;" "-1', "a;;@b", "a;\uff1d1"])
def test_what_another_separator_makes_a_formula_has_an_apostrophe_before_it(text: str) -> None:
    assert "'" in cell(text)
    assert "'" not in cell(text.replace(";", ",").replace("|", ","))


@given(st.text() | st.text(st.sampled_from(";|,\"'=+ \ta\n")))
def test_no_cell_begins_as_a_formula_or_breaks_out_of_its_row(text: str) -> None:
    written = cell(text)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert "\n" not in written
    row = replace(STATED, document=replace(STATED.document, title=text))
    (_, cells) = read(grid_csv(text, [row]))
    assert cells[0] == written
    written.encode()  # can be written down
    # Excel parts cells at ";" where the comma parts whole numbers from decimals, whatever the file is made with.
    for separator in ",;|":
        lines = csv.reader(
            io.StringIO(grid_csv(text, [row]).removeprefix("\ufeff"), newline=""), delimiter=separator
        )
        found = [one.lstrip() for line in lines for one in line]
        assert not [one for one in found if one.startswith(("=", "+", "-", "@"))]


def test_a_file_grows_by_rows_and_is_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    file = GridFile(path, QUESTION)
    assert (file.known, file.begin({"ab", "cd"})) == (frozenset(), 0)
    file.add(STATED)
    file.add(FAILED)
    again = GridFile(path, QUESTION)
    assert again.known == {STATED.key}  # an error is to be asked again
    assert again.begin({"cd"}) == 1
    again.add(not_stated(STATED))
    assert path.read_bytes().decode() == grid_csv(QUESTION, [STATED, not_stated(STATED)])
    again.add(FAILED)
    other = GridFile(path, QUESTION)  # with other documents: nobody asks the one again that ended in an error
    assert FAILED.key not in other.known
    assert other.begin(set()) == 3
    assert path.read_bytes().decode() == grid_csv(QUESTION, [STATED, not_stated(STATED), FAILED])
    assert other.begin({"cd"}) == 2
    assert GridFile(path, QUESTION).begin({"ab"}) == 1  # a document that was changed since loses its row


@pytest.mark.skipif(os.name != "posix", reason="links and modes are those of POSIX")
def test_going_on_keeps_the_mode_and_the_link(tmp_path: Path) -> None:
    path, link = tmp_path / "table.csv", tmp_path / "link.csv"
    path.write_text(grid_csv(QUESTION, [STATED]), encoding="utf-8", newline="")
    link.symlink_to(path)
    for mode in (0o600, 0o666):
        path.chmod(mode)
        file = GridFile(link, QUESTION)
        file.begin(set())
        file.add(FAILED)
        assert path.stat().st_mode & 0o777 == mode
        assert link.is_symlink()
    assert len(read(path.read_text(encoding="utf-8"))) == 4


def test_what_is_there_and_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="is no file"):
        GridFile(tmp_path, QUESTION)


def test_a_row_that_a_kill_has_torn_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    whole = grid_csv(QUESTION, [STATED, not_stated(STATED)]).encode()
    for end in range(len(grid_csv(QUESTION, [STATED]).encode()), len(whole) - 2):
        path.write_bytes(whole[:end])
        assert STATED.key in GridFile(path, QUESTION).known
        assert not_stated(STATED).key not in GridFile(path, QUESTION).known or end >= len(whole) - 3


@pytest.mark.parametrize("content", [grid_csv("Another?", [STATED]), "a,b\n1,2\n", "\x00\udcff"])
def test_another_table_is_not_written_over(tmp_path: Path, content: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content.encode(errors="surrogateescape"))
    with pytest.raises(QuestionError, match="name another file"):
        GridFile(path, QUESTION)
    assert path.read_bytes() == content.encode(errors="surrogateescape")
