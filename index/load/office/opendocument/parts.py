"""Parts of an OpenDocument file: rows of tables, what is set apart from a paragraph, objects, places of shapes."""

import contextlib
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from index.errors import DocumentError
from index.load.markup.tags import name_of
from index.load.markup.tree import parse_xml
from index.load.office.drawings import add_figures, is_large
from index.load.office.opendocument.styles import attribute
from index.load.office.slides import Place
from index.load.parts import TextBuilder, one_line
from index.load.zip import read_member

DROPPED = frozenset(
    {"tracked-changes", "forms", "sequence-decls", "note-citation", "ruby-text", "annotation-end", "image"}
)
_DRAWING = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_FORMULA = "{http://www.w3.org/1998/Math/MathML}math"
_ROW_GROUPS = frozenset({"table-header-rows", "table-rows", "table-row-group"})
_LENGTH = re.compile(r"(-?\d{1,9}(?:\.\d{0,9})?)(cm|mm|in|pt|pc|px)?")
_MILLIMETRES = {"cm": 10, "mm": 1, "in": 25.4, "pt": 25.4 / 72, "pc": 25.4 / 6, "px": 25.4 / 96, None: 1}
_EMU = 36_000  # in a millimetre
_INITIAL = re.compile(r"[\"'“‘«„]?[^\W\d_]")  # noqa: RUF001 - quotation marks


def rows_of(table: Any) -> Iterator[Any]:  # noqa: ANN401 - as above
    """Yield the rows of a table, without those of tables in it."""
    for element in table:
        name = name_of(element)
        if name == "table-row":
            yield element
        elif name in _ROW_GROUPS:
            yield from rows_of(element)


def is_apart(element: Any) -> bool:  # noqa: ANN401 - as above
    """Tell whether an element within a paragraph is no part of its sentence: a note, a remark, a drawing."""
    name = name_of(element)
    return name in ("note-body", "annotation") or (
        name is not None and name != "a" and element.tag.startswith(_DRAWING)
    )


def apart_in(paragraph: Any) -> Iterator[Any]:  # noqa: ANN401 - as above
    """Yield what is set apart from a paragraph, the outermost only."""
    for child in paragraph:
        if is_apart(child):
            yield child
        elif name_of(child) not in (None, *DROPPED):
            yield from apart_in(child)


def initial_of(frame: Any, text: str) -> str:  # noqa: ANN401 - as above
    """Return the large first letter of a paragraph that stands in a frame, or ""."""
    found = one_line("".join(frame.itertext()))
    boxed = name_of(frame) == "frame" and next(frame.iter("{*}text-box"), None) is not None
    return found if boxed and text[:1].islower() and _INITIAL.fullmatch(found) else ""


def place_of(shape: Any) -> Place:  # noqa: ANN401 - as above
    """Return where a shape stands on its slide, a group where the first of its shapes does."""
    if name_of(shape) == "g":
        inner = [place_of(part) for part in shape if name_of(part) not in (None, "title", "desc")]
        if inner:
            top = min(place.top for place in inner)
            bottom = max(place.top + place.height for place in inner)
            return Place(top, min(place.left for place in inner), bottom - top)
    return Place(
        _length(attribute(shape, "svg-compatible", "y") or attribute(shape, "svg-compatible", "y1")),
        _length(attribute(shape, "svg-compatible", "x") or attribute(shape, "svg-compatible", "x1")),
        _length(attribute(shape, "svg-compatible", "height")),
        attribute(shape, "presentation", "class") == "title",
    )


class Objects:
    """What is put into a file as an object: equations, charts, and whole documents."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Read from this file."""
        self._archive = archive
        self._names = frozenset(archive.namelist())
        self._read: dict[str, Any] = {}

    def content(self, frame: Any) -> Any:  # noqa: ANN401 - as above
        """Return the content of the object in a frame, or None."""
        element = frame.find("{*}object")
        if element is None or len(element):
            return element
        name = f"{(element.get(_HREF) or '').removeprefix('./').rstrip('/')}/content.xml"
        if name in self._names and name not in self._read:
            with contextlib.suppress(DocumentError):  # one that is damaged is told as one that is not there
                self._read[name] = parse_xml(read_member(self._archive, name))
        return self._read.get(name)

    def picture(self, image: Any) -> bytes | None:  # noqa: ANN401 - as above
        """Return the bytes of a picture (draw:image), or None if the file does not hold them."""
        name = (image.get(_HREF) or "").removeprefix("./")
        return read_member(self._archive, name) if name in self._names else None

    def formula(self, frame: Any) -> Any:  # noqa: ANN401 - as above
        """Return the MathML of a frame that holds an equation, or None."""
        content = self.content(frame)
        if content is None:
            return None
        return content if content.tag == _FORMULA else content.find(_FORMULA)


def add_odf_chart(content: Any, builder: TextBuilder) -> bool:  # noqa: ANN401 - as above
    """Add the figures of a chart. Returns False if the file holds none."""
    table = next(content.iter("{*}table"), None)
    rows = [] if table is None else [[_plain(cell) for cell in row] for row in rows_of(table)]
    titles = [_plain(title) for title in content.iter("{*}title", "{*}subtitle")]
    names = rows[0][1:] if rows else []
    figures = {
        row[0] or str(number): [pair for pair in zip(names, row[1:], strict=False) if pair[1]]
        for number, row in enumerate(rows[1:], start=1)
        if any(row[1:])
    }
    return add_figures("; ".join(filter(None, titles)), figures, builder)


def _plain(element: Any) -> str:  # noqa: ANN401 - as above
    return one_line(" ".join("".join(line.itertext()) for line in element.iter("{*}p")))


def is_large_frame(frame: Any) -> bool:  # noqa: ANN401 - as above
    """Tell whether a picture in a frame has room for text that somebody may look for."""
    sides = (_length(attribute(frame, "svg-compatible", side)) for side in ("width", "height"))
    return is_large(*(_EMU * side for side in sides))


def _length(text: str | None) -> float:
    """Return a length in millimetres, 0 for what is none."""
    found = _LENGTH.fullmatch(text or "")
    return float(found[1]) * _MILLIMETRES[found[2]] if found else 0
