"""What stands on a sheet beside its cells: comments, text boxes, charts and diagrams."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from index.load.office.drawing_text import drawn_text
from index.load.office.drawings import add_chart, add_diagram
from index.load.parts import TextBuilder, one_line
from index.load.sheets.merged import column_of
from index.load.sheets.package import Package

_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def not_computed(count: int) -> Iterator[str]:
    """Yield the note on formulas without a value, if there are any."""
    if count:
        formulas = "1 formula was never computed" if count == 1 else f"{count:,} formulas were never computed"
        yield f"{formulas}; open it in a spreadsheet program, save it, and add it again"


def add_comments(package: Package, sheet: str, rows: Mapping[int, Sequence[str]], builder: TextBuilder) -> None:
    """Add the comments of a sheet, each with what stands in its cell and at the start of its row."""
    relations = package.relations(sheet)
    threads = [package.xml(relation.part) for relation in relations if relation.kind == "threadedComment"]
    found = [_place_and_text(item, "text") for tree in threads for item in tree.iter("{*}threadedComment")]
    discussed = {place for place, _ in found}  # a copy for old programs stands among the comments
    for relation in relations:
        if relation.kind == "comments":
            comments = map(_written_comment, package.xml(relation.part).iter("{*}comment"))
            found += [(place, text) for place, text in comments if place not in discussed]
    for place, text in found:
        builder.add(comment_line(place, text, _row_of(place, rows)), "item")


def comment_line(place: str, text: str, row: Sequence[str]) -> str:
    """Return a comment as a line that tells the cell: "Comment on B3 (Heron; 40): ..."."""
    match = _PLACE.fullmatch(place)
    column = column_of(match[1]) if match else 0
    start = next((cell for cell in row if cell), "")
    cell = row[column] if column < len(row) else ""
    about = "; ".join(dict.fromkeys(filter(None, (start, cell))))
    return f"Comment on {place} ({about}): {one_line(text)}" if about else f"Comment on {place}: {one_line(text)}"


def _place_and_text(comment: Any, name: str) -> tuple[str, str]:  # noqa: ANN401 - lxml ships no types
    return comment.get("ref", ""), comment.findtext("{*}" + name) or ""


def _written_comment(comment: Any) -> tuple[str, str]:  # noqa: ANN401 - lxml ships no types
    text = "".join(run.text or "" for run in comment.iterfind("{*}text//{*}t"))
    return comment.get("ref", ""), text


def _row_of(place: str, rows: Mapping[int, Sequence[str]]) -> Sequence[str]:
    match = _PLACE.fullmatch(place)
    return rows.get(int(match[2]), ()) if match else ()


def add_drawings(package: Package, sheet: str, builder: TextBuilder) -> None:
    """Add the words of text boxes, the figures of charts and the words of diagrams on a sheet."""
    for drawing in (relation.part for relation in package.relations(sheet) if relation.kind == "drawing"):
        tree = package.xml(drawing)
        if tree is None:
            continue
        for paragraph in _paragraphs(tree):
            builder.add(drawn_text(paragraph))
        for relation in package.relations(drawing):
            part = package.xml(relation.part) if relation.kind in ("chart", "diagramData") else None
            if part is not None and relation.kind == "chart":
                add_chart(part, builder)
            elif part is not None:
                add_diagram(part, builder)


def _paragraphs(tree: Any) -> Iterator[Any]:  # noqa: ANN401 - lxml ships no types
    for box in tree.iter("{*}txBody"):
        if not any(
            parent.tag == "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
            for parent in box.iterancestors()
        ):
            yield from box.iterchildren("{*}p")
