"""A document as rows: how it is written and read back, character for character."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from index.adding.indexing import IndexedDocument
from index.errors import LibraryError
from index.store.embedded.rows.checksum import COLUMNS, seal
from index.store.embedded.rows.sources import others_of
from index.store.embedded.words.postings import index_words
from index.types import Block, Document


def read_document(rows: sqlite3.Connection, document_id: str) -> Document | None:
    """Return a stored document as it was loaded, or None. Raises LibraryError when it is damaged."""
    try:
        row = rows.execute(f"SELECT {', '.join(COLUMNS)} FROM documents WHERE id = ?", (document_id,)).fetchone()
        return None if row is None else document_of_row(row, others_of(rows, document_id))
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise LibraryError(
            f"document {document_id} is damaged in the library ({error}). `pincite rebuild` mends what can be "
            "mended, and says what must be added again"
        ) from error


def document_of_row(row: Sequence[str | float | None], also: tuple[str, ...]) -> Document:
    """Return the document that a row holds. Raises ValueError or TypeError when it holds none."""
    values: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
    values["pages"] = tuple(json.loads(values["pages"]))
    values["left_out"] = tuple(json.loads(values["left_out"]))
    values["blocks"] = tuple(Block(*block) for block in json.loads(values["blocks"]))
    if values["confidence"] is not None:
        values["confidence"] = float(values["confidence"])
    return Document(**values, also=also)


def write_document(rows: sqlite3.Connection, indexed: IndexedDocument) -> None:
    """Write a document that is not there, with its sentences, passages, vectors and words."""
    document, vectors = indexed.document, indexed.vectors.astype("<f4")
    values = {column: getattr(document, column) for column in COLUMNS}
    values["pages"] = json.dumps(document.pages)
    values["left_out"] = json.dumps(document.left_out)
    values["blocks"] = json.dumps([astuple(block) for block in document.blocks])
    marks = ", ".join(f":{column}" for column in COLUMNS)
    rows.execute(f"INSERT INTO documents ({', '.join(COLUMNS)}) VALUES ({marks})", values)
    seal(rows, document.id)
    rows.execute("INSERT INTO sources (source, document) VALUES (?, ?)", (document.source, document.id))
    rows.executemany(
        'INSERT INTO sentences (document, position, start, "end", heading) VALUES (?, ?, ?, ?, ?)',
        (
            (document.id, position, sentence.start, sentence.end, sentence.heading)
            for position, sentence in enumerate(indexed.sentences)
        ),
    )
    place = {sentence: position for position, sentence in enumerate(indexed.sentences)}
    numbers = []
    for passage, vector in zip(indexed.passages, vectors, strict=True):
        first, last = place[passage.sentences[0]], place[passage.sentences[-1]]
        stored = rows.execute(
            "INSERT INTO passages (document, first, last, vector) VALUES (?, ?, ?, ?) RETURNING id",
            (document.id, first, last, vector.tobytes()),
        )
        numbers.append(int(stored.fetchone()[0]))
    index_words(rows, numbers, indexed.words)
