"""Which files to load, out of the files and folders a person names."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SUFFIXES = frozenset({".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".epub", ".eml"})


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """Files to load, sorted, and what was passed over: pairs of a path and the reason."""

    files: tuple[Path, ...]
    skipped: tuple[tuple[str, str], ...]


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
