"""Numbers written as words: "forty billion", "twenty-first" and "a hundred and five" become digits.

Works on lower-case tokens. A number is one of these, with ordinals ("105th") told from counts:

    digits scale*                    40.5 billion, 3 hundred thousand
    (hundreds scale [and])* hundreds two million three hundred thousand and five
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

UNITS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {word: n for n, word in enumerate(UNITS)} | {word: 10 * n for n, word in enumerate(TENS) if word}
SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "mn": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
    "tn": 10**12,
}
IRREGULAR_ORDINALS = {"first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight"}
IRREGULAR_ORDINALS |= {"ninth": "nine", "twelfth": "twelve"}
DIGITS = re.compile(r"(\d+(?:\.\d+)?)(st|nd|rd|th)?")


@dataclass(frozen=True, slots=True)
class _Number:
    value: Decimal
    length: int
    ordinal: bool


def fold_numbers(tokens: Sequence[str]) -> list[str]:
    """Replace every number among the tokens by its digits: "40500000000", "21st" as "21th", "-5" for "minus 5"."""
    folded: list[str] = []
    position = 0
    while position < len(tokens):
        minus = tokens[position] == "minus"
        number = _number(tokens, position + minus)
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


def _digits(number: _Number) -> str:
    text = f"{number.value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text + ("th" if number.ordinal else "")


def _number(tokens: Sequence[str], start: int) -> _Number | None:
    if start >= len(tokens):
        return None
    if match := DIGITS.fullmatch(tokens[start]):
        value, end = Decimal(match[1]), start + 1
        while match[2] is None and end < len(tokens) and tokens[end] in SCALES:
            value *= SCALES[tokens[end]]
            end += 1
        return _Number(value, end - start, ordinal=match[2] is not None)
    return _number_in_words(tokens, start)


def _number_in_words(tokens: Sequence[str], start: int) -> _Number | None:
    """Read words from the largest part down; a word that cannot follow ("two three") starts the next number."""
    total = part = 0
    room = (
        10**15
    )  # what follows must be smaller than the last word read: "twenty" leaves room for "one", not "ten"
    end = start
    while end < len(tokens):
        position = end + (tokens[end] == "and" and end > start and room >= 100)
        word, ordinal = _cardinal(tokens[position]) if position < len(tokens) else ("", False)
        if word in WORDS and WORDS[word] < room:
            part += WORDS[word]
            room = 10 if WORDS[word] >= 20 else 0
        elif word in SCALES and position == end and (end == start or part):
            part = max(part, 1) * SCALES[word]
            room = 100 if SCALES[word] >= 100 else 0
            if SCALES[word] >= 1000:
                total, part = total + part, 0
        else:
            break
        end = position + 1
        if ordinal:
            return _Number(Decimal(total + part), end - start, ordinal=True)
    return _Number(Decimal(total + part), end - start, ordinal=False) if end > start else None


def _cardinal(word: str) -> tuple[str, bool]:
    """Return the count a word is made of and whether it is an ordinal: "twentieth" gives ("twenty", True)."""
    if word in IRREGULAR_ORDINALS:
        return IRREGULAR_ORDINALS[word], True
    if word.endswith("ieth") and word[:-4] + "y" in WORDS:
        return word[:-4] + "y", True
    if word.endswith("th") and (word[:-2] in WORDS or word[:-2] in SCALES):
        return word[:-2], True
    return word, False
