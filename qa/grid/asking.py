"""Each document asked by itself, one after the other."""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from index.errors import PinciteError, Stopped
from index.filters import Filters
from index.library import Library
from index.stopping import never
from index.types import DocumentSummary
from qa.answer import Answer, CitedDocument, Event, Turn
from qa.grid.row import Row, key_of
from qa.options import USUAL, Options
from qa.question import checked_question

logger = logging.getLogger(__name__)


class Stream(Protocol):
    """What answers one question: `Assistant.stream`, or what lets it wait in line."""

    def __call__(self, question: str, history: Sequence[Turn], options: Options, /) -> Iterator[Event]:
        """Yield what happens, and last the Answer."""


def ask_each(
    stream: Stream,
    library: Library,
    question: str,
    options: Options = USUAL,
    *,
    documents: Sequence[DocumentSummary] | None = None,
    stopped: Callable[[], bool] = never,
) -> Iterator[Row]:
    """Yield a row for each of `documents`, by default all that the options' filters allow, as it is answered.

    What goes wrong with one is its row's error. Once `stopped()`, which is asked with every event, no more come.
    Raises QuestionError when the question is empty or too long, LibraryError when the filters name a document that
    is not in the library.
    """
    asked = checked_question(question)
    for summary in library.documents(options.filters) if documents is None else documents:
        row = None if stopped() else _row(stream, library, asked, options, summary, stopped)
        if row is None:
            return
        yield row


def left(
    library: Library, filters: Filters | None = None, known: Collection[str] = ()
) -> tuple[DocumentSummary, ...]:
    """Return the documents that the filters allow and that no row of `known` keys is about, as they are now."""
    documents = library.documents(filters)
    if not known:
        return documents
    return tuple(one for one in documents if key_of(one.id, _content(library, one.id)) not in known)


def _row(
    stream: Stream,
    library: Library,
    question: str,
    options: Options,
    summary: DocumentSummary,
    stopped: Callable[[], bool],
) -> Row | None:
    """Return the row of one document; None where it was stopped."""
    row = Row(CitedDocument(summary.id, summary.title, summary.source, summary.published))
    try:
        row = replace(row, content=_content(library, summary.id))
        events = stream(question, (), replace(options, filters=Filters(documents=(summary.id,))))
        for event in events:
            if isinstance(event, Answer):
                return replace(row, answer=event)
            if stopped():
                return None
    except Stopped:
        return None
    except PinciteError as error:
        return replace(row, error=str(error))
    except Exception as error:
        logger.debug("a document ended in an error", exc_info=True)  # which the row tells
        return replace(row, error=f"{type(error).__name__}: {error}")
    return replace(row, error="No answer came.")


def _content(library: Library, document_id: str) -> str:
    return library.document(document_id).content_hash
