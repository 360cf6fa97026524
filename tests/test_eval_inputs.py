import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

import index.library
from eval.run_library import open_library
from eval.sets.inputs import load
from eval.sets.question_set import QuestionSet, file_name
from index.errors import EvaluationError
from index.models.embed import Embedder

Write = Callable[[str, str], Path]

LINE = '{"id": "q1", "question": "Who?", "answerable": true, "documents": ["a.txt", "b.txt"]}'


def test_lines_of_json_are_a_question_set_whatever_their_suffix(write: Write) -> None:
    for name, text in (("one.jsonl", LINE), ("two.jsonl", f"{LINE}\n{LINE.replace('q1', 'q2')}\n"), ("x", LINE)):
        read = load(write(name, text))
        assert read.questions[0].id == "q1"
        assert read.documents is None
        assert dict(read.grades(read.questions[0])) == {"a.txt": 1, "b.txt": 1}
    write("documents/a.txt", "A.")
    assert load(write("one.jsonl", LINE)).documents == write("documents/b.txt", "B.").parent


def test_a_squad_file_is_known_by_its_content(write: Write) -> None:
    paragraph = {
        "context": "It was Rollo.",
        "qas": [{"id": "a", "question": "?", "answers": [], "is_impossible": True}],
    }
    text = json.dumps({"data": [{"title": "T", "paragraphs": [paragraph]}]})
    for name in ("dev.json", "dev", "dev.jsonl"):
        assert load(write(name, text)).questions[0].id == "a"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{not json", "cannot be read as JSON"),
        ('{"questions": []}', "is no SQuAD file"),
        ('{"data": "x"}', "is no SQuAD file"),
        ("[]", "is no SQuAD file"),
        ("[" * 100_000, "cannot be read as JSON"),
    ],
)
def test_any_other_json_file_is_refused_with_what_is_expected(write: Write, text: str, reason: str) -> None:
    with pytest.raises(EvaluationError, match=f"other.json {reason}.*one JSON object a line.*SQuAD.*BEIR"):
        load(write("other.json", text))


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    for name in ("missing", "missing.json", "missing.jsonl", "qrels/missing.tsv"):
        with pytest.raises(EvaluationError, match="cannot be read"):
            load(tmp_path / name)


@pytest.mark.parametrize(
    ("identifier", "name"),
    [
        ("MED-10", "MED-10.txt"),
        ("Zürich_1.a", "Zürich_1.a.txt"),
        ("a/b c", "a%2Fb%20c.txt"),
        ("..", "%2E..txt"),
        ("100%", "100%25.txt"),
        ("nul\0", "nul%00.txt"),
    ],
)
def test_an_identifier_becomes_a_safe_name_that_gives_it_back(identifier: str, name: str) -> None:
    assert file_name(identifier) == name
    assert unquote(name.removesuffix(".txt")) == identifier


def test_an_identifier_too_long_for_a_file_name_goes_by_its_hash() -> None:
    assert file_name("x" * 240) == "x" * 240 + ".txt"
    names = {file_name("x" * 241), file_name("x" * 242), file_name("/" * 81)}
    assert len(names) == 3
    assert all(name.startswith("%sha256-") and len(name) == 76 for name in names)


@given(st.lists(st.text(min_size=1, max_size=300), min_size=2, max_size=2, unique=True))
def test_names_are_distinct_one_visible_part_of_a_path_and_short(identifiers: list[str]) -> None:
    names = [file_name(identifier) for identifier in identifiers]
    assert len(set(names)) == 2
    for name in names:
        assert Path(name).parts == (name,)
        assert not name.startswith(".")
        assert len(name.encode()) <= 255


@pytest.fixture
def made(embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.library, "default_embedder", lambda: embedder)


@pytest.mark.usefixtures("made")
def test_texts_are_written_into_the_run_and_indexed_once(tmp_path: Path) -> None:
    texts = QuestionSet((), {file_name("../a"): "A\n\nOne sentence.\r\n", file_name("b"): "Another."})
    for _ in range(2):
        with open_library(None, texts, tmp_path) as library:
            sources = [Path(document.source) for document in library.documents()]
    assert sorted(path.name for path in sources) == ["%2E.%2Fa.txt", "b.txt"]
    assert {path.parent for path in sources} == {tmp_path / "documents"}
    assert (tmp_path / "documents" / "%2E.%2Fa.txt").read_bytes() == b"A\n\nOne sentence.\r\n"


@pytest.mark.usefixtures("made")
def test_the_documents_of_two_sets_are_not_mixed(tmp_path: Path, write: Write) -> None:
    with open_library(None, QuestionSet((), {"a.txt": "One sentence."}), tmp_path):
        pass
    with (
        pytest.raises(EvaluationError, match=r"1 files of another question set, such as a\.txt"),
        open_library(None, QuestionSet((), {"b.txt": "Another."}), tmp_path),
    ):
        pass
    folder = write("documents/c.txt", "A third.").parent
    with (
        pytest.raises(EvaluationError, match="documents that are not in"),
        open_library(None, QuestionSet((), folder), tmp_path),
    ):
        pass


@pytest.mark.usefixtures("made")
def test_a_text_that_cannot_be_indexed_ends_the_run_with_its_name(tmp_path: Path) -> None:
    with (
        pytest.raises(EvaluationError, match=r"a\.txt: is not text"),
        open_library(None, QuestionSet((), {"a.txt": "\0"}), tmp_path),
    ):
        pass
