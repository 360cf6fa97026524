"""Pages of a PDF that are pictures: which they are, and what OCR reads on them."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import pypdfium2 as pdfium  # type: ignore[import-untyped] # no types in the package
import pypdfium2.raw as raw  # type: ignore[import-untyped] # no types in the package

from index.errors import DocumentError
from index.load.pdf.lines import PageLine, words_in
from index.load.scans.engine import PageFailed, Seen, is_installed, read_picture, why_not
from index.load.scans.kept import Word
from index.load.scans.left_out import MOST_SCANNED, how_to_install, left_out_of_pages
from index.load.scans.order import page_lines
from index.worker import Onward, tell_onward

SECONDS_A_PAGE = 120  # of processor time: a full page takes up to 20, one that lies on its side three times that
_LETTERS_OF_A_STAMP = 50  # on a page that is a picture: a scanner's own mark, not a text layer
_WORD = re.compile(r"[^\W_]+")
_COVERED = 0.6  # of the page by pictures
_FEWEST_OUTLINES = 30  # on a page without a letter: its text may be drawn
_MOST_OBJECTS = 10_000
_SCALE = 170 / 72  # pixels a point
_MOST_PIXELS = 4_000_000


@dataclass(slots=True)
class Scans:
    """The pages that are pictures, by number from 0: their lines, if there is OCR, and what is to be told."""

    lines: dict[int, list[PageLine]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    @property
    def words(self) -> dict[int, tuple[Word, ...]]:
        """The words of the pages that were read, which are numbered from 1 here."""
        return {number + 1: words_in(lines) for number, lines in self.lines.items()}


def read_scans(document: pdfium.PdfDocument, pages: Sequence[Sequence[PageLine]]) -> Scans:
    """Return what stands on the pages that are pictures; `pages` has the text layer.

    Raises DocumentError where nothing has a text layer and there is no OCR.
    """
    letters = [sum(len(line.text) for line in page) for page in pages]
    scanned = [number for number, count in enumerate(letters) if _is_scan(document, number, count)]
    if sum(letters) == 0 and not scanned:
        raise DocumentError("has no text: its pages are empty. Check that it was saved or exported completely")
    if scanned:
        tell_onward(Onward(1, min(len(scanned), MOST_SCANNED), SECONDS_A_PAGE))  # to start takes seconds of it
    if scanned and not is_installed():
        how = how_to_install(why_not())
        if not sum(letters):
            raise DocumentError(f"has no text layer: its pages are pictures. {how}, and add it again")
        return Scans(left_out=tuple(_unread([letters[number] for number in scanned], how)))
    scans, doubtful, empty = Scans(), 0, 0
    failed: list[str] = []
    reached = scanned[:MOST_SCANNED]
    for place, number in enumerate(reached, start=1):
        if place > 1:
            tell_onward(Onward(place, len(reached), SECONDS_A_PAGE))
        try:
            seen, width = _seen(document, number)
        except (PageFailed, pdfium.PdfiumError) as error:
            failed.append(str(error))
            continue
        doubtful += seen.doubtful
        empty += not seen.lines and not letters[number]
        if seen.lines or not letters[number]:
            scans.lines[number] = _both(page_lines(seen, width), pages[number])
    if failed and not sum(letters) and not any(scans.lines.values()):
        raise DocumentError(f"is a scan that could not be read ({failed[0]}). Scan or print it anew, and add that")
    scans.left_out = left_out_of_pages(
        empty=empty, doubtful=doubtful, failed=failed, beyond=len(scanned) - len(reached)
    )
    return scans


def _unread(letters: Sequence[int], how: str) -> Iterator[str]:
    """Tell of the pages that are pictures, by how many letters the text layer has on each; there is no OCR."""
    blank, lettered = sum(not count for count in letters), sum(count > 0 for count in letters)
    if blank:
        count = f"{blank} scanned pages" if blank > 1 else "1 scanned page"
        yield f"{count}. {how}, then remove this document and add it again"
    if lettered:
        count = f"the pictures that fill {lettered} pages" if lettered > 1 else "the picture that fills 1 page"
        yield f"{count} beside a few words. {how}, then remove this document and add it again"


def _both(seen: list[PageLine], layer: Sequence[PageLine]) -> list[PageLine]:
    """Return what was seen, and those lines of the text layer, each at its height, that have a word not seen."""
    words = {word for line in seen for word in _words(line)}
    lines = list(seen)
    for line in layer:
        if not words.issuperset(_words(line)):
            below = (place for place, other in enumerate(lines) if other.bottom < line.bottom)
            lines.insert(next(below, len(lines)), line)
    return lines


def _words(line: PageLine) -> list[str]:
    return _WORD.findall(line.text.casefold())


def _seen(document: pdfium.PdfDocument, number: int) -> tuple[Seen, float]:
    """Return what is seen on a page, and its width in points."""
    page = document[number]
    try:
        width, height = page.get_size()
        scale = min(_SCALE, math.sqrt(_MOST_PIXELS / max(1.0, width * height)))
        return read_picture(page.render(scale=scale).to_pil()), width
    finally:
        page.close()


def _is_scan(document: pdfium.PdfDocument, number: int, letters: int) -> bool:
    """Tell whether a page is one big picture, or has no letter though something is drawn on it."""
    if letters > _LETTERS_OF_A_STAMP:
        return False
    page = document[number]
    try:
        width, height = page.get_size()
        covered = sum(_areas(page)) / max(1.0, width * height)
        return covered > _COVERED or (letters == 0 and (covered > 0 or _has_outlines(page)))
    finally:
        page.close()


def _areas(page: pdfium.PdfPage) -> Iterator[float]:
    pictures = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
    for picture in islice(pictures, _MOST_OBJECTS):
        left, bottom, right, top = picture.get_bounds()
        yield (right - left) * (top - bottom)


def _has_outlines(page: pdfium.PdfPage) -> bool:
    paths = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3)
    return sum(1 for _ in islice(paths, _FEWEST_OUTLINES)) == _FEWEST_OUTLINES
