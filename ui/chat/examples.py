"""Questions to start with: each was asked once, of the reader alone, and is answered from its own document."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from pathlib import Path, PurePath
from threading import Lock
from typing import Any

from eval.sets.feedback import QUESTIONS_FILE
from eval.sets.questions import document_name
from index.library import Library
from index.types import Document, DocumentSummary, Sentence
from qa.answer import Answer
from qa.talk.overview import meant
from ui.chat.question_rules import LONGEST, is_asked, question_of

EXAMPLES = 4
READ = 24
"""Documents read in search of questions."""
TRIED, TRIED_OF_EACH = 12, 3
"""Questions asked in search of these, and of one document: the reader takes half a second for each."""
SURE = 0.95
"""The reader's probability from which on a question is offered.

The default model has a say when it is clicked, and then has to be 96 % sure of the contrary to refuse it
(qa/second_opinion.py); at "strict", 86 %.
"""
SUMMARIES = 2
_TITLE = re.compile(r"[A-Z][^_]* [^_]*")  # a single word is mostly the name of a file


@dataclass(frozen=True, slots=True)
class _Offer:
    """A question, and the ids of the documents that are to answer it."""

    question: str
    documents: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Found:
    """The questions that are offered, and what they were made of."""

    documents: tuple[DocumentSummary, ...] | None = None
    approved: Sequence[Mapping[str, Any]] = ()
    questions: tuple[str, ...] = ()


class Examples:
    """The questions that are offered where nothing was asked yet. May be used by several threads."""

    def __init__(self, library: Library, quote: Callable[[str], Answer]) -> None:
        """Ask `quote` about a library: it answers with a sentence, and no model that writes."""
        self._library = library
        self._quote = quote
        self._lock = Lock()
        self._answered: dict[_Offer, bool] = {}
        self._found = _Found()

    def found(self) -> tuple[str, ...]:
        """Return the questions for the documents that are there now; none where they were not sought yet."""
        found = self._found
        return found.questions if found.documents == self._library.documents() else ()

    def find(self) -> None:
        """Seek up to four questions about different documents, unless nothing has changed: that takes seconds.

        First those of the library's own set that were answered well; then those that the documents ask themselves
        or that a sentence of theirs answers; those that came with the sample documents; and at last to summarise
        one. Raises PinciteError as `quote` does.
        """
        with self._lock:
            documents = self._library.documents()
            approved = _approved(self._library.folder)
            if self._found.documents != documents:
                self._answered.clear()
            elif self._found.approved == approved:
                return
            self._found = _Found(documents, approved, self._questions(documents, approved))

    def _questions(
        self, documents: Sequence[DocumentSummary], approved: Sequence[Mapping[str, Any]]
    ) -> tuple[str, ...]:
        own = [document for document in documents if not _is_sample(document)]
        found: list[str] = []
        used: set[str] = set()
        tried: Counter[frozenset[str]] = Counter()
        offers = (
            one
            for some in (_named(approved, documents), _of_documents(self._library, own), _of_samples(documents))
            for one in some
            if not one.documents & used and tried[one.documents] < TRIED_OF_EACH
        )
        for offer in islice(offers, TRIED):
            tried[offer.documents] += 1
            if self._is_answered(offer):
                found.append(offer.question)
                used |= offer.documents
            if len(found) == EXAMPLES:
                break
        return (*found, *islice(_summaries(own, documents), EXAMPLES - len(found)))

    def _is_answered(self, offer: _Offer) -> bool:
        """Tell whether the reader is sure of an answer, and finds it in a document of the question."""
        if offer not in self._answered:
            answer = self._quote(offer.question)
            there = answer.quote is not None and answer.quote.document.id in offer.documents
            self._answered[offer] = there and answer.confidence >= SURE
        return self._answered[offer]


def _of_samples(documents: Sequence[DocumentSummary]) -> Iterator[_Offer]:
    samples = files("eval") / "samples" / "questions.jsonl"
    present = [document for document in documents if _is_sample(document)]
    if present and samples.is_file():
        asked = [json.loads(line) for line in samples.read_text(encoding="utf-8").splitlines()]
        yield from _named([one for one in asked if one["answerable"] and not one.get("history")], present)


def _is_sample(document: DocumentSummary) -> bool:
    return PurePath(document.source).parts[-3:-1] == ("samples", "documents")


def _named(asked: Sequence[Mapping[str, Any]], documents: Sequence[DocumentSummary]) -> Iterator[_Offer]:
    """Yield questions of a set whose documents are all there: it names them."""
    for one in asked:
        names = set(one.get("documents", ()))
        there = [document for document in documents if document_name(document.source) in names]
        if names and names == {document_name(document.source) for document in there}:
            yield _Offer(one["question"], frozenset(document.id for document in there))


def _of_documents(library: Library, documents: Sequence[DocumentSummary]) -> Iterator[_Offer]:
    for one in documents[:READ]:
        document = library.document(one.id)
        for question in _questions(document, library.sentences(one.id)):
            yield _Offer(question, frozenset([one.id]))


def _questions(document: Document, sentences: Sequence[Sentence]) -> Iterator[str]:
    """Yield the questions that the document asks as headings, then those that its sentences answer."""
    for sentence in sentences:
        text = " ".join(document.text[sentence.start : sentence.end].split())
        if sentence.heading and is_asked(text):
            yield text
    stated = (document.text[one.start : one.end] for one in sentences if not one.heading)
    yield from (question for text in stated if (question := question_of(text, document)) is not None)


def _summaries(own: Sequence[DocumentSummary], documents: Sequence[DocumentSummary]) -> Iterator[str]:
    """Yield what asks for the summary of a document whose title is one, and means no other."""
    titled = [one.title for one in own if len(one.title) <= LONGEST and _TITLE.fullmatch(one.title)]
    alone = (title for title in titled if len(meant(title, documents)) == 1)
    yield from (f"Summarise “{title}”" for title in islice(alone, SUMMARIES))


def _approved(folder: Path) -> list[dict[str, Any]]:
    """Return what somebody found well answered, free of an earlier question; the latest first."""
    path = folder / QUESTIONS_FILE
    if not path.is_file():
        return []
    kept = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        question
        for question in reversed(kept)
        if question.get("answerable") and not question.get("history") and question.get("kind") == "thumbs-up"
    ]
