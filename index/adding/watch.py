"""Folders that are followed: what is new or changed in them is added, what was deleted is taken out."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import watchfiles

from index.adding.building import Progress
from index.adding.gone import gone, lies_in
from index.adding.outcomes import AddReport
from index.errors import AddingStopped, DocumentError, LibraryError
from index.library import Library
from index.load.documents import SUFFIXES
from index.load.files import leads_out
from index.types import SourceOutcome

_STEP = 200  # milliseconds without a change, after which those before are taken together


@dataclass(frozen=True, slots=True)
class FolderChange:
    """What a change in the folders did to the library; `note` says what was not done, and why.

    An `unfinished` one, of which `done` was done, is tried again with the next.
    """

    report: AddReport | None = None
    removed: tuple[str, ...] = ()
    note: str = ""
    unfinished: bool = False
    done: tuple[SourceOutcome, ...] = ()


def follow(
    library: Library,
    folders: Sequence[Path],
    stop: threading.Event | None = None,
    progress: Progress | None = None,
    *,
    follow_links: bool = False,
) -> Iterator[FolderChange]:
    """Bring the library up to date with the folders, then give each change as it happens, until `stop` or Ctrl-C.

    Only documents whose source lies in one of the folders are removed. Raises DocumentError for what is no folder,
    LibraryError when the library cannot be written at the start; later on that is a note, and tried again with the
    next change. Files of kinds that are not read are listed at the start only, which is what `progress` tells of.
    Links out of a folder are followed only with `follow_links`.
    """
    folders = tuple(folder.resolve() for folder in folders)
    for folder in folders:
        if not folder.is_dir():
            raise DocumentError(f"{folder}: is no folder, and only folders are watched. Add it without --watch")
    started = False
    waiting: set[Path] = set()
    # The first time-out tells that the watch is on: what changes while the folders are read is not missed.
    for changes in watchfiles.watch(
        *folders,
        watch_filter=None,
        step=_STEP,
        rust_timeout=_STEP,
        yield_on_timeout=True,
        stop_event=stop,
        raise_interrupt=False,
    ):
        touched = {Path(path) for _, path in changes if _is_followed(Path(path), library, folders, follow_links)}
        if not started:
            started = True
            empty = [folder for folder in folders if not any(folder.iterdir())]
            yield _change(library, folders, doubtful=empty, progress=progress, follow_links=follow_links)
        elif touched:
            waiting |= touched
            missing = [one for one in folders if not one.is_dir()]
            change = _tried(library, _top_most(waiting), doubtful=missing, follow_links=follow_links)
            if not change.unfinished:
                waiting.clear()
            yield change


def _tried(
    library: Library, touched: Sequence[Path], *, doubtful: Sequence[Path], follow_links: bool
) -> FolderChange:
    """Do as `_change`; a library that cannot be written makes the change an unfinished one."""
    try:
        return _change(library, touched, doubtful=doubtful, follow_links=follow_links)
    except AddingStopped as error:
        note = f"{error}. Tried again with the next change"
        return FolderChange(note=note, unfinished=True, done=error.outcomes)


def _change(
    library: Library,
    touched: Sequence[Path],
    *,
    doubtful: Sequence[Path],
    progress: Progress | None = None,
    follow_links: bool = False,
) -> FolderChange:
    """Remove what lay at the paths touched and is gone, and add what is there.

    Folders that are missing as a whole, or empty from the start, are doubtful: nothing that lay there is removed.
    """
    went = gone(library.documents(), touched) if any(not path.is_file() for path in touched) else ()
    kept = [source for source in went if lies_in(source, doubtful)]
    removed = tuple(source for source in went if source not in kept)
    there = [path for path in touched if path.exists()]
    gone_now: list[SourceOutcome] = []
    try:
        for source in removed:
            library.remove(source)
            gone_now.append(SourceOutcome(source, "removed"))
        report = None
        if there:
            report = library.add(there, progress, follow_links=follow_links, by_name=False)
    except LibraryError as error:
        added = error.outcomes if isinstance(error, AddingStopped) else ()
        raise AddingStopped(str(error), outcomes=(*gone_now, *added)) from error
    if not kept:
        return FolderChange(report, removed)
    where = ", ".join(str(folder) for folder in doubtful)
    reason = (
        f"{where}: missing or empty, perhaps a disk that is not connected. {len(kept)} documents from there were"
    )
    return FolderChange(report, removed, f"{reason} kept; `pincite remove` takes them out")


def _is_followed(path: Path, library: Library, folders: Sequence[Path], follow_links: bool) -> bool:
    """Tell whether a path is a folder or a file that is read, and none that is hidden or the library's own."""
    if any(path.is_relative_to(own.resolve()) for own in library.own):
        return False
    folder = next((folder for folder in folders if path.is_relative_to(folder)), None)
    if folder is None or any(part.startswith(".") for part in path.relative_to(folder).parts):
        return False
    if not follow_links and leads_out(path, folder):
        return False
    return path.suffix.lower() in SUFFIXES or not path.is_file()


def _top_most(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the paths that lie in no other of them, sorted."""
    found: list[Path] = []
    for path in sorted(set(paths)):
        if not found or not path.is_relative_to(found[-1]):
            found.append(path)
    return tuple(found)
