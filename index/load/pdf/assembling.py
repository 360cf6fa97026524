"""Lines of pages put together to paragraphs; running headers and page numbers are boilerplate."""

from collections.abc import Sequence

from index.load.parts import TextBuilder
from index.load.pdf.edges import footnotes, running_lines
from index.load.pdf.lines import PageLine
from index.load.pdf.named import repeated_heads, with_names
from index.load.pdf.paragraphs import Paragraph, paragraphs


def assembled(pages: Sequence[Sequence[PageLine]], marks: Sequence[Sequence[str]] = ()) -> TextBuilder:
    """Return the text of pages, whose lines are in the order of reading; `marks` are the notes put onto each."""
    heads = repeated_heads(pages)
    edges = [[line for line in edge if line.text not in heads] for edge in running_lines(pages)]
    inner = [[line for line in page if line not in edge] for page, edge in zip(pages, edges, strict=True)]
    notes = footnotes(inner)
    body = with_names([page[: len(page) - len(note)] for page, note in zip(inner, notes, strict=True)])
    builder = TextBuilder()
    asides = [
        [*paragraphs([note]), *(Paragraph(text, "item", number, ()) for text in mark)]
        for number, (note, mark) in enumerate(zip(notes, marks or [()] * len(pages), strict=True))
    ]
    _assemble(builder, paragraphs(body), edges, asides)
    return builder


def _assemble(
    builder: TextBuilder, parts: list[Paragraph], edges: list[list[PageLine]], notes: list[list[Paragraph]]
) -> None:
    """Add the paragraphs; the running lines of a page come before the first paragraph that starts on it.

    The notes at the foot of a page come behind its last paragraph, or before it if it goes on over the page; those
    of a page that it covers whole come behind it.
    """
    begun = 0
    for part in parts:
        begun = _begin_pages(builder, begun, part.page + 1, edges, notes)
        if part.turns:
            _add_notes(builder, notes[begun - 1])
        for inside in part.turns:
            builder.start_page(inside)
        text_before = begun
        begun += len(part.turns)
        builder.add(part.text, part.kind)
        for page in range(text_before, begun):
            _add_running(builder, edges[page])
        for page in range(text_before, begun - 1):  # pages that it covers
            _add_notes(builder, notes[page])
    _begin_pages(builder, begun, len(edges), edges, notes)
    _add_notes(builder, notes[-1])


def _begin_pages(
    builder: TextBuilder, begun: int, wanted: int, edges: list[list[PageLine]], notes: list[list[Paragraph]]
) -> int:
    for page in range(begun, wanted):
        if page:
            _add_notes(builder, notes[page - 1])
        builder.start_page()
        _add_running(builder, edges[page])
    return max(begun, wanted)


def _add_notes(builder: TextBuilder, notes: list[Paragraph]) -> None:
    """Add the notes of a page, once."""
    for note in notes:
        builder.add(note.text, note.kind)
    notes.clear()


def _add_running(builder: TextBuilder, lines: list[PageLine]) -> None:
    for line in lines:
        builder.add(line.text, "boilerplate")
