"""Which files to load, out of the files and folders a person names."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.load_formats import SUFFIXES

_INSIDE = re.compile(r"!/|#\d+$")


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """Files to load, sorted, and what was passed over: pairs of a path and the reason."""

    files: tuple[Path, ...]
    skipped: tuple[tuple[str, str], ...]


def source_of(path: Path) -> str:
    """Return how a file is called everywhere: its absolute path, links resolved."""
    # A file name that is not UTF-8 comes with lone surrogates, which cannot be stored.
    return os.fsencode(path.absolute().resolve().as_posix()).decode("utf-8", errors="replace")


def is_inside(source: str, container: str) -> bool:
    """Tell whether a document came from inside of a container: a member of an archive, or a record of a file."""
    inner = source.removeprefix(container)
    return inner != source and (inner.startswith("!/") or (inner[:1] == "#" and inner[1:].isdecimal()))


def containers_of(source: str) -> set[str]:
    """Return the files that a document came from inside of: an archive, and those in it."""
    return {source[: mark.start()] for mark in _INSIDE.finditer(source)}


def find_files(paths: Iterable[Path]) -> FoundFiles:
    """Find the files to load. A file named itself is always tried; in folders, hidden ones are ignored.

    Files in a folder with a suffix that is not read, and folders that cannot be listed, are in `skipped`.
    """
    files: set[Path] = set()
    skipped: dict[str, str] = {}
    for path in paths:
        if path.is_dir():
            for found in _walk(path, skipped):
                if found.suffix.lower() in SUFFIXES:
                    files.add(found)
                else:
                    skipped[str(found)] = f"unsupported suffix {found.suffix!r}" if found.suffix else "no suffix"
        elif path.exists():
            files.add(path)
        else:
            skipped[str(path)] = "does not exist"
    return FoundFiles(tuple(sorted(files)), tuple(sorted(skipped.items())))


def _walk(folder: Path, skipped: dict[str, str]) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        skipped[str(error.filename)] = f"unreadable folder: {error.strerror}"

    for parent, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent) / name for name in sorted(names) if not name.startswith("."))
