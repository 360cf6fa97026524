"""A page as a picture, with where given sentences stand on it; drawn in a process that may be lost.

A sentence is found by its letters and digits alone: the stored text has other spaces, hyphens and ligatures than
the page. Which of several equal ones is meant is told by how many stand before it. Where the letters stand, a PDF
says itself; of a page that was read by OCR, what was kept then.
"""

import hashlib
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from index.load.formats import PICTURES
from index.load.scans.kept import PlacedWord
from index.worker import Begun

_WIDTH, _HEIGHT = 1200, 2400  # pixels at most: sharp on a screen of twice the usual density
_SECONDS = 10
_ASKEW = 1.4  # times the height of a word: no box of a line on a page that lies askew is higher
_SAME_LINE = 0.5  # the share of the lower box's height by which two letters of one line overlap at least


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence, and how many equal ones stand before it on its page."""

    text: str
    before: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page, its number from 1, of the file that had `content_hash` when it was read, and what to find on it.

    `words` are those that OCR read on the page.
    """

    path: Path
    content_hash: str
    page: int
    quotes: tuple[Quote, ...]
    words: tuple[PlacedWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a line, in shares of the page's width and height, from its left upper corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A PNG of the page, its size in pixels, and for each quote the boxes it fills: none where it is not found."""

    png: bytes
    width: int
    height: int
    boxes: tuple[tuple[Box, ...], ...]


def draw(wanted: Wanted) -> Iterator[Begun | PagePicture | str]:
    """Yield the picture, or why there is none. The task of a worker."""
    yield Begun(str(wanted.path), _SECONDS)
    try:
        data = wanted.path.read_bytes()
    except OSError:
        yield "the file is no longer where it was"
        return
    if hashlib.sha256(data).hexdigest() != wanted.content_hash:
        yield "the file was changed since it was added"
        return
    yield _picture(data, wanted)


def letters(text: str) -> str:
    """Return the letters and digits of a text in one case, ligatures taken apart."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in plain if character.isalnum())


def _picture(data: bytes, wanted: Wanted) -> PagePicture:
    if wanted.path.suffix.lower() in PICTURES:
        return _pictured(data, wanted)
    import pypdfium2 as pdfium  # type: ignore[import-untyped] # no types in the package

    document = pdfium.PdfDocument(data)
    page = document[wanted.page - 1]
    width, height = page.get_size()
    bitmap = page.render(scale=min(_WIDTH / width, _HEIGHT / height))
    text = _scanned_text(wanted.words) if wanted.words else _page_text(page, bitmap)
    return _shown(bitmap.to_pil(), text, wanted)


def _pictured(data: bytes, wanted: Wanted) -> PagePicture:
    from index.load.scans.images import frame

    picture = frame(data, wanted.page)
    picture.thumbnail((_WIDTH, _HEIGHT))
    return _shown(picture, _scanned_text(wanted.words), wanted)


def _shown(picture: Image.Image, text: "_PageText", wanted: Wanted) -> PagePicture:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return PagePicture(
        file.getvalue(), picture.width, picture.height, tuple(text.boxes(quote) for quote in wanted.quotes)
    )


@dataclass(frozen=True, slots=True)
class _PageText:
    """The letters of a page, and the place of each: of a word that was read by OCR they share one."""

    letters: str
    places: Sequence[Box]

    def boxes(self, quote: Quote) -> tuple[Box, ...]:
        """Return a box for each line the quote stands on; several on a page that lies askew."""
        wanted = letters(quote.text)
        if not wanted:
            return ()
        found = -1
        for _ in range(quote.before + 1):
            after = self.letters.find(wanted, found + 1)
            found = after if after >= 0 else found
        if found < 0:
            return ()
        return _lines(self.places[found : found + len(wanted)])


def _page_text(page: Any, bitmap: Any) -> _PageText:  # noqa: ANN401 - the package has no types
    """Return what a PDF says of a page."""
    import pypdfium2.raw as raw  # type: ignore[import-untyped] # no types in the package

    text, place = page.get_textpage(), bitmap.get_posconv(page)
    seen, places = "", []
    for index in range(text.count_chars()):
        found = letters(chr(raw.FPDFText_GetUnicode(text, index)))
        if found:
            left, bottom, right, top = text.get_charbox(index, loose=True)
            corners = [place.to_bitmap(x, y) for x, y in ((left, bottom), (right, top))]
            size = (bitmap.width, bitmap.height)
            (x1, x2), (y1, y2) = (sorted(corner[axis] / size[axis] for corner in corners) for axis in (0, 1))
            seen += found
            places += [Box(x1, y1, x2, y2)] * len(found)
    return _PageText(seen, places)


def _scanned_text(words: Sequence[PlacedWord]) -> _PageText:
    """Return what was kept of a page that was read by OCR."""
    found = [(letters(word.text), Box(word.left, word.top, word.right, word.bottom)) for word in words]
    places = [box for text, box in found for _ in text]
    return _PageText("".join(text for text, _ in found), places)


def _lines(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Join the boxes of letters that follow one another on a line; what has no size is no letter."""
    lines: list[Box] = []
    for box in boxes:
        if box.left == box.right or box.top == box.bottom:
            continue
        line = lines[-1] if lines else None
        if line is not None and _overlap(line, box) >= _SAME_LINE:
            both = Box(
                min(line.left, box.left),
                min(line.top, box.top),
                max(line.right, box.right),
                max(line.bottom, box.bottom),
            )
            if both.bottom - both.top <= _ASKEW * max(box.bottom - box.top, line.bottom - line.top):
                lines[-1] = both
                continue
        lines.append(box)
    return tuple(lines)


def _overlap(one: Box, other: Box) -> float:
    common = min(one.bottom, other.bottom) - max(one.top, other.top)
    return common / min(one.bottom - one.top, other.bottom - other.top)
