"""Sentences run together without a space ("border security.This is"), as in a page saved without its tags."""

# ruff: noqa: RUF001 - quotation marks of all kinds are meant

import re
from itertools import islice

from index.text.abbreviations import NEVER_LAST, STARTERS
from index.text.full_stops import AFTER, LOOK_BACK, goes_on, starts_sentence

_GLUED_WORD = re.compile(r"""[a-z%"”)][.!?]["”]?(?P<word>[A-Z][a-z]*)[\s,'’]""")
_TOKEN = re.compile(r"\S*$")
_NUMBER = re.compile(r"[^\w]*\d[\d.,]*\d%?|\d+%")
_ADDRESS = re.compile(r"[/@\\=_`<>]|www\.|\w\.\w")
_LETTER = re.compile(r"\w")
_LONGEST_QUOTE = 1000
_MOST_MARKS = 20  # looked back at; in no prose does the direction of so many not show


def is_glued(text: str) -> bool:
    """Tell whether sentences of `text` are run together ("security.This is"), as in a page saved without its tags.

    Two places that cannot be anything else are needed. In such a text "said.Canadian officials" is read as a
    boundary too; in any other it could be an identifier ("threading.Lock") and is left alone.
    """
    certain = (found for found in _GLUED_WORD.finditer(text) if found["word"].lower() in STARTERS)
    return len(list(islice(certain, 2))) == 2


def glued_end(text: str, start: int, mark: re.Match[str], text_is_glued: bool) -> int | None:
    """Return where the sentence ends if the next one follows this mark without a space."""
    end = mark.end()
    while text[end : end + 1] in ('"', "'") and _closes(text, end):
        end += 1
    after = AFTER.match(text, end)
    assert after is not None  # every part of the pattern may be empty
    if after["gap"]:
        return end if end > mark.end() and not after["word"].islower() else None
    if not _looks_like_opening(after, text_is_glued):
        return None
    token = _TOKEN.search(text[max(start, mark.start() - LOOK_BACK) : mark.start()])
    left = token[0] if token else ""
    starts = starts_sentence(after)
    is_number = _NUMBER.fullmatch(left) is not None
    if not is_number and _ADDRESS.search(left) and not (starts and text_is_glued):
        return None
    if (len(left) == 1 and left.isalpha()) or (mark["stop"] == "." and goes_on(text, start, mark.start(), after)):
        return None
    is_plain = is_number or mark["stop"] != "." or end > mark.end("stop") or left.endswith(tuple('"”’)%'))
    return end if is_plain or after["open"] or text_is_glued or starts else None


def _looks_like_opening(after: re.Match[str], text_is_glued: bool) -> bool:
    """Tell whether a mark is followed at once by a first word: by its case and by what comes after it."""
    word = after["word"]
    following = after.string[after.end() : after.end() + 1]
    if not word[:1].isupper():
        return False
    if following == ".":
        return text_is_glued and (word.lower() in NEVER_LAST or len(word) == 1)
    may_follow = ",;:'’-" + (')"”' if after["open"] else "")
    if not (following.isspace() or following in tuple(may_follow)):
        return False
    return word[1:].islower() or word in ("I", "A") or (text_is_glued and len(word) > 1 and word.isupper())


def _closes(text: str, position: int) -> bool:
    """Tell whether the straight quotation mark at `position`, with no space on either side, is a closing one.

    It is the opposite of the one before it, whose direction shows by the white space beside it, or else is the
    opposite of the one before that.
    """
    closing = False
    mark, first, at = text[position], max(0, position - _LONGEST_QUOTE), position
    for _ in range(_MOST_MARKS):
        at = text.rfind(mark, first, at)
        if at < 0:
            break
        before, behind = text[at - 1 : at], text[at + 1]
        if mark == "'" and _LETTER.match(before) and _LETTER.match(behind):
            continue  # an apostrophe
        closing = not closing
        opens = (not before or before in " \t\n([—-") and not behind.isspace()
        if opens or behind.isspace() or behind in ".,;:?!)":
            return closing if opens else not closing
    return closing
