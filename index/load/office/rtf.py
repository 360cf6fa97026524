"""Rich text: a paragraph a block, a row of a table an item; title, author and date stand in the file's header."""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from statistics import mode

from index.errors import DocumentError
from index.load.office.richtext.reader import RtfReader
from index.load.office.richtext.stories import MOST_COLUMNS, Line
from index.load.parts import Loaded, TextBuilder, counted, iso, one_line
from index.load.rows import add_table
from index.load.sheets.columns import Repeated
from index.load.stated import stated_author, stated_date, stated_title

_START = b"{\\rtf"
_HEAD = 20_000
_MOST_SPREAD = 20_000_000  # cells of a table, and letters in them
_TWIPS = 60  # a millimetre: by so much programs differ over the edge of a column from row to row
_DATES = tuple(re.compile(rf"\{{\\{word}((?:\\[a-z]+\d+)+)\}}") for word in ("creatim", "revtim"))
_NUMBER = re.compile(r"\\([a-z]+)(\d+)")
_BULLET = re.compile(r"[•·▪‣*-]\s*\t")


def load_rtf(data: bytes) -> Loaded:
    """Return the text of a rich text file. Raises DocumentError if it is none."""
    if not data.lstrip().startswith(_START):
        raise DocumentError("is broken: it does not begin as rich text. If it is plain text, rename it to .txt")
    source = data.decode("latin-1")
    reader = RtfReader(source)
    builder = TextBuilder()
    seen: set[str] = set()
    for in_table, lines in groupby(reader.lines, key=lambda line: bool(line.cells)):
        if in_table:
            add_table(_rows(list(lines)), builder)
        else:
            seen.update(_add(line, builder) for line in lines)
    for line in reader.running:
        if one_line(line.text) not in seen and any(map(str.isalpha, line.text)):  # a number is the page's
            seen.add(_add(line, builder))
    return builder.build(
        title=stated_title(reader.fields.get("title")),
        author=stated_author(reader.fields.get("author")),
        published=stated_date(*(_date(form, source) for form in _DATES)),
        left_out=counted({"equation": reader.equations}) if reader.equations else (),
    )


def _rows(lines: Sequence[Line]) -> list[list[str]]:
    """Return rows with each merged cell in all that it spans.

    Where the file does not say which columns the cells of a row stand in, a row of fewer is one of a single cell.
    """
    if spread := _spread(lines):
        return spread
    rows = [[one_line(cell) for cell in line.cells] for line in lines]
    width = mode([len(row) for row in rows if len(row) > 1] or [1])
    return [row if len(row) in (1, width) else [" | ".join(row)] for row in rows]


def _spread(lines: Sequence[Line]) -> list[list[str]]:
    """Return the rows by the ends of their cells, [] where these are too many or not those of the fullest row."""
    edges = [cell.right for cell in max((line.grid for line in lines), key=len)]
    if len(edges) > MOST_COLUMNS:
        return []
    above: dict[int, str] = {}
    size = 0
    rows: list[list[str]] = []
    for line in lines:
        row: list[str] = []
        if len(line.grid) < len(line.cells):
            return []
        for text, cell in zip(map(one_line, line.cells), line.grid, strict=False):
            column = len(row)
            reached = (place for place in range(column, len(edges)) if abs(edges[place] - cell.right) <= _TWIPS)
            end = next(reached, -1) + 1
            goes_on = cell.beside and bool(row) and not text
            if goes_on:
                text = row[-1]
            elif cell.below and not text:
                text = above.get(column, "")
            size += (end - column) * (len(text) + 1)
            if not end or size > _MOST_SPREAD:
                return []
            if not goes_on:
                above[column] = text
            row += [Repeated(text) if goes_on else text, *[Repeated(text)] * (end - column - 1)]
        rows.append(row)
    return rows


def _add(line: Line, builder: TextBuilder) -> str:
    """Add a paragraph or a row, and return it on one line."""
    if line.cells:
        text = " | ".join(one_line(cell) for cell in line.cells)
    else:
        text = one_line(line.text)
        numbered = line.label is not None and any(map(str.isalnum, line.label))
        text = f"{line.label} {text}" if numbered else text
    is_item = bool(line.cells) or line.label is not None or bool(_BULLET.match(line.text.strip()))
    builder.add(text, "item" if is_item else "prose")
    return text


def _date(form: re.Pattern[str], source: str) -> str | None:
    stated = form.search(source[:_HEAD])
    parts = {name: int(number) for name, number in _NUMBER.findall(stated[1])} if stated else {}
    try:
        return iso(datetime(parts["yr"], parts["mo"], parts["dy"], parts.get("hr", 0), parts.get("min", 0)))
    except (KeyError, ValueError, OverflowError):  # no date, or one that no calendar has
        return None
