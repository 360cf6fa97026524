"""`pincite ask --quote`: the sentence itself, and no model that writes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import HashingEmbedder
from eval_runs import question

from index.models.table import READER_NAME
from ui.cli import answer as cli_answer
from ui.cli import library as cli_library
from ui.cli import main as cli


@pytest.fixture(autouse=True)
def _harbour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Index a file, and let no model be loaded."""

    def own_model(_: object) -> None:
        raise AssertionError("a quote needs no model")

    monkeypatch.setattr(cli_library, "chosen_embedder", HashingEmbedder)
    monkeypatch.setattr(cli_answer, "own_model", own_model)
    monkeypatch.setenv("PINCITE_INDEX", str(tmp_path / "library"))
    (tmp_path / "harbour.txt").write_text("It has four piers. The harbour opened in 1902.\n")
    assert cli.main(["add", str(tmp_path / "harbour.txt")]) == 0
    capsys.readouterr()


def test_the_sentence_is_printed_with_where_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "When did the harbour open?", "--quote"]) == 0
    said, _, source = capsys.readouterr().out.splitlines()
    assert said == "The harbour opened in 1902. [1]"
    assert source.startswith('[1] harbour, "The harbour opened in 1902."')
    assert source.endswith("harbour.txt#19-46")


def test_its_json_is_that_of_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "When did the harbour open?", "--quote", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["schema"], answer["answered"], answer["tokens"]) == (2, True, {"prompt": 0, "completion": 0})
    assert answer["quote"]["quote"] == "The harbour opened in 1902."
    assert (answer["quote"]["start"], answer["quote"]["span"], answer["model"]) == (19, [19, 46], "words")


def test_what_the_documents_do_not_say_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "Who paints walls?", "--quote"]) == 0
    assert capsys.readouterr().out.startswith("The answer is not in the documents.")


def test_the_reader_alone_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [
        replace(question(1, text="When did the harbour open?"), answers=("1902",)),
        question(2, text="Who paints walls?", answerable=False),
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(one.to_json()) for one in asked), encoding="utf-8")
    out = tmp_path / "out"
    command = ["eval", str(path), "--out", str(out), "--quote", "--json"]
    assert cli.main(command) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["right"], figures["refused"]) == (1.0, 1.0)
    assert json.loads((out / "settings.json").read_text(encoding="utf-8"))["model"] == READER_NAME
