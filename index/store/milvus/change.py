"""One change: rows are put beside what is there, unseen, and the state that lets them be seen is written last."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, replace

from index.adding.indexing import IndexedDocument
from index.errors import DocumentError, LibraryError
from index.load.documents import document_id
from index.store.milvus.connection import Connection, Row
from index.store.milvus.layout import BLANK, LONGEST, NEAR, Collections, collections_of, key
from index.store.milvus.lock import STATE_ROW
from index.store.milvus.near import near_origins
from index.store.milvus.reading import Reader
from index.store.milvus.rows import (
    COUNTS,
    Head,
    Held,
    document_rows,
    dumped,
    head_of,
    held_of,
    passage_row,
    text_row,
    text_rows,
    with_sources,
)
from index.store.milvus.state import MOST_KEPT, NUMBERS_A_CHANGE, State, Stretch
from index.store.milvus.words import Counts, Numbers, counted, norm_of, passages_with, to_merge, weighed
from index.store.values import Totals

ENOUGH_TO_PURGE = 100
"""Dead entries whose rows are taken out together."""


class Change:
    """What is put into a library and taken out of it by one change, which is made by `commit`."""

    def __init__(self, connection: Connection, name: str, state: State, alive: Callable[[], None]) -> None:
        """Begin with a state; `alive` is called before rows are written."""
        self._connection = connection
        self._name = name
        self._reader = Reader(connection, name)
        self._into: Collections = collections_of(name, state.manifest.identity)
        self._alive = alive
        self._first = self._last = state.last
        self._relisted: set[int] = set()
        self._counts: list[tuple[Numbers, Numbers]] = []
        self.state = state
        self.died: list[int] = []

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be committed."""
        return self._last == self._first and not self.died

    # Documents.

    def put(self, indexed: IndexedDocument) -> int:
        """Put a document with its sources; return the origin by which its near-duplicates are known.

        Raises DocumentError for one that cannot be stored.
        """
        held, entry = held_of(indexed), self._number()
        near = near_origins(self._reader, self.state, held, gone=set(self.died) - self._relisted)
        terms = [counted(text) for text in indexed.words]
        words = sum(length for length, _ in terms)
        all_words, passages = self.state.words + words, self.state.totals.passages + len(terms)
        stored = [weighed(length, counts, norm_of(length, all_words, passages)) for length, counts in terms]
        published = held.document.published or ""
        rows = [
            passage_row(entry, entry, place, published, one, vector)
            for place, (one, vector) in enumerate(zip(stored, indexed.vectors, strict=True))
        ]
        self._write(held, rows, near, entry=entry, origin=entry, words=words)
        self._counts.append(passages_with(one.weights for one in stored))
        return entry

    def take_out(self, head: Head) -> None:
        """Take out a document with all of its sources."""
        words = (row["words"] for row in self._reader.passages(self.state, head, ["words"]))
        self._counts.append(passages_with(words, sign=-1))
        self._count(head, -1)
        self.died.append(head.entry)

    def list_under(self, head: Head, sources: Sequence[str]) -> None:
        """Have a document listed under these sources and no others; the first names it."""
        held = self._reader.held(self.state, [head])[head.entry]
        named = document_id(sources[0]) if sources[0] != head.summary.source else head.summary.id
        entry = self._number()
        rows = [
            row | {"number": key(entry, row["place"]), "entry": entry, "words": dict(row["words"])}
            for row in self._reader.passages(self.state, head)
        ]
        where = f"entry == {head.entry} and kind == {NEAR} and origin == {head.origin}"
        near = [row["other"] for row in self._reader.document_rows(self.state, where, ["other"])]
        self._count(head, -1)
        self.died.append(head.entry)
        self._relisted.add(head.entry)
        held = with_sources(held, sources, named)
        self._write(held, rows, near, entry=entry, origin=head.origin, words=head.words)

    def release(self, source: str, head: Head) -> None:
        """Take a source from a document, which goes with the last; where the first goes, the next one names it."""
        summary = head.summary
        first = (summary.source,) if summary.source != source else ()
        left = (*first, *(one for one in summary.also if one != source))
        if left:
            self.list_under(head, left)
        else:
            self.take_out(head)

    def _write(
        self, held: Held, passages: Sequence[Row], near: Sequence[int], *, entry: int, origin: int, words: int
    ) -> None:
        body = dumped(held)
        try:
            head = head_of(held, body, entry=entry, origin=origin, words=words)
        except UnicodeEncodeError as error:
            source = held.document.source
            raise DocumentError(f"{source}: cannot be stored ({error}). Save it in another format") from error
        if head.parts > COUNTS or head.passages > COUNTS:
            raise DocumentError(f"{held.document.source}: is too long to be stored in Milvus. Part it in several")
        documents = list(document_rows(held, head, near))
        self._insert(self._into.passages, passages)
        self._insert(self._into.texts, list(text_rows(entry, body)))
        self._insert(self._into.documents, documents)
        self._count(head, 1)

    def _insert(self, collection: str, rows: Sequence[Row]) -> None:
        self._alive()
        for _ in self._connection.insert(collection, rows):
            self._alive()

    def _count(self, head: Head, sign: int) -> None:
        totals = self.state.totals
        added = Totals(1, head.sentences, head.passages, head.characters)
        sums = (one + sign * other for one, other in zip(astuple(totals), astuple(added), strict=True))
        self.state = replace(self.state, totals=Totals(*sums), words=self.state.words + sign * head.words)

    def _number(self) -> int:
        self._last += 1
        if self._last > self._first + NUMBERS_A_CHANGE:
            raise AssertionError("a change uses more numbers than are given up where it is overtaken")
        return self._last

    # The end of it.

    def purge(self, *, few: bool = False, now: bool = False) -> None:
        """Take out the rows of dead entries that no reader needs: when they are many, or also `few`.

        With `now` they are taken from readers that are at work this minute, too.
        """
        purged = self.state.past(now=now or len(self.state.dead) > MOST_KEPT)
        if len(purged) < (1 if few else ENOUGH_TO_PURGE):
            return
        for collection in self._into:
            self._alive()
            self._connection.delete(collection, f"entry in [{', '.join(map(str, sorted(purged)))}]")
        self.state = self.state.without(purged)

    def stage(self, by: str) -> State:
        """Write what is left of the rows; return the state that is to be written."""
        counts = self._stage_counts()
        manifest = replace(self.state.manifest, generation=self.state.manifest.generation + 1)
        state = replace(self.state.dying(self.died), manifest=manifest, last=self._last, counts=counts, by=by)
        if len(state.dumped()) > LONGEST:
            raise LibraryError("too much was changed in a short time; wait a minute, and try again")
        return state

    def _stage_counts(self) -> tuple[Stretch, ...]:
        found = Counts.of(self._counts)
        held = self.state.counts
        if not len(found.dimensions):
            return held
        merged = to_merge(held, len(found.dimensions))
        read = (self._reader.counts(self.state, one.number) for one in merged)
        sums = Counts.of([(found.dimensions, found.passages), *((one.dimensions, one.passages) for one in read)])
        left = held[: len(held) - len(merged)]
        self.died.extend(one.number for one in merged)
        if not len(sums.dimensions):
            return left
        number = self._number()
        rows = [text_row(number, COUNTS + part, body) for part, body in enumerate(sums.dumped())]
        self._insert(self._into.texts, rows)
        return (*left, Stretch(number, len(sums.dimensions)))


def write_state(connection: Connection, name: str, state: State) -> None:
    """Let a state be what is seen, at once."""
    connection.upsert(name, {"number": STATE_ROW, "body": state.dumped(), "blank": BLANK})


def sweep(connection: Connection, name: str, state: State) -> None:
    """Take out what one change wrote after a state and is not seen, and nothing that a later one wrote."""
    for collection in collections_of(name, state.manifest.identity):
        connection.delete(collection, f"entry > {state.last} and entry <= {state.last + NUMBERS_A_CHANGE}")


def put_all(connection: Connection, name: str, state: State, documents: Iterable[IndexedDocument]) -> State:
    """Put documents into collections that nobody reads yet, one after the other; return their state."""
    for indexed in documents:
        change = Change(connection, name, state, alive=lambda: None)
        change.put(indexed)
        if len(state.dead) > ENOUGH_TO_PURGE:
            change.purge(now=True)
        state = change.stage("")
    return state
