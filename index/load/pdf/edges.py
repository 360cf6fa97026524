"""What stands at the edges of PDF pages: running headers and footers, page numbers, notes at the foot."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from statistics import median

from index.load.pdf.lines import PageLine

_EDGE_LINES = 2
_PAGE_NUMBER = re.compile(
    r"(?:page |p\. ?)?[-\u2013\u2014]? ?\d{1,4}(?: ?(?:of|/) ?\d{1,4})? ?[-\u2013\u2014]?", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_COUNTED = re.compile(r"(?<![\d.,:/-])\d{1,4}(?![.,:/-]?\d)")
_FEWEST = 3  # pages that say the same at the same height
_OFTEN = 0.4  # of all pages, at any height
_ALIKE = 0.8  # of the letters: what a scanner made of the same header
_LEAST_LETTERS = 8
_NOTE = re.compile(r"(?:\d{1,3}|[*\u2020\u2021\u00a7]+)\.?\s*[^\W\d_]")
_NOTE_SIZE = 0.92  # of the size of the body, at most

_Step = tuple[str, int, int]
_Signature = tuple[str, tuple[str, ...]]


def running_lines(pages: Sequence[Sequence[PageLine]]) -> list[list[PageLine]]:
    """Return the lines of each page that are a running header, a running footer, a page number, or turned.

    A line that says another number on each page is none of them, unless the numbers follow the pages.
    """
    if len(pages) < 2:
        return [[line for line in page if line.turned] for page in pages]
    edges = [_edge(page) for page in pages]
    counted = _following_the_pages(edges)
    signed = [{line: _signature(line, number, counted) for line in edge} for number, edge in enumerate(edges)]
    headers = _headers(signed)
    running = []
    for number, (page, edge) in enumerate(zip(pages, edges, strict=True)):
        numbers = [line for line in edge if line.turned or _is_page_number(line, number, counted)]
        repeated = [line for line in edge if line in numbers or _is_header(signed[number][line], headers)]
        # Where nothing else would be left, the repeated lines are what the page says.
        running.append(repeated if len(repeated) < len(page) else numbers)
    return running


def _edge(page: Sequence[PageLine]) -> list[PageLine]:
    upright = sorted((line for line in page if not line.turned), key=lambda line: -line.bottom)
    outer = upright[:_EDGE_LINES] + upright[-_EDGE_LINES:]
    return [line for line in page if line.turned or line in outer]


def _following_the_pages(edges: Sequence[Sequence[PageLine]]) -> Counter[_Step]:
    """Count on how many pages a number stands with the same words that is as much ahead of the page."""
    return Counter(
        step
        for number, edge in enumerate(edges)
        for step in {
            step
            for line in edge
            for digits in _COUNTED.findall(line.text)
            for step in _steps(line, digits, number)
        }
    )


def _steps(line: PageLine, digits: str, number: int) -> tuple[_Step, _Step]:
    """Return how far a number is ahead of the page, with one page and with two on each sheet."""
    return (_letters(line.text), 1, int(digits) - number), (_letters(line.text), 2, int(digits) - 2 * number)


def _is_page_number(line: PageLine, number: int, counted: Counter[_Step]) -> bool:
    found = _PAGE_NUMBER.fullmatch(line.text)
    if not found or not line.text.isdecimal():
        return found is not None
    return any(counted[step] > 1 for step in _steps(line, line.text, number))


def _signature(line: PageLine, number: int, counted: Counter[_Step]) -> _Signature:
    """Return the letters of a line, and its numbers but for the first that follows the pages."""
    numbers = _NUMBER.findall(line.text)
    for digits in numbers:
        if _COUNTED.fullmatch(digits) and any(counted[step] > 1 for step in _steps(line, digits, number)):
            numbers.remove(digits)
            break
    return _letters(line.text), tuple(numbers)


def _headers(signed: Sequence[Mapping[PageLine, _Signature]]) -> set[_Signature]:
    """Return what stands at the edge of many pages, or of some at the same height."""
    anywhere = Counter(key for edge in signed for key in set(edge.values()))
    placed = Counter(key for edge in signed for key in {(key, round(line.bottom)) for line, key in edge.items()})
    often = {key for key, count in anywhere.items() if count >= max(_FEWEST, _OFTEN * len(signed))}
    return {key for key in often | {key for (key, _), count in placed.items() if count >= _FEWEST} if key[0]}


def _is_header(key: _Signature, headers: set[_Signature]) -> bool:
    letters, numbers = key
    if key in headers or len(letters) < _LEAST_LETTERS:
        return key in headers
    near = (
        header
        for header, others in headers
        if header != letters
        and others == numbers
        and abs(len(header) - len(letters)) <= (1 - _ALIKE) * len(letters)
    )
    return any(SequenceMatcher(None, letters, header, autojunk=False).ratio() >= _ALIKE for header in near)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalpha())


def footnotes(pages: Sequence[Sequence[PageLine]]) -> list[list[PageLine]]:
    """Return the last lines of each page that are notes: in smaller type than the body, the first with a mark."""
    sizes = [line.size for page in pages for line in page for _ in range(1 + len(line.text) // 20)]
    if not sizes:
        return [[] for _ in pages]
    most = _NOTE_SIZE * median(sizes)
    return [_footnotes(page, most) for page in pages]


def _footnotes(page: Sequence[PageLine], most: float) -> list[PageLine]:
    first = len(page)
    while first and page[first - 1].size <= most:
        first -= 1
    while first < len(page) and not _NOTE.match(page[first].text):
        first += 1
    below = first and all(note.bottom < line.bottom for note in page[first:] for line in page[:first])
    return list(page[first:]) if below else []
