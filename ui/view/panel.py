"""The evidence panel: a document's text as it is stored, with the cited sentence highlighted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.limits import shortened
from index.programs.links import link_into_program, program_of
from index.types import Block, Document
from qa.answer import Citation
from ui.language import say, told
from ui.view.page_view import page_view
from ui.view.place import Place
from ui.view.render import place_of
from ui.words import day, escaped, is_address, lang, on_page, recognised, source_name

WINDOW = 60_000
"""Characters of a document shown before and after the place: a book must not stall the page."""

_NOTES = 3  # of a document, that are shown
_NOTE = 120  # characters of one: a line

_HARD_WRAPPED = 45
"""A paragraph whose lines (but the last) are all at least this long was broken by a program, not by its author."""


@dataclass(frozen=True, slots=True)
class _Highlight:
    place: Place
    number: int | None
    target: bool


def empty_panel() -> str:
    """Return the panel before anything is opened in it."""
    hint = say(
        "Choose a marker such as {marker} in an answer, and the document opens at the very sentence it rests on.",
        marker='<span class="marker sample">[1]</span>',
    )
    title = say("The evidence appears here")
    return f'<div class="nothing-open"><p class="nothing-title">{title}</p><p>{hint}</p></div>'


def gone() -> str:
    """Return the panel for a document that is there no more."""
    words = say("This document is no longer in the library")
    return f'<div class="nothing-open"><p class="nothing-title">{words}</p></div>'


def back() -> str:
    """Return what leads back to the conversation, on a narrow page."""
    words = say("Back{wide} to the conversation{end}", wide="<span>", end="</span>")
    return f'<a class="close" href="#close" role="button">{words}</a>'


def evidence(
    document: Document, place: Place, citations: Sequence[Citation] = (), *, answered: bool = True
) -> str:
    """Return the panel for `place`: what the document is, and its text with `place` and `citations` marked.

    `citations` are those of one answer, or what is closest where it was not `answered`, also those of other
    documents: the panel leads from one to the next. Where the document was changed since, so that a citation no
    longer stands there, the panel says so and marks nothing.
    """
    lost = next((c for c in citations if place_of(c) == place and not _stands(c, document)), None)
    if lost is not None or place.end > len(document.text):
        place = Place(document.id)
    highlights = _highlights(document, place, citations)
    return (
        f'<header class="document-head">{_address(place)}'
        f'<h2 class="document-title" dir="auto"{lang(document.language)}>{escaped(document.title)}</h2>'
        f'<p class="document-facts">{_facts(document, place)}</p>'
        f"{_left_out(document)}{_cited_here(place, citations, answered=answered)}{_changed(lost)}</header>"
        f"{page_view(document, place, [one.place for one in highlights])}"
        f'<div class="document-text" tabindex="0" role="region" aria-label="{say("Text of the document")}">'
        f"{_text(document, place, highlights)}</div>"
    )


def _stands(citation: Citation, document: Document) -> bool:
    return document.text[citation.start : citation.end] == citation.quote


def _changed(lost: Citation | None) -> str:
    if lost is None:
        return ""
    quote = f"<q{lang(lost.document.language)}>{escaped(lost.quote)}</q>"
    said = say("This document was changed since the answer. It then said: {quote}", quote=quote)
    return f'<p class="changed">{said}</p>'


def _facts(document: Document, place: Place) -> str:
    source = escaped(document.source)
    name = escaped(source_name(document.source))
    if is_address(document.source):
        shown = f'<a class="address" href="{source}" target="_blank" rel="noopener noreferrer">{name}</a>'
    else:
        shown = f'<span title="{source}"><bdi>{name}</bdi></span>'
    page = document.page_at(place.start) if place.end > place.start else None
    facts = [shown, escaped(day(document.published)), on_page(page)]
    facts.append(recognised(document.confidence))
    facts.append(_in_program(document, place))
    return " · ".join(fact for fact in facts if fact)


def _in_program(document: Document, place: Place) -> str:
    """Return the link that opens the place in the program that the file belongs to, or ""."""
    if (link := link_into_program(document, place.start)) is None:
        return ""
    words = say("Open in {program}", program=program_of(link) or "")
    return f'<a class="in-program" href="{escaped(link)}">{words}</a>'


def _left_out(document: Document) -> str:
    """Return what is to be known of how the document was read, a line each."""
    if not document.left_out:
        return ""
    notes = [f"<bdi>{escaped(shortened(told(note), _NOTE))}</bdi>" for note in document.left_out[:_NOTES]]
    if (more := len(document.left_out) - _NOTES) > 0:
        notes.append(say("and {n} more|and {n} more", n=more))
    items = "".join(f"<li>{note}</li>" for note in notes)
    return f'<div class="left-out">{say("Note:")}<ul>{items}</ul></div>'


def _cited_here(place: Place, citations: Sequence[Citation], *, answered: bool) -> str:
    if not citations:
        return ""
    links = []
    for citation in citations:
        current = ' aria-current="true"' if place_of(citation) == place else ""
        title = escaped(citation.document.title)
        links.append(
            f'<a class="marker" href="{place_of(citation).link}" title="{title}"{current}>[{citation.number}]</a>'
        )
    keys = say("{down} next, {up} previous", down="<kbd>Alt</kbd>+<kbd>↓</kbd>", up="<kbd>Alt</kbd>+<kbd>↑</kbd>")
    more = f' <span class="keys">{keys}</span>' if len(citations) > 1 else ""
    what = say("Sentences of this answer") if answered else say("Closest, but not an answer")
    return f'<p class="cited-here">{what} {"".join(links)}{more}</p>'


def _address(place: Place) -> str:
    one = place.end > place.start
    title = say("Copy a link to this sentence") if one else say("Copy a link to this document")
    return (
        f'<button class="copy" type="button" value="{place.link}" title="{title}" '
        f'data-done="{say("Copied")}">{say("Copy link")}</button>'
    )


def _highlights(document: Document, place: Place, citations: Sequence[Citation]) -> list[_Highlight]:
    """Return the target and the other citations in this document, in order, without overlaps."""
    here = [
        citation for citation in citations if citation.document.id == document.id and _stands(citation, document)
    ]
    number = next((citation.number for citation in here if place_of(citation) == place), None)
    chosen = [_Highlight(place, number, target=True)]
    for citation in here:
        other = place_of(citation)
        if all(other.end <= taken.place.start or taken.place.end <= other.start for taken in chosen):
            chosen.append(_Highlight(other, citation.number, target=False))
    return sorted(chosen, key=lambda highlight: (highlight.place.start, highlight.place.end))


def _text(document: Document, place: Place, highlights: Sequence[_Highlight]) -> str:
    first, last = max(0, place.start - WINDOW), min(len(document.text), place.end + WINDOW)
    earlier = later = ""
    if first > 0:
        point = max(0, first - WINDOW // 2)
        words = say("{n} earlier character: show it|{n} earlier characters: show them", n=first)
        earlier = _more(Place(document.id, point, point), words)
    if last < len(document.text):
        point = min(len(document.text), last + WINDOW // 2)
        rest = len(document.text) - last
        words = say("{n} later character: show it|{n} later characters: show them", n=rest)
        later = _more(Place(document.id, point, point), words)
    return earlier + "".join(_blocks(document, first, last, highlights)) + later


def _more(place: Place, words: str) -> str:
    return f'<p class="more"><a href="{place.link}">{words}</a></p>'


def _blocks(document: Document, first: int, last: int, highlights: Sequence[_Highlight]) -> Iterator[str]:
    blocks = document.blocks or (Block(0, len(document.text), "prose"),)
    page = None
    boilerplate: list[tuple[int, int]] = []
    for block in blocks:
        start, end = max(block.start, first), min(block.end, last)
        if start >= end:
            continue
        if block.kind == "boilerplate":
            boilerplate.append((start, end))
            continue
        yield _folded(document, boilerplate, highlights)
        boilerplate = []
        if (now := document.page_at(start)) != page:
            page = now
            yield f'<p class="page-start">{say("Page {page}", page=str(page))}</p>'
        yield _block(document, start, end, block.kind, highlights)
    yield _folded(document, boilerplate, highlights)


def _block(document: Document, start: int, end: int, kind: str, highlights: Sequence[_Highlight]) -> str:
    lines = document.text[start:end].splitlines()
    wrapped = len(lines) > 1 and all(len(line) >= _HARD_WRAPPED for line in lines[:-1])
    tag = "h3" if kind == "heading" else "p"
    shape = f"block-text block-{kind}" + ("" if wrapped else " own-lines")
    marked = _marked(document.text, start, end, highlights)
    return f'<{tag} class="{shape}" dir="auto"{lang(document.language)}>{marked}</{tag}>'


def _folded(document: Document, stretches: Sequence[tuple[int, int]], highlights: Sequence[_Highlight]) -> str:
    """Return a run of boilerplate as one closed fold: it is part of the text, and nobody came to read it."""
    if not stretches:
        return ""
    marked = [_marked(document.text, start, end, highlights) for start, end in stretches]
    inside = "".join(f'<p dir="auto"{lang(document.language)}>{one}</p>' for one in marked)
    size = sum(end - start for start, end in stretches)
    touched = any(
        highlight.place.start < end and start < highlight.place.end
        for highlight in highlights
        for start, end in stretches
    )
    characters = say("{n} character|{n} characters", n=size)
    summary = say("Menus and page furniture, not searched ({characters})", characters=characters)
    opened = " open" if touched else ""
    return f'<details class="boilerplate"{opened}><summary>{summary}</summary>{inside}</details>'


def _marked(text: str, start: int, end: int, highlights: Sequence[_Highlight]) -> str:
    """Return text[start:end] escaped, with what the highlights cover of it marked."""
    pieces = []
    position = start
    for highlight in highlights:
        place = highlight.place
        begin, finish = max(place.start, start), min(place.end, end)
        if begin > finish or (begin == finish and place.end > place.start):
            continue
        pieces.append(escaped(text[position:begin]))
        pieces.append(_mark(text[begin:finish], highlight))
        position = finish
    pieces.append(escaped(text[position:end]))
    return "".join(pieces)


def _mark(text: str, highlight: _Highlight) -> str:
    kind = "target" if highlight.target else "also"
    if not text:
        return '<span class="target point"></span>'
    number = f' data-number="{highlight.number}"' if highlight.number is not None else ""
    return f'<mark class="{kind}"{number}>{escaped(text)}</mark>'
