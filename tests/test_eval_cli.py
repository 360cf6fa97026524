"""The commands `pincite eval ...` as a person types them."""

import json
from pathlib import Path

import pytest
from conftest import HashingEmbedder
from eval_child import Script
from eval_runs import question, write_run

import eval.run
from ui.cli import library as cli_library
from ui.cli import main as cli


@pytest.fixture
def questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give two questions beside their documents; what answers them is scripted."""
    monkeypatch.delenv("PINCITE_INDEX", raising=False)
    monkeypatch.setattr(cli_library, "chosen_embedder", HashingEmbedder)
    monkeypatch.setattr(eval.run, "_assistant", lambda library, model, full: Script())
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "note.txt").write_text("It was one.\n", encoding="utf-8")
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(question(number).to_json()) for number in (1, 2)), encoding="utf-8")
    return path


def test_a_run_prints_a_table_or_the_summary_as_json(
    questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["eval", str(questions), "--out", str(tmp_path / "out")]
    assert cli.main([*command, "--jobs", "2"]) == 0
    output = capsys.readouterr()
    assert output.out.startswith("2 questions, 0 errors\n")
    assert output.err.splitlines()[-1] == "2 of 2  q2: unjudged"
    assert cli.main([*command, "--json"]) == 0
    output = capsys.readouterr()
    assert json.loads(output.out) == json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert json.loads(output.out)["n"] == 2


def test_full_answers_are_another_run(questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["eval", str(questions), "--out", str(tmp_path / "out")]
    assert cli.main(command) == 0
    assert cli.main([*command, "--full"]) == 1
    assert "other answers" in capsys.readouterr().err
    assert cli.main([*command[:-1], str(tmp_path / "full"), "--full"]) == 0
    kept = [
        json.loads((tmp_path / name / "settings.json").read_text(encoding="utf-8")) for name in ("out", "full")
    ]
    assert [settings["answers"] for settings in kept] == ["short", "full"]


def test_compare_prints_text_or_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a = write_run(tmp_path / "a", [question(1), question(2)], ["trustworthy", "model missed"])
    b = write_run(tmp_path / "b", [question(1), question(2)], ["trustworthy", "trustworthy"])
    assert cli.main(["eval", "compare", str(a), str(b)]) == 0
    assert "Mended (1)\n  q2: Question 2?" in capsys.readouterr().out
    assert cli.main(["eval", "compare", str(a), str(b), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["metrics"]["right"]["difference"] == 0.5
    assert cli.main(["eval", "compare", str(a), str(tmp_path)]) == 1
    assert "holds no run" in capsys.readouterr().err
