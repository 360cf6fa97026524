"""Rich text: striprtf gives the text, a paragraph a line; title, author and date stand in the file's header."""

import re
from datetime import datetime

from striprtf.striprtf import rtf_to_text

from index.errors import DocumentError
from index.load.parts import Loaded, TextBuilder, iso, one_line

_START = b"{\\rtf"
_HEAD = 20_000
_FIELD = re.compile(r"\{\\(title|author)\s((?:[^{}\\]|\\.)*)\}")
_CREATED = re.compile(r"\{\\creatim((?:\\[a-z]+\d+)+)\}")
_NUMBER = re.compile(r"\\([a-z]+)(\d+)")
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
_BULLET = re.compile(r"[•·▪‣*-]\s*\t")
_CELLS = re.compile(r"\S\|\s*\S|\|\s*$")


def load_rtf(data: bytes) -> Loaded:
    """Return the text of a rich text file. Raises DocumentError if it is none."""
    if not data.lstrip().startswith(_START):
        raise DocumentError("is broken: it does not begin as rich text. If it is plain text, rename it to .txt")
    source = data.decode("latin-1")
    text = _plain(source)
    fields = {name: _plain(f"{{\\rtf1 {value}}}") for name, value in _FIELD.findall(source[:_HEAD])}
    builder = TextBuilder()
    for line in text.splitlines():
        if _CELLS.search(line):
            builder.add(" | ".join(one_line(cell) for cell in line.strip().strip("|").split("|")), "item")
        else:
            builder.add(one_line(line), "item" if _BULLET.match(line.strip()) else "prose")
    return builder.build(title=fields.get("title"), author=fields.get("author"), published=_created(source))


def _created(source: str) -> str | None:
    stated = _CREATED.search(source[:_HEAD])
    parts = {name: int(number) for name, number in _NUMBER.findall(stated[1])} if stated else {}
    try:
        return iso(datetime(parts["yr"], parts["mo"], parts["dy"], parts.get("hr", 0), parts.get("min", 0)))
    except (KeyError, ValueError, OverflowError):  # no date, or one that no calendar has
        return None


def _plain(source: str) -> str:
    try:
        return str(rtf_to_text(source, errors="replace"))  # type: ignore[no-untyped-call] # no types in it
    except _BROKEN as error:
        raise DocumentError(
            f"is broken ({error}). Open it in a word processor, save it as .docx, and add that"
        ) from error
