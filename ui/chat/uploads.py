"""Files given through the page: kept beside the library, added to it, and every outcome told."""

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from filecmp import cmp
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from index.errors import AddingStopped, LibraryError, Stopped
from index.library import Library
from index.load.documents import is_inside, source_of
from index.stopping import turn

UPLOADS = "files"
"""The folder, in the library's, that uploaded files are kept in."""

ARRIVING = "arriving"
"""The folder, in the library's, that files are in while they are sent, and the marks of those being added."""

ARRIVING_SECONDS = 3600
"""What is older in there belongs to a server that was ended in the midst of it."""

CANCELLED = "It was cancelled."
CANCELLED_IN_PART = "It was cancelled: the documents of it that were read before are in the library."

_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Upload:
    """What became of one file: `outcome` is a word for it, `reason` says why when it failed, `notes` what else.

    All of it is English; the page tells it in its own language.
    """

    name: str
    outcome: str
    reason: str = ""
    notes: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether the file, or a part of it, is not in the library."""
        return bool(self.reason)


def add_uploads(library: Library, uploads: Sequence[Path], *, folder: Path) -> Iterator[Upload]:
    """Copy `uploads` into `folder`, where they outlive the upload, add them to the library; yield each outcome.

    A file of which nothing was added is not kept. One that shares its name with a different file gets a number.
    Of one that is stopped only an archive's documents stay, whole ones.
    """
    for upload in uploads:
        try:
            with turn(_one_at_a_time):
                outcome = _added(library, upload, folder)
        except Stopped:
            outcome = Upload(upload.name, "not added", CANCELLED)
        except OSError as error:
            reason = f"It could not be kept ({error.strerror}): see whether there is room on the disk."
            outcome = Upload(upload.name, "not added", reason)
        yield outcome


def _added(library: Library, upload: Path, folder: Path) -> Upload:
    kept, new = _kept(library, upload, folder)
    if not new:
        return _outcome(library, upload, kept)
    outcome = None
    try:
        outcome = _outcome(library, upload, kept)
    finally:
        if outcome is None or outcome.outcome == "not added":
            kept.unlink()
        _mark(library, kept).unlink()
    return outcome


def _outcome(library: Library, upload: Path, kept: Path) -> Upload:
    try:
        report = library.add([kept])
    except LibraryError as error:  # another process changes the library, or it failed in the midst of an archive
        if isinstance(error, AddingStopped) and any(one.outcome != "failed" for one in error.outcomes):
            return Upload(upload.name, "added in part", str(error))
        return Upload(upload.name, "not added", str(error))
    except Stopped:
        if not _is_source(library, kept):
            raise
        return Upload(upload.name, "added in part", CANCELLED_IN_PART)
    changed = report.added or report.replaced or report.duplicate
    if not changed and not report.unchanged:
        return Upload(upload.name, "not added", (*report.failed, *report.skipped)[0][1])
    outcome = "added" if changed else "already in the library"
    outcome += f" without {len(report.failed)} of its parts" if report.failed else ""
    outcome += f" as {kept.name}, since another {upload.name} is there" if kept.name != upload.name else ""
    left_out = [f"left out: {what}" for _, what in report.left_out]
    skipped = dict.fromkeys(f"skipped: {why}" for _, why in report.skipped)
    return Upload(upload.name, outcome, notes=(*left_out, *skipped))


def _kept(library: Library, upload: Path, folder: Path) -> tuple[Path, bool]:
    """Return where `upload` is kept, and whether it was not yet: under its name, or the first number that is free.

    Raises OSError.
    """
    folder.mkdir(exist_ok=True)  # its library's own is there, unless that is being deleted
    kept, number = folder / upload.name, 2
    while not _copied(library, upload, kept):
        if cmp(upload, kept, shallow=False):
            return kept, False
        kept = folder / f"{upload.stem} ({number}){upload.suffix}"
        number += 1
    return kept, True


def _copied(library: Library, upload: Path, kept: Path) -> bool:
    """Copy a file, with a mark beside it until it has been added; return False when the name is taken.

    Raises OSError, with nothing left of the copy.
    """
    if os.path.lexists(kept):
        return False
    mark = _mark(library, kept)
    mark.parent.mkdir(exist_ok=True)
    mark.touch()
    try:
        with upload.open("rb") as original, kept.open("xb") as copy:  # never over one of another process
            _copy(original, copy, kept)
    except FileExistsError:
        mark.unlink()
        return False
    except OSError:
        mark.unlink()
        raise
    return True


def _copy(original: BinaryIO, copy: BinaryIO, kept: Path) -> None:
    try:
        shutil.copyfileobj(original, copy)
        copy.flush()
    except OSError:
        kept.unlink()
        raise


def _mark(library: Library, kept: Path) -> Path:
    return library.folder / ARRIVING / f"{kept.name}.mark"


def arriving(library: Library) -> Path:
    """Return where files are while they are sent, made, and cleared of what a server left that was ended.

    With it goes a copy of which nothing had been added yet. Raises LibraryError when that cannot be done.
    """
    folder = library.folder / ARRIVING
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear(library, folder)
    except OSError as error:
        raise LibraryError(f"{folder}, where uploads arrive, cannot be used ({error.strerror}).") from error
    return folder


def _clear(library: Library, folder: Path) -> None:
    old = time.time() - ARRIVING_SECONDS
    for found in sorted(folder.rglob("*"), reverse=True):  # what is in a folder before the folder itself
        if found.is_dir():
            if not any(found.iterdir()) and found.stat().st_mtime < old:
                found.rmdir()
        elif found.stat().st_mtime < old:
            if found.parent == folder and found.suffix == ".mark":
                kept = library.folder / UPLOADS / found.stem
                if not _is_source(library, kept):
                    kept.unlink(missing_ok=True)
            found.unlink()


def _is_source(library: Library, kept: Path) -> bool:
    """Return whether a document came from a copy."""
    name = source_of(kept)
    sources = [source for one in library.documents() for source in (one.source, *one.also)]
    return any(source == name or is_inside(source, name) for source in sources)
