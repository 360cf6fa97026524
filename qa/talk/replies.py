# ruff: noqa: RUF001 - curly apostrophes are meant
"""What is said to the chat and needs no search: small talk, what the library holds, a summary of a document."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from index.errors import LibraryError
from index.filters import Filters
from index.library import Library
from index.limits import QUERY, TITLE
from index.types import DocumentSummary
from qa.answer import Citation, Statement, Turn, without_markers
from qa.talk.followup import search_query
from qa.talk.overview import NONE_CHOSEN, SHOWN, listed, meant, overview
from qa.talk.small_talk import small_talk
from qa.talk.summary import summarise

LONGEST = TITLE + 100  # characters of what asks for a summary

_POLITE = r"(?:(?:please|can\s+you|could\s+you|would\s+you|will\s+you)\s+)*"
_DOCUMENT = r"(?:document|file|text|article|book|page|paper|report|letter|note|one|source)"
_SUMMARISE = re.compile(
    rf"\W*(?:and\s+|now\s+)?{_POLITE}(?:(?:summari[sz]e|sum\s+up|tl\W?dr)|(?:give|write|show|make)(?:\s+me)?\s+(?:a|the)\s+"
    r"(?:short\s+|brief\s+|quick\s+)?summary\s+(?:of|for)|(?:a\s+)?(?:short\s+|brief\s+)?summary\s+of)\b\s*"
    r"(?P<what>[^?]*?)(?:\s+for\s+me|\s*,?\s*please)?\W*",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    rf"\W*(?:and\s+)?what(?:\s+is|['’]s)\s+(?P<what>(?:this|that|the)\s+{_DOCUMENT})\s+about\W*",
    re.IGNORECASE,
)
_THIS = re.compile(rf"(?:it|this|that|(?:this|that|the|my)(?:\s+last)?\s+{_DOCUMENT})?", re.IGNORECASE)
_FILLER = re.compile(
    rf"\b(?:the|a|an|my|our|this|of|on|about|called|named|titled|{_DOCUMENT}s?)\b|\.\w{{2,4}}$", re.IGNORECASE
)
_NO_TITLE = re.compile(r"(?:how|why|when|where|what|who|which|whether|if)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said without the language model; citations only where sentences of a document are repeated."""

    text: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()


def reply(said: str, history: Sequence[Turn], library: Library, filters: Filters | None = None) -> Reply | None:
    """Return the reply to what is no question about the documents' contents; None for every other question.

    It is about the documents that the filters allow. Raises LibraryError when they name one that is not there.
    """
    if (talk := small_talk(said)) is not None:
        return Reply(talk)
    if len(said) <= LONGEST and (asked := _SUMMARISE.fullmatch(said) or _ABOUT.fullmatch(said)) is not None:
        return _summary(asked["what"].strip(), history, library, filters)
    text = overview(said, partial(library.documents, filters), chosen=filters is not None)
    return Reply(text) if text is not None else None


def _summary(what: str, history: Sequence[Turn], library: Library, filters: Filters | None) -> Reply | None:
    """Return the summary of the document that is meant, or ask which; None where no document is."""
    documents = library.documents(filters)
    if _THIS.fullmatch(what):
        found = _last_cited(history, library, documents, filters)
        candidates = found or documents
    elif _NO_TITLE.match(what):
        return None
    else:
        found = meant(_FILLER.sub(" ", what), documents)
        candidates = found
    if not candidates:
        return None if documents else Reply(NONE_CHOSEN if filters else "The library has no documents yet.")
    if len(found) != 1:
        return Reply(f"Which document do you mean? Say its title{listed(candidates[:SHOWN])}.")
    try:
        document = library.document(found[0].id)
    except LibraryError:  # removed meanwhile
        return Reply(f"{found[0].title} is no longer in the library.")
    text, statements, citations = summarise(document, library.sentences(document.id), library.embedder)
    return Reply(text or f"{document.title} has no sentences to summarise.", statements, citations)


def _last_cited(
    history: Sequence[Turn], library: Library, documents: Sequence[DocumentSummary], filters: Filters | None
) -> tuple[DocumentSummary, ...]:
    """Return the document that the last answer is nearest to, or the only one there is.

    A turn does not say what it cited; its answer, searched for, finds the sentence that it was taken from.
    """
    if not history or len(documents) == 1:
        return tuple(documents) if len(documents) == 1 else ()
    last = history[-1]
    said = f"{search_query(last.question, history[:-1])} {without_markers(last.answer)}"[:QUERY].strip()
    if not said:
        return ()
    hits = library.search(said, k=1, filters=filters)
    return tuple(one for one in documents if hits and one.id == hits[0].document.id)
