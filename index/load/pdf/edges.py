"""What stands at the edges of PDF pages: running headers and footers, page numbers, notes at the foot."""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from statistics import median

from index.load.pdf.lines import PageLine

_EDGE_LINES = 2
_PAGE_NUMBER = re.compile(
    r"(?:page |p\. ?)?[-\u2013\u2014]? ?\d{1,4}(?: ?(?:of|/) ?\d{1,4})? ?[-\u2013\u2014]?", re.IGNORECASE
)
_FEWEST = 3  # pages that say the same at the same height
_OFTEN = 0.4  # of all pages, at any height
_ALIKE = 0.8  # of the letters: what a scanner made of the same header
_LEAST_LETTERS = 8
_NOTE = re.compile(r"(?:\d{1,3}|[*\u2020\u2021\u00a7]+)\.?\s*[^\W\d_]")
_NOTE_SIZE = 0.92  # of the size of the body, at most


def running_lines(pages: Sequence[Sequence[PageLine]]) -> list[list[PageLine]]:
    """Return the lines of each page that are a running header, a running footer, a page number, or turned."""
    if len(pages) < 2:
        return [[line for line in page if line.turned] for page in pages]
    edges = [_edge(page) for page in pages]
    headers = _headers(edges)
    running = []
    for page, edge in zip(pages, edges, strict=True):
        numbers = [line for line in edge if _PAGE_NUMBER.fullmatch(line.text) or line.turned]
        repeated = [line for line in edge if line in numbers or _is_header(line, headers)]
        # Where nothing else would be left, the repeated lines are what the page says.
        running.append(repeated if len(repeated) < len(page) else numbers)
    return running


def _edge(page: Sequence[PageLine]) -> list[PageLine]:
    upright = sorted((line for line in page if not line.turned), key=lambda line: -line.bottom)
    outer = upright[:_EDGE_LINES] + upright[-_EDGE_LINES:]
    return [line for line in page if line.turned or line in outer]


def _headers(edges: Sequence[Sequence[PageLine]]) -> set[str]:
    """Return the letters of the lines that stand at the edge of many pages, or of some at the same height."""
    anywhere = Counter(key for edge in edges for key in {_key(line) for line in edge})
    placed = Counter(key for edge in edges for key in {(_key(line), round(line.bottom)) for line in edge})
    often = {key for key, count in anywhere.items() if count >= max(_FEWEST, _OFTEN * len(edges))}
    return (often | {key for (key, _), count in placed.items() if count >= _FEWEST}) - {""}


def _is_header(line: PageLine, headers: set[str]) -> bool:
    key = _key(line)
    if key in headers or len(key) < _LEAST_LETTERS:
        return key in headers
    near = (header for header in headers if abs(len(header) - len(key)) <= (1 - _ALIKE) * len(key))
    return any(SequenceMatcher(None, key, header, autojunk=False).ratio() >= _ALIKE for header in near)


def _key(line: PageLine) -> str:
    return "".join(letter for letter in line.text.lower() if letter.isalpha())


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
