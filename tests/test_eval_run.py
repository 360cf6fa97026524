import json
from collections.abc import Sequence
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

import eval.settings
import index.library
from eval.run import choose, run
from eval.run_folder import read_run
from eval.sets.questions import load_questions
from eval.settings import settings_of
from index.errors import EvaluationError, LibraryError, ModelError, QuestionError
from index.library import Library
from index.models.embed import Embedder
from index.models.files import DEFAULT_GENERATOR
from qa.answer import Answer, Citation, CitedDocument, Timings, Tokens, Turn

TEXT = "Trade with Mexico\n\nTrade was worth C$56bn in 2024. The pact is reviewed in July 2026.\n"
GOLD = "Trade was worth C$56bn in 2024."
QUESTIONS = [
    {
        "id": "q1",
        "question": "How much?",
        "answers": ["56 billion"],
        "gold": [GOLD],
        "answerable": True,
        "kind": "plain",
    },
    {"id": "q2", "question": "Who won?", "answerable": False, "kind": "off-topic"},
    {"id": "q3", "question": "Fails", "answers": ["1"], "answerable": True, "kind": "plain"},
    {
        "id": "q4",
        "question": "And when?",
        "answers": ["July 2026"],
        "answerable": True,
        "kind": "plain",
        "history": [{"question": "How much?", "answer": "C$56bn."}],
    },
]


class Script:
    """Answers from a script, and remembers what it was asked."""

    def __init__(self, document: str, stop_at: str | None = None) -> None:
        self.document = document
        self.stop_at = stop_at
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        if question == self.stop_at:
            raise KeyboardInterrupt
        self.asked.append((question, tuple(history)))
        if question == "Fails":
            raise QuestionError("the question is too long")
        cited = CitedDocument(self.document, "Trade with Mexico", "", None)
        start = TEXT.index(GOLD)
        citations = (Citation(1, cited, start, start + len(GOLD), None, GOLD),) if question == "How much?" else ()
        text = {"How much?": "It was worth C$56bn [1].", "Who won?": "The documents don't say."}
        return Answer(
            question=question,
            answered=question != "Who won?",
            confidence=0.9,
            text=text.get(question, "It is due on 1 July 2026."),
            statements=(),
            citations=citations,
            passages=(),
            model="scripted",
            timings=Timings(0.0, 0.1, 2.0, 1.5),
            tokens=Tokens(1, 1),
        )


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "set" / "questions.jsonl"
    path.parent.mkdir()
    path.write_text("".join(json.dumps(question) + "\n" for question in QUESTIONS), encoding="utf-8")
    return path


@pytest.fixture
def trade(tmp_path: Path, library: Library) -> Path:
    """Give the folder of a library that holds one text."""
    source = tmp_path / "trade.txt"
    source.write_text(TEXT, encoding="utf-8")
    assert library.add([source]).failed == ()
    return library.folder


@pytest.fixture
def script(trade: Path, library: Library) -> Script:
    return Script(library.documents()[0].id)


def lines(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (out / "results.jsonl").read_text(encoding="utf-8").splitlines()]


def summary_of(out: Path) -> dict[str, Any]:
    """Return what a run wrote, without the memory: that is the test process's own."""
    summary: dict[str, Any] = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["speed"].pop("peak_memory_mb") > 10
    return summary


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
