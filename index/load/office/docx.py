"""Word documents, in the order of their text: headings by style, list items, tables a row an item.

python-docx knows styles and properties; the text is taken from the XML below it, so that equations, text boxes,
content controls and footnotes, which its paragraphs leave out, are not lost. Running headers and footers, comments
and deleted text are not part of the text.
"""

import io
from collections.abc import Iterator
from typing import Any

from docx import Document as open_docx
from docx.document import Document as Word
from docx.exceptions import PythonDocxError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.text.paragraph import Paragraph

from index.errors import DocumentError
from index.load.markup.tree import parse_xml
from index.load.parts import Loaded, TextBuilder, iso, one_line
from index.load.zip import BROKEN_OFFICE, open_zip
from index.types import BlockKind

_TRANSPARENT = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"})
_DROPPED = frozenset({"Fallback", "del", "moveFrom", "delText", "instrText", "footnoteRef"})
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_NOTES = ("footnotes", "endnotes")


def load_docx(data: bytes) -> Loaded:
    """Return the text of a .docx file. Raises DocumentError if it is broken or locked with a password."""
    open_zip(data).close()
    try:
        return _load(open_docx(io.BytesIO(data)))
    except (PythonDocxError, *BROKEN_OFFICE) as error:
        raise DocumentError(f"is broken ({error}). Open it in Word, save it again, and add it") from error


def _load(word: Word) -> Loaded:
    builder = TextBuilder()
    _add(word.element.body, word, builder)
    for part in word.part.package.iter_parts():
        if part.partname.strip("/").removeprefix("word/").removesuffix(".xml") in _NOTES:
            for paragraph in parse_xml(part.blob).iter("{*}p"):
                builder.add(_text(paragraph), "prose")
    if all(relation.reltype != RELATIONSHIP_TYPE.CORE_PROPERTIES for relation in word.part.package.rels.values()):
        return builder.build()  # asked for properties, python-docx would now make some up
    properties = word.core_properties
    dated = properties.created or properties.modified
    return builder.build(
        title=properties.title or None,
        published=iso(dated) if dated else None,
        author=properties.author,
        language=properties.language,
    )


def _add(parent: Any, word: Word, builder: TextBuilder) -> None:  # noqa: ANN401 - lxml ships no types
    for element in parent:
        name = _name(element)
        if name == "p":
            text = _text(element)
            builder.add(text, _kind(element, text, word))
        elif name == "tbl":
            for row in element.iter("{*}tr"):
                builder.add(" | ".join(one_line(_text(cell)) for cell in row.iterchildren("{*}tc")), "item")
        elif name in _TRANSPARENT:
            _add(element, word, builder)


def _kind(element: Any, text: str, word: Word) -> BlockKind:  # noqa: ANN401 - lxml ships no types
    paragraph = Paragraph(element, word)
    names = list(_styles(paragraph))
    if any(name.startswith(("heading", "title", "subtitle")) for name in names):
        return "heading"
    numbered = element.pPr is not None and element.pPr.numPr is not None
    return "item" if numbered or any(name.startswith("list") for name in names) else "prose"


def _styles(paragraph: Paragraph) -> Iterator[str]:
    """Yield the name of the paragraph's style and of those it is based on."""
    style = paragraph.style
    seen: set[str] = set()
    while style is not None and style.style_id not in seen:
        seen.add(style.style_id)
        yield (style.name or "").lower()
        style = style.base_style


def _text(element: Any) -> str:  # noqa: ANN401 - lxml ships no types
    return "".join(_pieces(element))


def _pieces(element: Any) -> Iterator[str]:  # noqa: ANN401 - lxml ships no types
    for child in element:
        name = _name(child)
        if name == "t":
            yield child.text or ""
        elif name in _BREAKS:
            yield _BREAKS[name]
        elif name is not None and name not in _DROPPED:
            yield from _pieces(child)
            if name == "p":
                yield "\n"


def _name(element: Any) -> str | None:  # noqa: ANN401 - lxml ships no types
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else None
