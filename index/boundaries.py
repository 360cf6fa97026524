"""Where sentences end inside one stretch of running text: rules over the marks that can end one.

A mark (full stop, question or exclamation mark, ellipsis, or their like in other scripts) ends a sentence unless
what stands on its two sides says otherwise. Rules only look; no character is ever changed.
"""

# ruff: noqa: RUF001 - quotation marks and stops of many scripts are what this file is about

import re

from index.abbreviations import (
    AFTER_CLOCK,
    BEFORE_LETTER,
    BEFORE_NUMBER,
    GERMAN_MONTHS,
    NEVER_LAST,
    SELDOM_LAST,
    SPEECH_VERBS,
    STARTERS,
)

# The mark with the brackets and quotation marks that close after it. Quotation marks that open in one country
# and close in another count as closing only where white space follows. "[1]" is a note that belongs to the sentence.
_MARK = re.compile(
    r"""(?P<stop>[.!?…‽⁇⁈⁉؟۔։।॥።။]+(?:\s\.(?!\w))*|[。！？｡]+)
        (?P<close>(?: \s?»(?=[\s.,]|$) | [”’›)\]}」』）】] | \[\d{1,3}\] | ["'“«*_]+(?=[\s”’)\]]|$) )*)""",
    re.VERBOSE,
)
_AFTER = re.compile(r"""(?P<gap>\s*)(?P<open>["'“‘«»„(\[{¿¡*_#—–-]*\s?)(?P<word>[^\W\d_]+|\S?)""")
_TOKEN = re.compile(r"\S*$")
_WORD = re.compile(r"""[^\s"'“”‘«»„()\[\]{}]*$""")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.\s?)+[^\W\d_]{1,3}")
_ENUMERATOR = re.compile(r"(?:^|\n)\s*[(\[]?(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,5}|[A-Za-z])$")
_NUMBER = re.compile(r"[^\w]*\d[\d.,]*\d%?|\d+%")
_ADDRESS = re.compile(r"[/@\\=_`<>]|www\.|\w\.\w")
_BREAK = re.compile(r"\n[ \t\r]*\n|\n(?=[ \t]*(?:[-*•‣◦▪]\s|\d{1,2}[.)]\s+[^\W\d_]))")
_GLUED_STARTER = re.compile(
    r"""[a-z%”")][.!?]["”]?(?:The|This|It|He|She|They|We|In|But|And|At|A|There|When|If|As)\s"""
)
_FULL_WIDTH = "。！？｡"
_LOOK_BACK = 60
_LONGEST_ASIDE = 300


def glued(text: str) -> bool:
    """Tell whether sentences of `text` are run together ("security.This is"), as in a page saved without its tags.

    Two places that cannot be anything else are needed. In such a text "said.Canadian officials" is read as a
    boundary too; in any other it could be an identifier ("threading.Lock") and is left alone.
    """
    found = _GLUED_STARTER.finditer(text)
    return next(found, None) is not None and next(found, None) is not None


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
        return _glued_end(text, start, mark, text_is_glued)
    after = _AFTER.match(text, end)
    assert after is not None  # every part of the pattern may be empty
    word = after["word"]
    if not _can_begin(word) or _inside_aside(text, start, mark.start()):
        return None
    if mark["stop"] == "." and not mark["close"].strip("*_"):
        return None if _goes_on(text, start, mark.start(), after) else end
    if mark["stop"][-1] in "!?" and mark["close"] and not after["open"] and _names_speaker(text[end : end + 80]):
        return None
    return end


def _can_begin(word: str) -> bool:
    """Tell whether a sentence can begin with `word`: not in lower case (but "iPhone"), not with a closing mark."""
    if word[:1].islower():
        return word[1:2].isupper()
    return bool(word) and word not in ",;:)]}%.?!…/&+=|"


def _inside_aside(text: str, start: int, position: int) -> bool:
    """Tell whether `position` is inside round brackets that opened after the sentence's first character."""
    opened = text.rfind("(", start, position)
    if opened < 0 or ")" in text[opened:position] or not text[start:opened].strip():
        return False
    return text.find(")", position, opened + _LONGEST_ASIDE) >= 0


def _names_speaker(following: str) -> bool:
    """Tell whether the words after a quoted question are of the kind "Mark Carney asked"."""
    for word in following.split()[:5]:
        if word.strip(".,;:") in SPEECH_VERBS:
            return True
        if not word[0].isupper():
            return False
    return False


def _starts_sentence(after: re.Match[str]) -> bool:
    word = after["word"]
    initial = after.string[after.end() : after.end() + 1] == "."
    return word == word.capitalize() and word.lower() in STARTERS and not initial


def _goes_on(text: str, start: int, position: int, after: re.Match[str]) -> bool:
    """Tell whether the full stop at `position` belongs to an abbreviation, an initial or a list number."""
    before = text[max(start, position - _LOOK_BACK) : position]
    found = _WORD.search(before)
    left = found[0] if found else ""
    bare = left.lower()
    following = after["word"]
    if not left:
        return False
    if text[start:position].lstrip() == left and _ENUMERATOR.search(text[:position]):
        return True
    if following[:1].isdigit():
        return bare in BEFORE_NUMBER or bare in NEVER_LAST
    if left.isdigit():
        return following.lower() in GERMAN_MONTHS
    if bare in NEVER_LAST:
        return True
    if bare in ("a.m", "p.m"):
        return following.lower() in AFTER_CLOCK or (following.isupper() and len(following) > 1)
    if len(left) == 1 and left.isalpha():
        return not _starts_sentence(after) and _previous_word(before[:-1]) not in BEFORE_LETTER
    return (bare in SELDOM_LAST or _DOTTED.fullmatch(left) is not None) and not _starts_sentence(after)


def _previous_word(before: str) -> str:
    words = before.split()
    return words[-1].lower() if words else ""


def _glued_end(text: str, start: int, mark: re.Match[str], text_is_glued: bool) -> int | None:
    """Return where the sentence ends if the next one follows without a space ("border security.This is")."""
    end = mark.end()
    if text[end] == '"' and text.count('"', 0, end) % 2:
        end += 1  # straight quotation marks do not show their direction: an odd one closes
    after = _AFTER.match(text, end)
    assert after is not None  # every part of the pattern may be empty
    word = after["word"]
    following = text[after.end() : after.end() + 1]
    if after["gap"] or not word[:1].isupper() or not (following.isspace() or following in tuple(",;:'’-")):
        return end if after["gap"] and end > mark.end() and _can_begin(word) else None
    if not (word[1:].islower() or word in ("I", "A") or (text_is_glued and len(word) > 1 and word.isupper())):
        return None
    token = _TOKEN.search(text[max(start, mark.start() - _LOOK_BACK) : mark.start()])
    left = token[0] if token else ""
    is_number = _NUMBER.fullmatch(left) is not None
    if not is_number and (_ADDRESS.search(left) or len(left) == 1):
        return None
    if mark["stop"] == "." and _goes_on(text, start, mark.start(), after):
        return None
    is_plain = is_number or end > mark.end("stop") or bool(after["open"]) or left.endswith(tuple('"”’)%'))
    return end if is_plain or text_is_glued or _starts_sentence(after) else None
