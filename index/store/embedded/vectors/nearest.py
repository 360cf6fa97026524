"""Nearest passages by vector: a FAISS index that follows SQLite, which holds the truth."""

import logging
import threading
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.models.embed import Vectors
from index.store.embedded.rows.tables import Tables
from index.store.embedded.vectors.file import DamagedFile, Header, read_header, read_index, write_index
from index.store.embedded.vectors.kinds import (
    CANDIDATES,
    as_held,
    candidates,
    held_ids,
    kind_for,
    makeshift,
    new_index,
)
from index.store.embedded.vectors.stored import every_vector, vectors_of
from index.store.embedded.vectors.training import train
from index.store.values import Manifest

if TYPE_CHECKING:
    import faiss

logger = logging.getLogger(__name__)

FEW = 2000  # passages whose vectors are read in a few milliseconds
WORTH_WRITING = 100  # the file is written anew when one in so many passages has come or gone since
ROUNDING = 0.5  # distance from which a vector is another one; a byte a number gives some hundredths


class PassageVectors:
    """The vector index of one library, in memory, and its file.

    A question brings the index in memory up to date: from the file at first, then by what has come and gone. It
    never trains an index nor writes the file; `keep` does, for whoever has changed the library. Whatever is wrong
    with the file, SQLite has the vectors.

    Any number of threads may use it at once. What they look up in SQLite they look up side by side; the index in
    memory, which changes as the library does, is used by one after another. It may be ahead of what a thread sees.
    """

    def __init__(self, path: Path, tables: Tables) -> None:
        """Name the file; nothing is read before it is needed."""
        self._path = path
        self._tables = tables
        self._lock = threading.RLock()
        self._index: faiss.Index | None = None
        self._state = Header("", -1, 0, 0, "")

    @property
    def kind(self) -> str:
        """The FAISS name of the index in use."""
        with self._tables.reading(), self._lock:
            self._current()
            return self._state.kind

    def nearest(self, query: Vectors, limit: int, among: Collection[int] | None = None) -> dict[int, float]:
        """Return the cosines of the passages, `among` these if given, nearest to a unit vector; best first.

        The index proposes, and is right about nearly all of them; the cosines are exact. A few passages are all
        compared, without the index.
        """
        with self._tables.reading():
            if among is not None and len(among) <= FEW:
                cosines = self.cosines(query, among)
            else:
                with self._lock:
                    found = candidates(self._current(), query, max(limit, CANDIDATES), among)
                cosines = self.cosines(query, found.tolist())
        return dict(sorted(cosines.items(), key=lambda one: (-one[1], one[0]))[:limit])

    def cosines(self, query: Vectors, passages: Collection[int]) -> dict[int, float]:
        """Return the exact cosines of a unit vector and those of the passages that are in the library."""
        with self._tables.reading() as rows:
            stored = vectors_of(rows, passages)
        return dict(zip(stored.passages.tolist(), (stored.vectors @ query).tolist(), strict=True))

    def problems(self) -> Iterator[str]:
        """Yield what the index has otherwise than the library, one line a problem."""
        with self._tables.reading() as rows, self._lock:
            index, passages = self._current(), self._tables.passage_ids()
            held = set(held_ids(index).tolist())
            if held != set(passages):
                yield f"the vector index has {len(held)} passages, the library {len(passages)}, or other ones"
                return
            for step, vectors in as_held(index, every_vector(rows)):
                apart = np.linalg.norm(vectors - step.vectors, axis=1)
                for passage in step.passages[~(apart <= ROUNDING)]:
                    yield f"passage {passage}: the vector index has another vector"

    def keep(self) -> None:
        """Write the file when that is worth it, and train a new index when the library has outgrown the old one.

        It is worth it when there is no file of use, or one in `WORTH_WRITING` passages has come or gone since.
        Otherwise whoever opens the library catches up from SQLite, which is quicker than writing a large file for
        every document. Other threads go on searching while an index is trained.
        """
        with self._tables.reading(), self._lock:
            if not self._is_due():
                return
            self._begin(self._tables.manifest())
            kind = kind_for(len(self._tables.passage_ids()))
        if self._state.kind != kind.factory:
            made = train(self._tables, kind)
            with self._lock:
                self._index, self._state = made.index, made.state
        with self._tables.reading(), self._lock:
            index = self._current()
            try:
                # Whoever may read the library may read its vectors.
                write_index(self._path, self._state, index, mode=self._tables.path.stat().st_mode & 0o777)
            except OSError as error:
                logger.warning("%s was not written (%s); it is made again from the library", self._path, error)

    def _is_due(self) -> bool:
        try:
            header = read_header(self._path)
        except (DamagedFile, OSError) as error:
            logger.warning("%s; it is written anew", error)
            return True
        manifest = self._tables.manifest()
        if header is None or not _is_of(header, manifest):
            return header is not None or bool(self._tables.passage_ids())
        removed = self._tables.removed_since(header.generation)
        if removed is None:
            return True
        changed = len(self._tables.passage_ids(after=header.last)) + len(removed)
        return changed * WORTH_WRITING > header.passages

    def _current(self) -> "faiss.Index":
        """Return the index in the state of the library, or in a later one than this thread sees."""
        manifest = self._tables.manifest()
        index = self._begin(manifest)
        if self._state.generation < manifest.generation:
            self._state = self._follow(index, manifest)
        return index

    def _begin(self, manifest: Manifest) -> "faiss.Index":
        """Return the index in memory, or that of the file where there is none that could follow."""
        if self._index is None or self._state.identity != manifest.identity or self._is_outdone(manifest):
            self._index, self._state = self._load(manifest)
        return self._index

    def _is_outdone(self, manifest: Manifest) -> bool:
        """Tell whether another process has written an index of the right kind, and this one is of the wrong."""
        if (
            self._state.generation == manifest.generation
            or self._state.kind == kind_for(self._state.passages).factory
        ):
            return False
        try:
            header = read_header(self._path)
        except (DamagedFile, OSError):
            return False
        return header is not None and _is_of(header, manifest) and header.kind == kind_for(header.passages).factory

    def _load(self, manifest: Manifest) -> tuple["faiss.Index", Header]:
        """Read the file; where it cannot be used, say why and start from nothing."""
        try:
            header, index = read_index(self._path)
        except FileNotFoundError:
            logger.info("%s is not there; using the library's own vectors", self._path)
        except DamagedFile as error:
            logger.warning("%s; using the library's own vectors until the next `pincite add` writes it", error)
            self._discard()
        except OSError as error:
            logger.warning("%s cannot be read (%s); using the library's own vectors", self._path, error)
        else:
            if _is_of(header, manifest):
                return index, header
        kind = makeshift(len(self._tables.passage_ids()))
        return new_index(kind, manifest.dimension), Header(manifest.identity, -1, 0, 0, kind)

    def _discard(self) -> None:
        """Take a damaged file away, so that whoever changes the library next writes it."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            logger.warning("%s cannot be taken away: %s", self._path, error)

    def _follow(self, index: "faiss.Index", manifest: Manifest) -> Header:
        """Take out of the index what has gone and put in what has come; return its new state."""
        import faiss

        before = self._state.passages
        removed = self._tables.removed_since(self._state.generation) if before else ()
        if removed is None:  # no longer on record
            removed = tuple(set(held_ids(index).tolist()).difference(self._tables.passage_ids()))
        if removed:
            index.remove_ids(faiss.IDSelectorBatch(np.array(removed, dtype=np.int64)))
        remaining, last = index.ntotal, self._state.last
        with self._tables.reading() as rows:
            for step in every_vector(rows, after=last):
                index.add_with_ids(step.vectors, step.passages)
                last = int(step.passages[-1])
        if removed or index.ntotal > remaining:
            logger.info(
                "%s: caught up with the library: %d passages added, %d removed",
                self._path,
                index.ntotal - remaining,
                before - remaining,
            )
        return Header(manifest.identity, manifest.generation, last, index.ntotal, self._state.kind)


def _is_of(header: Header, manifest: Manifest) -> bool:
    """Tell whether a file is of this library, in its present state or an earlier one."""
    return header.identity == manifest.identity and header.generation <= manifest.generation
