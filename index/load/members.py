"""The documents inside of a file, one at a time: this runs in the worker process."""

import io
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal

from index.errors import DocumentError
from index.load.archive import ArchiveTooLarge, Budget, ZipMember, zip_members
from index.load.documents import MOST_BYTES, document_of, loaded_from, read_file
from index.load.formats import ARCHIVES, RECORDS
from index.load.guarded import Request
from index.load.parts import Refused
from index.load.plain.json import records
from index.load.scans.left_out import PictureUnread, PictureWithoutText
from index.programs.zotero import with_item
from index.types import Document
from index.worker import Begun

_SECONDS = 10
_SECONDS_A_MEGABYTE = 5
_MOST_DEPTH = 3  # archives within archives


@dataclass(frozen=True, slots=True)
class _Member:
    source: str
    suffix: str
    data: bytes


def documents_in(request: Request) -> Iterator[Begun | Document | Refused]:
    """Yield each document, or why there is none, after word that it is begun."""
    told: set[str] = set()
    for member in itertools.islice(_all_members(request), request.skip, None):
        if isinstance(member, Refused):
            yield Begun(member.source, _SECONDS)
            yield member
            continue
        yield Begun(member.source, _SECONDS + _SECONDS_A_MEGABYTE * len(member.data) // 1_000_000)
        yield from _read(member, told)


def _read(member: _Member, told: set[str]) -> Iterator[Document | Refused]:
    """Yield the document and what was left out of it; what holds for many records of a file is told once."""
    try:
        loaded = with_item(
            loaded_from(member.data, suffix=member.suffix, source=member.source), source=member.source
        )
        yield document_of(loaded, data=member.data, source=member.source)
    except DocumentError as error:
        yield _refused(member.source, error)
    except MemoryError:
        yield Refused(member.source, "needs more memory than a document may. Split it and add the parts")
    except RecursionError:
        yield Refused(member.source, "has too many parts within parts. Save it anew or in another format")
    else:
        for reason in loaded.left_out:
            if reason not in told:
                told.add(reason)
                yield Refused(member.source, reason, part=True)


def _all_members(request: Request) -> Iterator[_Member | Refused]:
    try:
        if request.path is None:
            file: BinaryIO = io.BytesIO(request.data)
        elif request.suffix in ARCHIVES | RECORDS:
            file = request.path.open("rb")
        else:
            file = io.BytesIO(read_file(request.path))
        with file:
            yield from _at_least_one(_members(file, request.suffix, request.source, Budget()))
    except DocumentError as error:
        yield _refused(request.source, error)
    except OSError as error:
        yield Refused(request.source, f"cannot be read ({error.strerror}). Check that it is a file you may read")


def _members(
    file: BinaryIO, suffix: str, source: str, budget: Budget, depth: int = 0
) -> Iterator[_Member | Refused]:
    if suffix in ARCHIVES:
        if depth == _MOST_DEPTH:
            raise DocumentError("holds archives within archives without end. Unpack it and add what you need")
        for member in zip_members(file, source, budget):
            yield from _inside(member, budget, depth) if isinstance(member, ZipMember) else (member,)
    elif suffix in RECORDS:
        lines = (line for line in iter(lambda: file.readline(MOST_BYTES), b"") if line.strip())
        yield from _numbered(lines, source)
    else:
        data = file.read()
        found = records(data) if suffix == ".json" and data.strip() else None
        yield from (_Member(source, suffix, data),) if found is None else _numbered(found, source)


def _inside(member: ZipMember, budget: Budget, depth: int) -> Iterator[_Member | Refused]:
    try:
        inner = _members(io.BytesIO(member.data), member.suffix, member.source, budget, depth + 1)
        yield from _at_least_one(inner)
    except ArchiveTooLarge:
        raise
    except DocumentError as error:
        yield _refused(member.source, error)


def _at_least_one(members: Iterator[_Member | Refused]) -> Iterator[_Member | Refused]:
    first = next(members, None)
    if first is None:
        raise DocumentError("holds no documents. Check that it was packed or saved completely")
    yield first
    yield from members


def _numbered(found: Iterable[bytes], source: str) -> Iterator[_Member]:
    for number, data in enumerate(found, start=1):
        yield _Member(f"{source}#{number}", ".json", data)


def _refused(source: str, error: DocumentError) -> Refused:
    skip: Literal["", "each", "once"] = "each" if isinstance(error, PictureWithoutText) else ""
    if isinstance(error, PictureUnread):
        skip = "once"
    return Refused(source, str(error).removeprefix(f"{source}: "), skip=skip)
