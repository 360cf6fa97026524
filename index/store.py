"""What must not be lost, as rows: documents with their sentences, passages, vectors and words."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from index.database import Database, Manifest
from index.embed import Vectors
from index.errors import LibraryError
from index.indexing import IndexedDocument
from index.postings import index_words
from index.types import Block, Document, Passage, Sentence

TAKE_OVER = (
    "DELETE FROM main.sentences",
    "DELETE FROM main.passages",
    "DELETE FROM main.manifest",
    "INSERT INTO main.manifest SELECT * FROM fresh.manifest",
    "INSERT INTO main.sentences SELECT * FROM fresh.sentences",
    "INSERT INTO main.passages SELECT * FROM fresh.passages",
    "DELETE FROM main.removed_passages",
    "DELETE FROM main.segments",
    "INSERT INTO main.segments SELECT * FROM fresh.segments",
    "INSERT INTO main.postings SELECT * FROM fresh.postings",
)


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document without its text; `passages` is their number."""

    id: str
    title: str
    source: str
    published: str | None
    passages: int


@dataclass(frozen=True, slots=True)
class Totals:
    """How much a library holds; `characters` counts the documents' texts."""

    documents: int
    sentences: int
    passages: int
    characters: int


class Store:
    """The rows of a library file. Several calls that must agree stand in `with store.reading()`."""

    def __init__(self, database: Database) -> None:
        """Work on an open library file."""
        self._database = database

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """Hold one snapshot over several calls."""
        return self._database.reading()

    def replace_derived(self, fresh: Path, generation: int) -> None:
        """Take over what another file has made of the same documents, in one transaction.

        Raises LibraryError when a document has come, gone or changed since `generation`.
        """
        with self._database.attached(fresh), self._database.writing() as rows:
            if self.manifest().generation != generation:
                raise LibraryError(f"{self.path} was changed while it was being rebuilt; rebuild it again")
            for statement in TAKE_OVER:
                rows.execute(statement)
            rows.execute("UPDATE manifest SET generation = ?", (generation,))

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    @property
    def path(self) -> Path:
        """The library file."""
        return self._database.path

    def manifest(self) -> Manifest:
        """Return what the library was built with, and its present state."""
        with self.reading() as rows:
            return Manifest(*rows.execute(f"SELECT {', '.join(Manifest.__slots__)} FROM manifest").fetchone())

    def totals(self) -> Totals:
        """Count what the library holds."""
        with self.reading() as rows:
            counted = "(SELECT count(*) FROM {})"
            tables = ", ".join(counted.format(table) for table in ("documents", "sentences", "passages"))
            return Totals(
                *rows.execute(
                    f"SELECT {tables}, (SELECT coalesce(sum(length(text)), 0) FROM documents)"
                ).fetchone()
            )

    def documents(self) -> tuple[DocumentSummary, ...]:
        """List the documents, by title."""
        with self.reading() as rows:
            found = rows.execute(
                "SELECT id, title, source, published, "
                "(SELECT count(*) FROM passages WHERE document = documents.id) "
                "FROM documents ORDER BY title, source"
            )
            return tuple(DocumentSummary(*row) for row in found)

    def content_hash(self, document_id: str) -> str | None:
        """Return the hash of the bytes a stored document was read from."""
        with self.reading() as rows:
            row = rows.execute("SELECT content_hash FROM documents WHERE id = ?", (document_id,)).fetchone()
            return None if row is None else str(row[0])

    def document(self, document_id: str) -> Document:
        """Return a stored document, character for character as it was loaded. Raises LibraryError without it."""
        with self.reading() as rows:
            row = rows.execute(
                "SELECT title, text, source, published, pages, blocks, content_hash, author, site, language "
                "FROM documents WHERE id = ?",
                (document_id,),
            ).fetchone()
        if row is None:
            raise LibraryError(f"{self.path} holds no document {document_id}; see `pincite list`")
        title, text, source, published, pages, blocks, content_hash, author, site, language = row
        return Document(
            id=document_id,
            title=title,
            text=text,
            source=source,
            published=published,
            pages=tuple(json.loads(pages)),
            blocks=tuple(Block(*block) for block in json.loads(blocks)),
            content_hash=content_hash,
            author=author,
            site=site,
            language=language,
        )

    def sentences(self, document_id: str) -> tuple[Sentence, ...]:
        """Return the sentences of a document, in order."""
        with self.reading() as rows:
            found = rows.execute(
                'SELECT start, "end", heading FROM sentences WHERE document = ? ORDER BY position', (document_id,)
            )
            return tuple(Sentence(start, end, bool(heading)) for start, end, heading in found)

    def passages(self, document_id: str) -> tuple[Passage, ...]:
        """Return the passages of a document, in order."""
        with self.reading() as rows:
            sentences = self.sentences(document_id)
            found = rows.execute("SELECT first, last FROM passages WHERE document = ? ORDER BY id", (document_id,))
            return tuple(Passage(document_id, sentences[first : last + 1]) for first, last in found)

    def passage(self, passage_id: int) -> Passage:
        """Return a passage with its sentences."""
        with self.reading() as rows:
            document, first, last = rows.execute(
                "SELECT document, first, last FROM passages WHERE id = ?", (passage_id,)
            ).fetchone()
            found = rows.execute(
                'SELECT start, "end", heading FROM sentences WHERE document = ? AND position BETWEEN ? AND ? '
                "ORDER BY position",
                (document, first, last),
            )
            sentences = tuple(Sentence(start, end, bool(heading)) for start, end, heading in found)
            return Passage(document, sentences)

    def put(self, indexed: IndexedDocument, identity: str) -> None:
        """Store a document in the place of its old self, if there is one: all of it, or nothing.

        `identity` is the manifest's when the document was indexed. Raises LibraryError when it has changed since.
        """
        document, vectors = indexed.document, indexed.vectors.astype("<f4")
        place = {sentence: position for position, sentence in enumerate(indexed.sentences)}
        with self._database.writing() as rows:
            if self.manifest().identity != identity:
                raise LibraryError(f"{self.path} was rebuilt meanwhile by another process; open it again")
            rows.execute("DELETE FROM documents WHERE id = ?", (document.id,))
            rows.execute(
                "INSERT INTO documents (id, title, text, source, published, pages, blocks, content_hash, author, "
                "site, language) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    document.id,
                    document.title,
                    document.text,
                    document.source,
                    document.published,
                    json.dumps(document.pages),
                    json.dumps([astuple(block) for block in document.blocks]),
                    document.content_hash,
                    document.author,
                    document.site,
                    document.language,
                ),
            )
            rows.executemany(
                'INSERT INTO sentences (document, position, start, "end", heading) VALUES (?, ?, ?, ?, ?)',
                (
                    (document.id, position, sentence.start, sentence.end, sentence.heading)
                    for position, sentence in enumerate(indexed.sentences)
                ),
            )
            numbers = []
            for passage, vector in zip(indexed.passages, vectors, strict=True):
                first, last = place[passage.sentences[0]], place[passage.sentences[-1]]
                stored = rows.execute(
                    "INSERT INTO passages (document, first, last, vector) VALUES (?, ?, ?, ?) RETURNING id",
                    (document.id, first, last, vector.tobytes()),
                )
                numbers.append(int(stored.fetchone()[0]))
            index_words(rows, numbers, [f"{document.title} {words}" for words in indexed.words])

    def remove(self, document_id: str) -> None:
        """Take out a document and all that was made of it."""
        with self._database.writing() as rows:
            rows.execute("DELETE FROM documents WHERE id = ?", (document_id,))

    def passage_ids(self, after: int = 0) -> tuple[int, ...]:
        """Return the ids of all passages `after` one, ascending. An id is never given twice."""
        with self.reading() as rows:
            found = rows.execute("SELECT id FROM passages WHERE id > ? ORDER BY id", (after,))
            return tuple(row[0] for row in found)

    def removed_since(self, generation: int) -> tuple[int, ...] | None:
        """Return the ids of passages removed after a generation, or None where that is no longer on record."""
        with self.reading() as rows:
            found = rows.execute("SELECT id FROM removed_passages WHERE generation > ? ORDER BY id", (generation,))
            return tuple(row[0] for row in found)

    def damage(self) -> tuple[str, ...]:
        """Return what SQLite itself finds wrong with the file."""
        with self.reading() as rows:
            found = [row[0] for row in rows.execute("PRAGMA integrity_check") if row[0] != "ok"]
            found += [
                f"a row of {row[0]} belongs to no {row[2]} row" for row in rows.execute("PRAGMA foreign_key_check")
            ]
        return tuple(found)

    def vectors(self, passage_ids: Iterable[int]) -> Iterator[Vectors]:
        """Yield the stored vectors of passages, in the order of the ids."""
        with self.reading() as rows:
            for passage_id in passage_ids:
                row = rows.execute("SELECT vector FROM passages WHERE id = ?", (passage_id,)).fetchone()
                yield np.frombuffer(row[0], dtype="<f4").astype(np.float32)
