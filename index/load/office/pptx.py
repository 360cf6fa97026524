"""Slides: each a page, its title first, then what stands on it row by row, the speaker's notes, and comments."""

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pptx import Presentation as open_pptx
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.parts.image import ImagePart

from index.errors import DocumentError
from index.load.markup.tree import parse_xml
from index.load.office.drawing_text import drawn_text, points
from index.load.office.drawings import add_chart, add_diagram, is_large, related
from index.load.office.properties import core_properties
from index.load.office.slides import Place, reading_order
from index.load.office.strict import usual_form
from index.load.parts import Loaded, TextBuilder, counted, one_line
from index.load.rows import add_table
from index.load.scans.pictures import Pictures
from index.load.sheets.columns import Repeated
from index.load.sheets.heads import Head
from index.load.zip import BROKEN_OFFICE, open_zip
from index.types import BlockKind

_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE)
_FURNITURE = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.HEADER)
_AUTHORS = ("/commentAuthors", "/authors")


def load_pptx(data: bytes) -> Loaded:
    """Return the text of a presentation. Raises DocumentError if it is broken or locked with a password."""
    open_zip(data).close()
    try:
        return _load(open_pptx(io.BytesIO(usual_form(data))))
    except (PythonPptxError, *BROKEN_OFFICE) as error:
        raise DocumentError(f"is broken ({error}). Open it in PowerPoint, save it again, and add it") from error


def _load(deck: Any) -> Loaded:  # noqa: ANN401 - python-pptx ships no types
    builder = TextBuilder()
    unread: Counter[str] = Counter()
    pictures = Pictures(sum(isinstance(part, ImagePart) for part in deck.part.package.iter_parts()))
    authors = _authors(deck.part)
    for slide in deck.slides:
        builder.start_page()
        _show_newest(slide._element)
        _add_shapes(slide.shapes, builder, unread, pictures)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            _add_paragraphs(slide.notes_slide.notes_text_frame._txBody, "prose", builder)
        _add_comments(slide.part, authors, builder)
    package = deck.part.package
    stated = core_properties(package, package._rels.values())
    loaded = builder.build(
        title=stated.title,
        published=stated.published,
        author=stated.author,
        language=stated.language,
        left_out=(*counted(unread), *pictures.left_out()),
    )
    return replace(loaded, confidence=pictures.confidence)


def _show_newest(slide: Any) -> None:  # noqa: ANN401 - as above
    """Put the newest of several forms of a shape in the place of all, as python-pptx passes over them."""
    for choices in list(
        slide.iter("{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent")
    ):
        parent = choices.getparent()
        if parent.tag.rpartition("}")[2] in ("spTree", "grpSp") and len(choices):
            for shape in list(choices[0]):
                choices.addprevious(shape)
            parent.remove(choices)


def _add_shapes(shapes: Iterable[Any], builder: TextBuilder, unread: Counter[str], pictures: Pictures) -> None:
    for shape in reading_order(shapes, _place):
        if hasattr(shape, "shapes"):
            _add_shapes(shape.shapes, builder, unread, pictures)
        elif shape.has_text_frame:
            _add_paragraphs(shape.text_frame._txBody, _kind(shape), builder)
        elif getattr(shape, "has_table", False):
            _add_table(shape.table._tbl, builder)
        elif shape._element.tag.endswith("}pic"):
            _add_picture(shape, builder, pictures)
        else:
            _add_graphic(shape, builder, unread)


def _place(shape: Any) -> Place:  # noqa: ANN401 - as above
    return Place(shape.top or 0, shape.left or 0, shape.height or 0, _kind(shape) == "heading")


def _kind(shape: Any) -> BlockKind:  # noqa: ANN401 - as above
    role = shape.placeholder_format.type if shape.is_placeholder else None
    if role in _TITLES:
        return "heading"
    return "boilerplate" if role in _FURNITURE else "prose"


def _add_paragraphs(body: Any, kind: BlockKind, builder: TextBuilder) -> None:  # noqa: ANN401 - as above
    texts = [text for text in points(body) if text]
    for text in texts:
        builder.add(text, "item" if kind == "prose" and len(texts) > 1 else kind)


def _add_table(table: Any, builder: TextBuilder) -> None:  # noqa: ANN401 - as above
    """Add a row an item; a cell that runs over several rows or columns stands in each.

    Nearly every table says that its first row is one of names, so that counts for little where it may be a form.
    """
    above: dict[int, str] = {}
    rows: list[list[str]] = []
    for row in table.iterchildren("{*}tr"):
        cells: list[str] = []
        for column, cell in enumerate(row.iterchildren("{*}tc")):
            if cell.get("hMerge") in ("1", "true"):
                cells.append(Repeated(cells[-1] if cells else ""))
                continue
            if cell.get("vMerge") not in ("1", "true"):
                above[column] = one_line("\n".join(drawn_text(line) for line in cell.iterfind("{*}txBody/{*}p")))
            cells.append(above.get(column, ""))
        rows.append(cells)
    look = table.find("{*}tblPr")
    marked = look is not None and look.get("firstRow") in ("1", "true")
    add_table(rows, builder, Head(1, sure=False) if marked else None)


def _add_picture(shape: Any, builder: TextBuilder, pictures: Pictures) -> None:  # noqa: ANN401 - as above
    blip = shape._element.find(".//{*}blip")
    if blip is None or not is_large(shape.width, shape.height):
        return
    picture = related(blip, shape.part, "embed")
    if picture is None:
        pictures.add_missing("it is not in the file")
    else:
        pictures.add(picture.blob, builder)


def _add_graphic(shape: Any, builder: TextBuilder, unread: Counter[str]) -> None:  # noqa: ANN401 - as above
    """Add a chart or a diagram, or count what cannot be read."""
    for drawn in shape._element.iterfind("{*}graphic/{*}graphicData/{*}*"):
        name = drawn.tag.rpartition("}")[2]
        key = {"chart": "id", "relIds": "dm"}.get(name)
        if key is None:
            unread["embedded object"] += 1
            continue
        part = related(drawn, shape.part, key)
        if name == "chart" and (part is None or not add_chart(parse_xml(part.blob), builder)):
            unread["chart"] += 1
        elif name == "relIds" and part is None:
            unread["diagram"] += 1
        elif name == "relIds":
            add_diagram(parse_xml(part.blob), builder)


def _authors(part: Any) -> dict[str, str]:  # noqa: ANN401 - as above
    """Return the names of those who commented, by their ids."""
    trees = (parse_xml(relation.target_part.blob) for relation in _relations(part, _AUTHORS))
    return {author.get("id", ""): author.get("name", "") for tree in trees for author in tree}


def _add_comments(part: Any, authors: dict[str, str], builder: TextBuilder) -> None:  # noqa: ANN401 - as above
    for relation in _relations(part, ("/comments",)):
        for comment in parse_xml(relation.target_part.blob).iter("{*}cm", "{*}reply"):
            lines = [drawn_text(line) for line in comment.iterfind("{*}txBody/{*}p")]
            text = one_line("\n".join([comment.findtext("{*}text") or "", *lines]))
            author = authors.get(comment.get("authorId", ""), "")
            if text:
                builder.add(f"Comment by {author}: {text}" if author else f"Comment: {text}")


def _relations(part: Any, endings: tuple[str, ...]) -> list[Any]:  # noqa: ANN401 - as above
    return [
        relation
        for relation in part.rels.values()
        if relation.reltype.endswith(endings) and not relation.is_external
    ]
