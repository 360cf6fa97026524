"""The order in which the lines of a PDF page are read: columns that the file holds line by line are parted.

PDFium gives text in the order of the file, which is the order of reading for what was typeset. Scanned pages
with a text layer, and some exports, hold each line across all columns; so do tables, whose rows must stay whole.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import mean, median

from index.load.pdf.lines import Cell, PageLine, words_in
from index.load.pdf.tables import MARKER, between_gaps, with_whole_rows

_FEWEST_ROWS = 4
_PROSE_LETTERS = 18  # a column of lines shorter than this is one of a table
_TOUCHING = 0.05  # of the height of a line

Row = Sequence[PageLine]


def in_reading_order(rows: Sequence[Row]) -> list[PageLine]:
    """Return the lines of a page as they are read; a row of a table is one line, with " | " between cells."""
    gutter = _gutter(rows)
    if gutter is None:
        rows = with_whole_rows(rows)
        return [_joined(rows, number) for number in range(len(rows))]
    ordered: list[PageLine] = []
    left: list[PageLine] = []
    right: list[PageLine] = []
    for row in sorted(rows, key=lambda row: -row[0].bottom):
        if any(_crosses(piece, gutter) for piece in row):
            ordered += [*left, *right, _with_spaces(row)]
            left, right = [], []
            continue
        for side, pieces in (
            (left, [piece for piece in row if piece.left < gutter]),
            (right, [piece for piece in row if piece.left >= gutter]),
        ):
            side += [_with_spaces(pieces)] if pieces else []
    return [*ordered, *left, *right]


def _gutter(rows: Sequence[Row]) -> float | None:
    """Return the middle of the white stripe between two columns of prose that stand in the same rows, or None."""
    gaps = [
        max(pairwise(row), key=lambda pair: pair[1].left - pair[0].right)
        for row in rows
        if len(row) > 1 and not row[0].turned
    ]
    if len(gaps) < _FEWEST_ROWS:
        return None
    middle = median((before.right + after.left) / 2 for before, after in gaps)
    parted = [row for row in rows if any(before.right < middle < after.left for before, after in pairwise(row))]
    crossing = sum(any(_crosses(piece, middle) for piece in row) for row in rows)
    if len(parted) < _FEWEST_ROWS or crossing > len(parted):
        return None
    lefts = [sum(len(piece.text) for piece in row if piece.left < middle) for row in parted]
    rights = [sum(len(piece.text) for piece in row if piece.left >= middle) for row in parted]
    return middle if min(mean(lefts), mean(rights)) >= _PROSE_LETTERS else None


def _crosses(piece: PageLine, middle: float) -> bool:
    return piece.left < middle < piece.right


def _joined(rows: Sequence[Row], number: int) -> PageLine:
    """Return a row as one line: of a table where a neighbour has as many cells, else with spaces for its gaps."""
    row = rows[number]
    if len(row) == 1:
        return row[0]
    cells = [_with_spaces(group) for group in between_gaps(row)]
    neighbours = [rows[other] for other in (number - 1, number + 1) if 0 <= other < len(rows)]
    is_table = len(cells) > 1 and any(
        len(between_gaps(other)) == len(cells) or other[0].cells for other in neighbours
    )
    is_item = len(cells) == 2 and MARKER.fullmatch(cells[0].text)
    pieces = () if is_item else tuple(Cell(piece.text, piece.left, piece.right, piece.bold) for piece in row)
    if not is_table or is_item:
        return replace(_with_spaces(row), row=pieces)
    return replace(_with_spaces(cells), text=" | ".join(cell.text for cell in cells), cells=True, row=pieces)


def _with_spaces(row: Row) -> PageLine:
    text = row[0].text
    for before, after in pairwise(row):
        touching = after.left - before.right < _TOUCHING * before.size
        text += after.text if touching else f" {after.text}"
    return replace(row[0], text=text, right=row[-1].right, words=words_in(row))
