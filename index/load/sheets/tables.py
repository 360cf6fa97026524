"""Where tables stand on a sheet: they are parted by empty rows, and side by side by empty columns."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from index.load.sheets.columns import Kind, kinds_of, own_cells

_FEWEST_SPACED = 4


def tables_in(rows: Sequence[list[str]]) -> Iterator[list[list[str]]]:
    """Yield the rows of each table, without the columns before it; a line by itself is a table of one row."""
    for part in _parted_by_rows(rows):
        for columns in _side_by_side(part):
            yield from _parted_by_rows([row[columns] for row in part])


def _parted_by_rows(rows: Sequence[list[str]]) -> list[list[list[str]]]:
    """Part at empty rows, unless nearly every row has one after it, as in some files of values between commas."""
    parts = [list(part) for filled, part in groupby(rows, key=lambda row: bool(own_cells(row))) if filled]
    alone = sum(len(part) == 1 and len(own_cells(part[0])) > 1 for part in parts)
    if len(parts) >= _FEWEST_SPACED and alone >= 0.8 * len(parts):
        return [[row for part in parts for row in part]]
    return parts


def _side_by_side(rows: Sequence[list[str]]) -> list[slice]:
    """Return the columns of each table: those after an empty one that begin with words and on other rows."""
    width = max(map(len, rows))
    filled = {column for row in rows for column, cell in enumerate(row) if cell}
    found: list[slice] = []
    for is_filled, group in groupby(range(width), key=filled.__contains__):
        if not is_filled:
            continue
        columns = list(group)
        here = slice(columns[0], columns[-1] + 1)
        if found and not _stands_apart(rows, found[-1], here):
            here = slice(found.pop().start, here.stop)
        found.append(here)
    return found


def _stands_apart(rows: Sequence[list[str]], before: slice, here: slice) -> bool:
    if min(before.stop - before.start, here.stop - here.start) < 2:
        return False
    if kinds_of([row[here][:1] for row in rows])[0] is Kind.NUMBER:
        return False  # the figures of the same table, a little apart
    return _extent(rows, before) != _extent(rows, here)


def _extent(rows: Sequence[list[str]], columns: slice) -> tuple[int, int]:
    numbers = [number for number, row in enumerate(rows) if len(own_cells(row[columns])) > 1]
    return (numbers[0], numbers[-1]) if numbers else (0, 0)
