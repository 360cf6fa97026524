"""Run a question set against a library: ask, score, write down, sum up.

Into the folder `out` go settings.json, results.jsonl (one line a question, as the answers come) and summary.json.
A run that was stopped goes on where it was when it is started again with the same questions, library and model.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from eval.inputs import load
from eval.questions import Question
from eval.results import Result, append_result, cut_unfinished_line, read_results
from eval.run_library import open_library
from eval.scores import DocumentSource, outcome, score
from eval.summary import summarise
from index.errors import EvaluationError, LibraryError, ModelError, PinciteError
from index.library import Library
from index.models import DEFAULT_GENERATOR, model_path
from qa.answer import Answer, Turn

SETTINGS_FILE = "settings.json"
RESULTS_FILE = "results.jsonl"
SUMMARY_FILE = "summary.json"

Progress = Callable[[int, int, str], None]


class Asker(Protocol):
    """What answers the questions: `qa.Assistant`."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer one question."""
        ...


def run(
    questions: Path,
    *,
    out: Path,
    library: Path | None = None,
    model: str | None = None,
    limit: int | None = None,
    sample: int | None = None,
    assistant: Asker | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Ask every question and return the summary that is also written to `out`.

    Without a library, the documents of the question set are indexed into `out`/library. `limit` takes
    the first questions only, or with `sample` (a seed) that many at random. `progress` gets (number from 1,
    total, what came of it). An error of one question is its outcome, and is not tried again when the run goes on;
    but ModelError and LibraryError before anything was answered end the run, as every question would meet them.
    Raises EvaluationError when the question set or `out` cannot be used.
    """
    question_set = load(questions)
    asked = choose(question_set.questions, limit=limit, sample=sample)
    out.mkdir(parents=True, exist_ok=True)
    with open_library(library, question_set, out, progress) as opened:
        settings = {"schema": 1, "model": model or DEFAULT_GENERATOR, "library": fingerprint(opened)}
        results = _resume(out, settings, asked)
        if len(results) < len(asked):
            assistant = assistant or _assistant(opened, model)
            results = _ask_all(asked, results, assistant, opened, out / RESULTS_FILE, progress)
    summary = summarise(results)
    (out / SUMMARY_FILE).write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    return summary


def choose(questions: Sequence[Question], *, limit: int | None, sample: int | None) -> tuple[Question, ...]:
    """Take the first `limit` questions, or with a seed that many at random, in the order of the set.

    A question's place in the draw depends on the seed and its id only, so a larger sample holds the smaller one.
    """
    if limit is None:
        if sample is not None:
            raise EvaluationError("A sample needs its size: give --limit as well as --sample.")
        return tuple(questions)
    if limit < 1:
        raise EvaluationError(f"--limit is {limit}; it must be at least 1.")
    if sample is None:
        return tuple(questions[:limit])
    drawn = sorted(questions, key=lambda question: hashlib.sha256(f"{sample} {question.id}".encode()).digest())
    chosen = {question.id for question in drawn[:limit]}
    return tuple(question for question in questions if question.id in chosen)


def fingerprint(library: Library) -> str:
    """Return a hash of the library's embedder and of the content of all its documents."""
    contents = sorted(
        f"{document.id} {library.document(document.id).content_hash}" for document in library.documents()
    )
    return hashlib.sha256("\n".join([library.status().embedder, *contents]).encode()).hexdigest()[:16]


def _assistant(library: Library, model: str | None) -> Asker:
    # Not at the top: scoring and resuming need no model, and no llama.cpp.
    from qa import Assistant
    from qa.llama import load_model

    return Assistant(library, load_model(model_path(model)) if model else None)


def _resume(out: Path, settings: dict[str, Any], asked: Sequence[Question]) -> tuple[Result, ...]:
    """Return what an earlier run with the same settings left in `out`; raises EvaluationError for another one."""
    results_file, settings_file = out / RESULTS_FILE, out / SETTINGS_FILE
    results = read_results(results_file)
    if results and (differing := _differing(settings_file, settings)):
        raise EvaluationError(
            f"{out} holds results of another run (other {', '.join(differing)}), and they are not mixed. "
            "Give another --out, or remove that folder."
        )
    fingerprints = {question.id: question.fingerprint for question in asked}
    strange = [result.id for result in results if fingerprints.get(result.id) != result.fingerprint]
    if strange:
        raise EvaluationError(
            f"{results_file} holds results of questions that are not asked now or have changed since "
            f"({', '.join(strange[:5])}{', …' if len(strange) > 5 else ''}). "
            "Give another --out, or remove that folder."
        )
    cut_unfinished_line(results_file)
    settings_file.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    return results


def _differing(settings_file: Path, settings: dict[str, Any]) -> list[str]:
    try:
        stored = json.loads(settings_file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EvaluationError(
            f"{settings_file} cannot be read, so its results belong to no known run ({error}). Give another --out."
        ) from error
    return [name for name, value in settings.items() if stored.get(name) != value]


def _ask_all(
    asked: Sequence[Question],
    earlier: Sequence[Result],
    assistant: Asker,
    documents: DocumentSource,
    results_file: Path,
    progress: Progress | None,
) -> tuple[Result, ...]:
    """Ask what has no result yet, writing each down; returns all results in the order of the questions."""
    results = {result.id: result for result in earlier}
    for number, question in enumerate(asked, start=1):
        if question.id in results:
            continue
        try:
            answer = assistant.ask(question.question, question.history)
        except PinciteError as error:
            hopeless = isinstance(error, ModelError | LibraryError)
            if hopeless and not any(result.answer for result in results.values()):
                raise
            result = Result.failed(question, error)
        else:
            scores = score(question, answer, documents)
            result = Result.scored(question, outcome(question, answer, scores), answer, scores)
        append_result(results_file, result)
        results[question.id] = result
        if progress is not None:
            progress(number, len(asked), f"{question.id}: {result.outcome}")
    return tuple(results[question.id] for question in asked)
