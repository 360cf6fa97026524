"""A folder looked at again and again: what is new or changed in it is read, what vanished is told.

For where nobody waits for notifications: a look costs a walk over the folder, and works on every file system.
"""

import time
from dataclasses import dataclass, replace
from pathlib import Path

from index.adding.building import Progress
from index.adding.gone import file_of, gone, is_doubtful, is_gone
from index.adding.outcomes import joined
from index.errors import AddingStopped, LibraryError
from index.library import Library
from index.load.files import find_files
from index.types import SourceOutcome

Stamp = tuple[int, int, int, int]

BATCH = 8  # files read at a time at most: nobody else may change the library meanwhile
BATCH_SECONDS = 1.0  # after a batch that took longer, the next is half as large
BATCH_PAUSE = 0.05  # seconds between two, for those who wait


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a folder found and did.

    `waiting` files are being written, or were seen for the first time: they are read when two looks in a row find
    them alike. `vanished` are sources whose file went since the last look; they are still in the library. `moved`
    ones were let go of. `note` says why nothing, or not all, could be done. `seconds` were spent on finding files,
    none on reading them; with a note, on both.
    """

    outcomes: tuple[SourceOutcome, ...] = ()
    vanished: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    waiting: int = 0
    note: str = ""
    seconds: float = 0.0

    def counted(self, outcome: str) -> int:
        """Return how many sources this became of."""
        return sum(one.outcome == outcome for one in self.outcomes)


class Looker:
    """Keeps a library like a folder, look by look. One thread at a time may use it."""

    def __init__(self, library: Library, folder: Path) -> None:
        """Begin with nothing seen: the second look reads all that the library has not."""
        self._library = library
        self._folder = folder.resolve()
        self._seen: dict[Path, Stamp] = {}
        self._read: dict[Path, Stamp] = {}
        self._gone: frozenset[str] | None = None
        self._untold: list[SourceOutcome] = []  # what was done when an error broke a look off is in the next one

    def look(self, progress: Progress | None = None) -> Look:
        """Read what is new or changed and at rest; take no document out.

        But a source whose file went while its document has another that is there, as when it was moved, is let go.
        A folder that is missing, unreadable or empty tells nothing: perhaps its disk is not connected.
        Files are read a few at a time, which is what `progress` counts: uploads and removals come in between.
        """
        started = time.monotonic()
        try:
            found = find_files([self._folder], without=self._library.own)
            there = {file: stamp for file in found.files if (stamp := _stamp(file)) is not None}
            seconds = time.monotonic() - started
            if is_doubtful(self._folder):  # asked last: it may have gone while files were looked for
                return Look(note=self._doubt(), seconds=seconds)
            look = self._looked(there, progress)
            return replace(look, seconds=time.monotonic() - started if look.note else seconds)
        except OSError as error:  # as a disk gives that goes meanwhile
            self._gone = None
            note = f"{self._folder} cannot be looked at ({error}). It is tried again"
            return Look(note=note, seconds=time.monotonic() - started)

    def _doubt(self) -> str:
        return f"{self._folder} is not there, unreadable or empty, perhaps a disk that is not connected"

    def _looked(self, there: dict[Path, Stamp], progress: Progress | None) -> Look:
        changed = {file: stamp for file, stamp in there.items() if self._read.get(file) != stamp}
        ready = {file: stamp for file, stamp in changed.items() if self._seen.get(file) == stamp}
        # A moved file has all but its change time still: of its old place is told when it is read at the new one.
        moving = {stamp[:3] for file, stamp in changed.items() if file not in ready}
        forgotten = {file for file in self._read.keys() - there.keys() if self._read[file][:3] not in moving}
        self._seen = changed
        for file in forgotten:
            del self._read[file]
        try:
            self._add(ready, progress)
            vanished, moved = ((), ()) if self._gone is not None and not (ready or forgotten) else self._left()
        except LibraryError as error:
            self._gone = None  # what was not looked up is looked up with the next
            self._untold += error.outcomes if isinstance(error, AddingStopped) else ()
            waiting = sum(self._read.get(file) != stamp for file, stamp in changed.items())
            return Look(self._outcomes(), waiting=waiting, note=f"{error}. It is tried again")
        return Look(self._outcomes(), vanished, moved, waiting=len(changed) - len(ready))

    def _outcomes(self) -> tuple[SourceOutcome, ...]:
        outcomes, self._untold = joined(self._untold), []
        return outcomes

    def _add(self, ready: dict[Path, Stamp], progress: Progress | None) -> None:
        """Add the files batch by batch; what is done is done, whatever becomes of the next."""
        files, size = list(ready), BATCH
        while files:
            # Others were read since the look: what somebody writes to by now waits for the next.
            batch, files = [file for file in files[:size] if _stamp(file) == ready[file]], files[size:]
            started = time.monotonic()
            report = self._library.add(batch, progress, by_name=False)
            took = time.monotonic() - started
            size = max(1, size // 2) if took > BATCH_SECONDS else min(BATCH, 2 * size)
            if not is_doubtful(self._folder):  # else what could not be read is read when the disk is back
                self._read.update((file, ready[file]) for file in batch)
            # What went while the others were read was no failure: the next look tells of it.
            self._untold += (
                one for one in report.outcomes if one.outcome != "failed" or not is_gone(file_of(one.source))
            )
            if files:
                time.sleep(min(took, BATCH_PAUSE))

    def _left(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the sources that vanished since the last time, and those of moved files, which are let go of."""
        documents = self._library.documents()
        missing = frozenset(one for one in gone(documents, [self._folder]) if file_of(one) not in self._read)
        if is_doubtful(self._folder):
            raise LibraryError(self._doubt())
        alive = {
            source
            for one in documents
            if len(sources := (one.source, *one.also)) > 1 and not missing.issuperset(sources)
            for source in sources
        }
        moved = tuple(sorted(missing & alive))
        for source in moved:
            self._library.remove(source)
        vanished = tuple(sorted(missing - alive - (self._gone or frozenset())))
        self._gone = missing - alive
        return vanished, moved


def _stamp(file: Path) -> Stamp | None:
    """Return what changes whenever a file does, or None for one that has just gone."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
