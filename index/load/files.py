"""Which files to load, out of the files and folders a person names."""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.limits import whole_characters
from index.load.formats import SUFFIXES, unsupported

_INSIDE = re.compile(r"!/|#\d+$")


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """Files to load, sorted, and what was passed over: pairs of a path and the reason."""

    files: tuple[Path, ...]
    skipped: tuple[tuple[str, str], ...]


def source_of(path: Path) -> str:
    """Return how a file is called everywhere: its absolute path, links resolved."""
    return storable_name(path.absolute().resolve().as_posix())


def storable_name(name: str) -> str:
    """Return a file's name with U+FFFD for what is not UTF-8 in it: it comes with lone surrogates there."""
    try:
        return os.fsencode(name).decode("utf-8", errors="replace")
    except UnicodeEncodeError:  # no file has such a name
        return whole_characters(name)


def is_inside(source: str, container: str) -> bool:
    """Tell whether a document came from inside of a container: a member of an archive, or a record of a file."""
    inner = source.removeprefix(container)
    return inner != source and (inner.startswith("!/") or (inner[:1] == "#" and inner[1:].isdecimal()))


def containers_of(source: str) -> set[str]:
    """Return the files that a document came from inside of: an archive, and those in it."""
    return {source[: mark.start()] for mark in _INSIDE.finditer(source)}


def find_files(paths: Iterable[Path], *, follow_links: bool = False, without: Iterable[Path] = ()) -> FoundFiles:
    """Find the files to load. A file named itself is always tried; in folders, hidden ones are ignored.

    Folders in which the ones `without` lie are looked into, those themselves are not.

    In `skipped` are files in a folder with a suffix that is not read, folders that cannot be listed, pipes and
    devices, and links that lead out of a folder, unless `follow_links`.
    """
    files: set[Path] = set()
    skipped: dict[str, str] = {}
    left_aside = {os.path.realpath(folder) for folder in without}
    for path in paths:
        if reason := _reason_against(path):
            skipped[str(path)] = reason
        elif path.is_dir():
            files.update(_walk(path, skipped, follow_links, left_aside))
        else:
            files.add(path)
    return FoundFiles(tuple(sorted(files)), tuple(sorted(skipped.items())))


def _walk(top: Path, skipped: dict[str, str], follow_links: bool, left_aside: set[str]) -> Iterator[Path]:
    """Yield the files in a folder; one that several links lead to is entered once."""
    entered = left_aside - {os.path.realpath(top)}
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        if os.path.realpath(folder) in entered:
            continue
        entered.add(os.path.realpath(folder))
        try:
            with os.scandir(folder) as entries:
                found = sorted(folder / entry.name for entry in entries if not entry.name.startswith("."))
        except OSError as error:
            skipped[str(folder)] = f"unreadable folder: {error.strerror}"
            continue
        for path in found:
            if reason := _reason_against(path):
                skipped[str(path)] = reason
            elif leads_out(path, top) and not follow_links:
                skipped[str(path)] = (
                    "is a link that leads out of the folder. Add what it leads to, or use --follow-links"
                )
            elif path.is_dir():
                if follow_links or not path.is_symlink():  # what a link inside leads to is found without it
                    waiting.append(path)
            elif path.suffix.lower() in SUFFIXES:
                yield path
            else:
                skipped[str(path)] = unsupported(path.suffix)


def _reason_against(path: Path) -> str:
    """Return why a path can be no file or folder to read: opening a pipe would wait for whoever writes to it."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return "is a link that leads nowhere" if path.is_symlink() else "does not exist"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    except ValueError:
        return "is no name that a file can have"
    return "" if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else "is no file but a pipe, a socket or a device"


def leads_out(path: Path, folder: Path) -> bool:
    """Tell whether a path in a folder is a link to somewhere else."""
    return path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
