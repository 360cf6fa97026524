"""From what a person writes to the document that is meant."""

import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from index.errors import LibraryError
from index.limits import checked_name
from index.load.files import source_of, storable_name

# What a reference may be, in this order. Of a path, whole names: notes.txt, not otes.txt. Ids are hexadecimal.
WAYS = (
    "SELECT id, '' FROM documents WHERE id = :reference",
    "SELECT document, source FROM sources WHERE source IN (:reference, :path) ORDER BY source",
    "SELECT document, source FROM sources WHERE substr(source, -length(:name)) = :name ORDER BY source",
)
BEGINS = "SELECT id, '' FROM documents WHERE id > :reference AND id < :reference || 'g' ORDER BY id LIMIT 20"
SHORTEST_BEGINNING = 6
"""Digits of an id. A word of six such letters is the beginning of one of a thousand ids once in 17,000 times."""
_BEGINNING = re.compile("[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Found:
    """The document that is meant; `sources` are those of its paths that a reference by path or name fits."""

    document_id: str
    sources: tuple[str, ...]


def find_document(rows: sqlite3.Connection, reference: str, folder: Path) -> Found:
    """Find a document by its id, a source, the end of a source (its file name), or the beginning of its id.

    A beginning has six digits at least. Raises LibraryError when none is meant, or more than one, QuestionError
    for what can be no reference.
    """
    reference = storable_name(checked_name(reference, "The document's name"))
    values = {"reference": reference, "path": absolute(reference), "name": f"/{reference}"}
    begins = _BEGINNING.fullmatch(reference) is not None
    long_enough = begins and len(reference) >= SHORTEST_BEGINNING
    for statement in (*WAYS, *((BEGINS,) if long_enough else ())) if reference else ():
        matches = rows.execute(statement, values).fetchall()
        meant = {document for document, _ in matches}
        if len(meant) == 1:
            return Found(meant.pop(), tuple(source for _, source in matches if source))
        if meant:
            raise _ambiguous(rows, reference, matches)
    if begins and not long_enough and (near := rows.execute(BEGINS, values).fetchall()):
        raise LibraryError(
            f"{reference!r} is too short for the beginning of an id, which needs {SHORTEST_BEGINNING} digits; so "
            f"begin {_listed(rows, near)}"
        )
    raise LibraryError(f"no document {reference!r} in the library at {folder}; see `pincite list`")


def absolute(given: str) -> str:
    """Return a path as sources have it, or what was given, where that can be no path."""
    try:
        return source_of(Path(given))
    except (OSError, ValueError, RuntimeError):  # too long; with a NUL in it; a link to itself
        return storable_name(given)


def _ambiguous(rows: sqlite3.Connection, reference: str, matches: list[tuple[str, str]]) -> LibraryError:
    return LibraryError(f"{reference!r} may mean several documents: {_listed(rows, matches)}; name one by its id")


def _listed(rows: sqlite3.Connection, matches: list[tuple[str, str]]) -> str:
    first = "SELECT source FROM documents WHERE id = ?"
    return ", ".join(
        f"{document} ({source or rows.execute(first, (document,)).fetchone()[0]})" for document, source in matches
    )
