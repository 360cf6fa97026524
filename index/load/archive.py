"""Archives of documents (.zip): read member by member in memory, never unpacked to a folder."""

import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from index.errors import DocumentError
from index.load.formats import SUFFIXES, unsupported
from index.load.parts import Refused, storable
from index.load.zip import BROKEN_ZIP, unpacked_pieces

MOST_MEMBERS = 100_000
MOST_UNPACKED = 8 * 1024**3
_MOST_BYTES = 256 * 1024**2
_LEFT_BY_SYSTEMS = "__MACOSX"


class ArchiveTooLarge(DocumentError):
    """An archive, with those in it, holds more than is read."""


class Budget:
    """What may still be read of an archive and of those in it."""

    def __init__(self) -> None:
        """Start with all of it."""
        self._members = MOST_MEMBERS
        self._bytes = MOST_UNPACKED

    def take(self, size: int) -> None:
        """Take a member of `size` bytes. Raises ArchiveTooLarge."""
        self._members -= 1
        self._bytes -= size
        if min(self._members, self._bytes) < 0:
            raise ArchiveTooLarge(
                f"holds more than {MOST_MEMBERS:,} members or {MOST_UNPACKED:,} bytes: what comes after the "
                "first is left out. Unpack it and add the folder"
            )


@dataclass(frozen=True, slots=True)
class ZipMember:
    """A file in an archive; its source is "<source of the archive>!/<path inside>"."""

    source: str
    suffix: str
    data: bytes


def zip_members(file: BinaryIO, source: str, budget: Budget) -> Iterator[ZipMember | Refused]:
    """Yield the members of a kind that is read, and the reason for each other. Hidden ones are ignored.

    Raises DocumentError if the archive is broken or too large.
    """
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN_ZIP as error:
        raise DocumentError(f"is broken: {error}. Save or download it again") from error
    names: set[str] = set()
    with archive:
        for member in archive.infolist():
            name = storable(member.filename).replace("\\", "/")  # as some programs write them
            if member.is_dir() or _is_hidden(name):
                continue
            budget.take(member.file_size)
            reason = "stands in it twice; this is the later one" if name in names else _refusal(member, name)
            names.add(name)
            inner = f"{source}!/{name}"
            yield Refused(inner, reason) if reason else _unpacked(archive, member, inner)


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return _LEFT_BY_SYSTEMS in parts or any(part.startswith(".") and part != ".." for part in parts)


def _refusal(member: zipfile.ZipInfo, name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":":
        return "has a path that leads out of the archive. Pack it again from inside its folder"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "is a link to another file. Add that file"
    if path.suffix.lower() not in SUFFIXES:
        return unsupported(path.suffix)
    if member.flag_bits & 1:
        return "is encrypted. Unpack the archive with its password and add the folder"
    if member.file_size > _MOST_BYTES:
        return f"is {member.file_size:,} bytes long, more than {_MOST_BYTES:,}. Split it and add the parts"
    return ""


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: str) -> ZipMember | Refused:
    data = bytearray()
    try:
        for piece in unpacked_pieces(archive, member):
            data += piece
            if len(data) > member.file_size:
                return Refused(source, "is longer than the archive says. Pack or download the archive again")
    except DocumentError as error:
        return Refused(source, str(error))
    except (*BROKEN_ZIP, OSError) as error:
        return Refused(source, f"cannot be unpacked ({error}). Pack or download the archive again")
    return ZipMember(source, PurePosixPath(source).suffix.lower(), bytes(data))
