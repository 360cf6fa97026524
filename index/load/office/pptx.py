"""Slides: each a page, its title first, then what stands on it from top to bottom, then the speaker's notes."""

import io
from collections.abc import Iterable
from typing import Any

from pptx import Presentation as open_pptx
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.opc.constants import RELATIONSHIP_TYPE

from index.errors import DocumentError
from index.load.parts import Loaded, TextBuilder, iso, one_line
from index.load.zip import BROKEN_OFFICE, open_zip
from index.types import BlockKind

_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE)
_FURNITURE = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.HEADER)


def load_pptx(data: bytes) -> Loaded:
    """Return the text of a presentation. Raises DocumentError if it is broken or locked with a password."""
    open_zip(data).close()
    builder = TextBuilder()
    try:
        deck = open_pptx(io.BytesIO(data))
        for slide in deck.slides:
            builder.start_page()
            _add_shapes(slide.shapes, builder)
            if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
                _add_paragraphs(slide.notes_slide.notes_text_frame, "prose", builder)
        if not _has_properties(deck):
            return builder.build()
        properties = deck.core_properties
        dated = properties.created or properties.modified
        return builder.build(
            title=properties.title, published=iso(dated) if dated else None, author=properties.author
        )
    except (PythonPptxError, *BROKEN_OFFICE) as error:
        raise DocumentError(f"is broken ({error}). Open it in PowerPoint, save it again, and add it") from error


def _has_properties(deck: Any) -> bool:  # noqa: ANN401 - python-pptx ships no types
    """Tell whether the file states title and date: asked for properties, python-pptx would make some up."""
    package = deck.part.package
    return any(relation.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES for relation in package._rels.values())


def _add_shapes(shapes: Iterable[Any], builder: TextBuilder) -> None:
    for shape in sorted(shapes, key=_place):
        if hasattr(shape, "shapes"):
            _add_shapes(shape.shapes, builder)
        elif shape.has_text_frame:
            _add_paragraphs(shape.text_frame, _kind(shape), builder)
        elif getattr(shape, "has_table", False):
            for row in shape.table.rows:
                builder.add(" | ".join(one_line(cell.text) for cell in row.cells), "item")


def _place(shape: Any) -> tuple[bool, int, int]:  # noqa: ANN401 - python-pptx ships no types
    return (_kind(shape) != "heading", shape.top or 0, shape.left or 0)


def _kind(shape: Any) -> BlockKind:  # noqa: ANN401 - python-pptx ships no types
    role = shape.placeholder_format.type if shape.is_placeholder else None
    if role in _TITLES:
        return "heading"
    return "boilerplate" if role in _FURNITURE else "prose"


def _add_paragraphs(frame: Any, kind: BlockKind, builder: TextBuilder) -> None:  # noqa: ANN401 - as above
    texts = [text for text in (one_line(paragraph.text) for paragraph in frame.paragraphs) if text]
    for text in texts:
        builder.add(text, "item" if kind == "prose" and len(texts) > 1 else kind)
