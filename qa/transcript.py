# ruff: noqa: RUF001 - curly apostrophes are meant
"""Transcripts: chats, interviews and minutes, in which a turn is a line that begins with who speaks."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.text.message_heads import HEAD, OWN_HEAD, OWN_STAMP
from index.types import Sentence

NEAR = 2000  # characters in which the line before or after a line is looked for
_SPEAKER = re.compile(rf"^[ \t]*(?P<name>[^\W\d_][\w .'’-]{{0,40}}?){OWN_STAMP}", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """A turn: from `start` to `end` of a text, who speaks, and who does so right before and after.

    It is a line, and where turns begin with the time, as in an exported chat, all lines up to the next turn.
    """

    start: int
    end: int
    speaker: str
    beside: tuple[str, ...]


def spoken_line(text: str, sentence: Sentence) -> SpokenLine | None:
    """Return the turn a sentence belongs to, or None.

    Its line begins with a name and a time; or it and one beside it with names, of which one begins another line
    nearby too: in a calendar or the head of a letter each stands once.
    """
    if (turn := _timed_turn(text, sentence)) is not None:
        return turn
    start = text.rfind("\n", 0, sentence.start) + 1
    end = text.find("\n", sentence.start)
    end = len(text) if end == -1 else end
    own = OWN_HEAD.match(text, start, end)
    stamped = own is not None and own["stamp"] is not None
    named = own if stamped else _SPEAKER.match(text, start, end)
    if named is None:
        return None
    around = text[max(start - NEAR, 0) : end + NEAR]
    speakers = Counter(line["name"] for line in _SPEAKER.finditer(around))
    before, after = text[max(start - NEAR, 0) : start].rstrip(), text[end : end + NEAR].lstrip()
    lines = (_SPEAKER.match(before, before.rfind("\n") + 1), _SPEAKER.match(after))
    beside = tuple(line["name"] for line in lines if line)
    if not stamped and (not beside or max(speakers[name] for name in (named["name"], *beside)) == 1):
        return None
    return SpokenLine(start, end, named["name"], beside)


def _timed_turn(text: str, sentence: Sentence) -> SpokenLine | None:
    near = text.rfind("\n", 0, max(sentence.start - NEAR, 0)) + 1
    heads = list(HEAD.finditer(text, near, sentence.end + NEAR))
    at = bisect_right([head.start() for head in heads], sentence.start) - 1
    names = Counter(head["name"] for head in heads if head["name"])
    if at < 0 or not heads[at]["name"] or max(names.values()) == 1:
        return None
    following = heads[at + 1 : at + 2]
    end = following[0].start() if following else len(text[: sentence.end + NEAR])
    beside = tuple(head["name"] for head in (*heads[max(at - 1, 0) : at], *following) if head["name"])
    return SpokenLine(heads[at].start(), end, heads[at]["name"], beside)


def whole_turns(text: str, sentences: Sequence[Sentence], chosen: Collection[Sentence]) -> set[Sentence]:
    """Return the chosen ones of the sentences, each with the rest of its turn and with the turn that follows.

    A question means nothing without its reply, nor "Sounds good!" without what was proposed.
    """
    lines = {sentence: spoken_line(text, sentence) for sentence in sentences}
    turns = list(dict.fromkeys(line for line in lines.values() if line))
    wanted = {line for sentence, line in lines.items() if line and sentence in chosen}
    wanted |= {reply for turn, reply in pairwise(turns) if turn in wanted}
    return {sentence for sentence, line in lines.items() if sentence in chosen or line in wanted}


def speaker_of(text: str, sentence: Sentence, line: SpokenLine | None) -> str:
    """Return who says a sentence where the name stands in an earlier one of its `line`, else ""."""
    return line.speaker if line is not None and text[line.start : sentence.start].strip() else ""
