"""Questions to start with, which the documents that are there answer."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from pathlib import Path, PurePath

from eval.sets.feedback import QUESTIONS_FILE
from index.library import Library
from index.types import Document, DocumentSummary, Sentence
from qa.talk.overview import meant
from ui.chat.question_rules import LONGEST, is_asked, question_of

EXAMPLES = 4
READ = 24
"""Documents read in search of questions: the first page must not wait for a large library."""

FOUND_AMONG = 2
"""Of the passages that a question finds, its sentence must be in one of the first ones."""
SUMMARIES = 2
_TITLE = re.compile(r"[A-Z][^_]* [^_]*")  # a single word is mostly the name of a file


def example_questions(library: Library) -> tuple[str, ...]:
    """Return up to four questions about different documents, each with its answer in the library.

    First those of the library's own set that were answered well; then those that the documents ask themselves or
    that a sentence of theirs answers; those that came with the sample documents; and at last to summarise one.
    """
    documents = library.documents()
    own = tuple(document for document in documents if not _is_sample(document))
    found = dict.fromkeys(_approved(library.folder))
    for more in (_of_documents(library, own), _sample_questions(documents), _summaries(own, documents)):
        found |= dict.fromkeys(islice(more, max(0, EXAMPLES - len(found))))
    return tuple(found)[:EXAMPLES]


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


@lru_cache(maxsize=4)  # every new conversation asks for them
def _of_documents(library: Library, documents: tuple[DocumentSummary, ...]) -> tuple[str, ...]:
    """Return one question for each of the first documents that has one."""
    questions = (next(_questions(library.document(one.id), library), None) for one in documents[:READ])
    return tuple(islice((question for question in questions if question is not None), EXAMPLES))


def _questions(document: Document, library: Library) -> Iterator[str]:
    """Yield the questions that the document asks as headings, then those that its sentences answer."""
    sentences = library.sentences(document.id)
    for sentence in sentences:
        text = " ".join(document.text[sentence.start : sentence.end].split())
        if sentence.heading and is_asked(text):
            yield text
    for sentence in sentences:
        if sentence.heading:
            continue
        question = question_of(document.text[sentence.start : sentence.end], document)
        if question is not None and _finds(library, question, document, sentence):
            yield question


def _finds(library: Library, question: str, document: Document, sentence: Sentence) -> bool:
    """Tell whether the question finds the sentence it was made from: in a large library it may mean another."""
    return any(
        hit.document.id == document.id and hit.passage.start <= sentence.start < hit.passage.end
        for hit in library.search(question, k=FOUND_AMONG)
    )


def _summaries(own: Sequence[DocumentSummary], documents: Sequence[DocumentSummary]) -> Iterator[str]:
    """Yield what asks for the summary of a document whose title is one, and means no other."""
    titled = [one.title for one in own if len(one.title) <= LONGEST and _TITLE.fullmatch(one.title)]
    alone = (title for title in titled if len(meant(title, documents)) == 1)
    yield from (f"Summarise “{title}”" for title in islice(alone, SUMMARIES))


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
