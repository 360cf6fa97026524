"""Cells that span several rows or columns of a table, written in each of them: a row says what it is about."""

from copy import deepcopy
from typing import Any

_MOST_COPIED = 500_000  # characters of a page, a tag counting as some
_TAG = 20
_MOST_COLUMNS = 100

_Cell = Any  # lxml ships no types
_Reaching = dict[int, tuple[_Cell, int]]  # by column: a cell from above and how many more rows it covers


def write_spans(root: Any) -> None:  # noqa: ANN401 - lxml ships no types
    """Put a copy of each cell that spans rows or columns wherever it reaches. A row of one cell stays as it is."""
    copies = _Copies()
    for table in list(root.iter("table")):
        for section in (table, *(part for part in table if part.tag in ("thead", "tbody", "tfoot"))):
            rows = [row for row in section if row.tag == "tr"]
            reaching: _Reaching = {}
            for number, row in enumerate(rows):
                reaching = _fill(row, reaching, len(rows) - number, copies)


class _Copies:
    def __init__(self) -> None:
        self._left = _MOST_COPIED

    def of(self, cell: _Cell) -> _Cell:
        """Return a copy of a cell without tables inside; an empty cell once too much was copied."""
        self._left -= sum(_TAG + len(part.text or "") + len(part.tail or "") for part in cell.iter())
        if self._left < 0:
            return cell.makeelement("td")
        copy = deepcopy(cell)
        copy.tail = None
        for name in ("rowspan", "colspan", "id"):
            copy.attrib.pop(name, None)
        for inner in list(copy.iter("table")):
            inner.drop_tree()
        return copy


def _fill(row: Any, reaching: _Reaching, rows_left: int, copies: _Copies) -> _Reaching:  # noqa: ANN401 - lxml ships no types
    """Write a row with the cells that reach into it. Returns those that reach into the next."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    filled: list[_Cell] = []
    below: _Reaching = {column: (cell, rows - 1) for column, (cell, rows) in reaching.items() if rows > 1}
    for cell in cells:
        while len(filled) in reaching:
            filled.append(copies.of(reaching[len(filled)][0]))
        rows = _span(cell, "rowspan", rows_left)
        columns = 1 if len(cells) == 1 and not reaching else min(_span(cell, "colspan", 1), _MOST_COLUMNS)
        for number in range(columns):
            if rows > 1 and len(filled) < _MOST_COLUMNS:
                below[len(filled)] = (cell, rows - 1)
            filled.append(copies.of(cell) if number else cell)
    for column in sorted(column for column in reaching if column >= len(filled)):
        while len(filled) < column:
            filled.append(row.makeelement("td"))
        filled.append(copies.of(reaching[column][0]))
    if len(filled) > len(cells):
        row[:] = filled
    return below


def _span(cell: _Cell, name: str, whole: int) -> int:
    """Return how many rows or columns a cell spans; 0 stands for all that there are."""
    stated = cell.get(name, "1").strip()
    if not stated.isdecimal() or len(stated) > 5:
        return 1
    return int(stated) or whole
