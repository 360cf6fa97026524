"""What every loader returns, and how a canonical text is put together from blocks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from index.text.invisible import visible
from index.types import Block, BlockKind, Document

# A lone surrogate cannot be stored as UTF-8, and a NUL ends a string for many C libraries on the way.
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1b\ud800-\udfff]")
MOST_IN_A_NAME = 300
_LINES = ("item", "entry", "message")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a loader found in a file. What the file does not state is None.

    Without a title the first heading is the title; "" says that no heading is one, as in tables. `left_out` tells
    what was passed over and why, one line each. `confidence` and `scans` are those of Document.
    """

    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    published: str | None = None
    pages: tuple[int, ...] = ()
    author: str | None = None
    site: str | None = None
    language: str | None = None
    left_out: tuple[str, ...] = ()
    confidence: float | None = None
    scans: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that could not be read, and why; or what was left out of one that was (`part`), and why.

    `skip` says that it is no failure where it lies among documents, and is to be told each time or once for all.
    """

    source: str
    reason: str
    part: bool = False
    skip: Literal["", "each", "once"] = ""


class TextBuilder:
    """Joins blocks to one canonical text: a blank line between two, of items, entries, messages a line break."""

    def __init__(self) -> None:
        """Start with no text."""
        self._parts: list[str] = []
        self._length = 0
        self._pages: list[tuple[int, int]] = []
        self.blocks: list[Block] = []

    def add(self, text: str, kind: BlockKind = "prose") -> None:
        """Append a block, without space around `text` and invisible marks; what is then empty adds no block."""
        text = visible(storable(text)).strip()
        if not text:
            return
        if self.blocks:
            self._append("\n" if kind == self.blocks[-1].kind and kind in _LINES else "\n\n")
        start = self._length
        self._append(text)
        self.blocks.append(Block(start, self._length, kind))

    def add_lines(self, code: str) -> None:
        """Append program text or other fixed lines: each is an item, and its indentation stays in the text."""
        for index, line in enumerate(visible(storable(code)).splitlines()):
            stripped = line.strip()
            if not stripped:
                continue
            if self.blocks:
                self._append("\n" if index and self.blocks[-1].kind == "item" else "\n\n")
            self._append(line[: len(line) - len(line.lstrip())])
            start = self._length
            self._append(stripped)
            self.blocks.append(Block(start, self._length, "item"))

    def extend(self, loaded: Loaded) -> None:
        """Append all blocks of `loaded`, with the space between them."""
        if not loaded.blocks:
            return
        if self.blocks:
            self._append("\n\n")
        shift = self._length
        self._append(loaded.text)
        self.blocks += [Block(block.start + shift, block.end + shift, block.kind) for block in loaded.blocks]

    def start_page(self, inside: int = 0) -> None:
        """Let a page start where the next block will, or `inside` so many characters after that."""
        self._pages.append((len(self.blocks), inside))

    def build(
        self,
        *,
        title: str | None = None,
        published: str | None = None,
        author: str | None = None,
        site: str | None = None,
        language: str | None = None,
        left_out: tuple[str, ...] = (),
    ) -> Loaded:
        """Return all that was added, with what the file states about itself."""
        starts = [block.start for block in self.blocks] + [self._length]
        return Loaded(
            text="".join(self._parts),
            blocks=tuple(self.blocks),
            title=one_line(title or "") or None,
            published=published,
            pages=tuple(starts[index] + inside for index, inside in self._pages),
            author=short(author or "") or None,
            site=short(site or "") or None,
            language=language,
            left_out=left_out,
        )

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def storable(text: str) -> str:
    """Return `text` with U+FFFD in place of each lone surrogate and control character."""
    return _UNSTORABLE.sub("\ufffd", text)


def one_line(text: str) -> str:
    """Return `text` with each run of white space as one space, without invisible marks."""
    return " ".join(visible(storable(text)).split())


def short(text: str) -> str:
    """Return what a document says of itself, a title or a name, as one line of at most 300 characters."""
    line = one_line(text)
    return line if len(line) <= MOST_IN_A_NAME else f"{line[: MOST_IN_A_NAME - 1].rstrip()}…"


def with_short_title(document: Document) -> Document:
    """Return a document whose title is short, since each of its passages repeats that."""
    if len(document.title) <= MOST_IN_A_NAME:
        return document
    return replace(document, title=short(document.title))


def counted(parts: Mapping[str, int]) -> tuple[str, ...]:
    """Return what was left out, by name and how often: "2 charts"."""
    return tuple(f"{count} {name}{'s' if count > 1 else ''}" for name, count in sorted(parts.items()))


def iso(moment: datetime) -> str:
    """Return the ISO 8601 form; a midnight without a time zone is a date only."""
    if moment.tzinfo is None and (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return moment.date().isoformat()
    return moment.replace(microsecond=0).isoformat()
