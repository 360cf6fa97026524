"""Documents read out of a library that may be damaged: one after the other, each with what is wrong with it."""

import logging
import sqlite3

from index.errors import LibraryError
from index.store.embedded.rows.checksum import COLUMNS, as_bytes, is_sealed
from index.store.embedded.rows.documents import document_of_row
from index.store.embedded.rows.sources import others_of
from index.store.values import Stored

# Three ways through the table: what lies behind a damaged page is reached by another one.
_WAYS = (
    "SELECT rowid FROM documents NOT INDEXED ORDER BY rowid",
    "SELECT rowid FROM documents NOT INDEXED ORDER BY rowid DESC",
    "SELECT rowid FROM documents INDEXED BY sqlite_autoindex_documents_1 ORDER BY id",
)
_ID_IN_INDEX = "SELECT id FROM documents INDEXED BY sqlite_autoindex_documents_1 WHERE rowid = ?"

logger = logging.getLogger(__name__)


def row_numbers(rows: sqlite3.Connection) -> list[int]:
    """Return the numbers of all documents that can be found, as they came. Raises LibraryError if none can."""
    found: set[int] = set()
    problem: sqlite3.Error | None = None
    for way in _WAYS:
        try:
            found.update(row[0] for row in rows.execute(way))
        except sqlite3.Error as error:
            problem = error
    if not found and problem is not None:
        raise LibraryError(
            f"no document can be read from the library ({problem}). Put back a copy, or add the documents again"
        ) from problem
    return sorted(found)


def stored_document(rows: sqlite3.Connection, number: int) -> Stored:
    """Return the document of a number, or what is wrong with it."""
    selected = f"SELECT {as_bytes()}, CAST(checksum AS BLOB) FROM documents WHERE rowid = ?"
    try:
        *values, expected = rows.execute(selected, (number,)).fetchone()
    except (sqlite3.Error, TypeError) as error:  # TypeError: the index names a row that is not there
        return Stored(*_named(rows, number), problem=f"it cannot be read ({error})")
    held = dict(zip(COLUMNS, values, strict=True))
    identity, source = (_readable(held[name]) for name in ("id", "source"))
    try:
        if not is_sealed(values, expected):
            raise ValueError("it is not as it was stored")
        texts = [None if value is None else value.decode() for value in values]
        return Stored(identity, source, document_of_row(texts, _also(rows, identity)))
    except (ValueError, TypeError) as error:
        if "\ufffd" in source and (listed := _also(rows, identity)):
            source = listed[0]
        return Stored(identity, source, problem=str(error), remains=held["text"] or b"")


def _named(rows: sqlite3.Connection, number: int) -> tuple[str, str]:
    """Return the id and the source of a row that cannot be read, from where else they stand."""
    try:
        ((identity,),) = rows.execute(_ID_IN_INDEX, (number,)).fetchall()
        ((source,), *_) = rows.execute("SELECT source FROM sources WHERE document = ?", (identity,)).fetchall()
        return str(identity), str(source)
    except (sqlite3.Error, ValueError):
        return f"number {number}", "a document whose source cannot be read"


def listed_sources(rows: sqlite3.Connection) -> frozenset[str]:
    """Return all sources that can be read, also those of documents that cannot be found."""
    found: set[str] = set()
    try:
        found.update(str(row[0]) for row in rows.execute("SELECT source FROM sources ORDER BY source"))
    except sqlite3.Error as error:
        logger.warning("the list of sources is damaged (%s); what came before is used", error)
    return frozenset(found)


def _also(rows: sqlite3.Connection, document_id: str) -> tuple[str, ...]:
    """Return the other sources; where their table is damaged, those are added again with their files."""
    try:
        return others_of(rows, document_id)
    except sqlite3.Error:
        return ()


def _readable(value: bytes | None) -> str:
    return (value or b"?").decode(errors="replace")
