"""From a question to passages: Milvus' hybrid search proposes, by vector and by words, and they are scored here.

Its own fusion is not used: it weighs ranks, or scores squeezed by a fixed curve. Every passage that either kind of
search proposes gets both scores exactly, as in the store of one machine, and the same fusion.
"""

from dataclasses import dataclass

import numpy as np

from index.errors import LibraryError
from index.filters import Filters
from index.models.embed import Vectors
from index.store.fusion import CANDIDATES, fuse
from index.store.milvus.connection import Connection
from index.store.milvus.finding import allowed
from index.store.milvus.near import groups
from index.store.milvus.reading import Reader
from index.store.milvus.state import State
from index.store.milvus.words import Rarity, bm25, counts_of, norm_of
from index.text.lexical import K1
from index.types import Hit

FIELDS = ("number", "entry", "origin", "place", "length", "norm", "vector", "words")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that is proposed, by the entry of its document and its place in that, with its scores."""

    entry: int
    origin: int
    place: int
    dense: float
    lexical: float


class Search:
    """Searches one library."""

    def __init__(self, connection: Connection, reader: Reader) -> None:
        """Nothing is read before it is needed."""
        self._connection = connection
        self._reader = reader
        self._rarity = Rarity(reader.counts)

    def best(self, state: State, query: str, vector: Vectors, k: int, filters: Filters | None) -> tuple[Hit, ...]:
        """Return the best `k` passages, best first, of one state."""
        where = state.seen
        if filters is not None:
            let_in = allowed(self._reader, state, filters, self._connection.address)
            if let_in.entries is not None and not let_in.entries:
                return ()
            where += let_in.where
        found = self._candidates(state, query, vector, max(k, CANDIDATES), where)
        scores = fuse(
            {number: one.dense for number, one in found.items()},
            {number: one.lexical for number, one in found.items() if one.lexical},
        )
        ranked = sorted(found, key=lambda number: (-scores[number], found[number].origin, found[number].place))
        near = groups(self._reader, state, {one.origin for one in found.values()}) if found else {}
        ids = {head.origin: head for head in self._reader.heads_of(state, {one.entry for one in found.values()})}
        if lost := {one.origin for one in found.values()} - (ids.keys() & near.keys()):
            raise LibraryError(
                f"{self._connection.address} is damaged: passages of {len(lost)} documents that are not there"
            )
        best: list[int] = []
        hidden: set[str] = set()
        for number in ranked:
            head = ids[found[number].origin]
            if len(best) < k and head.summary.id not in hidden:
                best.append(number)
                hidden |= near[head.origin] - {head.summary.id}
        held = self._reader.held(state, [ids[origin] for origin in {found[number].origin for number in best}])
        return tuple(
            Hit(
                passage=held[one.entry].passage(one.place),
                document=held[one.entry].document,
                score=scores[number],
                dense=one.dense,
                lexical=one.lexical,
                near_duplicates=tuple(sorted(near[one.origin] - {held[one.entry].document.id})),
            )
            for number, one in ((number, found[number]) for number in best)
        )

    def _candidates(
        self, state: State, query: str, vector: Vectors, limit: int, where: str
    ) -> dict[int, Candidate]:
        """Return what each kind of search proposes, by number."""
        if not state.totals.passages:
            return {}
        idf = self._rarity.idf(state, query)
        wanted = {"vector": vector.tolist(), "words": {one: weight * (K1 + 1) for one, weight in idf.items()}}
        rows = self._connection.nearest(
            self._reader.collections(state).passages,
            {name: one for name, one in wanted.items() if one},
            limit,
            where,
            FIELDS,
        )
        if not rows:
            return {}
        cosines = np.array([row["vector"] for row in rows], dtype=np.float32) @ vector
        found: dict[int, Candidate] = {}
        for row, cosine in zip(rows, cosines.tolist(), strict=True):
            norm = norm_of(row["length"], state.words, state.totals.passages)
            counts = counts_of({one: weight for one, weight in row["words"].items() if one in idf}, row["norm"])
            found[row["number"]] = Candidate(
                row["entry"], row["origin"], row["place"], cosine, bm25(idf, counts, norm)
            )
        return found
