# ruff: noqa: RUF001 - curly apostrophes are meant
"""Transcripts: chats, interviews and minutes, in which a turn is a line that begins with who speaks."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.types import Sentence

_SPEAKER = re.compile(r"[ \t]*(?P<name>[^\W\d_][\w .'’-]{0,40}?):[ \t]+(?=\S)")


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """A turn: the line of a text from `start` to `end`, and who speaks."""

    start: int
    end: int
    speaker: str


def spoken_line(text: str, sentence: Sentence) -> SpokenLine | None:
    """Return the turn a sentence belongs to. None unless its line and one beside it name a speaker."""
    start = text.rfind("\n", 0, sentence.start) + 1
    end = text.find("\n", sentence.start)
    end = len(text) if end == -1 else end
    named = _SPEAKER.match(text, start, end)
    if named is None:
        return None
    before = text[:start].rstrip()
    after = re.compile(r"\s*").match(text, end)
    assert after is not None
    if _SPEAKER.match(before, before.rfind("\n") + 1) or _SPEAKER.match(text, after.end()):
        return SpokenLine(start, end, named["name"])
    return None


def whole_turns(text: str, sentences: Sequence[Sentence], chosen: Collection[Sentence]) -> set[Sentence]:
    """Return the chosen ones of the sentences, each with the rest of its turn and with the turn that follows.

    A question means nothing without its reply, nor "Sounds good!" without what was proposed.
    """
    lines = {sentence: spoken_line(text, sentence) for sentence in sentences}
    turns = list(dict.fromkeys(line for line in lines.values() if line))
    wanted = {line for sentence, line in lines.items() if line and sentence in chosen}
    wanted |= {reply for turn, reply in pairwise(turns) if turn in wanted}
    return {sentence for sentence, line in lines.items() if sentence in chosen or line in wanted}


def as_said(text: str, sentence: Sentence) -> str:
    """Return a sentence on one line, behind its speaker's name where that stands before an earlier one."""
    said = " ".join(text[sentence.start : sentence.end].split())
    line = spoken_line(text, sentence)
    if line is None or not text[line.start : sentence.start].strip():
        return said
    return f"{line.speaker}: {said}"
