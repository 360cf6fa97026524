"""A run of a question set: what is asked, in which order, with which outcome, and what ends it."""

import json
from collections.abc import Sequence
from pathlib import Path
from threading import Barrier

import pytest
from eval_parts import TEXT, Script, lines, questions, script, trade

import index.library
from eval.run import choose, run
from eval.sets.questions import load_questions
from index.errors import EvaluationError, LibraryError, ModelError, QuestionError
from index.library import Library
from index.models.embed import Embedder
from qa.answer import Answer, Turn

__all__ = ["questions", "script", "trade"]


def test_every_question_is_asked_with_its_history_scored_and_summed_up(
    questions: Path, trade: Path, script: Script, tmp_path: Path
) -> None:
    seen: list[tuple[int, int, str]] = []
    out = tmp_path / "out"
    summary = run(questions, out=out, library=trade, assistant=script, progress=lambda *step: seen.append(step))
    assert script.asked[3] == ("And when?", (Turn("How much?", "C$56bn."),))
    assert [line["outcome"] for line in lines(out)] == ["trustworthy", "trustworthy", "error", "trustworthy"]
    assert (summary["n"], summary["errors"]) == (4, 1)
    assert (summary["trustworthy"], summary["counts"]["trustworthy"]) == (1, 3)
    # "56 billion" is not written in "C$56bn" but is the same; "July 2026" stands in "1 July 2026".
    assert (summary["held"], summary["right"], summary["cited"], summary["citation_validity"]) == (0.5, 1, 1, 1)
    assert summary["refused_by_kind"] == {"off-topic": 1}
    assert summary["seconds_p50"] == 2.0
    assert json.loads((out / "summary.json").read_text(encoding="utf-8")) == summary
    assert "of the answers can be trusted" in (out / "report.html").read_text(encoding="utf-8")
    assert seen[2] == (3, 4, "q3: error")


def test_an_error_of_one_question_is_its_outcome_with_its_message(
    questions: Path, trade: Path, script: Script, tmp_path: Path
) -> None:
    run(questions, out=tmp_path / "out", library=trade, assistant=script)
    line = lines(tmp_path / "out")[2]
    assert (line["outcome"], line["answer"], line["scores"]) == ("error", None, {})
    assert line["error"] == "QuestionError: the question is too long"


class Meeting(Script):
    """Answers no question before three are asked."""

    def __init__(self, document: str) -> None:
        super().__init__(document)
        self.barrier = Barrier(3, timeout=60)

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        if question != "And when?":
            self.barrier.wait()
        return super().ask(question, history)


def test_jobs_are_asked_at_once_and_written_in_the_order_of_the_questions(
    questions: Path, trade: Path, script: Script, tmp_path: Path
) -> None:
    seen: list[tuple[int, int, str]] = []
    run(questions, out=tmp_path / "one", library=trade, assistant=script)
    several = Meeting(script.document)
    run(
        questions,
        out=tmp_path / "several",
        library=trade,
        assistant=several,
        jobs=3,
        progress=lambda *s: seen.append(s),
    )
    assert (tmp_path / "several" / "results.jsonl").read_bytes() == (
        tmp_path / "one" / "results.jsonl"
    ).read_bytes()
    assert [step[0] for step in seen] == [1, 2, 3, 4]


def test_a_larger_sample_brings_the_results_into_the_order_of_the_questions(
    questions: Path, trade: Path, script: Script, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run(questions, out=out, library=trade, assistant=script, limit=1, sample=2)
    assert lines(out)[0]["id"] != "q1"
    run(questions, out=out, library=trade, assistant=script, limit=4, sample=2)
    assert [line["id"] for line in lines(out)] == ["q1", "q2", "q3", "q4"]


class Failing:
    """Raises the given errors in turn."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = iter(errors)

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        raise next(self.errors)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("error", [ModelError("no model"), LibraryError("no library"), ZeroDivisionError("a bug")])
def test_a_bug_and_an_error_that_every_question_would_meet_end_the_run(
    questions: Path, trade: Path, tmp_path: Path, error: Exception, jobs: int
) -> None:
    with pytest.raises(type(error), match=str(error)):
        run(questions, out=tmp_path / "out", library=trade, assistant=Failing(*[error] * 4), jobs=jobs)
    assert not (tmp_path / "out" / "results.jsonl").exists()


def test_a_model_error_after_an_answer_is_the_outcome_of_its_question(
    questions: Path, trade: Path, script: Script, tmp_path: Path
) -> None:
    run(questions, out=tmp_path / "out", library=trade, assistant=script, limit=1)
    failing = Failing(ModelError("out of memory"), QuestionError("no"), ModelError("out of memory"))
    assert run(questions, out=tmp_path / "out", library=trade, assistant=failing)["errors"] == 3


def test_bad_questions_are_found_before_anything_is_made(tmp_path: Path, trade: Path, script: Script) -> None:
    (tmp_path / "bad.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match="line 1"):
        run(tmp_path / "bad.jsonl", out=tmp_path / "out", library=trade, assistant=script)
    assert script.asked == []
    assert not (tmp_path / "out").exists()


def test_without_a_library_the_documents_beside_the_questions_are_indexed_once(
    questions: Path, tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.library, "default_embedder", lambda: embedder)
    out = tmp_path / "out"
    with pytest.raises(EvaluationError, match=r"no folder .*documents"):
        run(questions, out=out, assistant=Script("x"))
    documents = questions.parent / "documents"
    documents.mkdir()
    (documents / "trade.txt").write_text(TEXT, encoding="utf-8")
    for _ in range(2):
        run(questions, out=out, assistant=Script("x"))
    with Library.open(out / "library") as opened:
        assert [document.title for document in opened.documents()] == ["Trade with Mexico"]
    (documents / "empty.txt").write_text("", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"empty\.txt: "):
        run(questions, out=tmp_path / "other", assistant=Script("x"))


def test_a_limit_takes_the_first_and_a_sample_draws_in_the_order_of_the_set(questions: Path) -> None:
    loaded = load_questions(questions)
    assert choose(loaded, limit=None, sample=None) == loaded
    assert choose(loaded, limit=2, sample=None) == loaded[:2]
    drawn = [choose(loaded, limit=2, sample=seed) for seed in range(20)]
    assert len(set(drawn)) > 3
    assert all([loaded.index(question) for question in one] == sorted(map(loaded.index, one)) for one in drawn)
    assert all(set(one) < set(choose(loaded, limit=3, sample=seed)) for seed, one in enumerate(drawn))
    with pytest.raises(EvaluationError, match="--limit"):
        choose(loaded, limit=None, sample=1)
    with pytest.raises(EvaluationError, match="at least 1"):
        choose(loaded, limit=0, sample=None)
