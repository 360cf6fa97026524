"""The lines of a PDF page as PDFium sees them: text, place and size of type."""

import ctypes
import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2 as pdfium  # type: ignore[import-untyped] # no types in the package
import pypdfium2.raw as raw  # type: ignore[import-untyped] # no types in the package

from index.load.pdf.rules import Box, Rule, page_rules
from index.load.runs import Height, Run, written
from index.load.scans.kept import Word

HYPHEN = "\x02"  # what PDFium gives for a hyphen at the end of a line
_LINE_ENDS = "\r\n" + HYPHEN
_BOLD = 600
_GAP = 0.8  # of the height of a line: less is a space between two words
_LEVEL = 0.2  # of the height of a line
_MEASURED = 5  # letters that say how high a line is
_SMALL, _RAISED, _LOWERED = 0.85, 0.2, 0.03  # of the height of a line
_NARROW = 0.3
_SIGNS = "+-\u2212\u2013,"
_TOUCHING = 0.5  # points
_LOOKED_AT = 50  # letters that say how a page is turned


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row, or a piece of a line between wide gaps; `repeated`: it is merged with the one before."""

    text: str
    left: float
    right: float
    bold: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of text; places are in points, `bottom` upwards and `left` rightwards as the text is read.

    `size` is the line's height. `turned`: it runs across most of the page's text. `cells`: it is a row of a table,
    `ruled`: of one whose cells have borders. `row` has its cells, or what may be cells. `words`, with their places
    on the picture, has only what was read by OCR.
    """

    text: str
    left: float
    right: float
    bottom: float
    size: float
    bold: bool
    turned: bool = False
    cells: bool = False
    ruled: bool = False
    row: tuple[Cell, ...] = field(default=(), compare=False, repr=False)
    words: tuple[Word, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PageText:
    """The lines of a page in the order of the file, each parted where a wide gap or a rule stands in it.

    A line that ends in the middle of a word ends in HYPHEN. Most letters are turned by `quarters` with the clock.
    `rules` are the lines that are drawn, upright as the text.
    """

    rows: list[list[PageLine]]
    quarters: int
    rules: tuple[Rule, ...] = ()


def page_text(page: pdfium.PdfPage) -> PageText:
    """Return what PDFium sees of the text of a page."""
    text_page = page.get_textpage()
    try:
        seen = _Page(text_page, page_rules(page))
        return PageText(seen.rows(), seen.quarters, seen.rules)
    finally:
        text_page.close()


def words_in(lines: Iterable[PageLine]) -> tuple[Word, ...]:
    """Return the words of lines, one line after the other."""
    return tuple(word for line in lines for word in line.words)


def upright(box: Box, quarters: int) -> Box:
    """Return left, bottom, right and top of a place, the page turned so that most of its text is upright."""
    left, bottom, right, top = box
    match quarters:
        case 1:
            return -top, left, -bottom, right
        case 2:
            return -right, -top, -left, -bottom
        case 3:
            return bottom, -right, top, -left
        case _:
            return box


class _Page:
    def __init__(self, text_page: pdfium.PdfTextPage, rules: Sequence[Box]) -> None:
        self._page = text_page
        self._letters = [
            chr(raw.FPDFText_GetUnicode(text_page, index)) for index in range(text_page.count_chars())
        ]
        self.quarters = self._usual_quarters()
        self.rules = tuple(Rule(upright(box, self.quarters)) for box in rules)
        self._standing = sorted((rule.across, rule.box[1], rule.box[3]) for rule in self.rules if rule.stands)

    def rows(self) -> list[list[PageLine]]:
        rows: list[list[PageLine]] = []
        for seen in self._seen():
            row = self._row(seen)
            if rows and _goes_on(rows[-1][-1], row[0]):
                rows[-1] += row
            else:
                rows.append(row)
        steps = [after[0].bottom - before[0].bottom for before, after in pairwise(rows)]
        upwards = self.quarters and sum(step > 0 for step in steps) > len(steps) / 2
        return rows[::-1] if upwards else rows  # PDFium reads some turned pages from the last line to the first

    def _seen(self) -> Iterator[list[int]]:
        """Yield the indexes of the letters of each line, white space left out."""
        seen: list[int] = []
        for index, letter in enumerate(self._letters):
            if not letter.isspace() and letter != "\0":
                seen.append(index)
            if seen and (letter in _LINE_ENDS or index == len(self._letters) - 1):
                yield seen
                seen = []

    def _row(self, seen: list[int]) -> list[PageLine]:
        pieces = [[seen[0]]]
        height = self._box(seen[len(seen) // 2])
        for index, following in pairwise(seen):
            # A hyphen at the end of a line has no place of its own.
            is_gap = following > index + 1 and self._letters[following] != HYPHEN
            if is_gap and self._are_apart(self._box(index), self._box(following), _GAP * (height[3] - height[1])):
                pieces.append([])
            pieces[-1].append(following)
        return [self._line(piece) for piece in pieces]

    def _are_apart(self, box: Box, following: Box, gap: float) -> bool:
        """Tell whether a wide gap, or a rule, stands between two letters."""
        if following[0] - box[2] > gap:
            return True
        middle = (box[1] + box[3]) / 2
        first = bisect_left(self._standing, (box[2] - _TOUCHING,))
        last = bisect_left(self._standing, (following[0] + _TOUCHING,))
        return any(low < middle < high for _, low, high in self._standing[first:last])

    def _line(self, seen: list[int]) -> PageLine:
        last = seen[-2 if self._letters[seen[-1]] == HYPHEN and len(seen) > 1 else -1]
        middle = self._usual(seen[: seen.index(last) + 1])
        _, bottom, _, top = self._box(middle)
        heights = self._heights(seen, bottom, top)
        text = "".join(self._letters[seen[0] : seen[-1] + 1])
        if heights:
            text = written(self._runs(seen, heights, top - bottom))
        return PageLine(
            # Outside of the basic plane, characters come in two halves on some systems.
            text=text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"),
            left=self._box(seen[0])[0],
            right=self._box(last)[2],
            bottom=bottom,
            size=top - bottom,
            bold=_is_bold(self._page, middle),
            turned=self._quarters_of(middle) != self.quarters,
        )

    def _usual(self, seen: Sequence[int]) -> int:
        """Return a letter of the usual height, by some of the letters of a line."""
        looked_at = seen[:: max(1, len(seen) // _MEASURED)]
        tops = [(box[3] - box[1], index) for index in looked_at for box in [self._box(index)]]
        return sorted(tops)[len(tops) // 2][1]

    def _heights(self, seen: Sequence[int], bottom: float, top: float) -> dict[int, Height]:
        """Return which letters of a line are raised (1) or lowered (-1): small figures, and their signs."""
        size = top - bottom
        heights: dict[int, Height] = {}
        for before, index in zip([-1, *seen], seen, strict=False):
            letter = self._letters[index]
            if not (letter.isdecimal() or letter in _SIGNS):
                continue
            left, low, _, high = self._box(index)
            beside = before in heights or (before >= 0 and abs(left - self._box(before)[2]) < _NARROW * size)
            if high - low > _SMALL * size or not beside:
                continue
            height: Height = 1 if low > bottom + _RAISED * size else -1 if low < bottom - _LOWERED * size else 0
            if height and (letter.isdecimal() or before in heights or letter in _SIGNS[:4]):
                heights[index] = height
        return heights

    def _runs(self, seen: Sequence[int], heights: dict[int, Height], size: float) -> Iterator[Run]:
        """Yield the text of a line; a space that PDFium made before a raised figure is none if it is narrow."""
        yield Run(self._letters[seen[0]], heights.get(seen[0], 0))
        for before, index in pairwise(seen):
            between = "".join(self._letters[before + 1 : index])
            gap = self._box(index)[0] - self._box(before)[2] if between else 0.0
            if between and not (index in heights and gap < _NARROW * size):
                yield Run(between)
            yield Run(self._letters[index], heights.get(index, 0))

    def _box(self, index: int) -> Box:
        """Return left, bottom, right and top of a letter, as the text is read."""
        return upright(self._page.get_charbox(index, loose=True), self.quarters)

    def _quarters_of(self, index: int) -> int:
        """Return by how many quarters of a turn, with the clock, a letter is turned."""
        return round(float(raw.FPDFText_GetCharAngle(self._page, index)) / (math.pi / 2)) % 4

    def _usual_quarters(self) -> int:
        """Return by how many quarters of a turn the letters of the page are turned, most of them."""
        shown = [index for index, letter in enumerate(self._letters) if letter.isalnum()]
        step = max(1, len(shown) // _LOOKED_AT)
        counts = Counter(self._quarters_of(index) for index in shown[::step])
        return max(counts, key=lambda quarters: (counts[quarters], -quarters), default=0)


def _goes_on(line: PageLine, after: PageLine) -> bool:
    """Tell whether PDFium broke a line before a cell of one letter."""
    level = abs(line.bottom - after.bottom) < _LEVEL * line.size and line.turned == after.turned
    return level and after.left > line.right - 0.1 * line.size and not line.text.endswith(HYPHEN)


def _is_bold(text_page: pdfium.PdfTextPage, index: int) -> bool:
    name = ctypes.create_string_buffer(256)
    length = raw.FPDFText_GetFontInfo(text_page, index, name, len(name), None)
    return raw.FPDFText_GetFontWeight(text_page, index) >= _BOLD or b"bold" in name.raw[:length].lower()
