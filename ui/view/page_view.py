"""The page of a PDF or a scan beside its text in the panel: the picture, kept for a while, and what is marked."""

import atexit
from base64 import b64encode
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock

from index.load.formats import PICTURES
from index.load.scans.kept import words_of
from index.types import Document
from index.worker import Worker, WorkerLost
from ui.language import say, told
from ui.view.pdf_page import Box, PagePicture, Quote, Wanted, letters
from ui.view.place import Place
from ui.words import escaped

_TASK = "ui.view.pdf_page:draw"
_MEMORY = 2 * 1024**3
_KEPT = 8  # pictures

_idle: list[Worker] = []
_one_at_a_time = Lock()


class NoPicture(Exception):
    """There is no picture; the message says why."""


def page_view(document: Document, place: Place, others: Sequence[Place]) -> str:
    """Return the page that `place` is on, with it and those of `others` on this page highlighted, and a switch.

    For what is no PDF and no picture that is nothing. Where the page or the sentence on it cannot be shown, it is
    a line that says so: the text alone is shown then.
    """
    number = document.page_at(place.start)
    has_pages = Path(document.source).suffix.lower() in {".pdf", *PICTURES}
    if not has_pages or number is None or place.start == place.end:
        return ""
    page = _extent(document, number)
    places = [place, *(other for other in others if other != place and page.start <= other.start < page.end)]
    quotes = tuple(_quote(document, page, place) for place in places)
    try:
        words = words_of(document.scans, number)
        picture = _picture(Wanted(Path(document.source), document.content_hash, number, quotes, words))
    except NoPicture as why:
        said = say("The page itself is not shown: {why}.", why=told(str(why)))
        return f'<p class="no-page">{escaped(said)}</p>'
    return _shown(document, number, picture)


def _extent(document: Document, number: int) -> Place:
    later = document.pages[number:]
    return Place(document.id, document.pages[number - 1], later[0] if later else len(document.text))


def _quote(document: Document, page: Place, place: Place) -> Quote:
    """Return the part of a sentence that is on the page."""
    text = document.text[place.start : min(place.end, page.end)]
    before = letters(document.text[page.start : place.start]).count(letters(text)) if letters(text) else 0
    return Quote(text, before)


@lru_cache(maxsize=_KEPT)
def _picture(wanted: Wanted) -> PagePicture:
    """Return the picture, on which the first of the quotes stands. Raises NoPicture."""
    drawn: object = None
    with _one_at_a_time:
        worker = _taken() or Worker(_TASK, memory=_MEMORY)
        try:
            *_, drawn = worker.run(wanted)
        except WorkerLost as lost:
            raise NoPicture(f"drawing it {lost}") from lost
        _idle.append(worker)
    if not isinstance(drawn, PagePicture):
        raise NoPicture(str(drawn))
    if not drawn.boxes[0]:
        raise NoPicture("the sentence was not found on it")
    return drawn


def _shown(document: Document, number: int, picture: PagePicture) -> str:
    target, *others = picture.boxes
    marks = "".join(_mark(box, "target") for box in target)
    marks += "".join(_mark(box, "also") for boxes in others for box in boxes)
    address = f"data:image/png;base64,{b64encode(picture.png).decode()}"
    words = escaped(
        say("Page {page} of {title}, the sentence highlighted", page=str(number), title=document.title)
    )
    return (
        f'<div class="views" role="group" aria-label="{say("How the document is shown")}">'
        f'<button class="view" type="button" name="page" aria-pressed="true">{say("Page")}</button>'
        f'<button class="view" type="button" name="text" aria-pressed="false">{say("Text")}</button></div>'
        f'<div class="page-view" tabindex="0" role="region" aria-label="{say("Page of the document")}">'
        '<div class="sheet">'
        f'<img src="{address}" alt="{words}" width="{picture.width}" height="{picture.height}">{marks}</div></div>'
    )


def _mark(box: Box, kind: str) -> str:
    sides = (box.left, box.top, box.right - box.left, box.bottom - box.top)
    left, top, width, height = (f"{100 * side:.2f}%" for side in sides)
    return f'<span class="on-page {kind}" style="left:{left};top:{top};width:{width};height:{height}"></span>'


def _taken() -> Worker | None:
    """Return a worker that waits, in one step: the end of the process may take it at the same time."""
    try:
        return _idle.pop()
    except IndexError:
        return None


@atexit.register
def _end() -> None:
    while (worker := _taken()) is not None:
        worker.close()
