"""Numbers with their units: "£2.3m", "1.200 Euro", "3,5 %", "half a million homes", "an hour and a half"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import takewhile

from index.quantity.number_words import number_at, scale_at
from index.quantity.numerals import CHUNK, read_chunk
from index.quantity.units import (
    BEFORE_UNITS,
    CURRENCIES,
    NATIONS,
    PERCENT,
    currency_code,
    is_currency,
    is_time,
    percent_words,
    unit_named,
)
from index.vocabulary.english import SCALES, STOP_WORDS

_SIGNS = "$£€¥₹₽₩₺₪₴"
_TOKEN = re.compile(
    rf"(?P<digits>{CHUNK})|(?P<ordinal>(?<=\d)(?:st|nd|rd|th)\b)|(?P<sign>(?:(?<!\w)[A-Za-z]{{1,2}})?[{_SIGNS}])"
    r"|(?P<share>[%‰])|(?P<fraction>[¼½¾⅓⅔])|(?P<word>[^\W\d_]+)|(?P<minus>(?<![\w)])[-−](?=\d))"  # noqa: RUF001
)
_BETWEEN = re.compile(r"[ \t\n\u00a0\u2009\u202f-]{0,2}")
_SHARES = {"%": Decimal(1), "‰": Decimal("0.1")}
_FRACTIONS = {"¼": "0.25", "½": "0.5", "¾": "0.75", "⅓": "0.3333333333", "⅔": "0.6666666667"}
_PARTS = {
    "half": "0.5", "halves": "0.5", "quarter": "0.25", "quarters": "0.25", "third": "0.3333333333",
    "thirds": "0.3333333333",
}  # fmt: skip
_SHORT_SCALES = {"k": 10**3, "m": 10**6, "b": 10**9, "mio": 10**6, "mrd": 10**9}
_ARTICLES = frozenset({"a", "an"})
_NO_UNITS = STOP_WORDS | {"per"}
_MAY_BE_NO_NUMBER = frozenset({"one", "first", "second"})
_AHEAD = 12  # tokens that are looked at for one number

Tokens = Sequence["_Token"]


@dataclass(frozen=True, slots=True)
class Amount:
    """A number at [start, end) of a text, as written in `text`; no values for a code such as "4.2.1".

    `values` are those that it may have, the likeliest first. `unit` is one of `index.quantity.units`, or the word
    behind it. `implied` as in `index.quantity.quantities.Quantity`.
    """

    values: tuple[Decimal, ...]
    unit: str
    start: int
    end: int
    text: str
    implied: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    """`joined` tells that no more than a blank or a hyphen parts it from the one before."""

    kind: str
    text: str
    start: int
    end: int
    joined: bool
    values: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class _Number:
    """A number without its unit; the next token is at `after`."""

    values: tuple[Decimal, ...]
    after: int
    implied: bool = False
    ordinal: bool = False


def amounts_between(text: str, start: int, end: int, *, decimal_comma: bool = False) -> Iterator[Amount]:
    """Yield the amounts that stand in [start, end) of a text, in order."""
    tokens = tuple(_tokens(text, start, end, decimal_comma=decimal_comma))
    place = 0
    while place < len(tokens):
        found = _amount(text, tokens, place)
        if found is None:
            place += 1
        else:
            amount, place = found
            yield amount


def _tokens(text: str, start: int, end: int, *, decimal_comma: bool) -> Iterator[_Token]:
    """Yield the tokens; a list of numbers in digits is so many."""
    reached = start
    for match in _TOKEN.finditer(text, start, end):
        joined = _BETWEEN.fullmatch(text, reached, match.start()) is not None
        reached = match.end()
        kind = match.lastgroup or ""
        if kind != "digits":
            yield _Token(kind, match[0].lower(), match.start(), match.end(), joined)
            continue
        for one in read_chunk(match[0], match.start(), decimal_comma=decimal_comma):
            yield _Token(kind, text[one.start : one.end], one.start, one.end, joined, one.values)
            joined = False


def _amount(text: str, tokens: Tokens, place: int) -> tuple[Amount, int] | None:
    """Return the amount that begins at a token, and the place behind it."""
    first = tokens[place]
    if first.kind == "digits" and not first.values:
        return Amount((), "", first.start, first.end, first.text), place + 1
    unit = _currency(text, first)
    at = place + 1 if unit else place
    number = _number(tokens, at)
    if number is None or (unit and not (tokens[at].joined and tokens[at].kind == "digits")):
        return None
    values, after, implied = number.values, number.after, number.implied
    if unit and (scale := _SHORT_SCALES.get(_word(tokens, after))):
        values, after = tuple(value * scale for value in values), after + 1
    if not unit and not number.ordinal:
        unit, factor, after = _unit(text, tokens, after)
        values = tuple(value * factor for value in values)
        implied = implied and (first.text in _ARTICLES or unit_named(unit) is None)
    if unit and _words(tokens, after)[:3] == ["and", "a", "half"]:  # "an hour and a half"
        values, after, implied = tuple(value + Decimal("0.5") for value in values), after + 3, False
    if is_currency(unit):
        values = tuple(sorted(values, reverse=True))  # hardly any sum has three decimals
    end = tokens[after - 1].end
    return Amount(values, unit, first.start, end, text[first.start : end], implied), after


def _number(tokens: Tokens, place: int) -> _Number | None:
    """Return the number without a unit that begins at a token."""
    if place >= len(tokens):
        return None
    first = tokens[place]
    if first.kind == "minus" or first.text == "minus":
        after = place + 1
        positive = _number(tokens, after) if after < len(tokens) and tokens[after].text != first.text else None
        return positive and replace(positive, values=tuple(-value for value in positive.values))
    if first.kind == "fraction":
        return _Number((Decimal(_FRACTIONS[first.text]),), place + 1)
    if first.kind == "word":
        return _number_in_words(tokens, place)
    return _number_in_digits(tokens, place) if first.values else None


def _number_in_digits(tokens: Tokens, place: int) -> _Number:
    values, after = tokens[place].values, place + 1
    if _next_is(tokens, place, "ordinal"):
        return _Number(values, after + 1, ordinal=True)
    if _next_is(tokens, place, "fraction"):  # "2½"
        part = Decimal(_FRACTIONS[tokens[after].text])
        return _Number(tuple(value + part for value in values), after + 1)
    scale, length = scale_at(_words(tokens, after), 0) if _next_is(tokens, place, "word") else (1, 0)
    return _Number(tuple(value * scale for value in values), after + length)


def _number_in_words(tokens: Tokens, place: int) -> _Number | None:
    """Read "twenty-five", "a dozen", "half a million", "three quarters", "two and a half", "an" of "an hour"."""
    words = _words(tokens, place)
    article = words[0] in _ARTICLES
    rest = words[article:]
    if rest and rest[0] in ("half", "quarter"):
        return _part(rest, place + article, Decimal(_PARTS[rest[0]]))
    if article and rest and is_time(unit_named(rest[0]) or ""):
        return _Number((Decimal(1),), place + 1, implied=True)
    number = number_at(rest, 0) if not article or (rest and rest[0] in SCALES) else None
    if number is None:
        return None
    after = number.length
    if rest[after : after + 1] and rest[after] in _PARTS and not number.ordinal:  # "three quarters"
        return _part(rest[after:], place + article + after, number.value * Decimal(_PARTS[rest[after]]))
    value = number.value
    if rest[after : after + 3] == ["and", "a", "half"]:
        value, after = value + Decimal("0.5"), after + 3
    implied = after == 1 and rest[0] in _MAY_BE_NO_NUMBER
    return _Number((value,), place + article + after, implied=implied, ordinal=number.ordinal)


def _part(words: Sequence[str], place: int, part: Decimal) -> _Number:
    """Read "half", "half a million", "quarter of an"; alone it may be no more than a way to speak."""
    after = 2 if words[1:2] == ["of"] and words[2:3] and words[2] in _ARTICLES else 1
    after += bool(words[after : after + 1]) and words[after] in _ARTICLES
    scale, length = scale_at(words, after)
    of_time = bool(words[after : after + 1]) and is_time(unit_named(words[after]) or "")
    return _Number((part * scale,), place + after + length, implied=not (length or of_time))


def _unit(text: str, tokens: Tokens, place: int) -> tuple[str, Decimal, int]:
    """Return the unit that stands from a token on, what it multiplies by, and the place behind it."""
    if place >= len(tokens) or not tokens[place].joined:
        return "", Decimal(1), place
    token, words = tokens[place], _words(tokens, place)
    if token.kind == "share":
        return PERCENT, _SHARES[token.text], place + 1
    if currency := _currency(text, token):
        return currency, Decimal(1), place + 1
    if percent := percent_words(words):
        return PERCENT, Decimal(1), place + percent
    if not words or words[0] in _NO_UNITS:
        return "", Decimal(1), place
    if words[0] in BEFORE_UNITS and len(words) > 1:
        return f"{words[0]} {unit_named(words[1]) or words[1]}", Decimal(1), place + 2
    if words[0] in NATIONS and words[1:2] and is_currency(named := unit_named(words[1]) or ""):
        nation = NATIONS[words[0]]
        return f"{nation} {named}".lstrip(), Decimal(1), place + 2
    return unit_named(words[0]) or words[0], Decimal(1), place + 1


def _currency(text: str, token: _Token) -> str:
    """Return the currency of a sign, or of a code in capital letters; "" where there is none."""
    if token.kind == "sign":
        return CURRENCIES.get(token.text) or CURRENCIES[token.text[-1]]
    return currency_code(text[token.start : token.end]) if token.kind == "word" else ""


def _words(tokens: Tokens, place: int) -> list[str]:
    """Return the words from a place on that a blank or a hyphen parts, a dozen at most."""
    ahead = enumerate(tokens[place : place + _AHEAD])
    return [
        token.text
        for _, token in takewhile(lambda one: one[1].kind == "word" and (one[0] == 0 or one[1].joined), ahead)
    ]


def _word(tokens: Tokens, place: int) -> str:
    return tokens[place].text if place < len(tokens) and tokens[place].joined else ""


def _next_is(tokens: Tokens, place: int, kind: str) -> bool:
    return place + 1 < len(tokens) and tokens[place + 1].kind == kind and tokens[place + 1].joined
