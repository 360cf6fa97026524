"""The inverted index: for each term the passages that hold it, as rows of the library's own SQLite file.

It changes in the transaction that changes the passages, so it is never behind them and no kill can part the two.
A document's postings form a new segment; a few segments of like size are merged into one, so that a posting is
rewritten a handful of times while a library grows (the logarithmic method of Bentley and Saxe, 1980). A segment
numbers its passages from 0, which makes a posting three bytes: two for the place, one for the count of the term.
"""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

import numpy as np
import numpy.typing as npt

from index.text.lexical import terms

FANOUT = 4  # segments of like size that become one
FULL = 1 << 15  # passages from which a segment is left as it is
LARGEST = 1 << 16  # passages that two bytes can tell apart
MOST_COUNTED = 255

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Segment:
    """Passages that are indexed together: their ids, ascending, and the number of terms of each."""

    id: int
    passages: Numbers
    lengths: npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Postings:
    """Where a term stands in a segment, as stored.

    `places` has the places of passages, ascending, two bytes each (little endian), and `counts` one byte for how
    often the term is in each, 255 at most.
    """

    segment: int
    term: str
    places: bytes
    counts: bytes


def index_words(rows: sqlite3.Connection, passages: Sequence[int], texts: Sequence[str]) -> None:
    """Index the texts of new passages, whose ids ascend and are higher than any before."""
    for first in range(0, len(passages), LARGEST):
        _write_segment(rows, passages[first : first + LARGEST], texts[first : first + LARGEST])
    _merge_like_sizes(rows)


def segments(rows: sqlite3.Connection, first: int = 0) -> tuple[Segment, ...]:
    """Return the segments from id `first` on; their passages ascend from one to the next."""
    found = rows.execute("SELECT id, passages, lengths FROM segments WHERE id >= ? ORDER BY id", (first,))
    return tuple(
        Segment(number, np.frombuffer(passages, dtype="<i8"), np.frombuffer(lengths, dtype="<u4"))
        for number, passages, lengths in found
    )


def postings_of(rows: sqlite3.Connection, wanted: Sequence[str]) -> dict[str, list[Postings]]:
    """Return the postings of terms, by term, each in the order of the segments."""
    found = rows.execute(
        "SELECT segment, term, places, counts FROM segments CROSS JOIN json_each(?) AS wanted "
        "CROSS JOIN postings ON segment = segments.id AND term = wanted.value ORDER BY segments.id",
        (json.dumps(list(wanted)),),
    )
    by_term: dict[str, list[Postings]] = defaultdict(list)
    for row in found:
        by_term[row[1]].append(Postings(*row))
    return by_term


def every_posting(rows: sqlite3.Connection) -> Iterator[Postings]:
    """Yield all postings, segment by segment, by term."""
    found = rows.execute("SELECT segment, term, places, counts FROM postings ORDER BY segment, term")
    return (Postings(*row) for row in found)


def drop_removed(rows: sqlite3.Connection) -> None:
    """Merge all segments anew, as full as may be, without the passages that are no longer in the library."""
    waiting: list[tuple[int, int]] = []
    for number, size in _sizes(rows):
        if sum(held for _, held in waiting) + size > LARGEST:
            _merge(rows, [one for one, _ in waiting])
            waiting = []
        waiting.append((number, size))
    if waiting:
        _merge(rows, [one for one, _ in waiting])


def _write_segment(rows: sqlite3.Connection, passages: Sequence[int], texts: Sequence[str]) -> None:
    places: dict[str, list[int]] = defaultdict(list)
    counts: dict[str, bytearray] = defaultdict(bytearray)
    lengths = []
    for place, text in enumerate(texts):
        found = terms(text)
        lengths.append(len(found))
        for term, count in Counter(found).items():
            places[term].append(place)
            counts[term].append(min(count, MOST_COUNTED))
    segment = _new_segment(rows, np.array(passages, dtype="<i8"), np.array(lengths, dtype="<u4"))
    rows.executemany(
        "INSERT INTO postings (segment, term, places, counts) VALUES (?, ?, ?, ?)",
        (
            (segment, term, np.array(places[term], dtype="<u2").tobytes(), bytes(counts[term]))
            for term in sorted(places)
        ),
    )


def _new_segment(rows: sqlite3.Connection, passages: Numbers, lengths: npt.NDArray[np.uint32]) -> int | None:
    written = rows.execute(
        "INSERT INTO segments (size, passages, lengths) VALUES (?, ?, ?)",
        (len(passages), passages.tobytes(), lengths.tobytes()),
    )
    return written.lastrowid


def _sizes(rows: sqlite3.Connection) -> list[tuple[int, int]]:
    return rows.execute("SELECT id, size FROM segments ORDER BY id").fetchall()


def _merge_like_sizes(rows: sqlite3.Connection) -> None:
    """Keep segments few while the library grows."""
    newest = list(takewhile(lambda segment: segment[1] < FULL, reversed(_sizes(rows))))
    if count := how_many_to_merge([size for _, size in newest]):
        _merge(rows, sorted(number for number, _ in newest[:count]))


def how_many_to_merge(sizes: Sequence[int]) -> int:
    """Return how many of the segments to merge; `sizes` are those that are not full, the newest first.

    A segment is merged with all newer ones when these hold `FANOUT` - 1 times as much, or all make a full one.
    """
    merged, newer = 0, 0
    for count, size in enumerate(sizes, start=1):
        if newer >= (FANOUT - 1) * size:
            merged = count
        newer += size
        if newer >= FULL:
            return count
    return merged


def _merge(rows: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Put one segment in the place of several that follow one another, without the passages that are gone.

    Its id is the next free one, so it must be the newest when done: the order of ids is that of passages.
    """
    marks = ", ".join("?" * len(numbers))
    merged = [segment for segment in segments(rows, numbers[0]) if segment.id in numbers]
    passages = np.concatenate([segment.passages for segment in merged])
    lengths = np.concatenate([segment.lengths for segment in merged])
    kept = np.isin(passages, _living(rows, int(passages[0]), int(passages[-1])), assume_unique=True)
    starts = dict(zip(numbers, np.cumsum([0, *(len(segment.passages) for segment in merged)]), strict=False))
    found = rows.execute(
        f"SELECT term, segment, places, counts FROM postings WHERE segment IN ({marks}) ORDER BY term, segment",
        numbers,
    ).fetchall()
    rows.execute(f"DELETE FROM postings WHERE segment IN ({marks})", numbers)
    rows.execute(f"DELETE FROM segments WHERE id IN ({marks})", numbers)
    if kept.any():
        segment = _new_segment(rows, passages[kept], lengths[kept])
        rows.executemany(
            "INSERT INTO postings (segment, term, places, counts) VALUES (?, ?, ?, ?)",
            ((segment, *row) for row in _joined(found, starts, kept)),
        )


def _living(rows: sqlite3.Connection, first: int, last: int) -> Numbers:
    found = rows.execute("SELECT id FROM passages WHERE id BETWEEN ? AND ?", (first, last))
    return np.fromiter((row[0] for row in found), dtype=np.int64)


def _joined(
    found: Sequence[tuple[str, int, bytes, bytes]], starts: dict[int, int], kept: npt.NDArray[np.bool_]
) -> Iterator[tuple[str, bytes, bytes]]:
    """Yield the rows of a merged segment: term, places and counts. `found` is by term, then by segment."""
    held = [len(counts) for _, _, _, counts in found]
    places = np.frombuffer(b"".join(row[2] for row in found), dtype="<u2") + np.repeat(
        [starts[row[1]] for row in found], held
    )
    counts = np.frombuffer(b"".join(row[3] for row in found), dtype=np.uint8)
    staying = kept[places]
    new_places = (np.cumsum(kept) - 1)[places[staying]].astype("<u2").tobytes()
    new_counts = counts[staying].tobytes()
    ends = np.concatenate([[0], np.cumsum(staying)])[np.cumsum([0, *held])].tolist()
    row = 0
    for term, group in groupby(found, key=lambda one: one[0]):
        first, row = row, row + len(list(group))
        start, end = ends[first], ends[row]
        if start < end:
            yield term, new_places[2 * start : 2 * end], new_counts[start:end]
