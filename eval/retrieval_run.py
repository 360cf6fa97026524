"""Measure retrieval over a question set, without the language model.

Into the folder `out` go retrieval.jsonl (one line a question) and retrieval.json (the figures).
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from eval.metrics.ranking import MEASURES, means
from eval.metrics.retrieval import PASSAGES, Found, find, query_of
from eval.run import choose
from eval.run_library import open_library
from eval.sets.inputs import load
from eval.sets.questions import document_name
from index.adding.building import Progress
from index.errors import EvaluationError
from index.library import Library
from index.models.embed import Embedder

LINES_FILE = "retrieval.jsonl"
FIGURES_FILE = "retrieval.json"


def run_retrieval(
    questions: Path,
    *,
    out: Path,
    library: Path | None = None,
    limit: int | None = None,
    sample: int | None = None,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Search for every answerable question with known evidence, and return the figures.

    `library`, `limit` and `sample` are those of `eval.run.run`; `progress` gets the files that are indexed. The
    other questions are counted in "left_out". Raises EvaluationError when there is nothing to measure.
    """
    question_set = load(questions)
    asked = choose(question_set.questions, limit=limit, sample=sample)
    known = [one for one in asked if one.answerable and (one.gold or question_set.grades(one))]
    if not known:
        raise EvaluationError(
            f"None of the {len(asked)} questions of {questions} is answerable with known evidence. "
            "Name gold sentences or documents in the set."
        )
    out.mkdir(parents=True, exist_ok=True)
    with open_library(library, question_set, out, embedder=embedder, progress=progress) as opened:
        opened.search(query_of(known[0]))  # loads the embedder, which is no part of a search
        found = [find(opened, question, question_set.grades(question)) for question in known]
        figures = {
            "n": len(found),
            "left_out": dict(Counter(one.kind for one in asked) - Counter(one.kind for one in known)),
            **summarise_retrieval(found),
            **_searched(opened, found),
        }
    lines = "".join(json.dumps(one.to_json()) + "\n" for one in found)
    (out / LINES_FILE).write_text(lines, encoding="ascii")
    (out / FIGURES_FILE).write_text(json.dumps(figures, indent=2) + "\n", encoding="ascii")
    return figures


def summarise_retrieval(found: Sequence[Found]) -> dict[str, Any]:
    """Return the mean of each measure over gold sentences and over gold documents, for all and for each kind."""
    seconds = [one.seconds for one in found]
    kinds = sorted({one.kind for one in found})
    return {
        **_levels(found),
        "by_kind": {kind: _levels([one for one in found if one.kind == kind]) for kind in kinds},
        "seconds_p50": float(np.percentile(seconds, 50)),
        "seconds_p95": float(np.percentile(seconds, 95)),
    }


def _levels(found: Sequence[Found]) -> dict[str, Any]:
    return {
        "sentences": means([one.sentences for one in found]),
        "documents": means([tuple(one.documents.values()) for one in found]),
    }


def _searched(library: Library, found: Iterable[Found]) -> dict[str, Any]:
    """Describe the library; a relevant document that is not in it can be found by no search."""
    held = {document_name(document.source) for document in library.documents()}
    status = library.status()
    return {
        "absent_documents": sorted({name for one in found for name in one.documents} - held),
        "library": {
            "embedder": status.embedder,
            "documents": status.documents,
            "passages": status.passages,
            "searched": PASSAGES,
        },
    }


def retrieval_table(figures: dict[str, Any]) -> str:
    """Return the figures as text for a terminal."""
    library, left_out = figures["library"], figures["left_out"]
    lines = [
        f"{figures['n']} questions, up to {library['searched']} of {library['passages']} passages of "
        f"{library['documents']} documents, embedder {library['embedder']}"
    ]
    if left_out:
        counts = ", ".join(f"{kind or 'no kind'} {count}" for kind, count in sorted(left_out.items()))
        lines.append(f"{sum(left_out.values())} left out, not answerable or without known evidence: {counts}")
    if absent := figures["absent_documents"]:
        lines.append(f"{len(absent)} relevant documents are not in the library, such as {absent[0]}")
    lines += ["", f"{'':<32}{'n':>6}" + "".join(f"{name:>11}" for name in MEASURES)]
    kinds = figures["by_kind"] if len(figures["by_kind"]) > 1 else {}
    for kind, levels in {"all": figures, **kinds}.items():
        for level in ("sentences", "documents"):
            if n := levels[level]["n"]:
                row = f"{kind or 'no kind'}, {level}"
                lines.append(f"{row:<32}{n:>6}" + "".join(f"{levels[level][name]:>11.3f}" for name in MEASURES))
    lines += ["", f"seconds a search: p50 {figures['seconds_p50']:.3f}, p95 {figures['seconds_p95']:.3f}"]
    return "\n".join(lines)
