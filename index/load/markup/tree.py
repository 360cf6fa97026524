"""Markup trees to blocks: HTML as it stands, the XHTML of books, and what trafilatura keeps of a page.

The one place that touches lxml, which ships no types: an element is `Any` here.
"""

import contextlib
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped] # no types in the package

from index.errors import DocumentError
from index.load.charsets import codec_of
from index.load.encoding import decode
from index.load.markup.heads import head_of, marked_across, rows_of, tag_of
from index.load.markup.shown import as_shown
from index.load.markup.tags import BLOCKS, CHROME, HEADINGS, ITEMS, ROWS
from index.load.paragraphs import paragraph_blocks
from index.load.parts import TextBuilder, one_line
from index.load.rows import table_lines
from index.load.sheets.columns import Repeated
from index.types import BlockKind

_DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]+?(?:charset|encoding)\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_BREAK = "\u2028"

_UNSEEN = frozenset(
    {"script", "style", "template", "noscript", "svg", "iframe", "object", "title", "meta", "link"}
)


def parse_markup(source: str, sheets: str = "") -> Any:  # noqa: ANN401 - lxml ships no types
    """Return the tree of an HTML or XHTML page as it is shown, with style sheets that stand beside it.

    Raises DocumentError if there is nothing in it.
    """
    source = _NOT_IN_XML.sub("\ufffd", _XML_DECLARATION.sub("", source, count=1))
    try:
        tree = html.document_fromstring(source, parser=html.HTMLParser(remove_comments=True, remove_pis=True))
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise DocumentError("holds no HTML. Check that the page was saved completely") from error
    as_shown(tree, sheets)
    return tree


def parse_xml(data: bytes) -> Any:  # noqa: ANN401 - lxml ships no types
    """Return the tree of an XML file: entities are not expanded and nothing is fetched. Raises DocumentError."""
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise DocumentError(f"is broken: {error}. Save or download it again") from error


def decode_markup(data: bytes) -> str:
    """Return a page as text: UTF-8 where it is that, else in the encoding it declares, else by a guess."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _DECLARED.search(data[:4096])
    codec = codec_of(declared[1].decode("ascii", errors="replace")) if declared else None
    if codec and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        with contextlib.suppress(UnicodeDecodeError):  # it is not true
            return data.decode(codec)
    return decode(data)


def text_of(element: Any) -> str:  # noqa: ANN401 - lxml ships no types
    """Return all text inside an element."""
    return "".join(element.itertext())


def add_markup(root: Any, builder: TextBuilder) -> None:  # noqa: ANN401 - lxml ships no types
    """Add all visible text under `root` as blocks; navigation, asides and footers are boilerplate."""
    _Walker(builder).visit(root, "prose")


def add_fragment(source: str, builder: TextBuilder) -> None:
    """Add the text of a piece of HTML, if there is any: it may be a comment, or one half of a pair of tags."""
    with contextlib.suppress(DocumentError):
        add_markup(parse_markup(source), builder)


class _Walker:
    def __init__(self, builder: TextBuilder, *, tables: bool = True) -> None:
        self._builder = builder
        self._tables = tables  # whether those that stand in what is visited are read
        self._pending: list[str] = []

    def visit(self, element: Any, kind: BlockKind) -> None:  # noqa: ANN401 - lxml ships no types
        tag = tag_of(element)
        if tag is None or tag in _UNSEEN or (tag == "table" and not self._tables):
            return
        if tag in ("br", "lb"):
            self._pending.append(_BREAK)
        elif tag == "table" and (rows := rows_of(element)) and not any(map(is_layout, rows)):
            self.flush(kind)
            for child in element.iterchildren("{*}caption"):
                self.visit(child, kind)
            self._add_rows(rows, kind)
        elif tag in ROWS and not is_layout(element):
            self.flush(kind)
            self._add_rows([element], kind)
        elif tag == "pre" or (tag == "code" and "\n" in (element.text or "")):
            self.flush(kind)
            self._builder.add_lines(_fixed_text(element))
        elif tag in BLOCKS:
            self.flush(kind)
            inner = _kind(tag, kind)
            self._inside(element, inner)
            self.flush(inner)
        else:
            self._inside(element, kind)

    def _add_rows(self, rows: list[Any], kind: BlockKind) -> None:
        """Add the rows of a table, and after each the tables in its cells."""
        cells = [[cell for cell in row if tag_of(cell) is not None] for row in rows]
        within = [[tables_in(cell) for cell in row] for row in cells]
        texts = [
            [cell_text(cell) or (Repeated() if tables else "") for cell, tables in zip(*row, strict=True)]
            for row in zip(cells, within, strict=True)
        ]
        texts = marked_across(cells, texts)
        for line, found in zip(table_lines(texts, head_of(rows)), within, strict=True):
            if line is not None:
                self._builder.add(line.text, "boilerplate" if kind == "boilerplate" else line.kind)
            for table in (table for tables in found for table in tables):
                self.visit(table, kind)

    def flush(self, kind: BlockKind) -> None:
        """Add the text gathered since the last border of a block."""
        text = _INVISIBLE.sub("", "".join(self._pending))
        self._pending.clear()
        lines = [one_line(line) for line in text.split(_BREAK)]
        if len(lines) == 1:
            self._builder.add(lines[0], kind)
            return
        text = "\n".join(lines)
        for block in paragraph_blocks(text):
            inner: BlockKind = "item" if (kind, block.kind) == ("prose", "item") else kind
            self._builder.add(one_line(text[block.start : block.end]), inner)

    def _inside(self, element: Any, kind: BlockKind) -> None:  # noqa: ANN401 - lxml ships no types
        self._pending.append(element.text or "")
        for child in element:
            self.visit(child, kind)
            self._pending.append(child.tail or "")


def _kind(tag: str, outer: BlockKind) -> BlockKind:
    if outer == "boilerplate" or tag in CHROME:
        return "boilerplate"
    if tag in HEADINGS:
        return "heading"
    return "item" if tag in ITEMS else outer


def is_layout(row: Any) -> bool:  # noqa: ANN401 - lxml ships no types
    """Tell whether a table row only places whole parts of a page, or other tables, side by side."""
    names = [tag_of(element) for element in _outside_tables(row)]
    if names.count("p") > len(row) or any(name in ROWS or name in HEADINGS or name == "ul" for name in names):
        return True
    return "table" in names and sum(bool(cell_text(cell)) for cell in row) < 2


def _outside_tables(element: Any) -> Iterator[Any]:  # noqa: ANN401 - lxml ships no types
    """Yield what stands in an element: of a table in it only the table itself."""
    for child in element:
        yield child
        if tag_of(child) not in (None, "table"):
            yield from _outside_tables(child)


def tables_in(cell: Any) -> list[Any]:  # noqa: ANN401 - lxml ships no types
    """Return the tables that stand in a cell, the outermost only."""
    return [element for element in _outside_tables(cell) if tag_of(element) == "table"]


def cell_text(cell: Any) -> str:  # noqa: ANN401 - lxml ships no types
    """Return the text of a cell without the tables in it."""
    builder = TextBuilder()
    walker = _Walker(builder, tables=False)
    walker.visit(cell, "prose")
    walker.flush("prose")
    return one_line(builder.build().text)


def _fixed_text(element: Any) -> str:  # noqa: ANN401 - lxml ships no types
    """Return the text of program code, in which a line break is a character or a tag."""
    parts = [element.text or ""]
    for child in element:
        name = tag_of(child)
        parts += ["\n" if name in ("br", "lb") else _fixed_text(child) if name else "", child.tail or ""]
    return "".join(parts)
