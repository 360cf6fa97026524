"""Tables to text: each row a sentence with the names of its columns, so that it can be quoted by itself."""

import re
from collections.abc import Iterable, Sequence

from index.load.dates import read_date
from index.load.parts import TextBuilder, one_line

MOST_ROWS = 100_000
_MOST_LETTERS = 20_000_000
_NUMBER = re.compile(r"[^\w]*\d[\d.,:/ \u00a0-]*[^\w]*\w{0,3}")
_HEADER_LENGTH = 80
_CLOSED = (".", "!", "?", "…", "。")


def add_rows(rows: Iterable[Sequence[str]], builder: TextBuilder) -> str | None:
    """Add the rows of a table. Returns what had to be left out for its size, or None.

    The first row of two or more cells names the columns if it holds names only: "Product: Tea; Price: 3.20."
    What stands alone in a row above it is a line of text. Empty cells and empty rows are left out.
    """
    header: Sequence[str] | None = None
    letters = 0
    for number, row in enumerate(rows, start=1):
        cells = [one_line(cell) for cell in row]
        letters += sum(map(len, cells))
        if number > MOST_ROWS or letters > _MOST_LETTERS:
            return f"row {number:,} and those after it are left out, which is too much for one table; split it"
        filled = [cell for cell in cells if cell]
        if header is None and len(filled) > 1:
            header = cells if _are_names(filled) else ()
            if header:
                continue
        if len(filled) == 1 and not header:
            builder.add(filled[0], "prose" if header is None else "item")
        elif filled:
            builder.add(_sentence(cells, header or ()), "item")
    return None


def _are_names(cells: list[str]) -> bool:
    return len(set(cells)) == len(cells) and all(
        len(cell) <= _HEADER_LENGTH and not _NUMBER.fullmatch(cell) and not read_date(cell) for cell in cells
    )


def _sentence(cells: Sequence[str], header: Sequence[str]) -> str:
    parts = []
    for index, cell in enumerate(cells):
        name = header[index].rstrip(": ") if index < len(header) else ""
        if cell:
            parts.append(f"{name}: {cell}" if name else cell)
    text = "; ".join(parts)
    return text if text.endswith(_CLOSED) else text + "."
