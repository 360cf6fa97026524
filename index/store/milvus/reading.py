"""What is read of a library: its state, the rows of documents in it, and whole documents."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from index.errors import LibraryError
from index.store.milvus.connection import Connection, Row
from index.store.milvus.layout import (
    DOCUMENT_FIELDS,
    HEAD,
    OTHER_SOURCE,
    PASSAGE_FIELDS,
    Collections,
    collections_of,
    key,
)
from index.store.milvus.lock import LIFE_ROW, STATE_ROW
from index.store.milvus.rows import COUNTS, DamagedHead, Head, Held, checksum, read_head, read_held
from index.store.milvus.state import State, read_state
from index.store.milvus.words import Counts, read_counts

ENTRIES_AT_ONCE = 1000
SOURCES = f"kind <= {OTHER_SOURCE}"


class Reader:
    """Reads one library. Calls that must agree are given the same state."""

    def __init__(self, connection: Connection, name: str) -> None:
        """Name the library; nothing is read before it is needed."""
        self._connection = connection
        self._name = name

    def state(self) -> State:
        """Return what is in the library now. Raises LibraryError where there is none."""
        state, _ = self.state_and_life()
        if state is None:
            raise LibraryError(
                f"no library at {self._connection.address}: it is being made, or whoever made it was stopped; "
                "`pincite add PATH` makes it"
            )
        return state

    def state_and_life(self) -> tuple[State | None, str]:
        """Return what is in the library, if it is made, and what shows that somebody was at work."""
        rows = self._connection.rows(self._name, f"number in [{STATE_ROW}, {LIFE_ROW}]", ["number", "body"])
        found = {row["number"]: str(row["body"]) for row in rows}
        state = found.get(STATE_ROW)
        place = str(self._connection.address)
        return None if state is None else read_state(state, place), found.get(LIFE_ROW, "")

    def collections(self, state: State) -> Collections:
        """Return where the rows of a state are."""
        return collections_of(self._name, state.manifest.identity)

    def document_rows(self, state: State, where: str, fields: Sequence[str] = DOCUMENT_FIELDS) -> list[Row]:
        """Return the rows of documents that are seen and fit."""
        return self._connection.rows(self.collections(state).documents, f"{state.seen} and {where}", fields)

    def heads(self, state: State, where: str) -> list[Head]:
        """Return the documents of which a row fits, as they came."""
        entries = {row["entry"] for row in self.document_rows(state, where, ["entry"])}
        return self.heads_of(state, entries)

    def heads_of(self, state: State, entries: Iterable[int]) -> list[Head]:
        """Return the documents of these entries, as they came."""
        wanted = sorted(entries)
        found: list[Head] = []
        for first in range(0, len(wanted), ENTRIES_AT_ONCE):
            listed = _any_of("entry", wanted[first : first + ENTRIES_AT_ONCE])
            found += map(self.readable, _heads(self.document_rows(state, f"{SOURCES} and {listed}")))
        return sorted(found, key=lambda head: head.origin)

    def all_heads(self, state: State) -> Iterator[Head | DamagedHead]:
        """Yield all documents, some at a time."""
        for first in range(0, state.last + 1, ENTRIES_AT_ONCE):
            within = f"entry > {first} and entry <= {first + ENTRIES_AT_ONCE}"
            yield from _heads(self.document_rows(state, f"{SOURCES} and {within}"))

    def readable(self, head: Head | DamagedHead) -> Head:
        """Return a document's row. Raises LibraryError for one that is damaged."""
        if isinstance(head, DamagedHead):
            raise LibraryError(head.problem)
        return head

    def has_moved(self, state: State) -> bool:
        """Tell whether the library has changed since a state of it, so that rows of that may be gone."""
        now, then = self.state().manifest, state.manifest
        return (now.identity, now.generation) != (then.identity, then.generation)

    def head(self, state: State, document_id: str) -> Head | None:
        """Return a document by its id."""
        found = self.heads(state, f"kind == {HEAD} and document == {quoted(document_id)}")
        return found[0] if found else None

    def same(self, state: State, head: Head | DamagedHead) -> Head | DamagedHead | None:
        """Return a document of another state as it is in this one, or None where it is gone."""
        where = f"kind == {HEAD} and document == {quoted(head.summary.id)}"
        rows = _heads(self.document_rows(state, where))
        return rows[0] if rows else None

    def held(self, state: State, heads: Collection[Head]) -> dict[int, Held]:
        """Return whole documents, by entry. Raises LibraryError for one that is damaged."""
        bodies = self.bodies(state, [head.entry for head in heads])
        return {head.entry: self.whole(head, bodies.get(head.entry, "")) for head in heads}

    def whole(self, head: Head | DamagedHead, body: str) -> Held:
        """Return a document of its text as it is stored. Raises LibraryError where it is damaged."""
        head = self.readable(head)
        try:
            if checksum(body) != head.checksum:
                raise ValueError("it is not as it was stored")
            return read_held(body)
        except (ValueError, TypeError, LookupError) as error:
            raise LibraryError(
                f"document {head.summary.id} is damaged in the library ({error}). `pincite rebuild` says what "
                "must be added again"
            ) from error

    def bodies(self, state: State, entries: Sequence[int]) -> dict[int, str]:
        """Return the texts of documents as they are stored, by entry."""
        if not entries:
            return {}
        where = f"{_any_of('entry', entries)} and part < {COUNTS}"
        rows = self._connection.rows(self.collections(state).texts, where, ["entry", "part", "body"])
        parts: dict[int, list[str]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: (row["entry"], row["part"])):
            parts[row["entry"]].append(row["body"])
        return {entry: "".join(found) for entry, found in parts.items()}

    def passages(self, state: State, head: Head, fields: Sequence[str] = PASSAGE_FIELDS) -> Iterator[Row]:
        """Yield the rows of a document's passages, in order."""
        for first in range(0, head.passages, ENTRIES_AT_ONCE):
            yield from self.passages_between(state, key(head.entry, first), head.entry, fields)

    def passages_between(self, state: State, first: int, entry: int, fields: Sequence[str]) -> list[Row]:
        """Return the rows of some passages of an entry, from a key on, in order."""
        where = f"entry == {entry} and number >= {first} and number < {first + ENTRIES_AT_ONCE}"
        rows = self._connection.rows(self.collections(state).passages, where, ["number", *fields])
        return sorted(rows, key=lambda row: int(row["number"]))

    def passage_count(self, state: State) -> int:
        """Count the passages that a search looks through."""
        (row,) = self._connection.rows(self.collections(state).passages, state.seen, ["count(*)"])
        return int(row["count(*)"])

    def counts(self, state: State, number: int) -> Counts:
        """Return a stretch of the counts of terms. Raises LibraryError where it is damaged."""
        where = f"entry == {number} and part >= {COUNTS}"
        rows = self._connection.rows(self.collections(state).texts, where, ["part", "body"])
        try:
            found = read_counts([row["body"] for row in sorted(rows, key=lambda row: int(row["part"]))])
            wanted = next(one.terms for one in state.counts if one.number == number)
            if len(found.dimensions) != wanted:
                raise ValueError(f"{len(found.dimensions)} of {wanted} terms are there")
        except ValueError as error:
            raise LibraryError(
                f"the counts of terms of {self._connection.address} cannot be read ({error}). Ask again; where "
                "that does not help, `pincite rebuild` makes them anew"
            ) from error
        return found


def quoted(text: str) -> str:
    """Return a text as it stands in an expression."""
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(escapes.get(letter, letter) for letter in text) + '"'


def _any_of(field: str, values: Sequence[int]) -> str:
    return f"{field} in [{', '.join(map(str, values))}]"


def _heads(rows: Iterable[Row]) -> list[Head | DamagedHead]:
    """Return the documents that rows are of, each with its other sources."""
    also: dict[int, list[str]] = defaultdict(list)
    heads: list[Head | DamagedHead] = []
    for row in rows:
        if row["kind"] == HEAD:
            heads.append(read_head(row))
        else:
            also[row["entry"]].append(row["source"])
    return [replace(head, summary=replace(head.summary, also=tuple(sorted(also[head.entry])))) for head in heads]
