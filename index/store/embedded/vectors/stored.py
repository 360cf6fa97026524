"""The vectors that SQLite holds: exact, one a passage, read many at once."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.errors import LibraryError
from index.models.embed import Vectors

ROWS_A_STEP = 4096


@dataclass(frozen=True, slots=True)
class StoredVectors:
    """Vectors of passages, a row each, shape (n, dimension), and the passages' ids, shape (n,)."""

    passages: npt.NDArray[np.int64]
    vectors: Vectors


def vectors_of(rows: sqlite3.Connection, passages: Collection[int]) -> StoredVectors:
    """Return the vectors of those of the passages that are in the library, in the order of their ids."""
    found = rows.execute(
        "SELECT id, vector FROM passages WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps([int(passage) for passage in passages]),),
    )
    return _stacked(rows, found.fetchall())


def vectors_after(rows: sqlite3.Connection, passage: int) -> StoredVectors:
    """Return the next vectors, in the order of the ids, after those of a passage; an empty array at the end."""
    found = rows.execute(
        "SELECT id, vector FROM passages WHERE id > ? ORDER BY id LIMIT ?", (passage, ROWS_A_STEP)
    )
    return _stacked(rows, found.fetchall())


def every_vector(rows: sqlite3.Connection, after: int = 0) -> Iterator[StoredVectors]:
    """Yield the vectors of all passages after one, step by step."""
    while len((step := vectors_after(rows, after)).passages):
        yield step
        after = int(step.passages[-1])


def _stacked(rows: sqlite3.Connection, found: Iterable[tuple[int, bytes]]) -> StoredVectors:
    """Put vectors into one array. Raises LibraryError where one has another length, or numbers that are none."""
    dimension = int(rows.execute("SELECT dimension FROM manifest").fetchone()[0])
    ids, blobs = [], []
    for number, blob in found:
        if len(blob) != 4 * dimension:
            raise _damaged(number)
        ids.append(number)
        blobs.append(blob)
    vectors = np.frombuffer(b"".join(blobs), dtype="<f4").astype(np.float32).reshape(-1, dimension)
    if not np.isfinite(vectors).all():
        raise _damaged(ids[int(np.argmin(np.isfinite(vectors).all(axis=1)))])
    return StoredVectors(np.array(ids, dtype=np.int64), vectors)


def _damaged(passage: int) -> LibraryError:
    return LibraryError(
        f"the library holds a damaged vector (passage {passage}); make them again with `pincite rebuild`"
    )
