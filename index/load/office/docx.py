"""Word documents, in the order of their text: headings by style, list items, tables a row an item.

python-docx opens the package and knows its properties; the text is taken from the XML below it, so that
equations, text boxes, content controls and footnotes, which its paragraphs leave out, are not lost. Notes,
comments, and running headers and footers follow the text, each once. Deleted text is not part of it.
"""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from docx import Document as open_docx
from docx.exceptions import PythonDocxError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part, PartFactory
from docx.parts.image import ImagePart

from index.errors import DocumentError
from index.load.markup.tree import parse_xml
from index.load.office.properties import core_properties
from index.load.office.strict import usual_form
from index.load.office.word.body import BodyReader
from index.load.office.word.numbers import Numbering
from index.load.office.word.styles import Styles
from index.load.parts import Loaded, TextBuilder, one_line
from index.load.scans.pictures import Pictures
from index.load.zip import BROKEN_OFFICE, open_zip

_NOTES = ("footnotes", "endnotes")


def load_docx(data: bytes) -> Loaded:
    """Return the text of a .docx file. Raises DocumentError if it is broken or locked with a password."""
    open_zip(data).close()
    try:
        return _load(open_docx(io.BytesIO(usual_form(data))).part)
    except (PythonDocxError, *BROKEN_OFFICE) as error:
        raise DocumentError(f"is broken ({error}). Open it in Word, save it again, and add it") from error


def _load(main: Any) -> Loaded:  # noqa: ANN401 - python-docx states no types of parts
    package = main.package
    parts = dict(_related(main))
    numbering = Numbering(_tree(parts.get("numbering")))
    styles = Styles(_tree(parts.get("styles")))
    builder = TextBuilder()
    pictures = Pictures(sum(isinstance(part, ImagePart) for part in package.iter_parts()))
    reader = BodyReader(builder, styles, numbering, pictures)
    reader.add(main.element.body, main)
    for name in _NOTES:
        if name in parts:
            for note in _tree(parts[name]):
                reader.add(note, parts[name])
    if "comments" in parts:
        for comment in _tree(parts["comments"]):
            reader.add_comment(comment)
    _add_running(main, reader, styles)
    stated = core_properties(package, package.rels.values())
    loaded = builder.build(
        title=stated.title,
        published=stated.published,
        author=stated.author,
        language=stated.language,
        left_out=reader.left_out(),
    )
    return replace(loaded, confidence=pictures.confidence)


def _add_running(main: Any, reader: BodyReader, styles: Styles) -> None:  # noqa: ANN401 - as above
    """Add what stands in headers and footers and nowhere else."""
    seen = reader.texts()
    for part_kind, part in _related(main):
        if part_kind in ("header", "footer"):
            running = BodyReader(TextBuilder(), styles, Numbering(None))
            running.add(_tree(part), part)
            for kind, text in running.blocks():
                if one_line(text) not in seen:
                    seen.add(one_line(text))
                    reader.add_text(text, kind)


def _related(main: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - as above
    """Yield the parts that a document names, each behind its kind: "styles", "header"."""
    for relation in main.rels.values():
        if not relation.is_external:
            yield relation.reltype.rpartition("/")[2], relation.target_part


def _part_class(_content_type: str, kind: str) -> type[Part] | None:
    """Return the class that python-docx makes a part of: it is not to open a document put in as a part."""
    if kind == RELATIONSHIP_TYPE.A_F_CHUNK:
        return Part
    return ImagePart if kind == RELATIONSHIP_TYPE.IMAGE else None


def _tree(part: Any) -> Any:  # noqa: ANN401 - as above
    return None if part is None else parse_xml(part.blob)


PartFactory.part_class_selector = _part_class
