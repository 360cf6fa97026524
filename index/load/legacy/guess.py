# ruff: noqa: RUF001 - letters of many scripts, which look alike
"""Which encoding a text is in: the one in which its letters are the likeliest, by language and by their places.

Each reading is a naive Bayes likelihood of the letters outside of ASCII under the language that suits it best.
What stands in no language costs most: a capital within a word, a sign between letters, three consonants in a row.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import log

from index.load.legacy.east_asian import EAST_ASIAN, east_asian_cost
from index.load.legacy.languages import FAMILIES, Language

_SAMPLE = 2_000
_FOREIGN = -log(5e-6)
_CAPITAL = 1.5
_AMONG_CAPITALS = 0.1
_CAPITAL_WITHIN = 6.0
_UNUSED = 2.5
_SMALL_AMONG_CAPITALS = 4.0
_BROKEN = 14.0
_SIGN = 4.5
_ODD_SIGN = 9.0
_SIGN_IN_WORD = 12.0
_OTHER_SCRIPT = 6.0
_NEAR_A_NUMBER = "§°²³½¼¾€£¥¢±ºª№µ·\u00a0×"
_SPEECH = "“”„‚‘’«»‹›…\u00a0¡¿•"
_DASHES = "–—"
_OPENING = "“„«‚‘¿¡‹»”’•"
_CLOSING = {"„": "“”", "“": "”", "”": "”", "‚": "‘’", "‘": "’", "«": "»", "»": "«", "¿": "?", "¡": "!"}
_CLOSED_BY = {"“": "„", "‘": "‚", "«": "»"}
_ONLY_OPENING = "„‚¿¡"
_AFTER_APOSTROPHE = ("s", "t", "d", "m", "ll", "re", "ve")
_VOWELS = frozenset("aeiouyøœæıåÿаеиоуыэюяієαεηιουω")
_WORDS = "àáâèéíóôúåöøæāì"
_AT_THE_END = frozenset("ςךםןףץةى")
_NOT_AT_THE_END = 5.0
_ARTICLE = 2.0
_DOUBT = 2.0


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest encoding, and whether another that reads something else is nearly as likely."""

    encoding: str
    doubtful: bool


def guess_encoding(data: bytes) -> Guess:
    """Return the encoding that a text of one or two bytes a letter is written in."""
    sample = _sample(data)
    readings = sorted(_readings(sample), key=lambda reading: reading[0])
    cost, encoding, text = readings[0]
    other = next((other for other, _, read in readings[1:] if read != text), None)
    return Guess(encoding, doubtful=other is not None and other - cost < _DOUBT)


def _sample(data: bytes) -> bytes:
    """Return the lines that hold more than ASCII, as many as are needed."""
    found: list[bytes] = []
    length = 0
    for line in data.splitlines(keepends=True):
        if not line.isascii():
            found.append(line[:_SAMPLE])
            length += len(found[-1])
            if length > _SAMPLE:
                break
    return b"".join(found)


def _readings(sample: bytes) -> Iterator[tuple[float, str, str]]:
    ascii_letters = Counter(
        letter for letter in sample.decode("ascii", errors="ignore").lower() if letter.isalpha()
    )
    for languages, encodings in FAMILIES:
        for encoding, prior in encodings:
            text = sample.decode(encoding, errors="replace")
            letters = Counter(
                letter for letter in text if letter > "\x7f" and (letter.isalpha() or _is_mark(letter))
            )
            cost = min(_cost_in(language, letters, ascii_letters) for language in languages)
            yield prior + _cost_of_signs(text) + cost, encoding, text
    for encoding, prior in EAST_ASIAN.items():
        text = sample.decode(encoding, errors="replace")
        broken = text.count("\ufffd")
        yield prior + _BROKEN * broken + east_asian_cost(text, encoding), encoding, text


def _cost_in(language: Language, letters: Mapping[str, int], ascii_letters: Counter[str]) -> float:
    """Return what letters outside of ASCII cost in a language, and what those of ASCII tell against it."""
    unused = sum(ascii_letters[letter] for letter in language.unused)
    plain = ascii_letters.total() * log(1 - min(language.share, 0.5))
    return language.rare + _UNUSED * unused - plain + _cost_of_letters(letters, _costs(language))


@cache
def _costs(language: Language) -> Mapping[str, float]:
    return language.costs()


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter) == "Mn"


def _cost_of_letters(letters: Mapping[str, int], costs: Mapping[str, float]) -> float:
    return sum(
        count * (costs.get(letter) or costs.get(letter.lower(), _FOREIGN)) for letter, count in letters.items()
    )


def _cost_of_signs(text: str) -> float:
    """Return what the places of letters and signs cost, whatever the language."""
    cost = 0.0
    padded = f" {text} "
    for place, letter in enumerate(padded):
        if letter > "\x7f":
            cost += _cost_at(padded, place)
    return cost


def _cost_at(text: str, place: int) -> float:
    letter, before, after = text[place], text[place - 1], text[place + 1]
    if letter.isalpha() and letter not in "ºªµ":
        return _cost_of_letter(text, place)
    category = unicodedata.category(letter)
    if letter == "\ufffd" or category in ("Cc", "Cn", "Co"):
        return _BROKEN
    if category == "Mn":
        return 0 if before.isalpha() or unicodedata.category(before) == "Mn" else _SIGN_IN_WORD
    if letter == "’" and before.isalpha() and after.isalpha():
        return _cost_of_apostrophe(text, place)
    if letter in _DASHES:
        apart = before.isspace() and (after.isspace() or after.isdigit())
        return _SIGN if apart or (before.isdigit() and after.isdigit()) else _ODD_SIGN
    if before.isalpha() and after.isalpha():
        return _SIGN_IN_WORD
    return _cost_of_sign(text, place)


def _cost_of_sign(text: str, place: int) -> float:
    """Return what a sign costs that does not stand within a word."""
    letter, before, after = text[place], text[place - 1], text[place + 1]
    if letter in _NEAR_A_NUMBER:
        near = before.isdigit() or after.isdigit() or text[place + 1 : place + 3].strip().isdigit()
        near = near or (letter in "²³" and before.islower())
        near = near or text[max(place - 2, 0) : place].strip().isdigit()
        return _SIGN if near else _ODD_SIGN
    if letter in _SPEECH:
        between = before.isspace() and after.isspace()
        pairs = _CLOSING.get(letter, "")
        opens = not before.isalnum() and letter in _OPENING and any(sign in text[place + 1 :] for sign in pairs)
        closes = not after.isalnum() and letter not in _ONLY_OPENING and _CLOSED_BY.get(letter, "") in text[:place]
        return _SIGN if opens or closes or between else _ODD_SIGN
    if after.isalpha():
        return _SIGN_IN_WORD
    return _ODD_SIGN if letter != before else _SIGN  # lines are drawn with many of one sign


def _cost_of_apostrophe(text: str, place: int) -> float:
    start = place
    while start and text[start - 1].isalpha():
        start -= 1
    end = place + 1
    while text[end].isalpha():
        end += 1
    return _SIGN if place - start <= 2 or text[place + 1 : end].lower() in _AFTER_APOSTROPHE else _ODD_SIGN


def _cost_of_letter(text: str, place: int) -> float:
    letter, before, after = text[place], text[place - 1], text[place + 1]
    cost = 0.0
    if letter.isupper():
        cost += (
            _CAPITAL_WITHIN if before.islower() else _AMONG_CAPITALS if _near_capital(before, after) else _CAPITAL
        )
    if letter.islower() and before.isupper() and (after.isupper() or (place > 1 and text[place - 2].isupper())):
        cost += _SMALL_AMONG_CAPITALS
    if letter.islower() and after.isupper():
        cost += _CAPITAL_WITHIN
    latin = _is_latin(letter)
    cost += sum(_OTHER_SCRIPT for near in (before, after) if near.isalpha() and _is_latin(near) != latin)
    if latin:
        return cost + _cost_of_neighbours(letter, before, after)
    if letter in _AT_THE_END and after.isalpha():
        cost += _NOT_AT_THE_END
    if letter == "ا" and after == "ل" and not before.isalpha():
        cost -= _ARTICLE
    return cost + (_cost_of_pair(letter, before) if before.isalpha() else 0)


def _cost_of_pair(letter: str, before: str) -> float:
    """Return what two letters of another script cost that are both vowels, or both consonants."""
    if unicodedata.name(letter, "").partition(" ")[0] not in ("CYRILLIC", "GREEK") or before.isascii():
        return 0
    vowels = _is_vowel(letter) + _is_vowel(before)
    return {0: 0.4, 1: 0.0, 2: 0.8}[vowels]


def _near_capital(before: str, after: str) -> bool:
    return before.isupper() or after.isupper()


def _cost_of_neighbours(letter: str, before: str, after: str) -> float:
    """Return what the letters around an accented one of the Latin script cost: vowels and consonants alternate."""
    kinds = [_is_vowel(near) if near.isalpha() else None for near in (before, after)]
    if _is_vowel(letter) and kinds != [None, None]:
        return 0.7 * kinds.count(True) + (1.0 if kinds == [True, True] else 0)
    if kinds == [None, None]:
        return 0 if letter.lower() in _WORDS else 6.0
    return {0: 0.0, 1: 0.8, 2: 3.5}[kinds.count(False)] + (1.0 if kinds.count(True) == 0 else 0)


@cache
def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")


@cache
def _is_vowel(letter: str) -> bool:
    return unicodedata.normalize("NFD", letter.lower())[0] in _VOWELS
