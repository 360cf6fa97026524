"""The store for several machines: a library in Milvus, on a server or in a file of milvus-lite."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import RLock
from typing import TypeVar

import numpy as np

from index.adding.indexing import IndexedDocument
from index.errors import EmbedderMismatch, LibraryError
from index.filters import Filters
from index.models.embed import Embedder, Vectors
from index.status import Recall
from index.store.milvus.address import Address
from index.store.milvus.change import Change, put_all, sweep, write_state
from index.store.milvus.check import problems
from index.store.milvus.connection import Connection, Missing
from index.store.milvus.finding import allowed, find
from index.store.milvus.layout import HEAD, collections_of, schemas, state_schema
from index.store.milvus.lock import Hold, Lock, life_row
from index.store.milvus.near import groups
from index.store.milvus.reading import SOURCES, Reader
from index.store.milvus.recall import measure_recall
from index.store.milvus.rows import Head, Held, hashed
from index.store.milvus.search import search
from index.store.milvus.state import State
from index.store.milvus.words import Rarity
from index.store.values import Found, Manifest, Salvage, Stored, Totals
from index.types import Document, DocumentSummary, Hit, Passage, Sentence

FEW, MANY = 20, 200
"""Changes that a file is settled after, at the end of a work and within one: new rows are slow to look through."""

Result = TypeVar("Result")


class MilvusStore:
    """A `Store` in Milvus. Each change takes the lock for itself, so that several processes add side by side."""

    def __init__(self, connection: Connection) -> None:
        """Use `MilvusStore.open` or `MilvusStore.create`."""
        self._connection = connection
        self._name = connection.address.name
        self._reader = Reader(connection, self._name)
        self._lock = Lock(connection, self._name)
        self._rarity = Rarity(self._reader.counts)
        self._threads = RLock()
        self._unsettled = 0
        self._work = "add"

    @staticmethod
    def is_at(address: Address) -> bool:
        """Tell whether there is one, also one that cannot be used. Raises LibraryError where that cannot be asked."""
        if address.file is not None and not address.file.exists():
            return False
        connection = Connection(address)
        try:
            return connection.has(address.name)
        finally:
            connection.close()

    @classmethod
    def open(cls, address: Address) -> "MilvusStore":
        """Open the one at an address. Raises LibraryError."""
        store = cls(Connection(address))
        try:
            store._connection.load([address.name])
            store._connection.load(store._reader.collections(store._reader.state()))
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def create(cls, address: Address, manifest: Manifest) -> "MilvusStore":
        """Make an empty one, or open what another process has made meanwhile. Raises LibraryError."""
        store = cls(Connection(address))
        try:
            store._make(manifest)
        except BaseException:
            store.close()
            raise
        store.close()
        return cls.open(address)

    def _make(self, manifest: Manifest) -> None:
        with suppress(LibraryError):  # another process makes it; where nothing can be made, that is told below
            self._connection.create(self._name, *state_schema())
        self._connection.load([self._name])
        with self._lock.held("add") as hold:
            if self._reader.state_and_life()[0] is None:
                self._make_collections(manifest)
                write_state(self._connection, self._name, State(manifest, by=hold.token))

    def _make_collections(self, manifest: Manifest) -> None:
        for collection, made in zip(
            collections_of(self._name, manifest.identity), schemas(manifest.dimension), strict=True
        ):
            self._connection.create(collection, *made)

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def manifest(self) -> Manifest:
        """Return what the library was built with, and its present state."""
        return self._reader.state().manifest

    @contextmanager
    def changing(self, work: str, *, beside: str = "") -> Iterator[None]:
        """Let no other thread change the library; other processes may, between two of these changes."""
        with self._threads:
            self._work = work
            try:
                yield
            finally:
                with suppress(LibraryError):
                    self._settle(FEW)

    @contextmanager
    def _change(self) -> Iterator[Change]:
        """Make one change, or nothing of it where there is an error."""
        with self._threads, self._lock.held(self._work) as hold:
            state, life = self._reader.state_and_life()
            if state is None:
                raise LibraryError(f"no library at {self._connection.address}; make one with `pincite add PATH`")
            if life and life.split()[0] != state.by:
                sweep(self._connection, self._name, state)
            change = Change(self._connection, self._name, state, lambda: self._lock.show_life(hold))
            try:
                yield change
                if change.is_empty:
                    return
                change.purge()
                fresh = change.stage(hold.token)
                self._lock.check(hold)
            except BaseException:
                self._take_back(hold, state)
                raise
            self._commit(hold, fresh)
            self._unsettled += 1
            self._settle(MANY)

    def _commit(self, hold: Hold, state: State) -> None:
        try:
            write_state(self._connection, self._name, state)
        except BaseException:
            hold.left_behind = True  # it may still be written: whoever comes next sees, after a while
            raise

    def _take_back(self, hold: Hold, state: State) -> None:
        if hold.left_behind:
            return
        try:
            if hold.shown:
                sweep(self._connection, self._name, state)
                self._connection.upsert(self._name, life_row(state.by))
        except LibraryError:
            hold.left_behind = True  # the next one sweeps

    def _settle(self, changes: int) -> None:
        if self._unsettled >= changes:
            self._connection.settle(self._reader.collections(self._reader.state()))
            self._unsettled = 0

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

    # In and out.

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

    def join(self, document: Document) -> str | None:
        """List a document under a stored one of the same bytes; return that one's first source, or None."""
        if not self.has_twin(document):
            return None
        with self._change() as change:
            twin = self._twin(change.state, document)
            if twin is None:
                return None
            listed = self._listed(change.state, document.source)
            if listed is not None and listed.entry == twin.entry:
                return twin.summary.source
            if listed is not None:
                change.release(document.source, listed)
            also = sorted((*twin.summary.also, document.source))
            change.list_under(twin, (twin.summary.source, *also))
            return twin.summary.source

    def put(self, indexed: IndexedDocument, identity: str) -> str | None:
        """Hold a document in the place of its old self; return the source of one that says nearly the same."""
        document = replace(indexed.document, also=())
        with self._change() as change:
            if change.state.manifest.identity != identity:
                raise LibraryError(
                    f"{self._connection.address} was rebuilt meanwhile by another process; open it again"
                )
            listed = self._listed(change.state, document.source)
            if listed is not None:
                change.release(document.source, listed)
            old = self._reader.head(change.state, document.id)
            if old is not None and old.entry not in change.died:
                change.take_out(old)
            origin = change.put(replace(indexed, document=document))
        return self._read(lambda state: self._first_near(state, origin, document.id))

    def _first_near(self, state: State, origin: int, document_id: str) -> str | None:
        others = groups(self._reader, state, [origin]).get(origin, frozenset()) - {document_id}
        head = self._reader.head(state, min(others)) if others else None
        return None if head is None else head.summary.source

    def remove(self, document_id: str) -> None:
        """Take out a document with all of its sources."""
        with self._change() as change:
            head = self._reader.head(change.state, document_id)
            if head is not None:
                change.take_out(head)

    def release(self, source: str) -> None:
        """Take out a source, and its document unless that has another."""
        with self._change() as change:
            head = self._listed(change.state, source)
            if head is not None:
                change.release(source, head)

    # To be read.

    def find(self, reference: str) -> Found:
        """Return the document that a person means. Raises LibraryError and QuestionError."""
        return self._read(lambda state: find(self._reader, state, reference, self._connection.address))

    def documents(self, filters: Filters | None = None) -> tuple[DocumentSummary, ...]:
        """List the documents that the filters allow, by title. Raises as `find` does for those that these name."""
        return self._read(lambda state: self._documents(state, filters))

    def _documents(self, state: State, filters: Filters | None) -> tuple[DocumentSummary, ...]:
        if filters is None:
            found = list(self._reader.all_heads(state))
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
            return search(self._connection, self._reader, self._rarity, state, query, vector, k, filters)

        return self._read(found)

    def passage_count(self) -> int:
        """Count the passages, which the state knows."""
        return self._reader.state().totals.passages

    def totals(self) -> Totals:
        """Count everything, which the state knows."""
        return self._reader.state().totals

    # Its own good.

    def problems(self, embedder: Embedder | None = None) -> Iterator[str]:
        """Yield what is wrong with the rows, one line a problem."""
        return problems(self._reader, embedder)

    def recall(self) -> Recall:
        """Measure how many of the really nearest passages vector search finds."""
        return self._read(lambda state: measure_recall(self._connection, self._reader, state))

    def compact(self) -> None:
        """Take out the rows that are no longer seen, now, and have Milvus write its files anew."""
        with self._change() as change:
            change.purge(few=True, now=self._connection.address.file is not None)
            write_state(self._connection, self._name, change.state)
        self._connection.settle(self._reader.collections(self._reader.state()), compact=True)

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

    def _stored(self, state: State, heads: Iterable[Head]) -> Iterator[Stored]:
        for head in heads:
            body = self._reader.bodies(state, [head.entry]).get(head.entry, "")
            try:
                document = self._reader.whole(head, body).document
            except LibraryError as error:
                yield Stored(head.summary.id, head.summary.source, problem=str(error), remains=body.encode())
            else:
                yield Stored(document.id, document.source, document)

    def replace(
        self, documents: Iterable[IndexedDocument], manifest: Manifest, *, made_from: Manifest | None
    ) -> Path | None:
        """Put documents into collections of their own; let these take the place of the old ones, at once."""
        fresh = State(manifest)
        self._make_collections(manifest)
        try:
            fresh = put_all(self._connection, self._name, fresh, documents)
            with self._threads, self._lock.held("rebuild") as hold:
                state = self._reader.state()
                if made_from is not None and state.manifest.generation != made_from.generation:
                    raise LibraryError(
                        f"{self._connection.address} was changed while it was being rebuilt; rebuild it again"
                    )
                manifest = replace(manifest, generation=state.manifest.generation + 1)
                self._commit(hold, replace(fresh, manifest=manifest, by=state.by))
        except BaseException:
            for collection in collections_of(self._name, manifest.identity):
                with suppress(LibraryError):
                    self._connection.drop(collection)
            raise
        self._connection.settle(collections_of(self._name, manifest.identity))
        self._drop_others(manifest.identity)
        return None

    def _drop_others(self, identity: str) -> None:
        """Take out the collections of what was replaced, and of rebuilds that were stopped."""
        held = set(collections_of(self._name, identity))
        for collection in self._connection.collections():
            if collection.startswith(f"{self._name}__") and collection not in held and not collection.endswith("lock"):
                self._connection.drop(collection)
