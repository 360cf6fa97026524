"""Word search: BM25 over the inverted index of a library."""

import math
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.store.embedded.rows.tables import Tables
from index.store.embedded.words.postings import Numbers, Postings, postings_of, segments
from index.store.values import Manifest
from index.text.lexical import K1, B, query_terms

BLOCK = 256
LONG = 1 << 14  # postings of a term from which it pays to ask whether all of them are needed

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Passages:
    """The passages of one state of a library: ids, ascending, and norms of their lengths, each of shape (n,).

    `starts` are the places of the first passages of segments, by segment.
    """

    identity: str
    generation: int
    ids: Numbers
    norms: Floats
    starts: dict[int, int]


class PassageWords:
    """The words of one library. The postings stay on disk; in memory are the length and the id of each passage.

    Any number of threads may use it at once, each of them inside a `tables.reading()` of its own.
    """

    def __init__(self, tables: Tables) -> None:
        """Nothing is read before it is needed."""
        self._tables = tables
        self._latest: _Passages | None = None

    def scores(
        self, query: str, limit: int, *, also: Collection[int] = (), among: Collection[int] | None = None
    ) -> dict[int, float]:
        """Return BM25 of the best `limit` passages, and of those of `also` that hold a term of the query.

        With `among` no others are looked for.

        Okapi BM25 with k1 = 0.9, b = 0.4 and the idf that is never negative, ln(1 + (N - n + 0.5) / (n + 0.5)).
        The rarest terms go first. Once no passage without one of them can still be among the best, the others are
        looked up for the passages that can (MaxScore; Turtle and Flood, 1995), so the scores are exact.
        """
        passages = self._present()
        count = len(passages.ids)
        wanted = query_terms(query)
        with self._tables.reading() as rows:
            found = postings_of(rows, wanted)
        weights = {
            term: _idf(sum(len(one.counts) for one in found[term]), count) for term in wanted if term in found
        }
        rarest_first = sorted(weights, key=lambda term: -weights[term])
        totals = np.zeros(-(-count // BLOCK) * BLOCK, dtype=np.float32)
        norms = passages.norms if among is None else _norms_of(passages, among)
        asked = _places(passages.ids, np.fromiter(also, dtype=np.int64))
        open_to: npt.NDArray[np.intp] | None = None
        for done, term in enumerate(rarest_first):
            places, counts = _joined(found[term], passages.starts)
            if open_to is None and len(places) >= LONG and done:
                left = (K1 + 1) * sum(weights[one] for one in rarest_first[done:])
                least = _best(totals, limit)[1]
                if least > left:
                    may_win = totals >= least - left
                    may_win[asked] = True
                    open_to = np.flatnonzero(may_win)
            if open_to is not None:
                needed = _places(places, open_to)
                places, counts = places[needed], counts[needed]
            totals[places] += weights[term] * (K1 + 1) * counts / (counts + norms[places])
        best = np.union1d(_best(totals, limit)[0], asked)
        best = best[totals[best] > 0]
        return dict(zip(passages.ids[best].tolist(), totals[best].tolist(), strict=True))

    def _present(self) -> _Passages:
        """Return the passages as this thread sees the library; they are read again when it has changed."""
        manifest, latest = self._tables.manifest(), self._latest
        if latest is not None and (latest.identity, latest.generation) == (manifest.identity, manifest.generation):
            return latest
        with self._tables.reading() as rows:
            self._latest = found = _read_passages(rows, manifest)
        return found


def _read_passages(rows: sqlite3.Connection, manifest: Manifest) -> _Passages:
    """Read the ids and lengths of all passages. A removed one gets no score."""
    held = segments(rows)
    removed = [row[0] for row in rows.execute("SELECT id FROM removed_passages")]
    nothing = np.zeros(0, dtype=np.int64)
    ids = np.concatenate([nothing, *(segment.passages for segment in held)])
    lengths = np.concatenate([nothing, *(segment.lengths for segment in held)]).astype(np.float32)
    norms = K1 * (1 - B + B * lengths / max(float(lengths.mean()) if len(lengths) else 1.0, 1.0))
    norms[_places(ids, np.array(removed, dtype=np.int64))] = np.inf
    starts = np.cumsum([0, *(len(segment.passages) for segment in held)]).tolist()
    by_segment = {segment.id: start for segment, start in zip(held, starts, strict=False)}
    return _Passages(manifest.identity, manifest.generation, ids, norms, by_segment)


def _norms_of(passages: _Passages, among: Collection[int]) -> Floats:
    """Return the norms of lengths, without an end for passages that are not wanted, so that they score 0."""
    norms = np.full_like(passages.norms, np.inf)
    wanted = _places(passages.ids, np.fromiter(among, dtype=np.int64))
    norms[wanted] = passages.norms[wanted]
    return norms


def _idf(holding: int, count: int) -> float:
    return math.log(1 + (count - holding + 0.5) / (holding + 0.5))


def _joined(found: Sequence[Postings], starts: Mapping[int, int]) -> tuple[npt.NDArray[np.intp], Floats]:
    """Return the places of one term among all passages, ascending, and its counts."""
    held = [len(one.counts) for one in found]
    first = np.repeat(np.array([starts[one.segment] for one in found], dtype=np.intp), held)
    counts = np.frombuffer(b"".join(one.counts for one in found), dtype=np.uint8).astype(np.float32)
    return np.frombuffer(b"".join(one.places for one in found), dtype="<u2") + first, counts


def _best(totals: Floats, limit: int) -> tuple[npt.NDArray[np.intp], float]:
    """Return the places of the best `limit` totals above 0, of equal ones the first, and the least of them.

    They stand in the `limit` blocks with the highest maxima, so no more than those is looked at. The least is 0
    where there are fewer than `limit`.
    """
    blocks = totals.reshape(-1, BLOCK)
    maxima = blocks.max(axis=1)
    bound = np.partition(maxima, -limit)[-limit] if len(maxima) > limit else 0
    chosen = np.flatnonzero(maxima >= bound)
    places = (chosen[:, np.newaxis] * BLOCK + np.arange(BLOCK)).ravel()
    places = places[totals[places] > 0]
    if len(places) <= limit:
        return places, 0.0
    values = totals[places]
    least = np.partition(values, -limit)[-limit]
    above = places[values > least]
    return np.concatenate([above, places[values == least][: limit - len(above)]]), float(least)


def _places(ascending: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
    """Return where the wanted numbers stand; those that are not there are left out."""
    at = np.searchsorted(ascending, wanted)
    there = at < len(ascending)
    at, wanted = at[there], wanted[there]
    found: npt.NDArray[np.intp] = at[ascending[at] == wanted]
    return found
