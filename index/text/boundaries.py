"""Where sentences end inside one stretch of running text: rules over the marks that can end one.

A mark (full stop, question or exclamation mark, ellipsis, or their like in other scripts) ends a sentence unless
what stands on its two sides says otherwise. Rules only look; no character is ever changed.
"""

# ruff: noqa: RUF001 - quotation marks and stops of many scripts are what this file is about

import re

from index.text.abbreviations import SPEECH_VERBS, STARTERS
from index.text.full_stops import AFTER, goes_on
from index.text.glued import glued_end

# The mark with the brackets and quotation marks that close after it. Quotation marks that open in one country and
# close in another count as closing only where white space follows. Notes ("[1]") and emoji belong to what
# stands before them.
_MARK = re.compile(
    r"""(?P<stop>[.!?…‽⁇⁈⁉؟۔։।॥።။]+(?:\s\.(?!\w))*|[。！？｡]+)
        (?P<close>(?: \s?»(?=[\s.,]|$) | [”’›)\]}」』）】] | ["'“«*_]+(?=[\s”’)\]]|$)
            | \[(?:\d{1,3}|[a-z][a-z ?]{1,30})\] | [ ]?[\u2600-\u27bf\ufe0f\u200d\U0001f000-\U0001faff]+ )*)""",
    re.VERBOSE,
)
_BREAK = re.compile(r"\n[ \t\r]*\n|\n(?=[ \t]*(?:[-*•‣◦▪]\s|\d{1,2}[.)]\s+[^\W\d_]))")
_SEEN = re.compile(r"\S")
_FULL_WIDTH = "。！？｡"
_LONGEST_ASIDE = 300


def sentence_ends(text: str, *, text_is_glued: bool) -> list[int]:
    """Return the offsets just past each sentence of `text`, in order; the last is its length.

    A blank line, or a new line that begins with a list marker, always ends a sentence; another line break
    never does.
    """
    ends: list[int] = []
    start = 0
    for stop in [*(found.start() for found in _BREAK.finditer(text)), len(text)]:
        part = text[start:stop]
        ends.extend(start + end for end in _ends_in_part(part, text_is_glued))
        ends.append(stop)
        start = stop
    return ends


def _ends_in_part(text: str, text_is_glued: bool) -> list[int]:
    ends: list[int] = []
    start = 0
    for mark in _MARK.finditer(text):
        end = _end_at(text, start, mark, text_is_glued)
        if end is not None and end < len(text):
            ends.append(end)
            start = end
    return ends


def _end_at(text: str, start: int, mark: re.Match[str], text_is_glued: bool) -> int | None:
    """Return where the sentence that began at `start` ends, if it ends at this mark."""
    end = mark.end()
    if end >= len(text) or mark.start() < start:
        return None
    if mark["stop"][0] in _FULL_WIDTH:
        return None if mark["close"] and "\u3040" <= text[end] <= "\u309f" else end
    if not text[end].isspace():
        return glued_end(text, start, mark, text_is_glued)
    after = AFTER.match(text, end)
    assert after is not None  # every part of the pattern may be empty
    word = after["word"]
    if not _can_begin(word) or _inside_aside(text, start, mark.start()):
        return None
    if mark["stop"] == "." and not mark["close"].strip("*_"):
        return None if goes_on(text, start, mark.start(), after) else end
    if mark["stop"][-1] in "!?" and mark["close"] and not after["open"] and _names_speaker(text[end : end + 80]):
        return None
    return end


def _can_begin(word: str) -> bool:
    """Tell whether a sentence can begin with `word`: not in lower case (but "macOS"), not with a closing mark."""
    if word[:1].islower():
        return not word.islower()
    return bool(word) and word not in ",;:)]}%.?!…/&+=|"


def _inside_aside(text: str, start: int, position: int) -> bool:
    """Tell whether `position` is inside round brackets that opened after the sentence's first character."""
    opened = text.rfind("(", max(start, position - _LONGEST_ASIDE), position)
    if opened < 0 or ")" in text[opened:position] or not _SEEN.search(text, start, opened):
        return False
    return text.find(")", position, opened + _LONGEST_ASIDE) >= 0


def _names_speaker(following: str) -> bool:
    """Tell whether the words after a quoted question are of the kind "Mark Carney asked"."""
    for word in following.split()[:5]:
        if word.strip(".,;:") in SPEECH_VERBS:
            return True
        if not word[0].isupper() or word.lower() in STARTERS:
            return False
    return False
