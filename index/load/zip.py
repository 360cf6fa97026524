"""Documents that are zip archives (.docx, .odt, .epub): opened with a limit on what they may unpack to."""

import io
import logging
import sys
import zipfile
import zlib
from collections.abc import Iterator
from copy import copy

from index.errors import DocumentError

logger = logging.getLogger(__name__)

BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError)
# What readers of office files let through where a part is missing or damaged; an XMLSyntaxError is a SyntaxError.
BROKEN_OFFICE = (
    LookupError,
    ArithmeticError,
    SyntaxError,
    AttributeError,
    TypeError,
    AssertionError,
    OSError,
    *BROKEN_ZIP,
)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others unpack without a limit on what comes at once
_STEP = 1 << 20
_MOST_UNPACKED = 512 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_zip(data: bytes) -> zipfile.ZipFile:
    """Open the archive in `data`. Raises DocumentError if it is none, is locked, or would unpack to too much."""
    if data.startswith(_OLE):
        raise DocumentError(
            "is encrypted, or in an old Office format. Open it in its program, save a copy without a password in "
            "the present format (.docx, .xlsx, .pptx), and add the copy"
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except BROKEN_ZIP as error:
        raise DocumentError(f"is broken: {error}. Save or download it again") from error
    if any(member.flag_bits & 1 for member in archive.infolist()):
        raise DocumentError("is encrypted. Save a copy without the password and add the copy")
    unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > _MOST_UNPACKED:
        raise DocumentError(
            f"would unpack to {unpacked:,} bytes, more than {_MOST_UNPACKED:,}. Remove its pictures, or split it"
        )
    for member in archive.infolist():
        _check_size(archive, member)
    return archive


def _check_size(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Unpack a member, and raise DocumentError if it is longer than it says."""
    size = 0
    try:
        for piece in unpacked_pieces(archive, member):
            size += len(piece)
            if size > member.file_size:
                raise DocumentError(
                    f"is broken: {member.filename} is longer than it says. Save or download it again"
                )
    except BROKEN_ZIP as error:
        logger.debug("%s: %s", member.filename, error)  # told by whoever needs it; it may be but a picture


def unpacked_pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what a member unpacks to, a megabyte at a time, whatever size it says it has. Raises BROKEN_ZIP."""
    if member.compress_type not in _METHODS:
        raise DocumentError(f"is packed in an unusual way ({member.filename}). Pack it again with another program")
    unbounded = copy(member)
    unbounded.file_size = sys.maxsize
    with archive.open(unbounded) as packed:
        while piece := packed.read(_STEP):
            yield piece


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the content of a member. Raises DocumentError if it is missing or damaged."""
    try:
        return archive.read(name)
    except KeyError as error:
        raise DocumentError(f"is broken: {name} is missing in it. Save or download it again") from error
    except BROKEN_ZIP as error:
        raise _damaged(name, error) from error


def _damaged(name: str, error: Exception) -> DocumentError:
    return DocumentError(f"is broken: {name} cannot be unpacked ({error}). Save or download it again")
