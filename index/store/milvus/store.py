"""The store for several machines: a library in Milvus, on a server or in a file of milvus-lite."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import RLock

from index.adding.indexing import IndexedDocument
from index.errors import LibraryError
from index.store.milvus.address import Address
from index.store.milvus.change import Change, put_all, sweep, write_state
from index.store.milvus.connection import Connection
from index.store.milvus.layout import collections_of, schemas, state_schema
from index.store.milvus.lock import Hold, Lock, life_row
from index.store.milvus.near import groups
from index.store.milvus.state import State
from index.store.milvus.told import Told
from index.store.values import Manifest
from index.types import Document

FEW, MANY = 20, 200
"""Changes that a file is settled after, at the end of a work and within one: new rows are slow to look through."""


class MilvusStore(Told):
    """A `Store` in Milvus. Each change takes the lock for itself, so that several processes add side by side."""

    def __init__(self, connection: Connection) -> None:
        """Use `MilvusStore.open` or `MilvusStore.create`."""
        super().__init__(connection)
        self._lock = Lock(connection, self._name)
        self._threads = RLock()
        self._unsettled = 0
        self._work = "add"

    @staticmethod
    def is_at(address: Address) -> bool:
        """Tell whether there is one, also one that cannot be used. Raises LibraryError where nothing answers."""
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
        return store

    def _make(self, manifest: Manifest) -> None:
        with suppress(LibraryError):  # another process makes it; where nothing can be made, that is told below
            self._connection.create(self._name, *state_schema())
        self._connection.load([self._name])
        with self._lock.held("add") as hold:
            if self._reader.state_and_life()[0] is None:
                self._make_collections(manifest)
                self._commit(hold, State(manifest, by=hold.token))
        self._connection.load(self._reader.collections(self._reader.state()))

    def _make_collections(self, manifest: Manifest) -> None:
        for collection, made in zip(
            collections_of(self._name, manifest.identity), schemas(manifest.dimension), strict=True
        ):
            self._connection.create(collection, *made)

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    @contextmanager
    def changing(self, work: str, *, beside: str = "") -> Iterator[None]:
        """Let no other thread change the library; other processes may, between two of these changes."""
        with self._threads:
            self._work = work
            try:
                yield
            finally:
                self._settle(FEW)

    @contextmanager
    def _change(self) -> Iterator[Change]:
        """Make one change, or nothing of it where there is an error."""
        with self._threads, self._lock.held(self._work) as hold:
            state, life = self._reader.state_and_life()
            if state is None:
                raise LibraryError(f"no library at {self._connection.address}; make one with `pincite add PATH`")
            self._lock.show_life(hold)
            if hold.overtook or (life and life.split()[0] != state.by):  # whoever was last came to no end
                before, state = state, state.past_lost()
                self._commit(hold, state)
                sweep(self._connection, self._name, before)
            change = Change(self._connection, self._name, state, lambda: self._lock.show_life(hold))
            try:
                yield change
                if change.is_empty:
                    if change.state != state:
                        self._commit(hold, change.state)
                    self._take_back(hold, state, change)
                    return
                change.purge()
                fresh = change.stage(hold.token)
            except BaseException:
                self._take_back(hold, state, change)
                raise
            self._commit(hold, fresh)
            self._unsettled += 1
            self._settle(MANY)

    def _commit(self, hold: Hold, state: State) -> None:
        self._lock.check(hold)
        try:
            write_state(self._connection, self._name, state)
        except BaseException:
            hold.left_behind = True  # it may still be written: whoever comes next sees, after a while
            raise

    def _take_back(self, hold: Hold, state: State, change: Change) -> None:
        """Leave no half of a change, or else the lock, so that the next one clears up."""
        if hold.left_behind:
            return
        try:
            self._lock.check(hold)
            if not change.is_empty:
                sweep(self._connection, self._name, state)
            self._connection.upsert(self._name, life_row(state.by))
        except LibraryError:
            hold.left_behind = True

    def _settle(self, changes: int) -> None:
        """Have rows written out once there were so many changes: what is made is made, whatever comes of this."""
        if self._unsettled >= changes:
            self._unsettled = 0
            with suppress(LibraryError):
                self._connection.settle(self._reader.collections(self._reader.state()))

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

    def compact(self) -> None:
        """Take out the rows that are no longer seen, now, and have Milvus write its files anew."""
        with self._change() as change:
            change.purge(few=True, now=self._connection.address.file is not None)
        self._connection.settle(self._reader.collections(self._reader.state()), compact=True)

    def replace(
        self, documents: Iterable[IndexedDocument], manifest: Manifest, *, made_from: Manifest | None
    ) -> Path | None:
        """Put documents into collections of their own; let these take the place of the old ones, at once."""
        fresh = State(manifest)
        self._make_collections(manifest)
        written = False
        try:
            fresh = put_all(self._connection, self._name, fresh, documents)
            with self._threads, self._lock.held("rebuild") as hold:
                state = self._reader.state()
                if made_from is not None and state.manifest.generation != made_from.generation:
                    raise LibraryError(
                        f"{self._connection.address} was changed while it was being rebuilt; rebuild it again"
                    )
                manifest = replace(manifest, generation=state.manifest.generation + 1)
                written = True  # or may be
                self._commit(hold, replace(fresh, manifest=manifest, by=state.by))
        except BaseException:
            for collection in () if written else collections_of(self._name, manifest.identity):
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
            if (
                collection.startswith(f"{self._name}__")
                and collection not in held
                and not collection.endswith("lock")
            ):
                self._connection.drop(collection)
