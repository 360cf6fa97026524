"""Rows of PDF tables with the names of their columns: a table goes on where the next page has its columns.

A row that has no border is parted where no other row of its table has text. The rows that hold names, on the first
page and where they are repeated on the next ones, give their words to the others, and go.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from statistics import median

from index.load.pdf.lines import Cell, PageLine
from index.load.rows import are_named, table_lines
from index.load.sheets.columns import Repeated
from index.load.sheets.heads import Head

_NEAR = 3.0  # points: borders of one column on two pages
_STEP = 8  # times the height of a line, at most, from one row to the next
_FEWEST_GUESSED = 3  # rows
_SPANS = 0.5  # of a column's width

_Span = tuple[float, float]


@dataclass(slots=True)
class _Table:
    """Rows of one table: where each stands, as page and place on it, and their lines."""

    places: list[tuple[int, int]] = field(default_factory=list)
    lines: list[PageLine] = field(default_factory=list)


def with_names(pages: Sequence[Sequence[PageLine]]) -> list[list[PageLine]]:
    """Return the lines of pages, rows of tables with the names of their columns, where they have any."""
    named: dict[tuple[int, int], PageLine | None] = {}
    for table in _tables(pages):
        named |= dict(zip(table.places, _named(table.lines), strict=True))
    return [
        [shown for place, line in enumerate(page) if (shown := named.get((number, place), line)) is not None]
        for number, page in enumerate(pages)
    ]


def repeated_heads(pages: Sequence[Sequence[PageLine]]) -> set[str]:
    """Return the texts of rows that begin a table on several pages, as they are no running headers."""
    return {
        page[number].text
        for page in pages
        for number in range(len(page) - 2)
        if _is_row(page[number]) and all(_goes_on(page[number], page[number + step]) for step in (1, 2))
    }


def _tables(pages: Sequence[Sequence[PageLine]]) -> Iterator[_Table]:
    """Yield the tables of pages. A line between two rows, such as the heading of a part, does not end one."""
    table = _Table()
    for number, page in enumerate(pages):
        for place, line in enumerate(page):
            if not _is_row(line):
                continue
            if table.lines and not _follows(table, number, place, line, pages):
                yield table
                table = _Table()
            table.places.append((number, place))
            table.lines.append(line)
    if table.lines:
        yield table


def _follows(table: _Table, number: int, place: int, line: PageLine, pages: Sequence[Sequence[PageLine]]) -> bool:
    """Tell whether a row goes on a table: other names in bold type begin a table of their own."""
    page, last = table.places[-1]
    before = table.lines[-1]
    if _is_bold(line) and not _is_bold(before) and line.text != table.lines[0].text:
        return False
    if number == page:
        return place - last <= 2 and 0 < before.bottom - line.bottom < _STEP * line.size and _goes_on(before, line)
    return number == page + 1 and place == 0 and last == len(pages[page]) - 1 and _goes_on(before, line)


def _is_row(line: PageLine) -> bool:
    return len(line.row) > 1 and not line.turned


def _goes_on(line: PageLine, after: PageLine) -> bool:
    """Tell whether two rows have the same columns."""
    if not _is_row(after) or line.ruled != after.ruled:
        return False
    if line.ruled:
        edges = [[cell.left for cell in row] + [row[-1].right] for row in (line.row, after.row)]
        same = zip(*edges, strict=False)
        return len(edges[0]) == len(edges[1]) and all(abs(one - other) <= _NEAR for one, other in same)
    above = [cell for cell in line.row if cell.text]
    level = sum(any(_overlap(cell, other) > 0 for other in above) for cell in after.row if cell.text)
    return level > 1 or (level == 1 and len(line.row) != len(after.row))


def _overlap(cell: Cell, other: Cell) -> float:
    return min(cell.right, other.right) - max(cell.left, other.left)


def _named(lines: Sequence[PageLine]) -> list[PageLine | None]:
    """Return the rows of a table with names, None for those that hold the names; or as they are."""
    rows = [_texts(line.row) for line in lines] if lines[0].ruled else _parted(lines)
    bold = sum(1 for _ in takewhile(_is_bold, lines))
    head = Head(bold, sure=False) if 0 < bold < len(lines) else None
    if max(map(len, rows)) < 2 or (head is None and len(rows) < _FEWEST_GUESSED):
        return list(lines)
    found = table_lines(rows, head)
    if not are_named(found):
        return list(lines)
    pairs = zip(lines, found, strict=True)
    return [None if line is None else replace(before, text=line.text, cells=True) for before, line in pairs]


def _is_bold(line: PageLine) -> bool:
    return all(cell.bold for cell in line.row if cell.text)


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [Repeated(cell.text) if cell.repeated else cell.text for cell in cells]


def _parted(lines: Sequence[PageLine]) -> list[list[str]]:
    """Return the cells of rows without borders, by the columns that these have together."""
    usual = median(len(line.row) for line in lines)
    columns: list[_Span] = []
    full = [cell for line in lines if len(line.row) >= usual for cell in line.row if cell.text]
    for cell in sorted(full, key=lambda cell: cell.left):
        if columns and cell.left <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], cell.right))
        else:
            columns.append((cell.left, cell.right))
    rows = [_by_columns(line.row, columns) for line in lines]
    return _without_halves(rows)


def _by_columns(cells: Sequence[Cell], columns: Sequence[_Span]) -> list[str]:
    row = [""] * len(columns)
    for cell in (cell for cell in cells if cell.text):
        spanned = [n for n, span in enumerate(columns) if _covered(cell, span) > _SPANS * (span[1] - span[0])]
        middle = (cell.left + cell.right) / 2
        near = min(range(len(columns)), key=lambda n: _distance(middle, columns[n]))
        first, *others = spanned or [near]
        row[first] = f"{row[first]} {cell.text}".strip()
        for other in others:
            row[other] = row[other] or Repeated(cell.text)
    return row


def _covered(cell: Cell, span: _Span) -> float:
    return min(cell.right, span[1]) - max(cell.left, span[0])


def _distance(place: float, span: _Span) -> float:
    return max(span[0] - place, place - span[1], 0.0)


def _without_halves(rows: list[list[str]]) -> list[list[str]]:
    """Join columns of which no row has both: a name to the left, say, over figures to the right."""
    column = 0
    while column + 1 < len(rows[0]):
        if any(row[column] and row[column + 1] for row in rows):
            column += 1
            continue
        for row in rows:
            row[column : column + 2] = [row[column] or row[column + 1]]
    return rows
