"""Lines of a table that name the section of the rows under them: "Europe" above the rows of its countries.

A row that has a name and no figures looks the same. So a line counts only where it spans the table or ends in a
colon, or where the rows begin with one and another follows.
"""

import re
from collections.abc import Sequence

from index.load.sheets.columns import Repeated, own_cells

_LONGEST = 80
_FEWEST_ROWS = 2
_FEWEST_SECTIONS = 2
# A row that sums up ends a section: it may be the sum of all of them.
_SUM = re.compile(
    r"\W*(?:(?:sub|grand)[ -]?)?(?:totals?|totaal|totale?n?|sum|summe|summa|somme|suma|all|altogether|overall"
    r"|gesamt\w*|insgesamt|zusammen|zwischensumme|ensemble|sammen|samlet|i alt|totalt|yhteensä|razem|celkem"
    r"|итого|всего)\b",
    re.IGNORECASE,
)


def is_section(row: Sequence[str]) -> bool:
    """Tell whether a row has one cell, its first."""
    return len(own_cells(row)) == 1 and bool(row[0])


def sections_of(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return for each row below the names of the columns the line that names its section, "" for none."""
    lines = [number for number, row in enumerate(rows) if is_section(row)]
    sections = [""] * len(rows)
    parts = [
        (start, _end(rows, start, after))
        for start, after in zip(lines, [*lines[1:], len(rows)], strict=False)
        if len(rows[start][0]) <= _LONGEST and not rows[start][0].endswith((".", "!", "?"))
    ]
    parts = [(start, end) for start, end in parts if end - start > _FEWEST_ROWS]
    begins = bool(parts) and parts[0][0] == 0
    if not (begins and len(parts) >= _FEWEST_SECTIONS):
        parts = [(start, end) for start, end in parts if _is_sure(rows[start])]
    for start, end in parts:
        sections[start + 1 : end] = [rows[start][0].rstrip(": ")] * (end - start - 1)
    return sections


def _end(rows: Sequence[Sequence[str]], start: int, after: int) -> int:
    return next(
        (number for number in range(start + 1, after) if rows[number] and _SUM.match(rows[number][0])), after
    )


def _is_sure(row: Sequence[str]) -> bool:
    spans = len(row) > 1 and all(isinstance(cell, Repeated) for cell in row[1:])
    return spans or row[0].endswith(":")
