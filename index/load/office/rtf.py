"""Rich text: a paragraph a block, a row of a table an item; title, author and date stand in the file's header."""

import re
from datetime import datetime
from itertools import groupby
from statistics import mode

from index.errors import DocumentError
from index.load.office.richtext.reader import RtfReader
from index.load.office.richtext.stories import Line
from index.load.parts import Loaded, TextBuilder, counted, iso, one_line
from index.load.rows import add_table
from index.load.stated import stated_author, stated_date, stated_title

_START = b"{\\rtf"
_HEAD = 20_000
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
            add_table(_rows([[one_line(cell) for cell in line.cells] for line in lines]), builder)
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


def _rows(rows: list[list[str]]) -> list[list[str]]:
    """Let a row with merged cells be one of a single cell, as nothing says which columns its others stand in."""
    width = mode([len(row) for row in rows if len(row) > 1] or [1])
    return [row if len(row) in (1, width) else [" | ".join(row)] for row in rows]


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
