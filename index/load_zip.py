"""Documents that are zip archives (.docx, .odt, .epub): opened with a limit on what they may unpack to."""

import io
import zipfile
import zlib

from index.errors import DocumentError

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
    unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > _MOST_UNPACKED:
        raise DocumentError(
            f"would unpack to {unpacked:,} bytes, more than {_MOST_UNPACKED:,}. Remove its pictures, or split it"
        )
    if any(member.flag_bits & 1 for member in archive.infolist()):
        raise DocumentError("is encrypted. Save a copy without the password and add the copy")
    return archive


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the content of a member. Raises DocumentError if it is missing or damaged."""
    try:
        return archive.read(name)
    except KeyError as error:
        raise DocumentError(f"is broken: {name} is missing in it. Save or download it again") from error
    except BROKEN_ZIP as error:
        raise DocumentError(
            f"is broken: {name} cannot be unpacked ({error}). Save or download it again"
        ) from error
