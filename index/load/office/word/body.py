"""What stands in a part of a Word document: paragraphs, tables, drawings, and documents put in as a whole."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from index.errors import DocumentError
from index.load.equations import equation
from index.load.formats import loader_of
from index.load.markup.tags import name_of
from index.load.markup.tree import add_markup, decode_markup, parse_markup, parse_xml
from index.load.office.drawing_text import drawn_text
from index.load.office.drawings import add_chart, add_diagram, large_pictures, related
from index.load.office.word.heads import head_of
from index.load.office.word.numbers import Numbering, value, whole
from index.load.office.word.styles import ListPlace, Styles, list_place
from index.load.office.word.text import drawn_in, paragraph_text, shows_page_number
from index.load.parts import TextBuilder, counted, one_line
from index.load.rows import table_lines
from index.load.scans.pictures import Pictures
from index.load.sheets.columns import Repeated
from index.types import BlockKind

_TRANSPARENT = frozenset(
    {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "AlternateContent", "Choice"}
)
_HEADINGS = ("heading", "title", "subtitle")
_MOST_COLUMNS = 1_000
_CHUNKS = {"text/html": ".html", "application/xhtml+xml": ".html", "message/rfc822": ".mht", "text/plain": ".txt",
           "application/rtf": ".rtf", "text/rtf": ".rtf"}  # fmt: skip


class BodyReader:
    """Adds the parts of one document to a text, with the numbers of its lists counted on."""

    def __init__(
        self, builder: TextBuilder, styles: Styles, numbering: Numbering, pictures: Pictures | None = None
    ) -> None:
        """Start at the beginning of a document; without `pictures` none is read."""
        self._builder = builder
        self._styles = styles
        self._numbering = numbering
        self._pictures = pictures
        self._initial = ""
        self._added: set[str] = set()  # what was added of the package: a part that is named twice is read once
        self._unread: Counter[str] = Counter()
        self._reasons: list[str] = []

    def add(self, parent: Any, part: Any) -> None:  # noqa: ANN401 - lxml and python-docx ship no types
        """Add all that stands in an element of a part of the package."""
        for element in _within(parent):
            name = name_of(element)
            if name == "p":
                self._add_paragraph(element, part)
            elif name == "tbl":
                self._add_table(element, part)
            elif name == "altChunk":
                self._add_chunk(related(element, part))
            elif name in ("oMath", "oMathPara"):
                self._builder.add(equation(element))
        self._builder.add(self._initial)
        self._initial = ""

    def add_comment(self, comment: Any) -> None:  # noqa: ANN401 - as above
        """Add what somebody remarked, with the name of who did."""
        author = next((text for key, text in comment.attrib.items() if key.endswith("}author")), "")
        text = one_line(" ".join(self._text(paragraph) for paragraph in comment.iter("{*}p")))
        if text:
            self._builder.add(f"Comment by {author}: {text}" if author else f"Comment: {text}")

    def add_text(self, text: str, kind: BlockKind) -> None:
        """Add a block."""
        self._builder.add(text, kind)

    def blocks(self) -> list[tuple[BlockKind, str]]:
        """Return all blocks that were added."""
        text = self._builder.build().text
        return [(block.kind, text[block.start : block.end]) for block in self._builder.blocks]

    def texts(self) -> set[str]:
        """Return the texts of all blocks, each on one line."""
        return {one_line(text) for _, text in self.blocks()}

    def left_out(self) -> tuple[str, ...]:
        """Return what could not be read, one line each."""
        pictures = self._pictures.left_out() if self._pictures else ()
        return (*counted(self._unread), *pictures, *self._reasons)

    def _add_paragraph(self, paragraph: Any, part: Any) -> None:  # noqa: ANN401 - as above
        text = self._text(paragraph)
        if _is_initial(paragraph):
            self._initial = text.strip()
            return
        text, self._initial = self._initial + text, ""
        self._builder.add(text, self._kind(paragraph))
        self._add_drawn(paragraph, part)

    def _text(self, paragraph: Any) -> str:  # noqa: ANN401 - as above
        """Return the text of a paragraph behind its number."""
        label = self._label(paragraph)
        text = paragraph_text(paragraph, self._styles)
        return f"{label} {text}" if label and text.strip() else text

    def _place(self, paragraph: Any) -> ListPlace | None:  # noqa: ANN401 - as above
        own = list_place(paragraph.find("{*}pPr"))
        by_style = self._styles.place(self._styles.of(paragraph))
        place = own or by_style
        if place is None or place.number == "0":
            return None
        if place.level is not None:
            return place
        if own is None or (by_style is not None and by_style.number == own.number):
            return ListPlace(place.number, self._numbering.level_of(place.number, self._styles.of(paragraph)))
        return ListPlace(place.number, 0)

    def _label(self, paragraph: Any) -> str:  # noqa: ANN401 - as above
        place = self._place(paragraph)
        return self._numbering.label(place.number, place.level or 0) if place else ""

    def _kind(self, paragraph: Any) -> BlockKind:  # noqa: ANN401 - as above
        names = self._styles.names(self._styles.of(paragraph))
        if any(name.startswith(_HEADINGS) for name in names):
            return "heading"
        if shows_page_number(paragraph):
            return "boilerplate"
        return "item" if self._place(paragraph) or any(name.startswith("list") for name in names) else "prose"

    def _add_table(self, table: Any, part: Any) -> None:  # noqa: ANN401 - as above
        """Add a row an item; a merged cell stands in all that it spans, a table in a cell after its row."""
        above: dict[int, str] = {}
        rows = [row for row in _within(table, "tr") if row.find("{*}trPr/{*}del") is None]
        texts = [self._row(row, above) for row in rows]
        for row, line in zip(rows, table_lines(texts, head_of(table, rows, self._styles)), strict=True):
            if line is not None:
                self._builder.add(line.text, line.kind)
            for cell in _within(row, "tc"):
                self._add_within(cell, part)

    def _row(self, row: Any, above: dict[int, str]) -> list[str]:  # noqa: ANN401 - as above
        """Return the cells of a row; `above` has the texts of those above by column, and is changed."""
        cells = [""] * min(whole(value(row.find("{*}trPr"), "gridBefore")), _MOST_COLUMNS)
        for cell in _within(row, "tc"):
            properties, column = cell.find("{*}tcPr"), len(cells)
            goes_on = value(properties, "vMerge") in ("", "continue")
            text = above.get(column, "") if goes_on else self._cell(cell)
            above[column] = text
            spanned = min(max(1, whole(value(properties, "gridSpan"))), _MOST_COLUMNS)
            cells += [text, *[Repeated(text)] * (spanned - 1)]
        return cells

    def _cell(self, cell: Any) -> str:  # noqa: ANN401 - as above
        paragraphs = (element for element in _within(cell) if name_of(element) in ("p", "oMath", "oMathPara"))
        return one_line(
            "\n".join(self._text(part) if name_of(part) == "p" else equation(part) for part in paragraphs)
        )

    def _add_within(self, cell: Any, part: Any) -> None:  # noqa: ANN401 - as above
        """Add what a cell holds besides its text."""
        for element in _within(cell):
            name = name_of(element)
            if name == "tbl":
                self._add_table(element, part)
            elif name == "altChunk":
                self._add_chunk(related(element, part))
            elif name == "p":
                self._add_drawn(element, part)

    def _add_drawn(self, paragraph: Any, part: Any) -> None:  # noqa: ANN401 - as above
        for blip in large_pictures(paragraph) if self._pictures else ():
            self._add_picture(related(blip, part, "embed"))
        for drawn in drawn_in(paragraph):
            name = name_of(drawn)
            if name == "txbxContent":
                self.add(drawn, part)
            elif name == "txBody":
                for line in drawn.iterfind("{*}p"):
                    self._builder.add(drawn_text(line))
            elif name == "OLEObject":
                self._unread["embedded object"] += 1
            else:
                self._add_figure(related(drawn, part, "id" if name == "chart" else "dm"), is_chart=name == "chart")

    def _add_picture(self, picture: Any) -> None:  # noqa: ANN401 - as above
        if self._pictures and picture is not None:
            self._pictures.add(picture.blob, self._builder)
        elif self._pictures:
            self._pictures.add_missing("it is not in the file")

    def _add_figure(self, figure: Any, *, is_chart: bool) -> None:  # noqa: ANN401 - as above
        if figure is None:
            self._unread["chart" if is_chart else "diagram"] += 1
        elif figure.partname not in self._added:
            self._added.add(figure.partname)
            if not is_chart:
                add_diagram(parse_xml(figure.blob), self._builder)
            elif not add_chart(parse_xml(figure.blob), self._builder):
                self._unread["chart"] += 1

    def _add_chunk(self, chunk: Any) -> None:  # noqa: ANN401 - as above
        """Add a document that was put in as a whole."""
        if chunk is None:
            self._unread["inserted document"] += 1
            return
        if chunk.partname in self._added:
            return
        self._added.add(chunk.partname)
        try:
            self._add_document(chunk)
        except DocumentError as error:
            self._reasons.append(f"{chunk.partname.strip('/')}, a document put in as a part, which {error}")

    def _add_document(self, chunk: Any) -> None:  # noqa: ANN401 - as above
        kind = chunk.content_type.partition(";")[0].strip().lower()
        suffix = ".docx" if "wordprocessingml" in kind else _CHUNKS.get(kind, f".{chunk.partname.ext}")
        loader = loader_of(suffix)
        if suffix in (".html", ".htm", ".xhtml"):
            add_markup(parse_markup(decode_markup(chunk.blob)), self._builder)
        elif loader is None:
            raise DocumentError(f"is of a kind that is not read ({kind})")
        else:
            loaded = loader(chunk.blob)
            self._builder.extend(loaded)
            self._reasons += loaded.left_out


def _within(parent: Any, name: str | None = None) -> Iterator[Any]:  # noqa: ANN401 - as above
    """Yield what stands in an element, or what is called `name` there, as if content controls were not there."""
    for element in parent:
        found = name_of(element)
        if found in _TRANSPARENT:
            yield from _within(element, name)
        elif found is not None and name in (None, found):
            yield element


def _is_initial(paragraph: Any) -> bool:  # noqa: ANN401 - as above
    """Tell whether a paragraph is the large first letter of the next one."""
    frame = paragraph.find("{*}pPr/{*}framePr")
    return frame is not None and any(
        key.endswith("}dropCap") and text != "none" for key, text in frame.attrib.items()
    )
