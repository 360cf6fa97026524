"""Near-duplicates among the rows of a library: found when a document comes, forgotten when it goes."""

import sqlite3

from index.text.near import nearly_same, sketch

MOST_COMPARED = 64
"""Of more candidates (a thousand copies of one page) these suffice to join the group."""

CANDIDATES = """
SELECT document FROM sketches WHERE document <> ? AND key IN (SELECT key FROM sketches WHERE document = ?)
GROUP BY document ORDER BY count(*) DESC, document LIMIT ?
"""
GROUP = """
WITH RECURSIVE near (id) AS (
    VALUES (?) UNION SELECT other FROM near JOIN near_duplicates ON near_duplicates.document = near.id
) SELECT id FROM near WHERE id <> ? ORDER BY id
"""


def kept_text(rows: sqlite3.Connection, document_id: str) -> str:
    """Return the sentences of a stored document, without what was left out of them, such as menus."""
    (text,) = rows.execute("SELECT text FROM documents WHERE id = ?", (document_id,)).fetchone()
    found = rows.execute('SELECT start, "end" FROM sentences WHERE document = ? ORDER BY position', (document_id,))
    return " ".join(text[start:end] for start, end in found)


def link_copies(rows: sqlite3.Connection, document_id: str) -> None:
    """Note by which keys a stored document is found, and which ones before it are nearly the same."""
    text = kept_text(rows, document_id)
    rows.executemany(
        "INSERT OR IGNORE INTO sketches (key, document) VALUES (?, ?)",
        ((key, document_id) for key in sketch(text)),
    )
    candidates = rows.execute(CANDIDATES, (document_id, document_id, MOST_COMPARED)).fetchall()
    for (other,) in candidates:
        if nearly_same(text, kept_text(rows, other)):
            rows.executemany(
                "INSERT OR IGNORE INTO near_duplicates (document, other) VALUES (?, ?)",
                ((document_id, other), (other, document_id)),
            )


def copies_of(rows: sqlite3.Connection, document_id: str) -> tuple[str, ...]:
    """Return the other documents of the group: near-duplicates, their near-duplicates, and so on."""
    return tuple(row[0] for row in rows.execute(GROUP, (document_id, document_id)))
