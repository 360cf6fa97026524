"""Rows of tables that a PDF does not hold row by row: drawn column by column, or with cells of several lines.

Where the file goes back up the page, the lines before and after that stand side by side. They are a table if
figures stand in a column, or if there are many short lines at the same heights, and a single row of one if the row
beside it has its columns. All else stays in the order of the file, such as columns of prose or of addresses.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.load.pdf.hyphens import Words, joined
from index.load.pdf.lines import HYPHEN, Cell, PageLine, words_in

_CELL_GAP = 1.8  # of the height of a line
MARKER = re.compile(r"\W+|\(?[^\W_]{1,3}[.)]?")  # of a list item or a numbered heading
_LEVEL = 0.3  # of the height of a line: how much the lines of a row differ
_LINE_STEP = 1.5  # of the height of a line, at most, from one line of a cell to the next
_ALIGNED = 2.0  # points
_FEWEST_ROWS = 3
_MANY_ROWS = 6  # of words alone: blocks of addresses have fewer
_FILLED = 0.8
_CELL_LETTERS = 18
_FIGURE_LETTERS = 12
_MOST_LINES = 12  # of a cell
_FIGURE = re.compile(r"\W{0,3}\d")

Row = Sequence[PageLine]
Columns = list[list[PageLine]]


@dataclass(slots=True)
class _Unit:
    """What stands side by side on a page, column by column; `rows` is how the file has it."""

    columns: Columns
    rows: list[Row]

    @property
    def lowest(self) -> PageLine:
        return min((column[-1] for column in self.columns), key=lambda line: line.bottom)


def with_whole_rows(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of a page, those of tables put together again as one line each, with " | " between cells."""
    units = list(_with_later_lines(list(_units(rows))))
    found: list[Row] = []
    for number, unit in enumerate(units):
        beside = units[max(0, number - 1) : number] + units[number + 1 : number + 2]
        if _is_table(unit.columns):
            found += [[_as_row(cells)] for cells in _table_rows(unit.columns)]
        elif _has_wrapped_cells(unit) and any(_same_columns(unit.columns, other.columns) for other in beside):
            found.append([_as_row(unit.columns)])
        else:
            found += unit.rows
    return found


def _units(rows: Sequence[Row]) -> Iterator[_Unit]:
    """Part the rows at places above which the file does not go back."""
    start = 0
    while start < len(rows):
        turn = _next_turn(rows, start)
        if turn is None:
            yield from (_Unit(_cells(row), [row]) for row in rows[start:])
            return
        first = turn
        while first > start and _not_above(rows[first - 1], rows[turn]):
            first -= 1
        yield from (_Unit(_cells(row), [row]) for row in rows[start:first])
        start = _end(rows, first, turn)
        columns = _columns([piece for row in rows[first:start] for piece in row])
        if columns is None:
            yield from (_Unit(_cells(row), [row]) for row in rows[first:start])
        else:
            yield _Unit(columns, list(rows[first:start]))


def _next_turn(rows: Sequence[Row], start: int) -> int | None:
    for number in range(start + 1, len(rows)):
        before, row = rows[number - 1][-1], rows[number][0]
        if row.bottom > before.bottom + _LEVEL * row.size and row.left > before.left and not row.turned:
            return number
    return None


def _not_above(row: Row, other: Row) -> bool:
    return row[0].bottom <= other[0].bottom + _LEVEL * row[0].size and not row[0].turned


def _end(rows: Sequence[Row], first: int, turn: int) -> int:
    """Return where the lines end that stand beside those from `first` to `turn`."""
    floor = min(row[0].bottom for row in rows[first:turn])
    end = turn
    while end < len(rows) and _not_above(rows[end], rows[turn]):
        piece, above = rows[end][0], rows[end - 1][-1]
        if piece.bottom < floor - _LEVEL * piece.size and not (end > turn and _goes_on(above, piece)):
            break
        end += 1
    return end


def _goes_on(line: PageLine, after: PageLine) -> bool:
    """Tell whether a line stands right under another one of its cell."""
    return 0 < line.bottom - after.bottom <= _LINE_STEP * line.size and _is_aligned(line, after)


def _is_aligned(line: PageLine, other: PageLine) -> bool:
    middles = (line.left + line.right - other.left - other.right) / 2
    return min(abs(line.left - other.left), abs(line.right - other.right), abs(middles)) <= _ALIGNED


def _columns(pieces: Sequence[PageLine]) -> Columns | None:
    """Return the runs of lines that each go down the page, or None if they do not stand beside each other."""
    columns = [[pieces[0]]]
    for before, piece in pairwise(pieces):
        below = piece.bottom < before.bottom - _LEVEL * piece.size
        if not below or piece.left > max(line.right for line in columns[-1][-_MOST_LINES:]):
            columns.append([])
        columns[-1].append(piece)
    edges = [(min(line.left for line in column), max(line.right for line in column)) for column in columns]
    apart = all(before[1] < after[0] for before, after in pairwise(edges))
    return columns if apart and len(columns) > 1 else None


def between_gaps(row: Row) -> list[list[PageLine]]:
    """Return the pieces of a row between wide gaps."""
    groups = [[row[0]]]
    for before, after in pairwise(row):
        if after.left - before.right > _CELL_GAP * before.size:
            groups.append([])
        groups[-1].append(after)
    return groups


def _cells(row: Row) -> Columns:
    """Return the cells of a row, each a column of one line."""
    texts = [(group, " ".join(piece.text for piece in group)) for group in between_gaps(row)]
    return [[replace(group[0], text=text, right=group[-1].right, words=words_in(group))] for group, text in texts]


def _with_later_lines(units: Sequence[_Unit]) -> Iterator[_Unit]:
    """Put the further lines of cells, which stand below a row as lines of their own, into that row."""
    row: _Unit | None = None
    for number, unit in enumerate(units):
        after = units[number + 1] if number + 1 < len(units) else None
        if row is not None and (columns := _continued(row, unit, after)):
            row = _Unit(columns, [*row.rows, *unit.rows])
            continue
        if row is not None:
            yield row
        row = unit
    if row is not None:
        yield row


def _continued(row: _Unit, unit: _Unit, after: _Unit | None) -> Columns | None:
    """Return the columns of a row with the lines of a unit in them, or None if these do not belong there."""
    is_list = len(row.columns) == 2 and MARKER.fullmatch(row.columns[0][0].text)
    if is_list or len(unit.rows) != 1 or not len(unit.columns) < len(row.columns) or row.columns[0][0].turned:
        return None
    lines = [column[0] for column in unit.columns]
    places = [
        next((place for place, column in enumerate(row.columns) if _goes_on(column[-1], line)), None)
        for line in lines
    ]
    if None in places or any(len(column) >= _MOST_LINES for column in row.columns):
        return None
    step = row.lowest.bottom - lines[0].bottom
    following = lines[0].bottom - after.columns[0][0].bottom if after is not None else 0.0
    if 0 in places and not (step > 0 and following > 1.15 * step and after and len(after.columns) > 1):
        return None
    return [
        [*column, *(line for line, place in zip(lines, places, strict=True) if place == number)]
        for number, column in enumerate(row.columns)
    ]


def _is_table(columns: Columns) -> bool:
    """Tell whether columns that the file draws one after the other are those of a table, not of a text."""
    levels = max(columns, key=len)
    if len(levels) < _FEWEST_ROWS or len(columns) < 2:
        return False
    at_levels = sum(
        any(_is_level(line, level) for level in _near(levels, line)) for column in columns for line in column
    )
    if at_levels < _FILLED * len(levels) * len(columns):
        return False
    short = [column for column in columns if sum(len(line.text) for line in column) < _CELL_LETTERS * len(column)]
    if 2 * len(short) < len(columns):
        return False
    figures = any(
        sum(len(line.text) <= _FIGURE_LETTERS and bool(_FIGURE.match(line.text)) for line in column)
        > 0.6 * len(column)
        for column in columns
    )
    return figures or (len(columns) > 2 and len(levels) >= _MANY_ROWS)


def _near(levels: Row, line: PageLine) -> Row:
    """Return the lines of a column, which goes down, that may be level with a line."""
    first = bisect_left(levels, -line.bottom - line.size, key=lambda level: -level.bottom)
    return levels[first : first + 3]


def _is_level(line: PageLine, other: PageLine) -> bool:
    return abs(line.bottom - other.bottom) <= _LEVEL * line.size


def _table_rows(columns: Columns) -> Iterator[Columns]:
    """Yield the rows of a table: at a height with few cells and none in the first column, a row goes on."""
    lines = [(line, number) for number, column in enumerate(columns) for line in column]
    lines.sort(key=lambda found: -found[0].bottom)
    row: Columns = []
    first = 0
    while first < len(lines):
        top = lines[first][0]
        level = [found for found in lines[first : first + len(columns)] if _is_level(found[0], top)]
        first += len(level)
        few = 2 * len(level) < len(columns) and all(number for _, number in level)
        if not (row and few):
            if row:
                yield row
            row = [[] for _ in columns]
        for line, number in level:
            row[number].append(line)
    yield row


def _has_wrapped_cells(unit: _Unit) -> bool:
    lengths = [len(column) for column in unit.columns]
    return len(lengths) > 1 and max(lengths) > 1 and min(lengths) <= 3 and max(lengths) <= _MOST_LINES


def _same_columns(columns: Columns, others: Columns) -> bool:
    """Tell whether two rows stand in the same columns: as many, and aligned."""
    aligned = (any(_is_aligned(column[0], other[0]) for other in others) for column in columns)
    return len(others) > 1 and sum(aligned) >= max(2, len(columns) - 1)


def _as_row(columns: Columns) -> PageLine:
    """Return a row of a table as one line; an empty cell keeps its place."""
    lines = [line for column in columns for line in column]
    first = max(lines, key=lambda line: line.bottom)
    return replace(
        first,
        text=" | ".join(map(cell_text, columns)),
        left=min(line.left for line in lines),
        right=max(line.right for line in lines),
        bottom=min(line.bottom for line in lines),
        bold=all(line.bold for line in lines),
        cells=True,
        row=tuple(map(_as_cell, columns)),
        words=words_in(lines),
    )


def _as_cell(lines: Sequence[PageLine]) -> Cell:
    left = min((line.left for line in lines), default=0.0)
    right = max((line.right for line in lines), default=0.0)
    return Cell(cell_text(lines), left, right, bool(lines) and all(line.bold for line in lines))


def cell_text(lines: Sequence[PageLine]) -> str:
    """Return the lines of a cell as one."""
    words = Words.of(line.text for line in lines)
    text = ""
    for line in lines:
        text = (joined(text, line.text, words) if text else "") + line.text
    return text.replace(HYPHEN, "-")
