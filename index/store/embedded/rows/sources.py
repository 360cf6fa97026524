"""Under which paths and addresses a document is listed: the same bytes are stored once."""

import sqlite3

from index.load.documents import document_id
from index.store.embedded.rows.checksum import is_whole, seal

REFERENCES = (
    ("sentences", "document"),
    ("passages", "document"),
    ("sources", "document"),
    ("sketches", "document"),
    ("near_duplicates", "document"),
    ("near_duplicates", "other"),
)


def release(rows: sqlite3.Connection, source: str) -> None:
    """Take a source from the document listed under it. The last one takes the document with it.

    A document's id comes from its first source: when that one goes, the next one names it.
    """
    found = rows.execute(
        "SELECT documents.id, documents.source FROM sources JOIN documents ON documents.id = sources.document "
        "WHERE sources.source = ?",
        (source,),
    ).fetchone()
    if found is None:
        return
    holder, first = found
    rows.execute("DELETE FROM sources WHERE source = ?", (source,))
    (heir,) = rows.execute("SELECT min(source) FROM sources WHERE document = ?", (holder,)).fetchone()
    if heir is None:
        rows.execute("DELETE FROM documents WHERE id = ?", (holder,))
    elif first == source:
        _rename(rows, holder, heir)


def _rename(rows: sqlite3.Connection, old: str, source: str) -> None:
    """Give a document another id and source. A damaged one keeps its hash, so that the damage is still seen."""
    new, whole = document_id(source), is_whole(rows, old)
    rows.execute("PRAGMA defer_foreign_keys = ON")  # until the end of the transaction, when all agree again
    rows.execute("UPDATE documents SET id = ?, source = ? WHERE id = ?", (new, source, old))
    for table, column in REFERENCES:
        rows.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (new, old))
    if whole:
        seal(rows, new)


def twin(rows: sqlite3.Connection, content_hash: str, text: str) -> str | None:
    """Return the document of the same bytes that was read the same way (a page saved as .txt was not), or None."""
    found = rows.execute(
        "SELECT id FROM documents WHERE content_hash = ? AND text = ? ORDER BY id", (content_hash, text)
    ).fetchone()
    return None if found is None else str(found[0])


def others_of(rows: sqlite3.Connection, holder: str) -> tuple[str, ...]:
    """Return the sources of a document beside its first."""
    return tuple(
        row[0]
        for row in rows.execute(
            "SELECT source FROM sources WHERE document = ?1 "
            "AND source <> (SELECT source FROM documents WHERE id = ?1) ORDER BY source",
            (holder,),
        )
    )


def others(rows: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """Return the same for all documents that have more than one."""
    several = rows.execute("SELECT document FROM sources GROUP BY document HAVING count(*) > 1").fetchall()
    return {document: others_of(rows, document) for (document,) in several}
