"""What must not be lost, as rows: documents with their sentences, passages, vectors and words."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np

from index.adding.indexing import IndexedDocument
from index.errors import DocumentError, LibraryError
from index.models.embed import Vectors
from index.store.embedded.rows.copies import copies_of, link_copies
from index.store.embedded.rows.database import Database, undamaged
from index.store.embedded.rows.documents import read_document, write_document
from index.store.embedded.rows.formats import wrong_tables
from index.store.embedded.rows.schema import TAKE_OVER
from index.store.embedded.rows.sources import others, others_of, release, twin
from index.store.embedded.words.postings import drop_removed
from index.store.values import Manifest, Totals
from index.types import Document, DocumentSummary, Passage, Sentence

SUMMARY = (
    "SELECT id, title, source, published, (SELECT count(*) FROM passages WHERE document = documents.id), "
    "confidence FROM documents"
)


# What SQLite says of values that it does not take, while the file itself is all right.
UNFIT = (sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError, sqlite3.DataError)


class Tables:
    """The rows of a library file. Several calls that must agree stand in `with tables.reading()`."""

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

    def is_whole(self) -> bool:
        """Return whether the file can be changed: SQLite finds nothing wrong, and no table is missing."""
        try:
            return not self.damage() and self.manifest().is_sound()
        except LibraryError:
            return False

    def give_place_to(self, fresh: Path) -> Path:
        """Put another library file in the place of this one; return where this one is kept."""
        return self._database.give_place_to(fresh)

    def list_under(self, document_id: str, sources: Iterable[str]) -> None:
        """List a document under more sources, those that are free."""
        with self._database.writing() as rows:
            rows.executemany(
                "INSERT OR IGNORE INTO sources (source, document) VALUES (?, ?)",
                ((source, document_id) for source in sources),
            )

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

    def passage_count(self) -> int:
        """Count the passages alone, which reads no text."""
        with self.reading() as rows:
            return int(rows.execute("SELECT count(*) FROM passages").fetchone()[0])

    def documents(self) -> tuple[DocumentSummary, ...]:
        """List the documents, by title."""
        with self.reading() as rows:
            also = others(rows)
            found = rows.execute(f"{SUMMARY} ORDER BY title, source")
            return tuple(_summary(row, also.get(row[0], ())) for row in found)

    def summary(self, document_id: str) -> DocumentSummary:
        """Return one document without its text."""
        with self.reading() as rows:
            row = rows.execute(f"{SUMMARY} WHERE id = ?", (document_id,)).fetchone()
            if row is None:
                raise self._no_document(document_id)
            return _summary(row, others_of(rows, document_id))

    def content_hash(self, source: str) -> str | None:
        """Return the hash of the bytes that were read from a source, or None for one that is not listed."""
        with self.reading() as rows:
            row = rows.execute(
                "SELECT content_hash FROM documents JOIN sources ON sources.document = documents.id "
                "WHERE sources.source = ?",
                (source,),
            ).fetchone()
            return None if row is None else str(row[0])

    def document(self, document_id: str) -> Document:
        """Return a stored document, character for character as it was loaded. Raises LibraryError without it."""
        with self.reading() as rows:
            document = read_document(rows, document_id)
        if document is None:
            raise self._no_document(document_id)
        return document

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

    def vectors_of(self, document_id: str) -> Vectors:
        """Return the vectors of a document's passages, in order, shape (passages, dimension)."""
        with self.reading() as rows:
            found = rows.execute("SELECT id FROM passages WHERE document = ? ORDER BY id", (document_id,))
            vectors = list(self.vectors([row[0] for row in found]))
            return np.array(vectors, dtype=np.float32).reshape(len(vectors), self.manifest().dimension)

    def document_of(self, passage_id: int) -> str:
        """Return the id of the document that a passage is of."""
        with self.reading() as rows:
            return str(rows.execute("SELECT document FROM passages WHERE id = ?", (passage_id,)).fetchone()[0])

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

    def put(self, indexed: IndexedDocument, identity: str) -> str | None:
        """Store a document in the place of its old self; return the source of one that says nearly the same.

        `identity` is the manifest's when the document was indexed. Raises LibraryError when it has changed since,
        DocumentError for a document that cannot be stored.
        """
        document = indexed.document
        with self._database.writing() as rows:
            if self.manifest().identity != identity:
                raise LibraryError(f"{self.path} was rebuilt meanwhile by another process; open it again")
            release(rows, document.source)
            rows.execute("DELETE FROM documents WHERE id = ?", (document.id,))
            try:
                write_document(rows, indexed)
            except UNFIT as error:
                raise DocumentError(
                    f"{document.source}: cannot be stored ({error}). Save it in another format, and add that"
                ) from error
            link_copies(rows, document.id)
            near = copies_of(rows, document.id)
            return self.summary(near[0]).source if near else None

    def has_twin(self, document: Document) -> bool:
        """Return whether a document of the same bytes is stored."""
        with self.reading() as rows:
            return twin(rows, document.content_hash, document.text) is not None

    def join(self, document: Document) -> str | None:
        """List a document under a stored one of the same bytes; return that one's first source, or None."""
        if not self.has_twin(document):
            return None
        with self._database.writing() as rows:
            holder = twin(rows, document.content_hash, document.text)
            if holder is None:
                return None
            release(rows, document.source)
            rows.execute("INSERT INTO sources (source, document) VALUES (?, ?)", (document.source, holder))
            return self.summary(holder).source

    def remove(self, document_id: str) -> None:
        """Take out a document and all that was made of it."""
        with self._database.writing() as rows:
            rows.execute("DELETE FROM documents WHERE id = ?", (document_id,))

    def release(self, source: str) -> None:
        """Take out a source, and its document unless that has another."""
        with self._database.writing() as rows:
            release(rows, source)

    def near_duplicates(self, document_id: str) -> tuple[str, ...]:
        """Return the ids of the documents that say nearly the same as one."""
        with self.reading() as rows:
            return copies_of(rows, document_id)

    def passage_ids(self, after: int = 0) -> tuple[int, ...]:
        """Return the ids of all passages `after` one, ascending. An id is never given twice."""
        with self.reading() as rows:
            return tuple(
                row[0] for row in rows.execute("SELECT id FROM passages WHERE id > ? ORDER BY id", (after,))
            )

    def removed_since(self, generation: int) -> tuple[int, ...] | None:
        """Return the ids of passages removed after a generation, or None where that is no longer on record."""
        with self.reading() as rows:
            if generation < self.manifest().pruned:
                return None
            found = rows.execute("SELECT id FROM removed_passages WHERE generation > ? ORDER BY id", (generation,))
            return tuple(row[0] for row in found)

    def compact(self) -> None:
        """Give the room of what was deleted back to the disk. A kill leaves the library as it was."""
        with undamaged(self.path), self._database.writing() as rows:
            drop_removed(rows)
            rows.execute("DELETE FROM removed_passages")
            rows.execute("UPDATE manifest SET pruned = generation")
        self._database.vacuum()

    def damage(self) -> tuple[str, ...]:
        """Return what SQLite itself finds wrong with the file."""
        with self.reading() as rows:
            found = [row[0] for row in rows.execute("PRAGMA integrity_check") if row[0] != "ok"]
            found += [
                f"a row of {row[0]} belongs to no {row[2]} row" for row in rows.execute("PRAGMA foreign_key_check")
            ]
            found += [f"its {name} is not as it was made" for name in wrong_tables(rows)]
        return tuple(found)

    def vectors(self, passage_ids: Iterable[int]) -> Iterator[Vectors]:
        """Yield the stored vectors of passages, in the order of the ids."""
        with self.reading() as rows:
            for passage_id in passage_ids:
                row = rows.execute("SELECT vector FROM passages WHERE id = ?", (passage_id,)).fetchone()
                whole = len(row[0]) // 4 * 4
                yield np.frombuffer(row[0][:whole], dtype="<f4").astype(np.float32)

    def _no_document(self, document_id: str) -> LibraryError:
        return LibraryError(f"{self.path} holds no document {document_id}; see `pincite list`")


def _summary(row: tuple[str, str, str, str | None, int, float | None], also: tuple[str, ...]) -> DocumentSummary:
    document_id, title, source, published, passages, confidence = row
    return DocumentSummary(document_id, title, source, published, passages, also, confidence)
