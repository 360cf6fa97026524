"""Word documents, in the order of their text: headings by style, list items, tables a row an item.

python-docx opens the package and knows its properties; the text is taken from the XML below it, so that
equations, text boxes, content controls and footnotes, which its paragraphs leave out, are not lost. Notes,
comments, and running headers and footers follow the text, each once. Deleted text is not part of it.
"""

import io
from typing import Any

from docx import Document as open_docx
from docx.exceptions import PythonDocxError
from docx.opc.constants import RELATIONSHIP_TYPE

from index.errors import DocumentError
from index.load.markup.tree import parse_xml
from index.load.office.properties import Properties, core_properties
from index.load.office.strict import usual_form
from index.load.office.word.body import BodyReader
from index.load.office.word.numbers import Numbering
from index.load.office.word.styles import Styles
from index.load.parts import Loaded, TextBuilder, one_line
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
    parts = {
        part.partname.strip("/").rpartition("/")[2].removesuffix(".xml"): part for part in package.iter_parts()
    }
    numbering = Numbering(_tree(parts.get("numbering")))
    styles = Styles(_tree(parts.get("styles")))
    builder = TextBuilder()
    reader = BodyReader(builder, styles, numbering)
    reader.add(main.element.body, main)
    for name in _NOTES:
        if name in parts:
            for note in _tree(parts[name]):
                reader.add(note, parts[name])
    if "comments" in parts:
        for comment in _tree(parts["comments"]):
            reader.add_comment(comment)
    _add_running(package, reader, styles)
    stated = Properties()  # asked for properties a file has none of, python-docx would make some up
    if any(relation.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES for relation in package.rels.values()):
        stated = core_properties(package)
    return builder.build(
        title=stated.title,
        published=stated.published,
        author=stated.author,
        language=stated.language,
        left_out=reader.left_out(),
    )


def _add_running(package: Any, reader: BodyReader, styles: Styles) -> None:  # noqa: ANN401 - as above
    """Add what stands in headers and footers and nowhere else."""
    seen = reader.texts()
    for part in package.iter_parts():
        if part.content_type.endswith((".header+xml", ".footer+xml")):
            running = BodyReader(TextBuilder(), styles, Numbering(None))
            running.add(_tree(part), part)
            for kind, text in running.blocks():
                if one_line(text) not in seen:
                    seen.add(one_line(text))
                    reader.add_text(text, kind)


def _tree(part: Any) -> Any:  # noqa: ANN401 - as above
    return None if part is None else parse_xml(part.blob)
