"""The names of columns in a table whose file marks the rows that hold them, or sets these apart in bold type."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.load.sheets.columns import VOID, Kind, Names, Repeated, is_period, kind_of, kinds_of, own_cells

LONGEST_NAME = 80
MOST_HEADS = 3


@dataclass(frozen=True, slots=True)
class Head:
    """How many of the first rows of a table hold the names of its columns, none if 0.

    It is `sure` where the file marks these rows as names, and not where they only look so, or where the format has
    them in every table.
    """

    rows: int
    sure: bool = True


def stated_names(rows: Sequence[Sequence[str]], head: Head) -> Names | None:
    """Return the names of columns, or None where the first rows cannot be names; a title may stand above these."""
    first = 0
    while first < head.rows and first < len(rows) and _is_title(rows[first]):
        first += 1
    heads, body = rows[first : head.rows], rows[head.rows :]
    if not body or not 0 < len(heads) <= MOST_HEADS or not any(map(own_cells, heads)):
        return None
    if not head.sure and not all(_may_be_names(row, body) for row in heads):
        return None
    width = max(map(len, heads))
    names = [_joined([row[column] for row in heads if column < len(row)]) for column in range(width)]
    if any(len(name) > LONGEST_NAME for name in names):
        return None
    return Names(names, kinds_of(body), first, head.rows)


def _joined(cells: Sequence[str]) -> str:
    """Return the name of a column behind that of its group."""
    return " ".join(dict.fromkeys(filter(None, cells)))


def _is_title(row: Sequence[str]) -> bool:
    """Tell whether a row is one cell across the table."""
    return len(own_cells(row)) == 1 and (len(row) == 1 or any(isinstance(cell, Repeated) for cell in row))


def _may_be_names(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Tell whether a row that looks like names may be one: of two columns it may be the first line of a form."""
    if any(cell.lower() in VOID for cell in row if cell) or (row[0].endswith(":") and not row[-1].endswith(":")):
        return False
    width = max(len(row), *(len(other) for other in below))
    figures = [cell for cell in row if kind_of(cell) is Kind.NUMBER and not is_period(cell)]
    return width > 2 or not figures
