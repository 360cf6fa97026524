"""`pincite grid`: a row a document, a table that is gone on with, and Ctrl-C."""

import csv
import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from conftest import HashingEmbedder
from qa_parts import WordReader

from index.errors import ModelError
from index.models.files import DEFAULT_EMBEDDER, state
from qa.reader.protocol import Judgement, ReadPassage
from ui.cli import library as cli_library
from ui.cli import main as cli

ROOT = Path(__file__).parents[1]
NOTICE = "What is the notice period?"
ASK = ("grid", NOTICE, "--quote")
SENTENCE = "The notice period is two weeks."


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Give a function that runs a command on a library of its own, without any real model."""
    monkeypatch.setattr(cli_library, "chosen_embedder", HashingEmbedder)
    monkeypatch.setenv("PINCITE_INDEX", str(tmp_path / "library"))
    return lambda *arguments: cli.main([str(argument) for argument in arguments])


@pytest.fixture
def files(
    run: Callable[..., int], write: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> list[Path]:
    """Give the files of the library: the first states the notice period, the others do not."""
    added = [
        write("ash.txt", SENTENCE),
        write("birch.txt", "Bins are emptied on Fridays."),
        write("cedar.txt", "Keys are kept at the desk."),
    ]
    assert run("add", *added) == 0
    capsys.readouterr()
    return added


def test_each_document_is_a_line_with_its_sentence_below(
    run: Callable[..., int], files: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*ASK) == 0
    ash, sentence, birch, cedar, summary = capsys.readouterr().out.splitlines()
    assert ash.startswith("[1] 1.00  ")
    assert ash.endswith(f"  ash: {SENTENCE}")
    assert sentence == f'    "{SENTENCE}", {files[0]}#0-31'
    assert birch.endswith("  birch: not stated")
    assert cedar.endswith("  cedar: not stated")
    assert summary == "3 documents asked: 1 answered, 2 not stated, 0 failed"


def test_its_json_is_a_line_a_document(
    run: Callable[..., int], files: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*ASK, "--document", "birch.txt", "--document", "ash.txt", "--json") == 0
    ash, birch = map(json.loads, capsys.readouterr().out.splitlines())
    assert (ash["document"]["title"], ash["answered"], ash["answer"]["quote"]["quote"]) == ("ash", True, SENTENCE)
    assert (birch["document"]["title"], birch["answered"], birch["answer"]["verdict"]["reason"]) == (
        "birch",
        False,
        "not_stated",
    )


def test_a_table_that_is_there_is_gone_on_with(
    run: Callable[..., int], files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "notice.csv"
    assert run(*ASK, "--document", "ash.txt", "--csv", table) == 0
    capsys.readouterr()
    assert run(*ASK, "--csv", table) == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "2 documents asked: 0 answered, 2 not stated, 0 failed; kept 1 row of earlier runs, whatever their options"
    )
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:2] == ["Document", NOTICE]
    assert [row[0] for row in rows[1:]] == ["ash", "birch", "cedar"]
    written = table.read_bytes()
    assert run(*ASK, "--csv", table) == 0
    assert capsys.readouterr().out.startswith("0 documents asked")
    assert table.read_bytes() == written


def test_the_table_of_another_question_is_left_as_it_is(
    run: Callable[..., int], files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "notice.csv"
    assert run(*ASK, "--csv", table) == 0
    assert run("grid", "Who keeps keys?", "--quote", "--csv", table) == 1
    assert "is not the table of this question" in capsys.readouterr().err


def test_where_no_document_is_allowed_nothing_is_written(
    run: Callable[..., int], files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "notice.csv"
    assert run(*ASK, "--folder", tmp_path / "typo", "--csv", table) == 1
    assert "no such documents" in capsys.readouterr().err
    assert not table.exists()


def test_without_a_model_the_table_stays_as_it_is(
    run: Callable[..., int], files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_: object) -> None:
        raise ModelError("there is none")

    monkeypatch.setattr("ui.cli.answer.own_model", none)
    table = tmp_path / "notice.csv"
    assert run("grid", NOTICE, "--csv", table) == 1
    assert not table.exists()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (BrokenPipeError(), ""),
        (OSError(errno.ENOSPC, "No space left on device"), "pincite: [Errno 28] No space left on device\n"),
    ],
)
def test_what_cannot_be_written_ends_the_process_at_once(
    run: Callable[..., int],
    files: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: OSError,
    told: str,
) -> None:
    def ended(code: int) -> None:
        raise SystemExit(code)

    def full(*_: object) -> None:
        raise error

    monkeypatch.setattr(os, "_exit", ended)
    monkeypatch.setattr("ui.export.grid.GridFile.add", full)
    with pytest.raises(SystemExit) as caught:
        run(*ASK, "--document", "ash.txt", "--csv", tmp_path / "notice.csv")
    assert caught.value.code == 1
    assert capsys.readouterr().err == told


def test_an_error_of_one_document_is_told_and_makes_the_exit_code_1(
    run: Callable[..., int],
    files: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    class Failing(WordReader):
        def read(self, question: str, passages: Sequence[ReadPassage]) -> tuple[Judgement, ...]:
            if any("Bins" in sentence for passage in passages for sentence in passage.sentences):
                raise ValueError("it broke")
            return super().read(question, passages)

    monkeypatch.setattr("qa.assistant.TrainedReader", Failing)
    table = tmp_path / "notice.csv"
    assert run(*ASK, "--csv", table) == 1
    out = capsys.readouterr().out
    assert " --   birch: error: ValueError: it broke" in out
    assert out.endswith("3 documents asked: 1 answered, 1 not stated, 1 failed\n")
    monkeypatch.setattr("qa.assistant.TrainedReader", WordReader)
    assert run(*ASK, "--csv", table) == 0
    assert capsys.readouterr().out.endswith(
        "1 not stated, 0 failed; kept 2 rows of earlier runs, whatever their options\n"
    )


def test_what_is_no_question_is_refused(run: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("grid", " ", "--quote") == 1
    assert "The question is empty" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(bool(state(DEFAULT_EMBEDDER).missing), reason="the embedding model is not on this machine")
def test_ctrl_c_ends_it_within_a_second_and_the_same_command_goes_on(tmp_path: Path) -> None:
    contracts = tmp_path / "contracts"
    contracts.mkdir()
    for number in range(60):
        (contracts / f"{number:02}.txt").write_text(f"Contract {number}. {SENTENCE}")
    environment = {**os.environ, "PINCITE_INDEX": str(tmp_path / "library")}

    def command(*arguments: str) -> list[str]:
        return [sys.executable, "-m", "ui.cli.main", *arguments]

    subprocess.run(command("add", str(contracts), "--quiet"), cwd=ROOT, env=environment, check=True)
    asked = command(*ASK, "--csv", str(tmp_path / "notice.csv"))
    pipe = subprocess.PIPE
    with subprocess.Popen(asked, cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("[1]")
        process.send_signal(signal.SIGINT)
        pressed = time.monotonic()
        rows, said = process.communicate(timeout=60)
        seconds = time.monotonic() - pressed
    assert process.returncode == 130
    assert "the same command goes on" in said
    assert "Traceback" not in said
    assert "[60]" not in rows
    assert seconds < 15  # within one on a machine that does nothing else
    rest = subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert "of earlier runs" in rest.stdout
    table = (tmp_path / "notice.csv").read_text(encoding="utf-8-sig")
    assert len(table.splitlines()) == 61
    assert table.count(SENTENCE) == 60
