"""How messages begin in exported chats: with a time, and mostly with who wrote them.

WhatsApp writes "[12/03/2024, 14:05:12] Ida: ..." (iOS) or "12/03/24, 14:05 - Ida: ..." (Android), dates and times
as they are written in the phone's language; exports of Signal have "[2024-03-12 14:05:12] Ida: ..." or
"2024-03-12 14:05 Ida: ...". From JSON we write "Ida (2024-03-12 14:05): ..." ourselves.
"""

# ruff: noqa: RUF001 - dashes and letters of many scripts are what this file is about

import re
from collections import Counter
from collections.abc import Sequence

_MARKS = "\u200e\u200f\u202a-\u202e\u2066-\u2069"  # of the direction of writing
_DAY = r"\d{1,4}[./ -] ?(?:\d{1,2}|[^\W\d_]{3,9}\.?)(?:[./ -] ?\d{2,4})?\.?(?: г\.)?"
_HALF = r"(?:\s?(?:[ap]\.?\s?m\b\.?|[πμ]\.?\s?μ\.?|[صم]\b))?"
_CLOCK = rf"(?:[^\W\d_]{{1,4}}\.?\s?)?\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?{_HALF}"
STAMP = rf"{_DAY}[,،]?[\sT]{{1,2}}{_CLOCK}"
_NAME = r"[^\n:\"“”«»]{1,60}?"
HEAD = re.compile(
    rf"^[ \t{_MARKS}]*(?:\[{STAMP}\][ \t]|{STAMP}[ \t][-–—][ \t]|\d{{4}}-\d\d-\d\d \d\d:\d\d(?=[ ]{_NAME}:[ ]))"
    rf"[ \t{_MARKS}]*(?:(?P<name>{_NAME}):(?=\s|$))?",
    re.MULTILINE | re.IGNORECASE,
)
"""The head of a message, or of a line that the program itself wrote ("Ida left"), which has no `name`."""
OWN_STAMP = rf"(?P<stamp> \({STAMP}(?: UTC)?\))?:[ \t]+(?=\S)"
OWN_HEAD = re.compile(rf"[ \t]*(?P<name>[^\n:]{{1,60}}?){OWN_STAMP}")
"""The head of a message that we wrote ourselves, or what looks like one where there is no stamp."""
_LEAST = 3
_MOST_LINES_ABOVE = 10
_MOST_LINES_EACH = 10


def head_end(text: str, start: int, end: int) -> int:
    """Return where what is said begins in a message."""
    head = HEAD.match(text, start, end) or OWN_HEAD.match(text, start, end)
    return head.end() if head else start


def heads(text: str) -> Sequence[re.Match[str]]:
    """Return the heads of all messages of a text that is an exported chat, of any other text none.

    In a chat somebody writes twice, and its messages have few lines.
    """
    found = list(HEAD.finditer(text))
    names = Counter(head["name"] for head in found if head["name"])
    if names.total() < _LEAST or max(names.values()) < 2:
        return []
    above = text[: found[0].start()].strip().count("\n")
    lines = text.count("\n")
    return found if above < _MOST_LINES_ABOVE and lines <= _MOST_LINES_EACH * len(found) + above else []
