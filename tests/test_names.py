"""Names of files as an attacker or an old disk has them: nothing that writes them breaks or obeys them."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cli_parts import ANSWER, CITED, run
from hypothesis import given
from hypothesis import strategies as st

from index.library import Library
from ui.chat.uploads import Upload
from ui.cli.text import one_line, print_json, printable
from ui.conversation import Exchange
from ui.export.formats import FORMATS, download
from ui.export.markdown import conversation_markdown
from ui.view.render import conversation
from ui.view.shelf import shelf, upload_report
from ui.words import escaped

__all__ = ["run"]
Run = Callable[..., int]
NAMES = [
    b"caf\xe9.txt",
    b"two\nlines.txt",
    "gpj.\u202etxt.txt".encode(),
    b"\x1b]0;x\x07.txt",
    "ü\u200f.txt".encode(),
]
FORBIDDEN = set("\x1b\x07\u202e\u200f\u2028\x9b")


def folder_of_names(folder: Path) -> Path:
    folder.mkdir()
    for number, name in enumerate(NAMES):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(
            f"Ship {number} came in.", encoding="utf-8"
        )
    return folder


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_names_of_all_kinds_are_added_listed_and_removed(
    run: Run,
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
    form: tuple[str, ...],
) -> None:
    folder = folder_of_names(tmp_path / "names")
    assert run("add", *form, folder) == 0
    assert run("add", *form, folder) == 0
    said = capfdbinary.readouterr().out.decode()
    assert not FORBIDDEN & set(said)
    if form:
        first = json.loads(said[: said.index("\n]") + 2])
        assert sorted(os.fsencode(one["source"]) for one in first) == sorted(
            os.fsencode(folder) + b"/" + name for name in NAMES
        )
    else:
        assert len(said.splitlines()) == 2 * (len(NAMES) + 1)
    assert run("list", *form) == 0
    assert not FORBIDDEN & set(capfdbinary.readouterr().out.decode())
    for name in NAMES:
        assert run("remove", os.fsdecode(name)) == 0
        assert run("show", os.fsdecode(name)) == 1  # it is gone, and the message has the name
    said = b"".join(capfdbinary.readouterr()).decode()
    assert not FORBIDDEN & set(said)
    assert len(said.splitlines()) == 2 * len(NAMES)


def test_names_of_all_kinds_can_be_cited_shown_and_exported(library: Library, tmp_path: Path) -> None:
    library.add([folder_of_names(tmp_path / "names")])
    titles = [document.title for document in library.documents()]
    assert any("\u202e" in title for title in titles)
    cited = [replace(ANSWER.citations[0], document=replace(CITED, title=title)) for title in titles]
    for citation in cited:
        answer = replace(ANSWER, citations=(citation,))
        exchange = Exchange(id="1", question="Did \udcff ship 2 come in?", answer=answer)
        for kind in FORMATS:
            assert download([exchange], kind)
        assert not FORBIDDEN & set(conversation_markdown([exchange], title="Ships"))
        assert conversation([exchange], titles={}, vote_on=lambda _: None).encode()
    shown = shelf(library.documents()) + upload_report([Upload(os.fsdecode(NAMES[0]), "not added", "\udce9")])
    assert shown.encode()


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_a_name_is_it_can_be_written(name: str) -> None:
    for written in (printable(name), one_line(name), escaped(name)):
        written.encode()
    assert not FORBIDDEN & set(printable(name))
    assert "\n" not in one_line(name)


@given(st.text(st.characters(exclude_categories=())))
def test_json_for_programs_keeps_every_name(name: str) -> None:
    written: list[str] = []
    out = sys.stdout
    sys.stdout = type("Out", (), {"write": lambda _, text: written.append(text), "flush": lambda _: None})()
    try:
        print_json([name])
    finally:
        sys.stdout = out
    assert json.loads("".join(written)) == [name]
    assert "".join(written).encode()
    assert not FORBIDDEN & set("".join(written))
