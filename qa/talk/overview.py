"""What the library holds, in words, and which of its documents somebody means."""

import re
from collections.abc import Callable, Sequence
from pathlib import PurePath

from index.types import DocumentSummary
from index.vocabulary.english import counted
from qa.words import content_words

SHOWN = 20  # titles in a list
LONGEST = 200  # characters of a question for the documents
NONE_CHOSEN = "No document is chosen."

_DOCUMENTS = r"(?:documents?|files?|texts?|sources|articles|books|papers)"
_HERE = (
    r"(?:\s+(?:do\s+you\s+(?:have|hold|know|see|use)|have\s+you\s+got|are\s+(?:there|here|loaded|indexed|available)|"
    r"(?:have|did)\s+I\s+(?:added?|uploaded?|given\s+you)|can\s+you\s+(?:see|read|use|search)|(?:are\s+)?in\s+"
    r"(?:the|my|your|this)\s+library|(?:are|is)\s+in\s+(?:here|it|there)|have\s+you\s+read))"
)
_HOW_MANY = re.compile(rf"\W*how\s+many\s+{_DOCUMENTS}{_HERE}+\W*", re.IGNORECASE)
_WHICH = re.compile(
    rf"\W*(?:(?:which|what)\s+{_DOCUMENTS}{_HERE}+|(?:please\s+)?(?:list|show)(?:\s+me)?\s+(?:all\s+)?(?:of\s+)?"
    rf"(?:the|my|your|all)?\s*{_DOCUMENTS}(?:\s+(?:in\s+(?:the|my|this)\s+library|you\s+have))?|"
    r"what(?:\s+is|['’]s)\s+in\s+(?:the|my|your|this)\s+library)\W*",  # noqa: RUF001 - a curly apostrophe is meant
    re.IGNORECASE,
)


def overview(said: str, documents: Callable[[], Sequence[DocumentSummary]], *, chosen: bool = False) -> str | None:
    """Return the number or the list of the documents where that is asked for, else None, and they are not read.

    With `chosen` they are not all that the library has.
    """
    if len(said) > LONGEST:
        return None
    how_many = _HOW_MANY.fullmatch(said) is not None
    if not how_many and _WHICH.fullmatch(said) is None:
        return None
    held = documents()
    if chosen and not held:
        return NONE_CHOSEN
    have = f"The library has {counted(len(held), 'document')}"
    if chosen:
        have = f"{counted(len(held), 'document')} {'is' if len(held) == 1 else 'are'} chosen"
    return f"{have}{'' if how_many else listed(held)}.{_newest(held)}"


def listed(documents: Sequence[DocumentSummary]) -> str:
    """Return the titles behind a colon, and how many more there are."""
    if not documents:
        return ""
    titles = "; ".join(document.title for document in documents[:SHOWN])
    more = len(documents) - SHOWN
    return f": {titles}{f'; and {more} more' if more > 0 else ''}"


def _newest(documents: Sequence[DocumentSummary]) -> str:
    dated = [(document.published[:10], document.title) for document in documents if document.published]
    if not dated:
        return ""
    published, title = max(dated)
    return f" The newest is {title} ({published})."


def meant(words: str, documents: Sequence[DocumentSummary]) -> tuple[DocumentSummary, ...]:
    """Return the documents whose title or file name has all of these content words; none where there are no words.

    One whose title is exactly these words is meant alone.
    """
    wanted = set(content_words(words))
    if not wanted:
        return ()
    exact = tuple(one for one in documents if set(content_words(one.title)) == wanted)
    return exact or tuple(
        one for one in documents if wanted <= {*content_words(one.title), *content_words(_file_name(one.source))}
    )


def _file_name(source: str) -> str:
    return re.sub(r"[-_]", " ", PurePath(source).stem)
