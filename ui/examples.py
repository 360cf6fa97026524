"""Questions to start with, which the documents that are there answer."""

import json
import re
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path, PurePath

from eval.feedback import QUESTIONS_FILE
from index.library import Library
from index.store import DocumentSummary
from index.types import Document

EXAMPLES = 4
READ = 24
"""Documents read in search of questions: the first page must not wait for a large library."""

_DEFINITION = re.compile(
    r"(The )?((?:[A-Z][\w'-]+ ){0,3}[A-Z][\w'-]+) (is|was|are|were) (?:an?|the|one of the) \w+"
)
_PRONOUNS = {
    "It",
    "This",
    "That",
    "There",
    "They",
    "He",
    "She",
    "We",
    "You",
    "These",
    "Those",
    "Here",
    "What",
    "Who",
}
_LONGEST = 90  # characters of a question on a button


def example_questions(library: Library) -> tuple[str, ...]:
    """Return up to four questions about different documents.

    First those that came with the sample documents, or are in the library's own set as answered well; then those
    that the documents ask themselves, or that ask for what is defined in them.
    """
    documents = library.documents()
    found = (*_sample_questions(documents), *_approved(library.folder))
    if len(found) < EXAMPLES:
        found += tuple(_of_documents(library, documents))
    return tuple(dict.fromkeys(found))[:EXAMPLES]


def _sample_questions(documents: Sequence[DocumentSummary]) -> tuple[str, ...]:
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
    return tuple(chosen)


def _is_sample(document: DocumentSummary) -> bool:
    return PurePath(document.source).parts[-3:-1] == ("samples", "documents")


def _of_documents(library: Library, documents: Sequence[DocumentSummary]) -> Iterator[str]:
    """Yield one question for each of the first documents that has one."""
    for summary in [document for document in documents if not _is_sample(document)][:READ]:
        document = library.document(summary.id)
        question = next(_questions(document, library), None)
        if question is not None:
            yield question


def _questions(document: Document, library: Library) -> Iterator[str]:
    sentences = library.sentences(document.id)
    for sentence in sentences:
        text = " ".join(document.text[sentence.start : sentence.end].split())
        if sentence.heading and text.endswith("?") and len(text) <= _LONGEST and text[0].isupper():
            yield text
    for sentence in sentences:
        found = _DEFINITION.match(document.text, sentence.start)
        if found is not None and found[2] not in _PRONOUNS and not sentence.heading:
            yield f"What {found[3]} {'the ' if found[1] else ''}{' '.join(found[2].split())}?"


def _approved(folder: Path) -> tuple[str, ...]:
    """Return the questions, free of an earlier one, that somebody found well answered; the latest first."""
    path = folder / QUESTIONS_FILE
    if not path.is_file():
        return ()
    kept = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return tuple(
        question["question"]
        for question in reversed(kept)
        if question.get("answerable") and not question.get("history") and question.get("kind") == "thumbs-up"
    )
