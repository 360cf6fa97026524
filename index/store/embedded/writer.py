"""One writer at a time: a lock that dies with its process, and says who holds it."""

import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import LibraryError
from index.stopping import turn
from index.store.embedded.rows.database import PRIVATE_FILE

LOCK_FILE = "library.lock"
SECONDS_TO_WAIT = 2.0
LEFTOVERS = ("rebuild-*", "*.new")


class WriterLock:
    """The right to change a library, for one process at a time; the threads that share this object take turns.

    The lock file stays, with a note of its last holder; whether it is locked is what counts.
    """

    def __init__(self, folder: Path) -> None:
        """Name the library's folder; nothing is locked before it is needed."""
        self._folder = folder
        self._path = folder / LOCK_FILE
        self._threads = threading.RLock()

    @contextmanager
    def held(self, work: str, *, beside: str = "") -> Iterator[None]:
        """Hold the lock for `work`, a command's name. Raises LibraryError, naming the holder, after a short wait.

        Raises Stopped where that is the case while another thread holds it.

        A change that is one short transaction may go on `beside` a long work that commits document by document.
        """
        with turn(self._threads):
            lock = self._acquired(beside)
            if lock is None:
                yield
                return
            try:
                self._sweep()
                self._note(work)
                yield
            finally:
                lock.release()

    def _acquired(self, beside: str) -> FileLock | None:
        lock = FileLock(self._path, timeout=SECONDS_TO_WAIT, mode=PRIVATE_FILE, poll_interval=0.02)
        try:
            lock.acquire()
        except Timeout as error:
            holder = self._holder()
            if beside and holder.get("work") == beside:
                return None
            raise LibraryError(
                f"the library at {self._folder} is being changed by {_described(holder)}; try again after it"
            ) from error
        except OSError as error:
            raise LibraryError(
                f"the library at {self._folder} cannot be changed: {self._path.name} cannot be written "
                f"({error.strerror}). Check that you may write to its folder, or copy the folder"
            ) from error
        return lock

    def _note(self, work: str) -> None:
        since = datetime.now().astimezone().isoformat(timespec="seconds")
        self._path.write_text(json.dumps({"process": os.getpid(), "work": work, "since": since}), encoding="utf-8")

    def _holder(self) -> dict[str, object]:
        """Return the holder's note, or nothing where it cannot be read, as where the lock forbids it."""
        try:
            note = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return note if isinstance(note, dict) else {}

    def _sweep(self) -> None:
        """Remove what a killed writer was at: no other one is at work."""
        for pattern in LEFTOVERS:
            for path in self._folder.glob(pattern):
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)


def _described(holder: dict[str, object]) -> str:
    if "process" not in holder:
        return "another process"
    return f"process {holder['process']} (`pincite {holder.get('work')}`, since {holder.get('since')})"
