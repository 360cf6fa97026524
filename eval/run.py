"""Run a question set against a library: ask, score, write down, sum up.

Into the folder `out` go settings.json, questions.jsonl, results.jsonl (one line a question, as the answers come),
summary.json and report.html. A run that was stopped goes on where it was when it is started again with the same
questions, library, model and code.
"""

import hashlib
import json
import resource
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.asking import Asker, Progress, ask_all
from eval.metrics.summary import summarise
from eval.report.page import write_report
from eval.run_folder import RESULTS_FILE, SUMMARY_FILE, finish, resume
from eval.run_library import open_library
from eval.sets.inputs import load
from eval.sets.questions import Question
from eval.settings import settings_of
from index.errors import EvaluationError
from index.library import Library
from index.models.embed import Embedder
from index.models.files import DEFAULT_GENERATOR, model_path
from qa.chat_model import ChatModel, NoModel


def run(
    questions: Path,
    *,
    out: Path,
    library: Path | None = None,
    model: str | ChatModel | None = None,
    limit: int | None = None,
    sample: int | None = None,
    jobs: int = 1,
    full: bool = False,
    assistant: Asker | None = None,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Ask every question and return the summary that is also written to `out`.

    `model` is one that is there, or the name or path of one to be loaded; with `NoModel` the sentence itself is
    the answer. Without a library, the documents of the question set are indexed into `out`/library. `limit` takes
    the first questions only, or with `sample` (a seed) that many at random; `jobs` are asked at once, for `full`
    answers or short ones. `progress` gets (number from 1, total, what came of it). An error of one question is its
    outcome, and is not tried again when the run goes on; but ModelError and LibraryError before anything was
    answered end the run, as every question would meet them. Raises EvaluationError when the question set or `out`
    cannot be used.
    """
    question_set = load(questions)
    asked = choose(question_set.questions, limit=limit, sample=sample)
    out.mkdir(parents=True, exist_ok=True)
    with open_library(library, question_set, out, embedder=embedder, progress=progress) as opened:
        results = resume(out, settings_of(opened, _name(model), full=full), asked)
        peak_memory = _stored_peak_memory(out)
        if len(results) < len(asked):
            assistant = assistant or _assistant(opened, model, full=full)
            results_file = out / RESULTS_FILE
            results = ask_all(asked, results, assistant, opened, results_file, jobs=jobs, progress=progress)
            peak_memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # Linux counts in kB
    summary = summarise(results, peak_memory_mb=peak_memory)
    finish(out, results, summary)
    write_report(out)
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


def _name(model: str | ChatModel | None) -> str:
    return model.name if model is not None and not isinstance(model, str) else model or DEFAULT_GENERATOR


def _assistant(library: Library, model: str | ChatModel | None, *, full: bool) -> Asker:
    from qa import Assistant  # not at the top: scoring and resuming need no model
    from qa.llama.loading import llama_loader

    loaded = llama_loader()(model_path(model)) if isinstance(model, str) else model
    assistant = Assistant(library, loaded, full=full, quote=isinstance(model, NoModel))
    _ = library.embedder  # loaded now, by one thread, and not by several at once
    return assistant


def _stored_peak_memory(out: Path) -> float | None:
    """Return what an earlier summary says: a process that asks nothing loads no model."""
    try:
        summary = json.loads((out / SUMMARY_FILE).read_text(encoding="utf-8"))
        return float(summary["speed"]["peak_memory_mb"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
