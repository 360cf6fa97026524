"""Headings, paragraphs and items of plain text, from its line breaks alone. The text itself is not touched.

The question is what a line break means. In a text that an editor wrapped, each line is as long as it can be:
the first word of the next would not have fitted. Where nearly all breaks are of that kind, lines are joined to
paragraphs; elsewhere (a chat record, an address, a table, one line a paragraph) each line is a block, but for a
long one whose sentence goes on in the next, in small letters or behind "of the": many wrap by hand.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from index.types import Block, BlockKind
from index.vocabulary.english import ARTICLES, POSSESSIVES, words

_LINE = re.compile(r"[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
ITEM = re.compile(r"(?:[-*•▪●‣◦·–—+]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s+\S")  # noqa: RUF001 - bullets people type
_NUMBERED = re.compile(r"\d{1,3}[.)]\s+\S")
_RULE = re.compile(r"[\W_]+")
_COLUMNS = re.compile(r"\S(?:\t|\s{3,}|\s*\|\s*)\S")
_CLOSED = re.compile(r"[.!?…。!?;,:][\"'”’»)\]]*$")  # noqa: RUF001 - full-width signs of CJK text
_HEADING_LENGTH = 90
_HEADING_WORDS = 7  # of a numbered line, its number among them; a step to take has more
_TITLE_LENGTH = 150
_WRAP = range(40, 121)
_BEFORE_MORE = ARTICLES | POSSESSIVES | words("and of or")
_MID_LINE = re.compile(r"[.!?] \w")  # where a sentence ends and another begins
_ENDED = re.compile(r"[.!?…。!?;:][\"'”’»)\]]*$")  # noqa: RUF001 - as above


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    indent: int


def paragraph_blocks(text: str, *, by_hand: bool = False) -> tuple[Block, ...]:
    """Return the blocks of a plain text: every character that is not white space is in exactly one.

    Its lines may be wrapped `by_hand`, too.
    """
    runs = list(_runs(text))
    width = _wrap_width(runs)
    blocks: list[Block] = []
    grouped = [list(_groups(run, width, by_hand=by_hand)) for run in runs]
    for number, groups in enumerate(grouped):
        alone = len(groups) == 1
        beneath = grouped[number + 1][0] if alone and number + 1 < len(grouped) else None
        for group, following in zip(groups, [*groups[1:], beneath], strict=True):
            before = blocks[-1].kind if blocks else None
            kind = _kind(group, following, before, alone=alone)
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


def _groups(run: list[_Line], width: int | None, *, by_hand: bool) -> Iterator[list[_Line]]:
    """Yield the lines of a run that belong together."""
    group = [run[0]]
    for line in run[1:]:
        if _continues(group, line, width, by_hand=by_hand):
            group.append(line)
        else:
            yield group
            group = [line]
    yield group


def _continues(group: list[_Line], line: _Line, width: int | None, *, by_hand: bool) -> bool:
    last = group[-1]
    if not _may_continue(last, line):
        return False
    if ITEM.match(group[0].text) and line.indent >= group[0].indent + 2:
        return True
    if width is None:
        return by_hand and _goes_on(group, line)
    half_full = len(last.text) >= width // 2
    return _is_full(last, line, width) or (half_full and line.text[0].islower() and not _CLOSED.search(last.text))


def _goes_on(group: list[_Line], line: _Line) -> bool:
    """Return whether a sentence goes on in a line, that is long or ends one, so no list, address or signature."""
    before = group[-1].text
    is_whole = len(line.text) in _WRAP or _ENDED.search(line.text)
    if len(before) not in _WRAP or _ENDED.search(before) or not is_whole:
        return False
    in_prose = len(group) > 1 or _MID_LINE.search(before) is not None
    small = line.text[0].islower() and (in_prose or group[0].text[0].isupper())
    return small or (in_prose and before.endswith(",")) or before.split()[-1] in _BEFORE_MORE


def _kind(
    group: list[_Line], following: list[_Line] | None, before: BlockKind | None, *, alone: bool
) -> BlockKind:
    line = group[0].text
    if all(_RULE.fullmatch(member.text) for member in group):
        return "boilerplate"  # a rule such as "-----" or "* * *"
    if ITEM.match(line):
        numbered = len(group) == 1 and _NUMBERED.match(line) and not _CLOSED.search(line)
        few = len(line.split()) <= _HEADING_WORDS
        return "heading" if numbered and few and before != "item" and _is_over_prose(line, following) else "item"
    if len(group) > 1 or _CLOSED.search(line) or not any(letter.isalpha() for letter in line):
        return "prose"
    if before is None and alone and len(line) <= _TITLE_LENGTH:
        return "heading"
    if len(line) > _HEADING_LENGTH or _COLUMNS.search(line) or ": " in line:
        return "prose"
    if alone:
        return "heading"
    return "heading" if line[0].isupper() and _is_over_prose(line, following) else "prose"


def _is_over_prose(line: str, following: list[_Line] | None) -> bool:
    """Whether a short line stands over real prose in its run: the first line of an address does not."""
    if following is None or ITEM.match(following[0].text) or following[0].text[0].islower():
        return False
    if not _CLOSED.search(following[-1].text):
        return False
    return len(line) <= _HEADING_LENGTH and len(following[0].text) >= 2 * len(line)
