"""The sheets of an OpenDocument workbook: cells as the program showed them, and what stands beside them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter  # type: ignore[import-untyped] # no types in the package

from index.load.markup.tags import name_of
from index.load.office.opendocument.parts import rows_of
from index.load.office.opendocument.styles import attribute, count
from index.load.office.opendocument.text import OdfReader
from index.load.parts import TextBuilder, one_line
from index.load.rows import MOST_ROWS, add_tables, keep_rows
from index.load.sheets.beside import comment_line, not_computed
from index.load.sheets.merged import Area, repeat_merged

_MOST_COLUMNS = 1_000
_CELLS = ("{*}table-cell", "{*}covered-table-cell")
_DURATION = re.compile(r"-?PT(\d{1,9})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")
_VALUES = ("string-value", "date-value", "time-value", "boolean-value", "value")


@dataclass(slots=True)
class _Sheet:
    """What is known of a sheet once its rows have been read."""

    numbers: list[int] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    comments: list[tuple[int, int, str]] = field(default_factory=list)
    shapes: list[Any] = field(default_factory=list)
    not_computed: int = 0


def add_sheets(book: Any, reader: OdfReader, builder: TextBuilder) -> Iterator[str]:  # noqa: ANN401 - lxml ships no types
    """Add all sheets, and yield what is left out."""
    tables = list(book.iterchildren("{*}table"))
    for table in tables:
        name = attribute(table, "table", "name") or ""
        if len(tables) > 1:
            builder.add(name, "heading")
        for note in _add_sheet(table, reader, builder):
            yield f"sheet {name!r}: {note}"


def _add_sheet(table: Any, reader: OdfReader, builder: TextBuilder) -> Iterator[str]:  # noqa: ANN401 - as above
    sheet = _Sheet()
    kept = keep_rows(_rows(table, reader, sheet))
    repeat_merged(kept.cells, sheet.numbers, sheet.merged)
    add_tables(kept.cells, builder)
    rows = dict(zip(sheet.numbers, kept.cells, strict=False))
    for number, column, text in sheet.comments:
        place = f"{get_column_letter(column + 1)}{number}"
        builder.add(comment_line(place, text, rows.get(number, ())), "item")
    reader.add([*table.iterchildren("{*}shapes"), *sheet.shapes], "prose")
    if kept.left_out:
        yield kept.left_out
    yield from not_computed(sheet.not_computed)


def _rows(table: Any, reader: OdfReader, sheet: _Sheet) -> Iterator[list[str]]:  # noqa: ANN401 - as above
    """Yield the rows of a sheet, any number of empty ones as one, and fill in `sheet` on the way."""
    number = 1
    for row in rows_of(table):
        times = count(attribute(row, "table", "number-rows-repeated"), 1)
        cells = _cells(row, number, reader, sheet)
        for repeated in range(min(times, MOST_ROWS + 1) if any(cells) else 1):
            sheet.numbers.append(number + repeated)
            yield list(cells)
        number += times


def _cells(row: Any, number: int, reader: OdfReader, sheet: _Sheet) -> list[str]:  # noqa: ANN401 - as above
    cells: list[str] = []
    for cell in row.iterchildren(*_CELLS):
        column = len(cells)
        text = _text(cell, reader, sheet) if name_of(cell) == "table-cell" else ""
        times = count(attribute(cell, "table", "number-columns-repeated"), 1) if column < _MOST_COLUMNS else 0
        cells += [text] * min(times, _MOST_COLUMNS)
        rows, columns = (count(attribute(cell, "table", f"number-{of}-spanned"), 1) for of in ("rows", "columns"))
        if rows > 1 or columns > 1:
            sheet.merged.append(Area(number, column, number + rows, column + min(columns, _MOST_COLUMNS)))
        for part in cell:
            if name_of(part) == "annotation":
                comment = " ".join(reader.text(line) for line in part.iter("{*}p"))
                sheet.comments.append((number, column, one_line(comment)))
            elif name_of(part) not in ("p", "h", "table", None):
                sheet.shapes.append(part)
    return cells


def _text(cell: Any, reader: OdfReader, sheet: _Sheet) -> str:  # noqa: ANN401 - as above
    """Return what a cell shows, or its value if the file does not say how that is shown."""
    shown = " ".join(reader.text(paragraph) for paragraph in cell.iterchildren("{*}p", "{*}h"))
    if shown.strip():
        return shown
    value = next(filter(None, (attribute(cell, "office", name) for name in _VALUES)), "")
    formula = attribute(cell, "table", "formula")
    if formula and not value:
        sheet.not_computed += 1
        return formula[formula.index("=") :] if "=" in formula else formula
    kind = attribute(cell, "office", "value-type")
    if kind == "percentage" and re.fullmatch(r"-?\d{1,15}(\.\d{1,20})?", value):
        return f"{float(value) * 100:.15g}%"
    if kind == "currency":
        return f"{value} {attribute(cell, 'office', 'currency') or ''}".strip()
    duration = _DURATION.fullmatch(value)
    return f"{int(duration[1])}:{duration[2]:0>2}:{duration[3]:0>2}" if duration else value
