"""Picture files as documents: photos and scans, of which TIFF files may hold many pages."""

import struct
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from index.errors import DocumentError
from index.load.parts import Loaded
from index.load.pdf.assembling import assembled
from index.load.pdf.lines import PageLine, words_in
from index.load.scans.engine import PageFailed, is_installed, read_picture, why_not
from index.load.scans.kept import mean_confidence, written
from index.load.scans.left_out import (
    MOST_SCANNED,
    PictureUnread,
    PictureWithoutText,
    how_to_install,
    left_out_of_pages,
)
from index.load.scans.order import page_lines
from index.worker import Onward, tell_onward

SECONDS_A_PAGE = 120
_MOST_PAGES = 5_000
WIDTH = 595.0  # points: each picture counts as a page of A4
_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP")  # JPEG opens the photos of cameras, too, that hold several (MPO)
BROKEN = (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, struct.error)


def load_image(data: bytes) -> Loaded:
    """Return the text on a picture. Raises DocumentError if it is broken, has none, or there is no OCR."""
    pages: list[list[PageLine]] = []
    failed: list[str] = []
    doubtful = beyond = 0
    for number, total, picture in _pictures(data):
        beyond = max(0, total - MOST_SCANNED)
        tell_onward(Onward(number, total - beyond, SECONDS_A_PAGE))
        if not is_installed():  # to find out takes seconds of the first page
            raise PictureUnread(f"is a picture. {how_to_install(why_not())}, and add it again")
        try:
            seen = read_picture(picture)
        except PageFailed as error:
            failed.append(str(error))
            pages.append([])
            continue
        doubtful += seen.doubtful
        pages.append(page_lines(seen, WIDTH))
    if not any(pages) and failed:
        raise DocumentError(f"is a picture that could not be read ({failed[0]}). Save it anew, and add that")
    if not any(pages):
        raise PictureWithoutText("is a picture on which no text was found. Scan it sharper, if there is any")
    words = {number: words_in(page) for number, page in enumerate(pages, start=1)}
    empty = sum(not page for page in pages) - len(failed)
    loaded = assembled(pages).build(
        left_out=left_out_of_pages(empty=empty, doubtful=doubtful, failed=failed, beyond=beyond)
    )
    return replace(loaded, confidence=mean_confidence(words), scans=written(words))


def _pictures(data: bytes) -> Iterator[tuple[int, int, Image.Image]]:
    """Yield the number of each page, from 1, how many there are, and the page: the first MOST_SCANNED.

    Raises DocumentError.
    """
    number, total = 1, 1
    while number <= min(total, MOST_SCANNED):
        try:
            total = total if number > 1 else _count(data)
            picture = frame(data, number)
        except BROKEN as error:
            raise DocumentError(
                f"is broken, or no picture ({error}). Open it, save it as PNG, and add that"
            ) from error
        if total > _MOST_PAGES:
            raise DocumentError(f"has {total:,} pages, more than {_MOST_PAGES:,}. Split it and add the parts")
        yield number, total, picture
        number += 1


def opened(data: bytes) -> Image.Image:
    """Open a picture of a document, whatever its name: one of a format that no other program is run for.

    Pillow would hand PostScript to Ghostscript. Raises UnidentifiedImageError for any other format.
    """
    try:
        return Image.open(BytesIO(data), formats=_FORMATS)
    except UnidentifiedImageError as error:  # which names the object in memory
        raise UnidentifiedImageError("a format that is not read") from error


def frame(data: bytes, page: int) -> Image.Image:
    """Return a page of a picture file, from 1: upright as the camera says, on white where it is transparent."""
    with opened(data) as picture:
        if page > 1:
            picture.seek(page - 1)
        return _as_shown(picture)


def _count(data: bytes) -> int:
    """Return the number of pages; other files than TIFF have one, whatever moves in them."""
    with opened(data) as picture:
        return getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1


def _as_shown(picture: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I;16"):
        upright = upright.point(lambda value: value / 256).convert("L")
    if not upright.has_transparency_data:
        return upright.convert("RGB")
    clear = upright.convert("RGBA")
    white = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(white, clear).convert("RGB")
