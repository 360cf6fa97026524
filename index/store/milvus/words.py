"""Word search: BM25 by the project's own terms. Milvus proposes passages by sparse vectors, the scores are exact.

A sparse vector has for each term of a passage what BM25 makes of its count, but for the term's rarity, which a
question brings: their product is the score. That depends on the mean length of passages, which changes; so the
counts are worked out of the vector again (they are whole numbers), and scored with the lengths as they are now.

In how many passages a term stands is held in stretches of counts. Each change writes one, and takes in those
before that are not much longer: so there are a few, and the terms of a change are written again a few times.
"""

import base64
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from index.store.milvus.state import State, Stretch
from index.text.lexical import K1, B, query_terms, terms

MOST_COUNTED = 255
NOTHING = 0
"""The dimension of a passage without terms: a vector may not be empty."""
TERMS_A_ROW = 6000
_DIMENSIONS = 2**32 - 3

Numbers = npt.NDArray[np.int64]
Sparse = Mapping[int, float]


@lru_cache(maxsize=1 << 16)
def dimension_of(term: str) -> int:
    """Return the dimension of a term: a hash of it. Of a million terms 120 share theirs with another."""
    return 1 + int.from_bytes(blake2b(term.encode(), digest_size=8).digest()) % _DIMENSIONS


@dataclass(frozen=True, slots=True)
class PassageWords:
    """The terms of a passage as stored: its `length`, the `norm` of that, and the weights by dimension."""

    length: int
    norm: float
    weights: Sparse


def norm_of(length: float, words: int, passages: int) -> float:
    """Return what BM25 adds to each count for a passage of this length, where all hold so many words."""
    return K1 * (1 - B + B * length / max(words / max(passages, 1), 1.0))


def counted(text: str) -> tuple[int, dict[int, int]]:
    """Return how many terms a text has, and how often each, by dimension."""
    found = [dimension_of(term) for term in terms(text)]
    return len(found), {one: min(count, MOST_COUNTED) for one, count in Counter(found).items()}


def weighed(length: int, counts: Mapping[int, int], norm: float) -> PassageWords:
    """Return the terms of a passage as they are to be stored."""
    norm = float(np.float32(norm))
    weights = {one: count / (count + norm) for one, count in counts.items()}
    return PassageWords(length, norm, weights or {NOTHING: 1.0})


def counts_of(weights: Sparse, norm: float) -> dict[int, int]:
    """Return the counts that weights were made of."""
    return {
        one: round(weight * norm / (1 - weight))
        for one, weight in weights.items()
        if one != NOTHING and weight < 1
    }


@dataclass(frozen=True, slots=True)
class Counts:
    """In how many passages terms stand, more or fewer: `dimensions` ascend, `passages` are their counts."""

    dimensions: Numbers
    passages: Numbers

    @classmethod
    def of(cls, found: Iterable[tuple[Numbers, Numbers]]) -> "Counts":
        """Return the sums of several, without those that are nothing."""
        pairs = list(found)
        nothing = np.zeros(0, dtype=np.int64)
        dimensions, places = np.unique(np.concatenate([nothing, *(one for one, _ in pairs)]), return_inverse=True)
        sums = np.zeros(len(dimensions), dtype=np.int64)
        np.add.at(sums, places, np.concatenate([nothing, *(one for _, one in pairs)]))
        return cls(dimensions[sums != 0], sums[sums != 0])

    def in_passages(self, dimension: int) -> int:
        """Return the count of one."""
        at = int(np.searchsorted(self.dimensions, dimension))
        there = at < len(self.dimensions) and self.dimensions[at] == dimension
        return int(self.passages[at]) if there else 0

    def dumped(self) -> Iterator[str]:
        """Yield it as texts that fit a row."""
        for first in range(0, len(self.dimensions), TERMS_A_ROW):
            step = slice(first, first + TERMS_A_ROW)
            packed = self.dimensions[step].astype("<u4").tobytes() + self.passages[step].astype("<i4").tobytes()
            yield base64.b64encode(packed).decode()


def read_counts(bodies: Sequence[str]) -> Counts:
    """Return what `dumped` gave. Raises ValueError where it is damaged."""
    dimensions, passages = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for body in bodies:
        packed = base64.b64decode(body, validate=True)
        half = len(packed) // 2
        dimensions.append(np.frombuffer(packed[:half], dtype="<u4").astype(np.int64))
        passages.append(np.frombuffer(packed[half:], dtype="<i4").astype(np.int64))
    return Counts(np.concatenate(dimensions), np.concatenate(passages))


def passages_with(found: Iterable[Iterable[int]], sign: int = 1) -> tuple[Numbers, Numbers]:
    """Return dimensions, and in how many of the passages each stands, times a sign."""
    counted = Counter(one for dimensions in found for one in dimensions if one != NOTHING)
    dimensions = np.array(sorted(counted), dtype=np.int64)
    return dimensions, np.array([sign * counted[one] for one in dimensions.tolist()], dtype=np.int64)


def to_merge(counts: Sequence[Stretch], terms: int) -> tuple[Stretch, ...]:
    """Return the last stretches, which a new one of so many terms takes in: those less than twice as long."""
    taken: list[Stretch] = []
    for one in reversed(counts):
        if one.terms >= 2 * terms:
            break
        taken.append(one)
        terms += one.terms
    return tuple(reversed(taken))


class Rarity:
    """What the counts say of the terms of a question; each stretch is read once, and kept while it holds."""

    def __init__(self, read: Callable[[State, int], Counts]) -> None:
        """`read` gives a stretch of a state by its number."""
        self._read = read
        self._known: dict[tuple[str, int], Counts] = {}

    def idf(self, state: State, query: str) -> dict[int, float]:
        """Return ln(1 + (N - n + 0.5) / (n + 0.5)) of the terms of a question that stand in a passage."""
        held = {(state.manifest.identity, one.number): one for one in state.counts}
        known = {name: self._known.get(name) or self._read(state, name[1]) for name in held}
        self._known = known
        found: dict[int, float] = {}
        for term in query_terms(query):
            dimension = dimension_of(term)
            holding = sum(counts.in_passages(dimension) for counts in known.values())
            if holding > 0:
                found[dimension] = math.log(1 + (state.totals.passages - holding + 0.5) / (holding + 0.5))
        return found


def bm25(idf: Mapping[int, float], counts: Mapping[int, int], norm: float) -> float:
    """Return the score of a passage."""
    return sum(
        weight * (K1 + 1) * counts[one] / (counts[one] + norm) for one, weight in idf.items() if one in counts
    )
