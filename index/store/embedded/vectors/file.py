"""The file of the vector index: a header that says of which state of which library it is, then FAISS's own bytes.

It is a copy that saves time. It is written under a temporary name, synced and renamed, and read through one open
handle, first for its checksum and then by FAISS, so that neither a kill nor another process can mix two files.
"""

import json
import os
import time
import zlib
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from index.errors import LibraryError

if TYPE_CHECKING:
    import faiss

MAGIC = b"pincite vectors 2\n"
HEADER_BYTES = 512
STEP = 1 << 22
SECONDS_UNTIL_STALE = 3600


class DamagedFile(LibraryError):
    """The file of the vector index is not as it was written."""


@dataclass(frozen=True, slots=True)
class Header:
    """The state of the library that a vector file holds.

    `last` is its highest passage id, `passages` their number, `kind` the name of the FAISS index. An index is
    `trained` for good, or a makeshift.
    """

    identity: str
    generation: int
    last: int
    passages: int
    kind: str


def read_header(path: Path) -> Header | None:
    """Return the header, or None where there is no file. Raises DamagedFile, and OSError if it cannot be read."""
    try:
        with path.open("rb") as file:
            return _header(file)[0]
    except FileNotFoundError:
        return None


def read_index(path: Path) -> tuple[Header, "faiss.Index"]:
    """Return header and index. Raises DamagedFile when any byte is wrong, OSError when there is no file."""
    import faiss

    with path.open("rb") as file:
        header, checksum = _header(file)
        start, found = file.tell(), 0
        while block := file.read(STEP):
            found = zlib.crc32(block, found)
        if found != checksum:
            raise DamagedFile(f"{path} is damaged: its checksum does not match")
        file.seek(start)
        reader = faiss.PyCallbackIOReader(file.read, STEP)  # type: ignore[attr-defined]  # not in FAISS's stubs
        index = faiss.read_index(reader)
    return header, index


def write_index(path: Path, header: Header, index: "faiss.Index", *, mode: int) -> None:
    """Put a file of these rights in the place of the old one. Raises OSError; the old one is then as it was."""
    import faiss

    _tidy(path)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        draft.touch(mode=0o600)
        with draft.open("wb") as file:
            file.write(bytes(HEADER_BYTES))
            checksum = 0

            def write(block: bytes) -> None:
                nonlocal checksum
                checksum = zlib.crc32(block, checksum)
                file.write(block)

            writer = faiss.PyCallbackIOWriter(write, STEP)  # type: ignore[attr-defined]  # not in FAISS's stubs
            faiss.write_index(index, writer)
            file.seek(0)
            file.write(_encoded(header, checksum))
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(mode)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _tidy(path: Path) -> None:
    """Take away what a killed process has left behind; what is younger may be another process at work."""
    for draft in path.parent.glob(f"{path.name}.*.new"):
        with suppress(FileNotFoundError):
            if time.time() - draft.stat().st_mtime > SECONDS_UNTIL_STALE:
                draft.unlink()


def _encoded(header: Header, checksum: int) -> bytes:
    fields = json.dumps({**asdict(header), "checksum": checksum}).encode()
    line = MAGIC + b"%08x " % zlib.crc32(fields) + fields
    return line.ljust(HEADER_BYTES - 1) + b"\n"


def _header(file: BinaryIO) -> tuple[Header, int]:
    """Return the header and the checksum of what follows it."""
    line = file.read(HEADER_BYTES)
    mark, _, fields = line.removeprefix(MAGIC).strip().partition(b" ")
    if not line.startswith(MAGIC) or len(line) != HEADER_BYTES or mark != b"%08x" % zlib.crc32(fields):
        raise DamagedFile(f"{file.name} is damaged, or of another version of Pincite")
    values = json.loads(fields)
    checksum = int(values.pop("checksum"))
    return Header(**values), checksum
