"""A hash beside each stored document, so that a flipped bit in it is seen."""

import sqlite3
from collections.abc import Sequence
from hashlib import sha256

COLUMNS = (
    "id", "title", "text", "source", "published", "pages", "blocks", "content_hash", "author", "site", "language",
    "confidence", "scans", "left_out",
)  # fmt: skip
"""What a document is stored in, and what the hash is of."""
FORMER_COLUMNS = {4: COLUMNS[: COLUMNS.index("confidence")], 5: COLUMNS[: COLUMNS.index("left_out")]}
"""What the hash was of in each older format that had one."""
NOTHING_LEFT_OUT = b"[]"


def checksum(values: Sequence[bytes | None]) -> str:
    """Return the SHA-256 of a document's columns: of each the number of its bytes, then these; -1 for NULL."""
    found = sha256()
    for value in values:
        found.update(b"%d:" % (-1 if value is None else len(value)))
        found.update(value or b"")
    return found.hexdigest()


def is_sealed(values: Sequence[bytes | None], expected: bytes) -> bool:
    """Tell whether a document's columns are those that its hash is of.

    A process of the former version that has the library open still knows nothing of the last column.
    """
    former = values[:-1] if values[-1] == NOTHING_LEFT_OUT else values
    return expected in (checksum(values).encode(), checksum(former).encode())


def as_bytes(columns: Sequence[str] = COLUMNS) -> str:
    """Return what selects the columns as bytes, which can be read where damaged text cannot."""
    return ", ".join(f"CAST({column} AS BLOB)" for column in columns)


def seal(rows: sqlite3.Connection, document_id: str) -> None:
    """Write the hash of a document as it is stored now."""
    values = rows.execute(f"SELECT {as_bytes()} FROM documents WHERE id = ?", (document_id,)).fetchone()
    rows.execute("UPDATE documents SET checksum = ? WHERE id = ?", (checksum(values), document_id))


def is_whole(rows: sqlite3.Connection, document_id: str, columns: Sequence[str] = COLUMNS) -> bool:
    """Tell whether a document is as it was stored; `columns` are those its hash is of."""
    selected = f"SELECT {as_bytes(columns)}, CAST(checksum AS BLOB) FROM documents WHERE id = ?"
    *values, expected = rows.execute(selected, (document_id,)).fetchone()
    return is_sealed(values, expected)


def seal_again(rows: sqlite3.Connection, document_id: str, columns: Sequence[str]) -> None:
    """Write the hash of a document that had one of fewer `columns`, unless it is damaged.

    Then the old hash stays: it is wrong for all the columns, too, and so the damage is still seen.
    """
    if is_whole(rows, document_id, columns):
        seal(rows, document_id)
