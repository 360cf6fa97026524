"""What was seen on a picture, as the lines of a page in the order of reading.

The lines are turned level first: a page lies askew in most scanners. Columns of prose are parted where a white
stripe stands between them; what crosses the stripe, a title, parts what is above it from what is below.
"""

import math
from collections.abc import Iterator, Sequence
from statistics import mean, median

from index.load.pdf.columns import in_reading_order
from index.load.pdf.lines import PageLine
from index.load.scans.engine import Seen, SeenLine, distance

_LONG = 5  # times as long as high: a line that says how much a page is askew
_LEADED = 1.15  # times the height of its letters: a line as PDFium measures it
_USUAL = 0.25  # of the usual height: what differs less is of the same type
_LEVEL = 0.5  # of a line's height: how far the middles of two pieces of a row may be apart
_FEWEST_LINES = 4
_PROSE_LETTERS = 18  # a column of shorter lines is one of a table, or of a form
_MOST_CROSSING = 0.5  # of the lines of the shorter column


def page_lines(seen: Seen, width: float) -> list[PageLine]:
    """Return the lines of a page that is so many points wide."""
    return list(_ordered(_level(seen, width / max(1, seen.width))))


def _level(seen: Seen, points: float) -> list[PageLine]:
    """Return each line as if the page had lain straight, `points` for each pixel."""
    angle = _angle(seen.lines)
    heights = [_LEADED * points * distance(line.corners[0], line.corners[3]) for line in seen.lines]
    letters = [height for height, line in zip(heights, seen.lines, strict=True) for _ in line.text[::10]]
    usual = median(letters) if letters else 0.0
    lines = []
    for line, height in zip(seen.lines, heights, strict=True):
        size = usual if abs(height - usual) < _USUAL * usual else height
        upper_left, upper_right, lower_right, lower_left = (
            (points * x, points * (seen.height - y)) for x, y in line.corners
        )
        left, left_middle = _turned(_between(upper_left, lower_left), angle)
        right, right_middle = _turned(_between(upper_right, lower_right), angle)
        bottom = (left_middle + right_middle) / 2 - size / 2
        lines.append(PageLine(line.text, left, right, bottom, size, bold=False, words=line.words))
    return lines


def _angle(lines: Sequence[SeenLine]) -> float:
    """Return by how much the long lines fall to the right, in radians."""
    angles = [
        math.atan2(line.corners[1][1] - line.corners[0][1], line.corners[1][0] - line.corners[0][0])
        for line in lines
        if distance(*line.corners[:2]) > _LONG * distance(line.corners[0], line.corners[3])
    ]
    return median(angles) if angles else 0.0


def _turned(place: tuple[float, float], angle: float) -> tuple[float, float]:
    x, y = place
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)


def _between(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def _ordered(lines: Sequence[PageLine]) -> Iterator[PageLine]:
    """Yield lines as they are read, columns one after the other, and what stands in no columns row by row."""
    gutter = _gutter(lines)
    if gutter is None:
        yield from in_reading_order(_rows(lines)) if lines else ()
        return
    left: list[PageLine] = []
    right: list[PageLine] = []
    across: list[PageLine] = []
    for line in sorted(lines, key=lambda line: -line.bottom):
        crosses = line.left < gutter < line.right
        if across and not crosses:
            yield from _ordered(across)
            across = []
        if crosses:
            yield from _ordered(left)
            yield from _ordered(right)
            left, right = [], []
            across.append(line)
        else:
            (left if line.right <= gutter else right).append(line)
    for rest in (left, right, across):
        yield from _ordered(rest)


def _gutter(lines: Sequence[PageLine]) -> float | None:
    """Return the middle of the stripe between two columns of prose that the fewest lines cross, or None."""
    found: list[tuple[int, float, float]] = []
    ends = sorted({line.right for line in lines})
    for end in ends:
        after = [line.left for line in lines if line.left > end]
        if not after:
            continue
        middle = (end + min(after)) / 2
        lefts = [line for line in lines if line.right <= middle]
        rights = [line for line in lines if line.left >= middle]
        crossing = len(lines) - len(lefts) - len(rights)
        if crossing <= _MOST_CROSSING * min(len(lefts), len(rights)) and _is_prose(lefts) and _is_prose(rights):
            found.append((crossing, end - min(after), middle))
    return min(found)[2] if found else None


def _is_prose(lines: Sequence[PageLine]) -> bool:
    return len(lines) >= _FEWEST_LINES and mean(len(line.text) for line in lines) >= _PROSE_LETTERS


def _rows(lines: Sequence[PageLine]) -> list[list[PageLine]]:
    """Return the lines by rows from the top, the pieces of each from the left."""
    rows: list[list[PageLine]] = []
    for line in sorted(lines, key=lambda line: -_middle(line)):
        last = rows[-1][-1] if rows else None
        if last is not None and _middle(last) - _middle(line) < _LEVEL * min(last.size, line.size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _middle(line: PageLine) -> float:
    return line.bottom + line.size / 2
