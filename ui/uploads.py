"""Files given through the page: kept beside the library, added to it, and every outcome told."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from filecmp import cmp
from pathlib import Path

from index.errors import AddingStopped, LibraryError
from index.library import Library

UPLOADS = "files"
"""The folder, in the library's, that uploaded files are kept in."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What became of one file: `outcome` is a word for it, `reason` says why when it failed."""

    name: str
    outcome: str
    reason: str = ""

    @property
    def failed(self) -> bool:
        """Whether the file, or a part of it, is not in the library."""
        return bool(self.reason)


def add_uploads(library: Library, uploads: Sequence[Path], *, folder: Path) -> Iterator[Upload]:
    """Move `uploads` into `folder`, where they outlive the upload, add them to the library; yield each outcome.

    A file of which nothing was added is not kept. One that shares its name with a different file gets a number.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for upload in uploads:
        yield _added(library, upload, folder)


def _added(library: Library, upload: Path, folder: Path) -> Upload:
    kept = _kept(upload, folder)
    new = not kept.exists()
    if new:
        shutil.move(upload, kept)
    try:
        report = library.add([kept])
    except LibraryError as error:  # another process changes the library, or it failed in the midst of an archive
        if isinstance(error, AddingStopped) and any(one.outcome != "failed" for one in error.outcomes):
            return Upload(upload.name, "added in part", str(error))
        if new:
            kept.unlink()
        return Upload(upload.name, "not added", str(error))
    changed = report.added or report.replaced or report.duplicate
    if not changed and not report.unchanged:
        if new:
            kept.unlink()
        return Upload(upload.name, "not added", report.failed[0][1])
    known = "added" if changed else "already in the library"
    known += f" without {len(report.failed)} of its parts" if report.failed else ""
    renamed = f" as {kept.name}, since another {upload.name} is there" if kept.name != upload.name else ""
    return Upload(upload.name, known + renamed)


def _kept(upload: Path, folder: Path) -> Path:
    """Return where `upload` belongs: its name, or the first numbered one that is free or holds the same bytes."""
    kept = folder / upload.name
    number = 2
    while kept.exists() and not cmp(upload, kept, shallow=False):
        kept = folder / f"{upload.stem} ({number}){upload.suffix}"
        number += 1
    return kept
