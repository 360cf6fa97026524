"""Lines of a table that name the section of the rows under them: "Europe" above the rows of its countries.

A row that has a name and no figures looks the same. So a line counts only where it spans the table or ends in a
colon, and is no note to the figures.
"""

import re
from collections.abc import Sequence

from index.load.sheets.columns import Across, Repeated, own_cells

_LONGEST = 80
_FEWEST_ROWS = 2
_NOTE = re.compile(
    r"\W*(?:(?:foot)?notes?|sources?|nb|quellen?|anmerkung(?:en)?|hinweise?|fuentes?|fontes?)\b|[*†‡]",
    re.IGNORECASE,
)
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


def sections_of(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return for each row how many rows above it the line stands that names its section, 0 for none."""
    lines = [number for number, row in enumerate(rows) if is_section(row)]
    sections = [0] * len(rows)
    width = max(map(len, rows), default=0)
    for start, after in zip(lines, [*lines[1:], len(rows)], strict=False):
        end = _end(rows, start, after) if _is_sure(rows[start], width) else start
        if end - start > _FEWEST_ROWS:
            sections[start + 1 : end] = range(1, end - start)
    return sections


def section_name(line: Sequence[str]) -> str:
    """Return the name of a section, of the line that names it."""
    return line[0].rstrip(": ")


def _end(rows: Sequence[Sequence[str]], start: int, after: int) -> int:
    return next(
        (number for number in range(start + 1, after) if rows[number] and _SUM.match(rows[number][0])), after
    )


def _is_sure(row: Sequence[str], width: int) -> bool:
    line = row[0]
    if len(line) > _LONGEST or line.endswith((".", "!", "?")) or _NOTE.match(line):
        return False
    merged = 1 < len(row) == width and all(isinstance(cell, Repeated) for cell in row[1:])
    return merged or isinstance(line, Across) or line.endswith(":")
