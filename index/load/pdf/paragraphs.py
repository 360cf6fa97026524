"""Lines of PDF pages to paragraphs: of each line and the next it is asked whether the paragraph is over."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.load.paragraphs import ITEM
from index.load.pdf.hyphens import Words, goes_on_inside_a_word, joined, with_hyphens_seen
from index.load.pdf.lines import HYPHEN, PageLine
from index.text.invisible import visible
from index.types import BlockKind

_CLOSED = re.compile(r"[.!?…。:;][\"'”’»)\]\d]*$")  # noqa: RUF001 - quotation marks
_NARROW = 35  # letters: a column with shorter lines is a table or a list rather than prose
_HEADING_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that starts on `page` (from 0); further pages start at the offsets `turns` in `text`."""

    text: str
    kind: BlockKind
    page: int
    turns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    page: int
    line: PageLine
    column: float  # the right edge of the lines around it
    widest: int  # the letters of the longest line around it
    pitch: float  # the usual distance of two lines around it


def paragraphs(pages: Sequence[Sequence[PageLine]]) -> list[Paragraph]:
    """Return the paragraphs of the pages in order. One that goes on over the page is one paragraph."""
    places = [place for number, page in enumerate(pages) for place in _places(number, page)]
    if not places:
        return []
    words = Words.of(place.line.text for place in places)
    body = median(place.line.size for place in places for _ in range(1 + len(place.line.text) // 20))
    groups = [[places[0]]]
    for place, following in pairwise(places):
        if _is_over(groups[-1][0], place, following):
            groups.append([])
        groups[-1].append(following)
    bold = median(place.line.bold for place in places)  # where most lines are bold, bold says nothing
    return [_paragraph(group, words, body, bold=bold < 1) for group in groups]


def _places(number: int, page: Sequence[PageLine]) -> Iterator[_Place]:
    """Yield the lines of a page with what is usual in their column."""
    for run in _columns(page):
        column = max(line.right for line in run)
        widest = max(len(line.text) for line in run)
        steps = [line.bottom - following.bottom for line, following in pairwise(run)]
        pitch = median(steps) if len(steps) > 2 else 1.6 * run[0].size
        yield from (_Place(number, line, column, widest, pitch) for line in run)


def _columns(page: Sequence[PageLine]) -> list[list[PageLine]]:
    """Part a page into runs of lines of one size, each below the one before."""
    runs: list[list[PageLine]] = []
    for line in page:
        last = runs[-1][-1] if runs else None
        below = last is not None and 0 < last.bottom - line.bottom < 4 * max(last.size, 1)
        if last is not None and below and _same_size(last, line) and line.left < last.right + last.size:
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def _same_size(line: PageLine, following: PageLine) -> bool:
    return abs(line.size - following.size) <= 0.12 * max(line.size, following.size)


def _is_over(first: _Place, place: _Place, following: _Place) -> bool:
    line, after = place.line, following.line
    within = goes_on_inside_a_word(line.text, after.text)
    if within and after.text[0].islower():
        return False
    if line.cells or after.cells or ITEM.match(after.text) or not _same_size(line, after):
        return True
    goes_on = not _CLOSED.search(line.text) and after.text[0].islower()
    step = line.bottom - after.bottom
    if place.page != following.page:
        return not (within or goes_on)
    if not 0 < step < 4 * max(line.size, 1):
        return not (goes_on or (within and step < 0))  # to the top of the next column
    if step > max(1.3 * place.pitch, place.pitch + 2) or line.bold != after.bold:
        return not goes_on or step > 2 * place.pitch
    if within:
        return False
    if place.widest < _NARROW or _is_short(place, after):
        return not goes_on
    indented = after.left > line.left + 0.8 * after.size and line is not first.line
    return indented and bool(_CLOSED.search(line.text))


def _is_short(place: _Place, after: PageLine) -> bool:
    """Tell whether the first word of the next line would have fitted behind this one."""
    line = place.line
    letter = (line.right - line.left) / max(1, len(line.text))
    return place.column - line.right > letter * (len(after.text.split(maxsplit=1)[0]) + 1.5)


def _paragraph(group: list[_Place], words: Words, body: float, *, bold: bool) -> Paragraph:
    text = ""
    turns = []
    for index, place in enumerate(group):
        line = with_hyphens_seen(place.line.text, words)
        if index:
            text = joined(text, line, words)
            turns += [len(text)] * (place.page - group[index - 1].page)
        text += " ".join(visible(line).split())
    text = text.replace(HYPHEN, "-")
    return Paragraph(text, _kind(group, text, body, bold=bold), group[0].page, tuple(turns))


def _kind(group: list[_Place], text: str, body: float, *, bold: bool) -> BlockKind:
    first = group[0].line
    if not any(letter.isalnum() for letter in text):
        return "boilerplate"
    letters = any(letter.isalpha() for letter in text)
    if letters and len(text) <= _HEADING_LETTERS and not text.endswith((".", ",", ";", ":")):
        if first.size > 1.15 * body:
            return "heading"
        if bold and first.bold and len(group) <= 2:
            return "heading"
    return "item" if first.cells or ITEM.match(text) else "prose"
