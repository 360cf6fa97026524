"""What a library in Milvus tells: each call reads one state of it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import numpy as np

from index.errors import EmbedderMismatch, LibraryError
from index.filters import Filters
from index.models.embed import Embedder, Vectors
from index.status import Recall
from index.store.milvus.check import problems
from index.store.milvus.connection import Connection, Missing
from index.store.milvus.finding import allowed, find
from index.store.milvus.layout import HEAD
from index.store.milvus.reading import SOURCES, Reader
from index.store.milvus.recall import measure_recall
from index.store.milvus.rows import DamagedHead, Head, Held, hashed
from index.store.milvus.search import Search
from index.store.milvus.state import State
from index.store.values import Found, Manifest, Salvage, Stored, Totals
from index.types import Document, DocumentSummary, Hit, Passage, Sentence

Result = TypeVar("Result")


class Told:
    """The half of a `Store` that changes nothing."""

    def __init__(self, connection: Connection) -> None:
        """Read the library that the connection's address names."""
        self._connection = connection
        self._name = connection.address.name
        self._reader = Reader(connection, self._name)
        self._search = Search(connection, self._reader)

    def manifest(self) -> Manifest:
        """Return what the library was built with, and its present state."""
        return self._reader.state().manifest

    def _read(self, ask: Callable[[State], Result]) -> Result:
        """Ask of the present state; once more, where a rebuild has taken its collections away meanwhile."""
        state = self._reader.state()
        try:
            return ask(state)
        except Missing:
            again = self._reader.state()
            if again.manifest.identity == state.manifest.identity:
                raise
            return ask(again)

    def content_hash(self, source: str) -> str | None:
        """Return the hash of the bytes that were read from a source, or None for one that is not listed."""
        head = self._read(lambda state: self._listed(state, source))
        return None if head is None else head.content_hash

    def _listed(self, state: State, source: str) -> Head | None:
        where = f"{SOURCES} and source_key == {hashed(source)}"
        heads = self._reader.heads(state, where)
        return next((one for one in heads if source in (one.summary.source, *one.summary.also)), None)

    def has_twin(self, document: Document) -> bool:
        """Return whether a document of the same bytes and the same text is held."""
        return self._read(lambda state: self._twin(state, document)) is not None

    def _twin(self, state: State, document: Document) -> Head | None:
        where = f"kind == {HEAD} and content_key == {hashed(document.content_hash)}"
        heads = self._reader.heads(state, where)
        held = self._reader.held(state, heads)
        same = (document.content_hash, document.text)
        twins = (one for one in heads if (one.content_hash, held[one.entry].document.text) == same)
        return min(twins, key=lambda one: one.summary.id, default=None)

    def find(self, reference: str) -> Found:
        """Return the document that a person means. Raises LibraryError and QuestionError."""
        return self._read(lambda state: find(self._reader, state, reference, self._connection.address))

    def documents(self, filters: Filters | None = None) -> tuple[DocumentSummary, ...]:
        """List the documents that the filters allow, by title. Raises as `find` does for those that these name."""
        return self._read(lambda state: self._documents(state, filters))

    def _documents(self, state: State, filters: Filters | None) -> tuple[DocumentSummary, ...]:
        if filters is None:
            found = [self._reader.readable(one) for one in self._reader.all_heads(state)]
        else:
            let_in = allowed(self._reader, state, filters, self._connection.address)
            found = self._reader.heads(state, f"kind == {HEAD}{let_in.where}")
        return tuple(sorted((one.summary for one in found), key=lambda one: (one.title, one.source)))

    def summary(self, document_id: str) -> DocumentSummary:
        """Return one document without its text."""
        return self._read(lambda state: self._head(state, document_id).summary)

    def document(self, document_id: str) -> Document:
        """Return a stored document, character for character as it was put."""
        held = self._read(lambda state: self._held(state, document_id))
        if held is None:
            raise self._no_document(document_id)
        return held.document

    def sentences(self, document_id: str) -> tuple[Sentence, ...]:
        """Return the sentences of a document, in order."""
        held = self._read(lambda state: self._held(state, document_id))
        return () if held is None else held.sentences

    def passages(self, document_id: str) -> tuple[Passage, ...]:
        """Return the passages of a document, in order."""
        held = self._read(lambda state: self._held(state, document_id))
        return () if held is None else held.passages

    def vectors_of(self, document_id: str) -> Vectors:
        """Return the vectors of a document's passages, in order, shape (passages, dimension)."""

        def found(state: State) -> Vectors:
            head = self._reader.head(state, document_id)
            rows = [] if head is None else self._reader.passages(state, head, ["vector"])
            vectors = np.array([row["vector"] for row in rows], dtype=np.float32)
            return vectors.reshape(len(vectors), state.manifest.dimension)

        return self._read(found)

    def _held(self, state: State, document_id: str) -> Held | None:
        head = self._reader.head(state, document_id)
        return None if head is None else self._reader.held(state, [head])[head.entry]

    def _head(self, state: State, document_id: str) -> Head:
        head = self._reader.head(state, document_id)
        if head is None:
            raise self._no_document(document_id)
        return head

    def _no_document(self, document_id: str) -> LibraryError:
        return LibraryError(f"{self._connection.address} holds no document {document_id}; see `pincite list`")

    def search(
        self, query: str, vector: Vectors, k: int, *, fingerprint: str, filters: Filters | None = None
    ) -> tuple[Hit, ...]:
        """Return the best `k` passages that the filters allow, best first. Raises as the protocol says."""

        def found(state: State) -> tuple[Hit, ...]:
            if state.manifest.fingerprint != fingerprint:
                raise EmbedderMismatch(
                    f"the library at {self._connection.address} was made anew with the embedding model "
                    f"{state.manifest.embedder}; open it again with that"
                )
            return self._search.best(state, query, vector, k, filters)

        return self._read(found)

    def passage_count(self) -> int:
        """Count the passages, which the state knows."""
        return self._reader.state().totals.passages

    def totals(self) -> Totals:
        """Count everything, which the state knows."""
        return self._reader.state().totals

    def problems(self, embedder: Embedder | None = None) -> Iterator[str]:
        """Yield what is wrong with the rows, one line a problem."""
        return problems(self._reader, embedder)

    def recall(self) -> Recall:
        """Measure how many of the really nearest passages vector search finds."""
        return self._read(lambda state: measure_recall(self._connection, self._reader, state))

    def size(self) -> int | None:
        """Return the bytes of the file, or None for what is on a server."""
        file = self._connection.address.file
        if file is None:
            return None
        sizes = (path.stat().st_size for path in file.rglob("*") if path.is_file())
        return sum(sizes)

    def salvage(self) -> Salvage:
        """Return what can be read, document by document."""
        state = self._reader.state()
        heads = sorted(self._reader.all_heads(state), key=lambda head: head.origin)
        sources = frozenset(source for one in heads for source in (one.summary.source, *one.summary.also))
        return Salvage(state.manifest, len(heads), self._stored(state, heads), sources)

    def _stored(self, state: State, heads: Iterable[Head | DamagedHead]) -> Iterator[Stored]:
        for head in heads:
            body = self._reader.bodies(state, [head.entry]).get(head.entry, "")
            try:
                document = self._reader.whole(head, body).document
            except LibraryError as error:
                if self._reader.has_moved(state):  # its rows may be gone since nobody needs them any more
                    raise LibraryError(
                        f"{self._connection.address} was changed while it was read; try again when nobody adds"
                    ) from error
                yield Stored(head.summary.id, head.summary.source, problem=str(error), remains=body.encode())
            else:
                yield Stored(document.id, document.source, document)
