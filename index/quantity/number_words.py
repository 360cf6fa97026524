"""Numbers written as words: "forty billion", "twenty-first" and "a hundred and five" become digits.

Works on lower-case tokens. A number is one of these, with ordinals ("105th") told from counts:

    digits scale*                    40.5 billion, 3 hundred thousand
    (hundreds scale [and])* hundreds two million three hundred thousand and five
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile
from math import prod

from index.quantity.numerals import MOST_DIGITS, plain
from index.vocabulary.english import IRREGULAR_ORDINALS, NUMBERS, SCALES

DIGITS = re.compile(r"(\d+(?:\.\d+)?)(st|nd|rd|th)?")
MOST_SCALES = 3  # "a thousand million"; what piles up more is no number
LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class Number:
    """What `length` tokens say."""

    value: Decimal
    length: int
    ordinal: bool


def fold_numbers(tokens: Sequence[str]) -> list[str]:
    """Replace every number among the tokens by its digits: "40500000000", "21st" as "21th", "-5" for "minus 5"."""
    folded: list[str] = []
    position = 0
    while position < len(tokens):
        minus = tokens[position] == "minus"
        number = number_at(tokens, position + minus)
        if number is None:
            folded.append(tokens[position])
            position += 1
            continue
        if tokens[position] == "second" and folded and _is_number(folded[-1]):
            folded.append("second")  # "one second": the unit, not the ordinal
        else:
            folded.append(("-" if minus else "") + _digits(number))
        position += minus + number.length
    return folded


def _is_number(token: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(?:\.\d+)?", token))


def _digits(number: Number) -> str:
    return plain(number.value) + ("th" if number.ordinal else "")


def number_at(tokens: Sequence[str], start: int) -> Number | None:
    """Return the number that begins at a token, in digits or in words, or None."""
    if start >= len(tokens):
        return None
    if match := DIGITS.fullmatch(tokens[start]):
        if len(match[1]) > MOST_DIGITS:
            return None
        scale, length = (1, 0) if match[2] else scale_at(tokens, start + 1)
        return Number(Decimal(match[1]) * scale, 1 + length, ordinal=match[2] is not None)
    return _number_in_words(tokens, start)


def scale_at(tokens: Sequence[str], start: int) -> tuple[int, int]:
    """Return what the scale words from a token on multiply by, and how many they are."""
    words = list(takewhile(SCALES.__contains__, tokens[start : start + MOST_SCALES]))
    return prod(SCALES[word] for word in words), len(words)


def _number_in_words(tokens: Sequence[str], start: int) -> Number | None:
    """Read words from the largest part down; a word that cannot follow ("two three") starts the next number."""
    total = part = 0
    room = LARGEST  # what follows is smaller than the last word read: "twenty" leaves room for "one", not "ten"
    end = start
    while end < len(tokens):
        position = end + (tokens[end] == "and" and end > start and room >= 100)
        word, ordinal = _cardinal(tokens[position]) if position < len(tokens) else ("", False)
        if word in NUMBERS and NUMBERS[word] < room:
            part += NUMBERS[word]
            room = 10 if NUMBERS[word] >= 20 else 0
        elif word in SCALES and position == end and (end == start or 0 < part < LARGEST):
            part = max(part, 1) * SCALES[word]
            room = 100 if SCALES[word] >= 100 else 0
            if SCALES[word] >= 1000:
                total, part = total + part, 0
        else:
            break
        end = position + 1
        if ordinal:
            return Number(Decimal(total + part), end - start, ordinal=True)
    return Number(Decimal(total + part), end - start, ordinal=False) if end > start else None


def _cardinal(word: str) -> tuple[str, bool]:
    """Return the count a word is made of and whether it is an ordinal: "twentieth" gives ("twenty", True)."""
    if word in IRREGULAR_ORDINALS:
        return IRREGULAR_ORDINALS[word], True
    if word.endswith("ieth") and word[:-4] + "y" in NUMBERS:
        return word[:-4] + "y", True
    if word.endswith("th") and (word[:-2] in NUMBERS or word[:-2] in SCALES):
        return word[:-2], True
    return word, False
