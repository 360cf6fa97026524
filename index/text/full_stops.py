"""Full stops that end no sentence: abbreviations, initials, list numbers.

`after` is always a match of `AFTER` just behind the full stop and the quotation marks that close there.
"""

# ruff: noqa: RUF001 - quotation marks of all kinds are meant

import re

from index.text.abbreviations import (
    AFTER_CLOCK,
    AFTER_ORDINAL,
    BEFORE_LETTER,
    BEFORE_NUMBER,
    BEFORE_ROMAN,
    NEVER_LAST,
    SELDOM_LAST,
    STARTERS,
)

LOOK_BACK = 60
AFTER = re.compile(r"""(?P<gap>\s*)(?P<open>["'“‘«»„(\[{¿¡*_#—–-]*\s?)(?P<word>[^\W\d_]+|\S?)""")
_WORD = re.compile(r"""(?:[^\s"'“”‘’«»„()\[\]{}—–]|(?<=\w)['’](?=\w))*$""")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.\s?)+[^\W\d_]{1,3}")
_ENUMERATOR = re.compile(r"\s*[(\[]?(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,5}|[A-Za-z])")
_ROMAN = re.compile(r"[IVXLC]+")
_CURRENCIES = tuple("$€£¥")
_TIME_ZONE = re.compile(r"[A-Z]{1,3}T|UTC")


def starts_sentence(after: re.Match[str]) -> bool:
    """Tell whether the next word is one that begins sentences (and not an initial, as in "A. Milne")."""
    word = after["word"]
    initial = after.string[after.end() : after.end() + 1] == "."
    return word == word.capitalize() and word.lower() in STARTERS and not initial


def goes_on(text: str, start: int, position: int, after: re.Match[str]) -> bool:
    """Tell whether the full stop at `position` belongs to an abbreviation, an initial or a list number."""
    before = text[max(start, position - LOOK_BACK) : position]
    found = _WORD.search(before)
    left = found[0] if found else ""
    bare = left.lower()
    following = after["word"]
    if not left:
        return False
    if _ENUMERATOR.fullmatch(text, start, position):
        return True
    is_letter = len(left) == 1 and left.isalpha()
    is_dotted = _DOTTED.fullmatch(left) is not None
    if following[:1].isdigit() or following[:1] in _CURRENCIES:
        year_follows = "(" in after["open"] and bare in SELDOM_LAST  # "et al. (2017)"
        return is_letter or is_dotted or bare in BEFORE_NUMBER or bare in NEVER_LAST or year_follows
    if bare in BEFORE_ROMAN and _ROMAN.fullmatch(following):
        return True
    if left.isdigit():
        return len(left) < 3 and following.lower() in AFTER_ORDINAL
    if bare in NEVER_LAST:
        return True
    if bare in ("a.m", "p.m"):
        return following.lower() in AFTER_CLOCK or _TIME_ZONE.fullmatch(following) is not None
    if is_letter and _takes_letter(_previous_word(before[:-1]), left):
        return False
    return (is_letter or is_dotted or bare in SELDOM_LAST) and not starts_sentence(after)


def _takes_letter(word: str, letter: str) -> bool:
    """Tell whether `letter` after `word` is the name of a thing or a unit ("vitamin C", "2 m"), not an initial."""
    return word in BEFORE_LETTER or ((letter.islower() or letter in "ÅΩ") and word[:1].isdigit())


def _previous_word(before: str) -> str:
    words = before.split()
    return words[-1].lower() if words else ""
