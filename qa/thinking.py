"""What a model thinks aloud, between <think> and </think>: asked not to, some do; it is no part of an answer."""

import re
from collections.abc import Iterator

from qa.chat_model import Piece

OPENED, CLOSED = "<think>", "</think>"

_THOUGHT = re.compile(rf"{OPENED}.*?(?:{CLOSED}\s*|\Z)", re.DOTALL)


def without_thoughts(text: str) -> str:
    """Return a reply without what was thought; also where the prompt began the thought, or nothing ended it."""
    _, closed, said = _THOUGHT.sub("", text).rpartition(CLOSED)
    return said.lstrip() if closed else said


def spoken(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield as many pieces, with what of each is no thought; what may begin a marker is held back.

    Where </think> comes without <think>, what was before it has been yielded; `without_thoughts` takes it back.
    """
    written = shown = ""
    for piece in pieces:
        written += piece.text
        said = without_thoughts(written)
        new = _after(shown, said[: len(said) - _begun(said)])
        shown += new
        yield Piece(new)
    if rest := _after(shown, without_thoughts(written)):
        yield Piece(rest)


def _after(shown: str, said: str) -> str:
    return said[len(shown) :] if said.startswith(shown) else ""


def _begun(text: str) -> int:
    """Return how many characters at the end of a text may begin a marker."""
    lengths = range(min(len(CLOSED), len(text)), 0, -1)
    return next((n for n in lengths if OPENED.startswith(text[-n:]) or CLOSED.startswith(text[-n:])), 0)
