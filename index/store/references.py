"""From what a person writes to the document that is meant; a store only says what fits."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.errors import LibraryError
from index.limits import checked_name
from index.load.files import source_of, storable_name
from index.store.values import Found

Way = Literal["id", "source", "end", "beginning"]
SHORTEST_BEGINNING = 6
"""Digits of an id. A word of six such letters is the beginning of one of a thousand ids once in 17,000 times."""
MOST_LISTED = 20
_BEGINNING = re.compile("[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a person wrote: as an id or a source, as the absolute `path`, as the `end` of a source.

    The end is of whole names: notes.txt, not otes.txt.
    """

    text: str
    path: str
    end: str


@dataclass(frozen=True, slots=True)
class Match:
    """A document that a reference fits, and the source that it does so by: the first, where it is by the id."""

    document_id: str
    source: str


Matches = Callable[[Way, Reference], Sequence[Match]]
"""Gives what fits, in the order of sources, or of ids where it goes by these; at most `MOST_LISTED` beginnings."""


def find_document(given: str, matches: Matches, place: object) -> Found:
    """Find a document by its id, a source, the end of a source (its file name), or the beginning of its id.

    A beginning has six digits at least; `place` is where the library is. Raises LibraryError when none is meant,
    or more than one, QuestionError for what can be no reference.
    """
    text = storable_name(checked_name(given, "The document's name"))
    reference = Reference(text, absolute(text), f"/{text}")
    begins = _BEGINNING.fullmatch(text) is not None
    long_enough = begins and len(text) >= SHORTEST_BEGINNING
    ways: tuple[Way, ...] = ("id", "source", "end", "beginning") if long_enough else ("id", "source", "end")
    for way in ways if text else ():
        found = matches(way, reference)
        meant = {match.document_id for match in found}
        if len(meant) == 1:
            by_source = way in ("source", "end")
            return Found(meant.pop(), tuple(match.source for match in found) if by_source else ())
        if meant:
            raise LibraryError(f"{text!r} may mean several documents: {_listed(found)}; name one by its id")
    if begins and not long_enough and (near := matches("beginning", reference)):
        raise LibraryError(
            f"{text!r} is too short for the beginning of an id, which needs {SHORTEST_BEGINNING} digits; so "
            f"begin {_listed(near)}"
        )
    raise LibraryError(f"no document {text!r} in the library at {place}; see `pincite list`")


def absolute(given: str) -> str:
    """Return a path as sources have it, or what was given, where that can be no path."""
    try:
        return source_of(Path(given))
    except (OSError, ValueError, RuntimeError):  # too long; with a NUL in it; a link to itself
        return storable_name(given)


def _listed(found: Sequence[Match]) -> str:
    return ", ".join(f"{match.document_id} ({match.source})" for match in found)
