"""A page of a PDF as a picture, with where given sentences stand on it; drawn in a process that may be lost.

A sentence is found by its letters and digits alone: the stored text has other spaces, hyphens and ligatures than
the page. Which of several equal ones is meant is told by how many stand before it.
"""

import hashlib
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.worker import Begun

_WIDTH, _HEIGHT = 1200, 2400  # pixels at most: sharp on a screen of twice the usual density
_SECONDS = 10
_SAME_LINE = 0.5  # the share of the lower box's height by which two letters of one line overlap at least


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence, and how many equal ones stand before it on its page."""

    text: str
    before: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page, its number from 1, of the file that had `content_hash` when it was read, and what to find on it."""

    path: Path
    content_hash: str
    page: int
    quotes: tuple[Quote, ...]


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
    import pypdfium2 as pdfium  # type: ignore[import-untyped] # no types in the package

    document = pdfium.PdfDocument(data)
    page = document[wanted.page - 1]
    width, height = page.get_size()
    bitmap = page.render(scale=min(_WIDTH / width, _HEIGHT / height))
    file = io.BytesIO()
    bitmap.to_pil().save(file, "PNG")
    text = _PageText(page, bitmap)
    boxes = tuple(text.boxes(quote) for quote in wanted.quotes)
    return PagePicture(file.getvalue(), bitmap.width, bitmap.height, boxes)


class _PageText:
    """The letters of a page and where each stands on its picture."""

    def __init__(self, page: object, bitmap: object) -> None:
        import pypdfium2.raw as raw  # type: ignore[import-untyped] # no types in the package

        self._text = page.get_textpage()  # type: ignore[attr-defined] # the package has no types
        self._place = bitmap.get_posconv(page)  # type: ignore[attr-defined]
        self._size = (bitmap.width, bitmap.height)  # type: ignore[attr-defined]
        self._letters = ""
        self._indices: list[int] = []
        for index in range(self._text.count_chars()):
            found = letters(chr(raw.FPDFText_GetUnicode(self._text, index)))
            self._letters += found
            self._indices += [index] * len(found)

    def boxes(self, quote: Quote) -> tuple[Box, ...]:
        """Return a box for each line the quote stands on."""
        wanted = letters(quote.text)
        if not wanted:
            return ()
        found = -1
        for _ in range(quote.before + 1):
            after = self._letters.find(wanted, found + 1)
            found = after if after >= 0 else found
        if found < 0:
            return ()
        first, last = self._indices[found], self._indices[found + len(wanted) - 1]
        return _lines([self._box(index) for index in range(first, last + 1)])

    def _box(self, index: int) -> Box:
        left, bottom, right, top = self._text.get_charbox(index, loose=True)
        corners = [self._place.to_bitmap(x, y) for x, y in ((left, bottom), (right, top))]
        (x1, x2), (y1, y2) = (sorted(corner[axis] / self._size[axis] for corner in corners) for axis in (0, 1))
        return Box(x1, y1, x2, y2)


def _lines(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Join the boxes of letters that follow one another on a line; what has no size is no letter."""
    lines: list[Box] = []
    for box in boxes:
        if box.left == box.right or box.top == box.bottom:
            continue
        line = lines[-1] if lines else None
        if line is not None and _overlap(line, box) >= _SAME_LINE:
            lines[-1] = Box(
                min(line.left, box.left),
                min(line.top, box.top),
                max(line.right, box.right),
                max(line.bottom, box.bottom),
            )
        else:
            lines.append(box)
    return tuple(lines)


def _overlap(one: Box, other: Box) -> float:
    common = min(one.bottom, other.bottom) - max(one.top, other.top)
    return common / min(one.bottom - one.top, other.bottom - other.top)
