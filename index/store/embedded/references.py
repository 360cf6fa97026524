"""What a reference or a filter means, asked of the rows."""

import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.filters import Filters, is_on_site
from index.store.references import MOST_LISTED, Match, Reference, Way, find_document
from index.store.values import Found

WAYS: dict[Way, str] = {
    "id": "SELECT id, source FROM documents WHERE id = :text",
    "source": "SELECT document, source FROM sources WHERE source IN (:text, :path) ORDER BY source",
    "end": "SELECT document, source FROM sources WHERE substr(source, -length(:end)) = :end ORDER BY source",
    "beginning": (
        "SELECT id, source FROM documents WHERE id > :text AND id < :text || 'g' "  # ids are hexadecimal
        f"ORDER BY id LIMIT {MOST_LISTED}"
    ),
}
PASSAGES = "SELECT id FROM passages WHERE document IN (SELECT id FROM documents WHERE {})"
DOCUMENTS = "SELECT id FROM documents WHERE {}"
_FROM = "id IN (SELECT document FROM sources WHERE {})"
# The parts of a date are compared as far as the filter states them: "until 2024-03" takes in all of March.
_CONDITIONS = {
    "folder": _FROM.format("instr(source, :folder || '/') = 1 OR instr(source, :folder || '!/') = 1"),
    "site": f"(lower(site) = :site OR {_FROM.format('is_on_site(source, :site)')})",
    "since": "substr(published, 1, length(:since)) >= :since",
    "until": "substr(published, 1, length(:until)) <= :until",
}


def find(rows: sqlite3.Connection, reference: str, folder: Path) -> Found:
    """Find a document. Raises LibraryError and QuestionError as `find_document` does."""

    def matches(way: Way, wanted: Reference) -> list[Match]:
        return [Match(*row) for row in rows.execute(WAYS[way], asdict(wanted))]

    return find_document(reference, matches, folder)


def allowed(rows: sqlite3.Connection, filters: Filters, statement: str, folder: Path) -> Iterator[Any]:
    """Yield what `PASSAGES` or `DOCUMENTS` selects where the filters allow the document. Raises as `find` does."""
    named = [find(rows, reference, folder).document_id for reference in filters.documents]
    values = {
        "folder": filters.beginning,
        "site": filters.host,
        "since": filters.since,
        "until": filters.until,
    }
    conditions = [_CONDITIONS[name] for name, value in values.items() if value is not None]
    if named:
        marks = ", ".join(f":document{number}" for number in range(len(named)))
        conditions.append(f"id IN ({marks})")
    values |= {f"document{number}": document for number, document in enumerate(named)}
    rows.create_function("is_on_site", 2, is_on_site, deterministic=True)
    return (row[0] for row in rows.execute(statement.format(" AND ".join(conditions) or "TRUE"), values))
