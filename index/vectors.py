"""Nearest passages by vector: a FAISS index that follows SQLite, which holds the truth."""

import hashlib
import logging
import os
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.database import Manifest
from index.embed import Vectors
from index.errors import LibraryError
from index.store import Store

if TYPE_CHECKING:
    import faiss

logger = logging.getLogger(__name__)

MAGIC = b"pincite vectors 1\n"
ROWS_A_STEP = 4096


class PassageVectors:
    """The vectors of one library in memory, and their file.

    The file is a copy that saves time: a header that names the library's identity, generation and the SHA-256 of
    the rest, then the index as FAISS writes it. Whatever is wrong with it, SQLite has the vectors. Every method is
    called inside `store.reading()`, whose lock keeps threads apart.
    """

    def __init__(self, path: Path, store: Store) -> None:
        """Name the file; nothing is read before it is needed."""
        self._path = path
        self._store = store
        self._index: faiss.IndexIDMap2 | None = None
        self._state = ("", -1)
        self._ids: set[int] = set()

    def up_to_date(self) -> int:
        """Bring the vectors in memory up to date and return the generation they are of."""
        self._current()
        return self._state[1]

    def ids(self) -> frozenset[int]:
        """Return the ids of the passages the index really holds."""
        import faiss

        return frozenset(faiss.vector_to_array(self._current().id_map).tolist())

    def nearest(self, query: Vectors, limit: int, among: Collection[int] | None = None) -> dict[int, float]:
        """Return the cosines of the passages, `among` these if given, nearest to a unit vector; best first."""
        import faiss

        index, chosen = self._current(), None
        if among is not None:
            numbers = np.fromiter(among, dtype=np.int64, count=len(among))
            chosen = faiss.SearchParameters(sel=faiss.IDSelectorBatch(numbers))  # type: ignore[call-arg]  # set by faiss's own wrapper
        scores, ids = index.search(query[np.newaxis, :], limit, params=chosen)
        return {int(number): float(score) for number, score in zip(ids[0], scores[0], strict=True) if number >= 0}

    def cosine(self, query: Vectors, passage_id: int) -> float:
        """Return the cosine of a unit vector and one passage."""
        return float(self.vector(passage_id) @ query)

    def vector(self, passage_id: int) -> Vectors:
        """Return the vector of a passage. Raises KeyError where there is none."""
        index = self._current()
        if passage_id not in self._ids:
            raise KeyError(passage_id)
        return np.asarray(index.reconstruct(passage_id), dtype=np.float32)

    def save(self) -> None:
        """Write the file for the present state, so that the next start is quick."""
        import faiss

        body = faiss.serialize_index(self._current()).tobytes()
        identity, generation = self._state
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        try:
            with draft.open("wb") as file:
                file.write(_header(identity, generation, body) + body)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._path)
        except OSError as error:
            draft.unlink(missing_ok=True)
            logger.warning("%s was not written (%s); it is made again from the library later", self._path, error)

    def _current(self) -> "faiss.IndexIDMap2":
        """Return the index in the state of the library: from the file at first, then by the difference."""
        manifest = self._store.manifest()
        if self._index is not None and self._state == (manifest.identity, manifest.generation):
            return self._index
        from_file = self._index is None
        if self._index is None or self._state[0] != manifest.identity:
            self._index, self._ids = self._load(manifest)
        added, removed = self._follow(self._index)
        if from_file and (added or removed):
            logger.warning(
                "%s: brought up to date from the library: %d passages added, %d removed",
                self._path,
                added,
                removed,
            )
        self._state = (manifest.identity, manifest.generation)
        return self._index

    def _load(self, manifest: Manifest) -> tuple["faiss.IndexIDMap2", set[int]]:
        """Read the file; where it cannot be used, say why and start from nothing."""
        import faiss

        empty = faiss.IndexIDMap2(faiss.IndexFlatIP(manifest.dimension))
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return empty, set()
        except OSError as error:
            logger.warning("%s cannot be read (%s); using the library's own vectors", self._path, error)
            return empty, set()
        header, body = data[: len(_header("", 0, b""))], data[len(_header("", 0, b"")) :]
        identity, generation = _read_header(header, body)
        if not identity:
            logger.warning("%s is damaged; using the library's own vectors", self._path)
        if identity != manifest.identity or generation > manifest.generation:
            return empty, set()
        index = faiss.deserialize_index(np.frombuffer(body, dtype=np.uint8))
        if not isinstance(index, faiss.IndexIDMap2):
            raise LibraryError(
                f"{self._path} holds an index of another kind ({type(index).__name__}); move it away"
            )
        return index, set(faiss.vector_to_array(index.id_map).tolist())

    def _follow(self, index: "faiss.IndexIDMap2") -> tuple[int, int]:
        """Make the index hold exactly the passages of the library."""
        import faiss

        wanted = self._store.passage_ids()
        removed = self._ids.difference(wanted)
        added = [number for number in wanted if number not in self._ids]
        if removed:
            index.remove_ids(faiss.IDSelectorBatch(np.array(sorted(removed), dtype=np.int64)))
        for first in range(0, len(added), ROWS_A_STEP):
            step = added[first : first + ROWS_A_STEP]
            vectors = list(self._store.vectors(step))
            if any(len(vector) != index.d for vector in vectors):
                raise LibraryError(
                    f"{self._store.path} holds damaged vectors; make them again with `pincite rebuild`"
                )
            index.add_with_ids(np.stack(vectors), np.array(step, dtype=np.int64))
        self._ids = set(wanted)
        return len(added), len(removed)


def _header(identity: str, generation: int, body: bytes) -> bytes:
    digest = hashlib.sha256(body).hexdigest()
    return MAGIC + f"{identity:>32} {generation:20d} {digest}\n".encode()


def _read_header(header: bytes, body: bytes) -> tuple[str, int]:
    """Return identity and generation, or ("", 0) for a file that is not as it was written."""
    fields = header.removeprefix(MAGIC).decode("ascii", errors="replace").split()
    if len(fields) != 3 or not fields[1].isdecimal():
        return "", 0
    identity, generation = fields[0], int(fields[1])
    return (identity, generation) if _header(identity, generation, body) == header else ("", 0)
