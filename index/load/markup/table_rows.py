"""Tables of a page as lists of their rows, for an extractor whose own form of tables loses spans and heads."""

from itertools import chain
from typing import Any

from lxml import etree  # type: ignore[import-untyped] # no types in the package

from index.load.markup.heads import head_of, marked_across, rows_of
from index.load.markup.tree import cell_text, is_layout, tables_in
from index.load.parts import one_line
from index.load.rows import are_named, table_lines

_MOST_LINKED = 0.5  # of the text of a table: more is a menu


def write_rows(root: Any) -> None:  # noqa: ANN401 - lxml ships no types
    """Let each table whose columns have names be a list of its rows, its caption a paragraph before them."""
    for table in list(root.iter("table")):
        rows = rows_of(table)
        cells = [[cell for cell in row if isinstance(cell.tag, str)] for row in rows]
        within = any(tables_in(cell) for cell in chain.from_iterable(cells))
        if not rows or within or any(map(is_layout, rows)) or _is_linked(table):
            continue
        texts = marked_across(cells, [[cell_text(cell) for cell in row] for row in cells])
        lines = table_lines(texts, head_of(rows))
        if not are_named(lines):
            continue
        for caption in table.iterchildren("caption"):
            paragraph = etree.Element("p")
            paragraph.text = one_line("".join(caption.itertext()))
            table.addprevious(paragraph)
        table.clear(keep_tail=True)
        table.tag = "ul"
        for line in filter(None, lines):
            etree.SubElement(table, "li").text = line.text


def _is_linked(table: Any) -> bool:  # noqa: ANN401 - as above
    linked = sum(len("".join(link.itertext())) for link in table.iter("a"))
    return linked > _MOST_LINKED * len("".join(table.itertext()))
