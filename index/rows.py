"""A document as rows: how it is written and read back, character for character."""

import json
import sqlite3
from dataclasses import astuple

from index.indexing import IndexedDocument
from index.postings import index_words
from index.sources import others_of
from index.types import Block, Document

COLUMNS = (
    "id", "title", "text", "source", "published", "pages", "blocks", "content_hash", "author", "site", "language",
)  # fmt: skip


def read_document(rows: sqlite3.Connection, document_id: str) -> Document | None:
    """Return a stored document as it was loaded, or None."""
    row = rows.execute(f"SELECT {', '.join(COLUMNS)} FROM documents WHERE id = ?", (document_id,)).fetchone()
    if row is None:
        return None
    values = dict(zip(COLUMNS, row, strict=True))
    values["pages"] = tuple(json.loads(values["pages"]))
    values["blocks"] = tuple(Block(*block) for block in json.loads(values["blocks"]))
    return Document(**values, also=others_of(rows, document_id))


def write_document(rows: sqlite3.Connection, indexed: IndexedDocument) -> None:
    """Write a document that is not there, with its sentences, passages, vectors and words."""
    document, vectors = indexed.document, indexed.vectors.astype("<f4")
    values = {column: getattr(document, column) for column in COLUMNS}
    values["pages"] = json.dumps(document.pages)
    values["blocks"] = json.dumps([astuple(block) for block in document.blocks])
    marks = ", ".join(f":{column}" for column in COLUMNS)
    rows.execute(f"INSERT INTO documents ({', '.join(COLUMNS)}) VALUES ({marks})", values)
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
