"""From what a person writes to the document that is meant."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from index.errors import LibraryError
from index.limits import checked_name

# What a reference may be, in this order. Of a path, whole names: notes.txt, not otes.txt. Ids are hexadecimal.
WAYS = (
    "SELECT id, '' FROM documents WHERE id = :reference",
    "SELECT document, source FROM sources WHERE source IN (:reference, :path) ORDER BY source",
    "SELECT document, source FROM sources WHERE substr(source, -length(:name)) = :name ORDER BY source",
    "SELECT id, '' FROM documents WHERE id > :reference AND id < :reference || 'g' ORDER BY id",
)


@dataclass(frozen=True, slots=True)
class Found:
    """The document that is meant; `sources` are those of its paths that a reference by path or name fits."""

    document_id: str
    sources: tuple[str, ...]


def find_document(rows: sqlite3.Connection, reference: str, folder: Path) -> Found:
    """Find a document by its id, a source, the end of a source (its file name), or the beginning of its id.

    Raises LibraryError when none is meant, or more than one, QuestionError for what can be no reference.
    """
    reference = checked_name(reference, "The document's name")
    values = {"reference": reference, "path": str(Path(reference).resolve()), "name": f"/{reference}"}
    for statement in WAYS if reference else ():
        matches = rows.execute(statement, values).fetchall()
        meant = {document for document, _ in matches}
        if len(meant) == 1:
            return Found(meant.pop(), tuple(source for _, source in matches if source))
        if meant:
            raise _ambiguous(rows, reference, matches)
    raise LibraryError(f"no document {reference!r} in the library at {folder}; see `pincite list`")


def _ambiguous(rows: sqlite3.Connection, reference: str, matches: list[tuple[str, str]]) -> LibraryError:
    first = "SELECT source FROM documents WHERE id = ?"
    listed = ", ".join(
        f"{document} ({source or rows.execute(first, (document,)).fetchone()[0]})" for document, source in matches
    )
    return LibraryError(f"{reference!r} may mean several documents: {listed}; name one by its id")
