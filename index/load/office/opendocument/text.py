"""The body of an OpenDocument text or of slides: paragraphs, lists, tables, frames, and what is drawn in them."""

import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from index.load.equations import equation
from index.load.markup.tags import name_of
from index.load.office.opendocument.parts import (
    DROPPED,
    Objects,
    add_odf_chart,
    apart_in,
    initial_of,
    is_apart,
    is_large_frame,
    place_of,
    rows_of,
)
from index.load.office.opendocument.styles import OdfStyles, attribute, count
from index.load.office.slides import reading_order
from index.load.office.symbols import symbols
from index.load.parts import TextBuilder, counted, one_line
from index.load.rows import table_lines
from index.load.runs import Look, Run, written
from index.load.scans.pictures import Pictures
from index.load.sheets.columns import Repeated
from index.load.sheets.heads import Head
from index.types import BlockKind

_BREAKS = {"tab": "\t", "line-break": "\n"}
_IDENTITY = "{http://www.w3.org/XML/1998/namespace}id"
_FURNITURE = frozenset({"date-time", "footer", "header", "page-number"})
_MOST_COLUMNS = 1_000


@dataclass(slots=True)
class _List:
    style: str
    level: int = 1
    counts: dict[int, int] = field(default_factory=dict)


class OdfReader:
    """Adds the parts of one document to a text, with the numbers of its lists counted on."""

    def __init__(self, builder: TextBuilder, archive: zipfile.ZipFile, styles: OdfStyles) -> None:
        """Start at the beginning of a document."""
        self._builder = builder
        self._objects = Objects(archive)
        self._styles = styles
        self._outline: dict[int, int] = {}
        self._lists: dict[str, dict[int, int]] = {}
        self._label = ""
        self._apart: list[Any] | None = None  # what stands in the cells of a row that is open, and not in its text
        self._unread: Counter[str] = Counter()
        self.pictures = Pictures(sum(name.startswith("Pictures/") for name in archive.namelist()))

    def add(self, parent: Iterable[Any], kind: BlockKind) -> None:
        """Add all that stands in an element."""
        for element in parent:
            name = name_of(element)
            if name == "page":
                self._add_slide(element)
            elif name in ("h", "p"):
                self._add_paragraph(element, kind)
            elif name == "list":
                self._add_list(element, None)
            elif name == "table":
                self._add_table(element)
            elif name == "annotation":
                self._add_comment(element)
            elif name == "frame":
                self._add_frame(element, kind)
            elif name is not None and name not in DROPPED:
                self.add(element, kind)

    def add_running(self, styles: Any) -> None:  # noqa: ANN401 - lxml ships no types
        """Add what stands in the headers and footers of pages and nowhere else."""
        text = self._builder.build().text
        seen = {one_line(text[block.start : block.end]) for block in self._builder.blocks}
        for page in styles.iter("{*}master-page"):
            for paragraph in (line for part in page for line in part.iter("{*}p", "{*}h")):
                line = one_line(self.text(paragraph))
                if line and line not in seen:
                    seen.add(line)
                    numbered = next(paragraph.iter("{*}page-number"), None) is not None
                    self._builder.add(line, "boilerplate" if numbered else "prose")

    def left_out(self) -> tuple[str, ...]:
        """Return what could not be read, one line each."""
        return (*counted(self._unread), *self.pictures.left_out())

    def text(self, paragraph: Any) -> str:  # noqa: ANN401 - lxml ships no types
        """Return the text of a paragraph, without what is set apart from it."""
        holder = paragraph.getparent()  # a cell of a sheet has a look of its own
        look = self._styles.look(None if holder is None else attribute(holder, "table", "style-name"), Look())
        return written(self._runs(paragraph, self._styles.look(attribute(paragraph, "text", "style-name"), look)))

    def _add_slide(self, page: Any) -> None:  # noqa: ANN401 - lxml ships no types
        self._builder.start_page()
        last = [part for part in page if name_of(part) in ("notes", "annotation")]
        self._add_shapes(part for part in page if name_of(part) not in ("notes", "annotation"))
        self.add(last, "prose")

    def _add_shapes(self, shapes: Iterable[Any]) -> None:
        shown = [shape for shape in shapes if name_of(shape) not in (None, *DROPPED)]
        for shape in reading_order(shown, place_of):
            if name_of(shape) == "g":
                self._add_shapes(shape)
            elif attribute(shape, "presentation", "class") in _FURNITURE:
                self.add([shape], "boilerplate")
            else:
                self.add([shape], "prose")

    def _add_paragraph(self, paragraph: Any, kind: BlockKind) -> None:  # noqa: ANN401 - lxml ships no types
        heading = name_of(paragraph) == "h"
        text = self.text(paragraph)
        label, self._label = self._label, ""
        if heading and not label and text.strip():
            label = self._heading_label(paragraph)
        apart = [part for part in apart_in(paragraph) if self._objects.formula(part) is None]
        initial = initial_of(apart[0], text) if apart else ""
        text = initial + text
        self._builder.add(f"{label} {text}" if label and text.strip() else text, "heading" if heading else kind)
        for part in apart[1:] if initial else apart:
            self.add(part if name_of(part) == "note-body" else [part], "prose")

    def _heading_label(self, heading: Any) -> str:  # noqa: ANN401 - lxml ships no types
        if attribute(heading, "text", "is-list-header") == "true":
            return ""
        level = count(attribute(heading, "text", "outline-level"), 1)
        self._count(self._outline, "", level, None)
        return self._styles.label("", level, self._outline)

    def _count(self, counts: dict[int, int], style: str, level: int, stated: str | None) -> None:
        counts[level] = count(stated, counts.get(level, self._styles.start(style, level) - 1) + 1)
        for inner in [inner for inner in counts if inner > level]:
            del counts[inner]

    def _add_list(self, element: Any, outer: _List | None) -> None:  # noqa: ANN401 - lxml ships no types
        own = self._opened(element, outer)
        for item in element:
            counted = name_of(item) == "list-item" and any(name_of(part) in ("p", "h") for part in item)
            if counted:
                self._count(own.counts, own.style, own.level, attribute(item, "text", "start-value"))
                self._label = self._styles.label(own.style, own.level, own.counts)
            for part in item if isinstance(item.tag, str) else ():
                if name_of(part) == "list":
                    self._add_list(part, own)
                else:
                    self.add([part], "item")
            self._label = ""

    def _opened(self, element: Any, outer: _List | None) -> _List:  # noqa: ANN401 - lxml ships no types
        style = attribute(element, "text", "style-name") or (outer.style if outer else "")
        continued = attribute(element, "text", "continue-numbering") == "true"
        if outer is not None:
            if not continued:
                outer.counts.pop(outer.level + 1, None)
            return _List(style, outer.level + 1, outer.counts)
        named = attribute(element, "text", "continue-list")
        counts = self._lists.get(f"#{named}") if named else self._lists.get(style) if continued else None
        own = _List(style, counts={} if counts is None else counts)
        self._lists[style] = self._lists[f"#{element.get(_IDENTITY)}"] = own.counts
        return own

    def _add_table(self, table: Any) -> None:  # noqa: ANN401 - lxml ships no types
        """Add a row an item; a cell over several rows stands in each, what is apart in a cell after its row."""
        if self._apart is not None:
            self._apart.append(table)
            return
        above: dict[int, tuple[str, int]] = {}
        rows: list[list[str]] = []
        within: list[list[Any]] = []
        heads = 0
        for row in rows_of(table):
            self._apart = []
            rows.append(self._row(row, above))
            within.append(self._apart)
            self._apart = None
            heads += name_of(row.getparent()) == "table-header-rows"
        lines = table_lines(rows, Head(heads) if heads else None)
        for line, inner in zip(lines, within, strict=True):
            if line is not None:
                self._builder.add(line.text, line.kind)
            for found in inner:
                adding = {"table": self._add_table, "image": self._add_picture, "frame": self._add_object}
                adding[str(name_of(found))](found)

    def _row(self, row: Any, above: dict[int, tuple[str, int]]) -> list[str]:  # noqa: ANN401 - as above
        """Return the cells of a row. `above` has what reaches into it, and for how many rows, and is changed."""
        cells: list[str] = []
        below: dict[int, tuple[str, int]] = {}
        reach = 0
        for cell in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
            times = min(count(attribute(cell, "table", "number-columns-repeated"), 1), _MOST_COLUMNS)
            if len(cells) >= _MOST_COLUMNS:
                break
            if name_of(cell) == "covered-table-cell":
                for column in range(len(cells), len(cells) + times):
                    beside = Repeated(cells[-1] if column < reach else "")
                    text, rows = above.get(column, (beside, 0))
                    below |= {column: (text, rows - 1)} if rows > 1 else {}
                    cells.append(text)
                continue
            text = self._cell(cell)
            rows, columns = (
                count(attribute(cell, "table", f"number-{of}-spanned"), 1) for of in ("rows", "columns")
            )
            column, reach = len(cells), len(cells) + min(columns, _MOST_COLUMNS)
            for place in range(column, reach if rows > 1 else column):
                below[place] = (text if place == column else Repeated(text), rows - 1)
            cells += [text] * times
        above.clear()
        above.update(below)
        return cells

    def _cell(self, cell: Any) -> str:  # noqa: ANN401 - lxml ships no types
        outer, self._builder = self._builder, TextBuilder()
        self.add(cell, "prose")
        text, self._builder = one_line(self._builder.build().text), outer
        return text

    def _add_comment(self, comment: Any) -> None:  # noqa: ANN401 - lxml ships no types
        author = one_line(comment.findtext("{*}creator") or "")
        text = one_line(" ".join(self.text(paragraph) for paragraph in comment.iter("{*}p", "{*}h")))
        if text:
            self._builder.add(f"Comment by {author}: {text}" if author else f"Comment: {text}")

    def _add_frame(self, frame: Any, kind: BlockKind) -> None:  # noqa: ANN401 - lxml ships no types
        title = attribute(frame, "presentation", "class") == "title"
        for part in frame:
            name = name_of(part)
            if name in ("object", "object-ole"):
                self._add_object(frame)
            elif name == "image" and is_large_frame(frame) and frame.find("{*}object") is None:
                self._add_picture(part)
            elif name in ("title", "desc"):
                self._builder.add(one_line(part.text or ""), "prose")
            elif name == "text-box" and title and kind == "prose":
                self._builder.add(" ".join(one_line(self.text(line)) for line in part.iter("{*}p")), "heading")
            elif name is not None and name not in DROPPED:
                self.add([part], kind)

    def _add_picture(self, image: Any) -> None:  # noqa: ANN401 - as above
        if self._apart is not None:
            self._apart.append(image)
            return
        data = self._objects.picture(image)
        if data is None:
            self.pictures.add_missing("it is not in the file")
        else:
            self.pictures.add(data, self._builder)

    def _add_object(self, frame: Any) -> None:  # noqa: ANN401 - lxml ships no types
        formula = self._objects.formula(frame)
        content = self._objects.content(frame)
        if formula is not None:
            self._builder.add(equation(formula))
        elif self._apart is not None:
            self._apart.append(frame)
        elif content is None or next(content.iter("{*}chart"), None) is None:
            self._unread["embedded object"] += 1
        elif not add_odf_chart(content, self._builder):
            self._unread["chart"] += 1

    def _runs(self, element: Any, look: Look) -> Iterator[Run]:  # noqa: ANN401 - lxml ships no types
        yield Run(symbols(element.text or "", look.font), look.height, look.struck)
        for child in element:
            name = name_of(child)
            if name == "s":
                yield Run(" ", look.height, look.struck)
            elif name in _BREAKS:
                yield Run(_BREAKS[name], look.height, look.struck)
            elif name == "frame" and (formula := self._objects.formula(child)) is not None:
                yield Run(equation(formula), apart=True)
            elif name is not None and name not in DROPPED and not is_apart(child):
                style = attribute(child, "text", "style-name") if name in ("span", "a") else None
                yield from self._runs(child, self._styles.look(style, look))
            yield Run(symbols(child.tail or "", look.font), look.height, look.struck)
