"""The names of columns in a table whose file marks the rows that hold them, or sets these apart in bold type."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.load.dates import read_date
from index.load.sheets.columns import VOID, Kind, Names, Repeated, is_period, kind_of, kinds_of, own_cells

LONGEST_NAME = 80
MOST_HEADS = 3
_FIGURES = re.compile(r"[\d\s.,:/'\u2013-]+")


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
    if not head.sure and not (all(map(_may_be_names, heads)) and (is_wide(rows) or _is_measured(heads, body))):
        return None
    width = max(map(len, heads))
    names = [_joined([row[column] for row in heads if column < len(row)]) for column in range(width)]
    if any(len(name) > LONGEST_NAME for name in names):
        return None
    return Names(names, kinds_of(body), first, head.rows)


def is_wide(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether a table has more than two columns: one of two may be a form, "Owner" before "Ann Lee"."""
    return any(len(own_cells(row)) > 2 for row in rows)


def _joined(cells: Sequence[str]) -> str:
    """Return the name of a column behind that of its group."""
    return " ".join(dict.fromkeys(filter(None, cells)))


def _is_title(row: Sequence[str]) -> bool:
    """Tell whether a row is one cell across the table."""
    return len(own_cells(row)) == 1 and (len(row) == 1 or any(isinstance(cell, Repeated) for cell in row))


def _may_be_names(row: Sequence[str]) -> bool:
    """Tell whether a row that looks like names may be one, and not the first line of a form."""
    return not any(cell.lower() in VOID for cell in row if cell) and not (
        row[0].endswith(":") and not row[-1].endswith(":")
    )


def _is_measured(heads: Sequence[Sequence[str]], body: Sequence[Sequence[str]]) -> bool:
    """Tell whether words stand over a column of figures in one unit: those of a form have several, or none."""
    if any(kind_of(cell) is Kind.NUMBER and not is_period(cell) for row in heads for cell in row):
        return False
    for column, kind in enumerate(kinds_of(body)):
        cells = [row[column] for row in body if column < len(row) and kind_of(row[column]) is Kind.NUMBER]
        units = {"date" if read_date(cell) else _FIGURES.sub("", cell) for cell in cells}
        if kind is Kind.NUMBER and len(cells) > 1 and len(units) == 1:
            return True
    return False
