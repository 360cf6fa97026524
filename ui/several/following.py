"""The folders that a library follows while it is served: a thread looks at them, and keeps what was last told."""

import logging
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.adding.gone import file_of, is_gone
from index.adding.looking import Look, Looker
from index.errors import PinciteError
from index.library import Library
from ui.kept.settings import SettingsFile

SECONDS = 2.0  # between two looks; after a long one, twenty times as long as files were looked for
TAKES = 20
LONGEST_PAUSE = 60.0
NOT_WHOLE = ("failed", "left out", "skipped")
WAITED = 5.0  # for a look under way, when no more are wanted
MOST_TOLD = 3  # files whose reason stands in the line

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of one folder: the last thing that happened in it, when, and what it is about to read."""

    folder: Path
    words: str = ""
    when: float = 0.0
    waiting: int = 0
    problem: str = ""
    failed: tuple[tuple[str, str], ...] = field(default=())

    def after(self, look: Look, now: float) -> "Told":
        """Return what is known after a look: what happened before stays until something happens.

        What could not be read, or not all of it, stays until its file is read again or is gone.
        """
        again = {one.source for one in look.outcomes}
        failed = [one for one in self.failed if one[0] not in again and not is_gone(file_of(one[0]))]
        failed += [(one.source, one.reason) for one in look.outcomes if one.outcome in NOT_WHOLE]
        told = replace(self, waiting=look.waiting, problem=look.note, failed=tuple(failed))
        words = what_happened(look)
        return replace(told, words=words, when=now) if words else told


def what_happened(look: Look) -> str:
    """Return in words what a look found and did: "2 new, 1 changed, 1 gone"; "" when nothing.

    A moved file is one of the same bytes at its new place, and no new one.
    """
    counts = {
        "new": look.counted("added") + max(0, look.counted("duplicate") - len(look.moved)),
        "changed": look.counted("replaced") + look.counted("removed"),
        "known": look.counted("unchanged"),
        "moved": len(look.moved),
        "gone": len(look.vanished),
        "not read": look.counted("failed"),
        "left out in part": look.counted("left out"),
        "skipped": look.counted("skipped"),
    }
    return ", ".join(f"{number:,} {word}" for word, number in counts.items() if number)


class Follower:
    """Looks at the folders of one library, again and again, from `start` to `stop`."""

    def __init__(self, library: Library, *, seconds: float = SECONDS) -> None:
        """Follow what is written down in the library's folder."""
        self._library = library
        self._file = SettingsFile(library.folder)
        self._seconds = seconds
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._wake = threading.Event()
        self._logged: set[str] = set()
        self._thread: threading.Thread | None = None
        self._told: dict[Path, Told] = {}
        self._lookers: dict[Path, Looker] = {}

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders that are followed. Raises PinciteError when they cannot be read."""
        return tuple(Path(folder) for folder in self._file.folders())

    @property
    def told(self) -> tuple[Told, ...]:
        """What is known of each folder."""
        return tuple(self._told.get(folder, Told(folder)) for folder in self.folders)

    def follow(self, given: str) -> Path:
        """Follow a folder more, by its path, and return it. Raises PinciteError for what cannot be followed."""
        folder = Path(given.strip()).expanduser()
        if "\0" in given or not folder.is_absolute():
            raise PinciteError(
                f"{given.strip()!r} is no whole path: write it from the beginning, such as /home/me/notes."
            )
        try:
            folder = folder.resolve()
            there = folder.is_dir()
        except (OSError, RuntimeError) as error:
            raise PinciteError(f"{folder} cannot be looked at ({error}): check its disk.") from error
        if not there:
            raise PinciteError(f"{folder} is no folder of this computer: check how it is written.")
        if folder == Path(folder.anchor) or any(folder.is_relative_to(own.resolve()) for own in self._library.own):
            raise PinciteError(f"{folder} cannot be kept in sync: choose a folder with documents.")
        try:
            others = self.folders
        except PinciteError:  # what was kept is damaged, and this begins anew
            others = ()
        for other in others:
            if folder.is_relative_to(other) or other.is_relative_to(folder):
                raise PinciteError(f"{folder}: {other} is kept in sync already. Stop that first.")
        self._file.keep_folders([*map(str, others), str(folder)])
        self.start()
        self._wake.set()
        return folder

    def leave(self, folder: Path) -> None:
        """Follow a folder no more; its documents stay."""
        self._file.keep_folders([str(one) for one in self.folders if one != folder])
        with self._lock:
            self._lookers.pop(folder, None)
            self._told.pop(folder, None)

    def start(self) -> None:
        """Look from now on, if nothing does yet."""
        with self._lock:
            if self._thread is None or self._ended.is_set() or not self._thread.is_alive():
                # One that was stopped may be at its last file still: it keeps what it has.
                self._ended, self._lookers = threading.Event(), {}
                self._thread = threading.Thread(
                    target=self._run, args=(self._ended,), name="following", daemon=True
                )
                self._thread.start()

    def stop(self) -> None:
        """Look no more; a look under way is waited for, but not long."""
        self._ended.set()
        self._wake.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=WAITED)

    def look(self) -> float:
        """Look once at each folder; return the seconds for which files were looked for.

        Raises PinciteError when it is not known which the folders are.
        """
        return self._look(self._ended)

    def _look(self, ended: threading.Event, *, only_new: bool = False) -> float:
        seconds = 0.0
        for folder in self.folders:
            with self._lock:
                if folder not in self.folders or (only_new and folder in self._lookers):
                    continue  # left while another was looked at, or looked at before
                looker = self._lookers.setdefault(folder, Looker(self._library, folder))
            look = self._looked(looker, folder, ended)
            with self._lock:
                if self._lookers.get(folder) is looker:
                    seconds += look.seconds
                    self._told[folder] = self._told.get(folder, Told(folder)).after(look, time.time())
        return seconds

    def _looked(self, looker: Looker, folder: Path, ended: threading.Event) -> Look:
        def stopping(number: int, total: int, name: str) -> None:
            """Break off between two files when this folder is followed no more; what was read stays."""
            if ended.is_set() or self._lookers.get(folder) is not looker:
                raise PinciteError("It was stopped.")

        started = time.monotonic()
        try:
            return looker.look(stopping)
        except PinciteError as error:
            note = str(error)
        except Exception as error:  # noqa: BLE001 - told in the line: the others are followed all the same
            self._log(f"{folder} cannot be looked at", error)
            note = f"{folder} cannot be looked at ({error or type(error).__name__}). It is tried again"
        return Look(note=note, seconds=time.monotonic() - started)

    def _log(self, what: str, error: Exception) -> None:
        """Log what fails, each thing once: it is tried again every few seconds."""
        key = f"{what}: {error!r}"
        if key not in self._logged:
            self._logged.add(key)
            logger.error("%s", key, exc_info=error)

    def _is_away(self) -> bool:
        """Tell whether the library's own folder is not there, as when its disk is away; logged once each time."""
        what = f"{self._library.folder} is not there: its folders are followed again when it is"
        if not is_gone(self._library.folder.resolve()):
            self._logged.discard(what)
            return False
        if what not in self._logged:
            self._logged.add(what)
            logger.warning("%s", what)
        return True

    def _run(self, ended: threading.Event) -> None:
        woken = False
        while not ended.is_set():
            self._wake.clear()
            seconds = 0.0
            try:
                # Two looks tell whether a file is at rest: those at a folder are never nearer than the pause.
                seconds = LONGEST_PAUSE if self._is_away() else self._look(ended, only_new=woken)
            except Exception as error:  # noqa: BLE001 - logged, and tried again: else nothing is followed any more
                self._log(f"the folders of {self._library.folder} cannot be followed", error)
            if not ended.is_set():
                woken = self._wake.wait(min(max(self._seconds, TAKES * seconds), LONGEST_PAUSE))
