"""Headings, paragraphs and items of plain text, from its line breaks alone. The text itself is not touched.

The question is what a line break means. In a text that an editor wrapped, each line is as long as it can be:
the first word of the next would not have fitted. Where nearly all breaks are of that kind, lines are joined to
paragraphs; elsewhere (a chat record, an address, a table, one line a paragraph) each line is a block.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from index.types import Block, BlockKind

_LINE = re.compile(r"[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
ITEM = re.compile(r"(?:[-*•▪●‣◦·–—+]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s+\S")  # noqa: RUF001 - bullets people type
_RULE = re.compile(r"[\W_]+")
_COLUMNS = re.compile(r"\S(?:\t|\s{3,}|\s*\|\s*)\S")
_CLOSED = re.compile(r"[.!?…。!?;,:][\"'”’»)\]]*$")  # noqa: RUF001 - full-width signs of CJK text
_HEADING_LENGTH = 90
_TITLE_LENGTH = 150
_WRAP = range(40, 121)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    indent: int


def paragraph_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a plain text: every character that is not white space is in exactly one."""
    runs = list(_runs(text))
    width = _wrap_width(runs)
    blocks: list[Block] = []
    for run in runs:
        groups = list(_groups(run, width))
        for index, group in enumerate(groups):
            following = groups[index + 1] if index + 1 < len(groups) else None
            kind = _kind(group, following, first=not blocks, alone=len(groups) == 1)
            blocks.append(Block(group[0].start, group[-1].end, kind))
    return tuple(blocks)


def _runs(text: str) -> Iterator[list[_Line]]:
    """Yield the stretches of lines between blank lines."""
    run: list[_Line] = []
    previous_end = 0
    for match in _LINE.finditer(text):
        raw = match[0]
        stripped = raw.strip()
        if not stripped:
            continue
        start = match.start() + len(raw) - len(raw.lstrip())
        if run and _is_blank_line_between(text[previous_end:start]):
            yield run
            run = []
        previous_end = start + len(stripped)
        run.append(_Line(start, previous_end, stripped, start - match.start()))
    if run:
        yield run


def _is_blank_line_between(gap: str) -> bool:
    return "\f" in gap or len((gap + "|").splitlines()) > 2


def _wrap_width(runs: list[list[_Line]]) -> int | None:
    """Return the width the text was wrapped at, or None if its line breaks were set by hand."""
    breaks = [pair for run in runs for pair in pairwise(run) if _may_continue(*pair)]
    if not breaks:
        return None
    lengths = sorted(line.indent + len(line.text) for line, _ in breaks)
    width = lengths[int(0.95 * len(lengths))]
    if width not in _WRAP:
        return None
    full = sum(_is_full(line, following, width) for line, following in breaks)
    small = sum(not following.text[0].isupper() and not following.text[0].isdigit() for _, following in breaks)
    return width if full >= 0.6 * len(breaks) and small >= 0.25 * len(breaks) else None


def _may_continue(line: _Line, following: _Line) -> bool:
    return not (_stands_alone(line) or _stands_alone(following) or ITEM.match(following.text))


def _stands_alone(line: _Line) -> bool:
    return bool(_RULE.fullmatch(line.text) or _COLUMNS.search(line.text))


def _is_full(line: _Line, following: _Line, width: int) -> bool:
    return line.indent + len(line.text) + 1 + len(following.text.split(maxsplit=1)[0]) > width


def _groups(run: list[_Line], width: int | None) -> Iterator[list[_Line]]:
    """Yield the lines of a run that belong together."""
    group = [run[0]]
    for line in run[1:]:
        if _continues(group, line, width):
            group.append(line)
        else:
            yield group
            group = [line]
    yield group


def _continues(group: list[_Line], line: _Line, width: int | None) -> bool:
    last = group[-1]
    if not _may_continue(last, line):
        return False
    if ITEM.match(group[0].text) and line.indent >= group[0].indent + 2:
        return True
    if width is None:
        return False
    half_full = len(last.text) >= width // 2
    return _is_full(last, line, width) or (half_full and line.text[0].islower() and not _CLOSED.search(last.text))


def _kind(group: list[_Line], following: list[_Line] | None, *, first: bool, alone: bool) -> BlockKind:
    line = group[0].text
    if all(_RULE.fullmatch(member.text) for member in group):
        return "boilerplate"  # a rule such as "-----" or "* * *"
    if ITEM.match(line):
        return "item"
    if len(group) > 1 or _CLOSED.search(line) or not any(letter.isalpha() for letter in line):
        return "prose"
    if first and alone and len(line) <= _TITLE_LENGTH:
        return "heading"
    if len(line) > _HEADING_LENGTH or _COLUMNS.search(line) or ": " in line:
        return "prose"
    if alone:
        return "heading"
    # In a run, a short line is a heading only over real prose: the first line of an address is not one.
    if following is None or not line[0].isupper() or not _CLOSED.search(following[-1].text):
        return "prose"
    return "heading" if len(following[0].text) >= 2 * len(line) else "prose"
