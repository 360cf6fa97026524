"""What a library asks of whatever holds it: documents in; passages, sentences and hits out.

Every call by itself sees one state, and every change is made as a whole or not at all: after an error, or a kill,
it was not made. Any number of threads and processes may use one store. Whatever is wrong with the store itself is
a LibraryError, from any call; the errors named below come on top.
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from index.adding.indexing import IndexedDocument
from index.filters import Filters
from index.models.embed import Embedder, Vectors
from index.status import Recall
from index.store.values import Found, Manifest, Salvage, Totals
from index.types import Document, DocumentSummary, Hit, Passage, Sentence


class Store(Protocol):
    """Holds the documents of a library with what was made of them, and searches them.

    Documents are named by their ids, or by one of their sources where that is said. For an id that is not there
    `document` and `summary` raise LibraryError, and the others have nothing to give or to do.
    """

    def close(self) -> None:
        """Let go of files and connections; every later call raises LibraryError."""

    def manifest(self) -> Manifest:
        """Return what the library was built with. Its generation has grown when anything has changed."""

    def changing(self, work: str, *, beside: str = "") -> AbstractContextManager[None]:
        """Be the one that changes the library, for `work`, a command's name; all changes stand in this.

        What is derived for search follows at the end, also when the work was cut short. Raises LibraryError, which
        names the holder, after a short wait; a single change may go on `beside` a long work of many.
        """

    # In and out.

    def content_hash(self, source: str) -> str | None:
        """Return the hash of the bytes that were read from a source, or None for one that is not listed."""

    def has_twin(self, document: Document) -> bool:
        """Return whether a document of the same bytes and the same text is held."""

    def join(self, document: Document) -> str | None:
        """List a document's source under its twin; return that one's first source, or None where there is none."""

    def put(self, indexed: IndexedDocument, identity: str) -> str | None:
        """Hold a document, in the place of its old self; return the source of one that says nearly the same.

        The order of its passages is kept. `identity` is the manifest's of when it was indexed: raises LibraryError
        when that has changed since, DocumentError for a document that cannot be held.
        """

    def remove(self, document_id: str) -> None:
        """Take out a document with all of its sources."""

    def release(self, source: str) -> None:
        """Take out a source. The last takes its document along; where the first goes, the next one names it."""

    # To be read.

    def find(self, reference: str) -> Found:
        """Return the document that a person means, as index/store/references.py has it.

        Raises LibraryError when none is meant, or several are, QuestionError for what can be no reference.
        """

    def documents(self, filters: Filters | None = None) -> tuple[DocumentSummary, ...]:
        """List the documents that the filters allow, by title. Raises as `find` does for those that these name."""

    def summary(self, document_id: str) -> DocumentSummary:
        """Return one document without its text."""

    def document(self, document_id: str) -> Document:
        """Return a document, character for character as it was put, with its other sources as `also`."""

    def sentences(self, document_id: str) -> tuple[Sentence, ...]:
        """Return the sentences of a document, in order."""

    def passages(self, document_id: str) -> tuple[Passage, ...]:
        """Return the passages of a document, in order."""

    def vectors_of(self, document_id: str) -> Vectors:
        """Return the vectors of a document's passages, in order, shape (passages, dimension)."""

    def search(
        self, query: str, vector: Vectors, k: int, *, fingerprint: str, filters: Filters | None = None
    ) -> tuple[Hit, ...]:
        """Return the best `k` passages that the filters allow, best first; those put earlier before their equals.

        `vector` is the query's, of length 1, shape (dimension,), by the embedder of this `fingerprint`: raises
        EmbedderMismatch when the library is another one's. `dense` of a hit is the exact cosine, `lexical` is 0
        where the passage has no term of the query, and `score` in [0, 1] is of both. Of documents that say nearly
        the same one is found; the hit has the ids of the others. Raises as `find` does for what the filters name.
        """

    def passage_count(self) -> int:
        """Count the passages, in milliseconds."""

    def totals(self) -> Totals:
        """Count everything, which takes as long as it takes."""

    # Its own good.

    def problems(self, embedder: Embedder | None = None) -> Iterator[str]:
        """Yield what is wrong, one line each that names the document or passage; nothing where all is whole.

        With an embedder a sample of the passages is embedded again. What cannot be read is a problem, no error.
        """

    def recall(self) -> Recall:
        """Measure how many of the really nearest passages vector search finds."""

    def size(self) -> int | None:
        """Return the bytes that it takes on disks of this machine, or None where it is on none."""

    def compact(self) -> None:
        """Give back the room of what was taken out."""

    def salvage(self) -> Salvage:
        """Return what can be read, document by document. Raises LibraryError only where nothing can be."""

    def replace(
        self, documents: Iterable[IndexedDocument], manifest: Manifest, *, made_from: Manifest | None
    ) -> Path | None:
        """Put documents that were made anew, with their sources, in the place of all that is held, at once.

        `made_from` is the state that was salvaged: raises LibraryError when it is another one by now. For None the
        store is set aside and a new one takes its place; returns where the old one is kept.
        """
