"""What a run has written: gone on with where it was stopped, and never mixed with the results of another."""

import json
from pathlib import Path
from typing import Any

import pytest
from eval_parts import TEXT, Script, lines, questions, script, trade

import eval.settings
from eval.run import run
from eval.run_folder import read_run
from eval.sets.questions import load_questions
from eval.settings import settings_of
from index.errors import EvaluationError
from index.library import Library
from index.models.files import DEFAULT_GENERATOR

__all__ = ["questions", "script", "trade"]


def summary_of(out: Path) -> dict[str, Any]:
    """Return what a run wrote, without the memory: that is the test process's own."""
    summary: dict[str, Any] = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["speed"].pop("peak_memory_mb") > 10
    return summary


def test_a_stopped_run_keeps_what_it_had_and_goes_on_to_the_same_results(
    questions: Path, trade: Path, script: Script, tmp_path: Path
) -> None:
    unbroken, broken = tmp_path / "unbroken", tmp_path / "broken"
    run(questions, out=unbroken, library=trade, assistant=script)
    with pytest.raises(KeyboardInterrupt):
        run(questions, out=broken, library=trade, assistant=Script(script.document, stop_at="Fails"))
    assert [line["id"] for line in lines(broken)] == ["q1", "q2"]
    with (broken / "results.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "q3", "ki')  # cut off in the middle of a line
    again = Script(script.document)
    run(questions, out=broken, library=trade, assistant=again)
    assert [question for question, _ in again.asked] == ["Fails", "And when?"]
    assert (broken / "results.jsonl").read_bytes() == (unbroken / "results.jsonl").read_bytes()
    assert summary_of(broken) == summary_of(unbroken)


def test_a_finished_run_asks_nothing_again(questions: Path, trade: Path, script: Script, tmp_path: Path) -> None:
    first = run(questions, out=tmp_path / "out", library=trade, assistant=script)
    assert run(questions, out=tmp_path / "out", library=trade, assistant=script) == first
    assert len(script.asked) == 4


def test_results_of_another_library_model_or_question_are_not_mixed(
    questions: Path, library: Library, trade: Path, script: Script, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run(questions, out=out, library=trade, assistant=script, limit=2)
    before = (out / "results.jsonl").read_bytes()
    with pytest.raises(EvaluationError, match="other model"):
        run(questions, out=out, library=trade, assistant=script, model="another")
    with pytest.raises(EvaluationError, match=r"not asked now or have changed since \(q2\)"):
        run(questions, out=out, library=trade, assistant=script, limit=1)
    (tmp_path / "trade.txt").write_text(TEXT + "More.\n", encoding="utf-8")
    library.add([tmp_path / "trade.txt"])
    with pytest.raises(EvaluationError, match="other library"):
        run(questions, out=out, library=trade, assistant=script)
    assert (out / "results.jsonl").read_bytes() == before


def test_results_of_older_code_are_not_mixed(questions: Path, trade: Path, script: Script, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(questions, out=out, library=trade, assistant=script, limit=2)
    settings = json.loads((out / "settings.json").read_text(encoding="utf-8"))
    (out / "settings.json").write_text(json.dumps({**settings, "answering_code": "older"}), encoding="utf-8")
    # Results may have had other fields then: whose they are is said before they are read.
    (out / "results.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"other answering code.*Give another --out"):
        run(questions, out=out, library=trade, assistant=script)


def test_the_code_is_known_by_the_content_of_its_files(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(eval.settings, "ROOT", tmp_path)
    files = ["index/load/documents.py", "qa/answer.py", "qa/reader.safetensors", *eval.settings.SCORING]
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    before = settings_of(library, "m")
    changed = {}
    for name in (
        "index/load/documents.py",
        "qa/answer.py",
        "qa/reader.safetensors",
        "eval/metrics/right.py",
        "eval/run.py",
    ):
        (tmp_path / name).write_text("changed", encoding="utf-8")
        after = settings_of(library, "m")
        changed[name] = [key for key in before if after[key] != before[key]]
        before = after
    assert changed == {
        "index/load/documents.py": ["answering_code"],
        "qa/answer.py": ["answering_code"],
        "qa/reader.safetensors": ["answering_code"],
        "eval/metrics/right.py": ["scoring_code"],
        "eval/run.py": [],
    }


def test_a_run_is_read_back_whole(questions: Path, trade: Path, script: Script, tmp_path: Path) -> None:
    run(questions, out=tmp_path / "out", library=trade, assistant=script, limit=3)
    stored = read_run(tmp_path / "out")
    assert stored.questions == load_questions(questions)[:3]
    assert [result.id for result in stored.results] == ["q1", "q2", "q3"]
    assert stored.settings["model"] == DEFAULT_GENERATOR
    with pytest.raises(EvaluationError, match=r"set holds no run"):
        read_run(questions.parent)


def test_a_broken_line_among_the_results_is_named(
    questions: Path, trade: Path, script: Script, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run(questions, out=out, library=trade, assistant=script)
    good = (out / "results.jsonl").read_text(encoding="utf-8").splitlines()
    (out / "results.jsonl").write_text("\n".join([good[0], '{"id": "q2"}', *good[2:]]) + "\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"results\.jsonl, line 2 is not a result"):
        run(questions, out=out, library=trade, assistant=script)
