"""Questions to start with, when the library holds the samples that come with Pincite."""

import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import PurePath

from index.store import DocumentSummary

EXAMPLES = 4


def example_questions(documents: Sequence[DocumentSummary]) -> tuple[str, ...]:
    """Return up to four answerable sample questions about different documents of the library."""
    samples = files("eval") / "samples" / "questions.jsonl"
    if not samples.is_file():
        return ()
    present = {PurePath(document.source).name for document in documents if _is_sample(document)}
    chosen: list[str] = []
    used: set[str] = set()
    for line in samples.read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        needed = set(question["documents"])
        if question["answerable"] and not question.get("history") and needed and needed <= present - used:
            chosen.append(question["question"])
            used |= needed
        if len(chosen) == EXAMPLES:
            break
    return tuple(chosen)


def _is_sample(document: DocumentSummary) -> bool:
    return PurePath(document.source).parts[-3:-1] == ("samples", "documents")
