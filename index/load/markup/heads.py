"""The rows of a table of a page, and which of them hold the names of its columns."""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any

from index.load.markup.tags import ROWS, name_of
from index.load.parts import one_line
from index.load.sheets.columns import Across
from index.load.sheets.heads import Head

_SECTIONS = frozenset({"thead", "tbody", "tfoot"})
_BOLD = ("b", "strong", "hi")  # "hi" is trafilatura's name, as "row" and "cell" are

_Row = Any  # lxml ships no types


def rows_of(table: Any) -> list[_Row]:  # noqa: ANN401 - lxml ships no types
    """Return the rows of a table without those of tables in it, none if text stands between them."""
    rows: list[_Row] = []
    for child in table:
        name = tag_of(child)
        if name in ROWS:
            rows.append(child)
        elif name in _SECTIONS:
            inner = rows_of(child)
            if not inner and _text(child):
                return []
            rows += inner
        elif name != "caption" and _text(child):
            return []
    loose = [table.text, *(child.tail for child in table)]
    return [] if any((text or "").strip() for text in loose) else rows


def marked_across(cells: Sequence[_Row], texts: Sequence[list[str]]) -> list[list[str]]:
    """Return the texts of the cells of rows, that of an only cell which spans the table marked as such."""
    width = max(map(len, cells), default=0)
    return [
        [Across(own[0])] if len(row) == 1 and width > 1 and _columns(row[0]) >= width else own
        for row, own in zip(cells, texts, strict=True)
    ]


def _columns(cell: Any) -> int:  # noqa: ANN401 - lxml ships no types
    stated = cell.get("colspan", "1").strip()
    return int(stated) if stated.isdecimal() and len(stated) < 6 else 1


def head_of(rows: list[_Row]) -> Head | None:
    """Return what the tags say of the first rows of a table, None if nothing."""
    heads = sum(1 for _ in takewhile(_is_head, rows))
    if heads:
        return Head(heads)
    if rows and any(map(_is_head_cell, rows[0])):
        return Head(0)  # the cells that begin rows are their names
    bold = sum(1 for _ in takewhile(_is_bold, rows))
    return Head(bold, sure=False) if 0 < bold < len(rows) else None


def _is_head(row: _Row) -> bool:
    if tag_of(row.getparent()) == "thead":
        return True
    cells = [cell for cell in row if _text(cell)]
    return bool(cells) and all(map(_is_head_cell, cells))


def _is_head_cell(cell: Any) -> bool:  # noqa: ANN401 - as above
    return tag_of(cell) == "th" or cell.get("role") == "head"


def _is_bold(row: _Row) -> bool:
    cells = [cell for cell in row if _text(cell)]
    return bool(cells) and all("".join(map(_text, _bold_in(cell))) == _text(cell) for cell in cells)


def _bold_in(cell: Any) -> Iterator[Any]:  # noqa: ANN401 - as above
    """Yield what is set in bold type, the outermost only."""
    for child in cell:
        if tag_of(child) in _BOLD:
            yield child
        else:
            yield from _bold_in(child)


def _text(element: Any) -> str:  # noqa: ANN401 - as above
    return one_line("".join(element.itertext()))


def tag_of(element: Any) -> str | None:  # noqa: ANN401 - as above
    """Return the tag of a page's element without a namespace, in small letters, or None for a comment."""
    name = name_of(element)
    return None if name is None else name.lower()
