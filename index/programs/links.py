"""The link that opens a place of a document in the program it belongs to."""

import re
from contextlib import suppress

from index.programs import obsidian, zotero
from index.types import Document

_LINK = re.compile(r"(?P<scheme>obsidian|zotero)://[A-Za-z0-9_.~%/?&=-]+")  # nothing in it needs to be escaped


def link_into_program(document: Document, start: int = 0) -> str | None:
    """Return the link to an offset of a document; None where its file belongs to no program, or is not here.

    It is made of the path, the page and the headings of the file alone, and asks the disk each time.
    """
    page = document.page_at(start)
    for source in (document.source, *document.also):
        with suppress(OSError):  # what may not be looked at is as good as not here
            if link := zotero.link(source, page) or obsidian.link(source, page, _headings(document, start)):
                return link
    return None


def program_of(link: str) -> str | None:
    """Return the program that a link opens, None for what is no such link: it may come from a file."""
    found = _LINK.fullmatch(link)
    return found["scheme"].capitalize() if found else None


def _headings(document: Document, start: int) -> tuple[str, ...]:
    """Return the headings down to a place, the nearest first."""
    return tuple(
        document.text[block.start : block.end]
        for block in reversed(document.blocks)
        if block.kind == "heading" and block.start <= start
    )
