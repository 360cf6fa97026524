"""One spelling for dates, times, money, percentages and units, so that answers in other words can be compared.

"$40.5bn" and "40.5 billion dollars" become `40500000000 dollar`; "July 31st, 2024" and "2024-07-31" become
`31 july 2024`; "5:30 PM" becomes `17:30`. All else is lower case without articles, punctuation, possessive 's and
accents. Nothing is converted (1 km is not 1,000 m), and "m" is a million only behind a currency sign.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from index.quantity.number_words import fold_numbers
from index.quantity.numerals import plain, read_chunk
from index.quantity.units import ABBREVIATIONS, CURRENCIES
from index.quantity.units import BEFORE_UNITS as SQUARE_OR_CUBIC
from index.quantity.units import SPELLINGS as UNIT_SPELLINGS
from index.vocabulary.english import ARTICLES, MONTHS, MONTHS_SHORT, one_of

Rewrite = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]

MONTH = rf"\b({one_of({*MONTHS, *MONTHS_SHORT})})\b\.?"
DAY = r"\b([0-2]?\d|3[01])(?:st|nd|rd|th)?\b"
CURRENCY = r"(?<!\w)(" + "|".join(re.escape(sign) for sign in sorted(CURRENCIES, key=len, reverse=True)) + ")"
MONEY_SCALES = {"k": "thousand", "m": "million", "b": "billion"}
BEFORE_UNITS = {*SQUARE_OR_CUBIC, "degree"}
SPELLINGS = UNIT_SPELLINGS | {"&": "and"}


def canonical(text: str) -> tuple[str, ...]:
    """Rewrite a text into tokens of one spelling; a comma, semicolon or new line is kept as the token ","."""
    # No-break and thin spaces part thousands, and the next step would make plain spaces of them.
    text = re.sub(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}\b)", "", text)
    decomposed = unicodedata.normalize("NFKD", text.lower())
    text = "".join(character for character in decomposed if not unicodedata.combining(character))
    for pattern, replacement in REWRITES:
        text = pattern.sub(replacement, text)
    tokens = [SPELLINGS.get(token, token) for token in TOKEN.findall(text)]
    numbers = fold_numbers([token for token in tokens if token not in ARTICLES])
    return tuple(token for token in _with_long_units(numbers) if token != ".")


def _with_long_units(tokens: Iterable[str]) -> Iterator[str]:
    before = ""
    for token in tokens:
        follows_amount = before[-1:].isdigit() or before in BEFORE_UNITS
        before = ABBREVIATIONS.get(token, token) if follows_amount else token
        yield before


def _month(name: str) -> str:
    return next(month for month in MONTHS if month.startswith(name[:3]))


def _iso_date(match: re.Match[str]) -> str:
    return f" {int(match[3])} {MONTHS[int(match[2]) - 1]} {match[1]} "


def _dotted_date(match: re.Match[str]) -> str:
    return f" {int(match[1])} {MONTHS[int(match[2]) - 1]} {match[3]} "


def _numeral(match: re.Match[str]) -> str:
    """Write a number without marks between its thousands, and with a decimal point; a code stays as it is."""
    written, reached = "", 0
    for one in read_chunk(match[0]):
        said = plain(one.values[0]) if one.values else match[0][one.start : one.end]
        written += match[0][reached : one.start] + said
        reached = one.end
    return written


def _without_points(match: re.Match[str]) -> str:
    return match[0].replace(".", "")


def _month_first(match: re.Match[str]) -> str:
    return f" {match[2]} {_month(match[1])} "


def _day_first(match: re.Match[str]) -> str:
    return f" {match[1]} {_month(match[2])} "


def _month_and_year(match: re.Match[str]) -> str:
    return f" {_month(match[1])} {match[2]} "


def _clock(match: re.Match[str]) -> str:
    hour, minute, half = int(match[1]), match[2] or "00", match[3]
    return f" {hour % 12 + (12 if half == 'p' else 0):02}:{minute} "


def _money(match: re.Match[str]) -> str:
    scale = MONEY_SCALES.get(match[3] or "", match[3] or "")
    return f" {match[2]} {scale} {CURRENCIES[match[1]]} "


# The order matters: a date's hyphens are not a range, and a thousand's comma parts no list.
REWRITES: tuple[Rewrite, ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"[\u2018\u2019]", "'"),
        (r"[\u2010-\u2015\u2212]", "-"),
        (r"\b(?:[a-z]\.){2,}", lambda match: match[0].replace(".", "") + " "),
        (r"'s\b", ""),
        (r"'", ""),
        (r"\b(\d{4})-(0[1-9]|1[0-2])-([0-2]\d|3[01])\b", _iso_date),
        (r"(?<![\d.])([0-2]?\d|3[01])\.(0?[1-9]|1[0-2])\.(\d{4})\b(?!\.\d)", _dotted_date),
        (r"\b((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\b", _iso_date),
        (DAY + r"\s+(?:of\s+)?" + MONTH + r",?", _day_first),
        (MONTH + r"\s+" + DAY + r"(?![:.%]\d|%),?", _month_first),
        (MONTH + r",?\s+(\d{4})\b", _month_and_year),
        (r"\b(\d{1,2})(?:[:.](\d\d))?\s*([ap])m\b", _clock),
        (r"\b(\d):(\d\d)\b", r"0\1:\2"),
        (r"(?<![\w.])\d{1,3}\.\d{3}(?=\s?(?:€|euros?\b|eur\b))|(?<=€)\d{1,3}\.\d{3}(?![\d.])", _without_points),
        (r"\d+(?:[.,]\d+)+", _numeral),
        (r"(?<![\d\w])\.(?=\d)", "0."),
        (CURRENCY + r"\s?(\d+(?:\.\d+)?)(?:\s?(k|m|mn|b|bn|tn|(?:thous|mill|bill|trill)(?:and|ion))\b)?", _money),
        (r"\b(?:us|american) (?=dollars?\b)", ""),
        (r"(?<=\d)k\b", " thousand "),
        (r"%|\bper cent\b|\bpct\b", " percent "),
        (r"\u00b0", " degree "),
        (r"\b([kcm]?m)2\b", r"square \1"),
        (r"\bkm/h\b|\bkph\b", " kilometre per hour "),
        (r"\bmph\b", " mile per hour "),
        (r"(?<=[\d%])\s?-\s?(?=\d)|(?<=[a-z])\s+-\s+(?=\d)", " to "),
        (r"(?<!\w)-(?=\d)", " minus "),
        (r"[;\n]", ","),
    )
)
TOKEN = re.compile(r"\d+:\d\d|\d+(?:\.\d+)?(?:(?:st|nd|rd|th)\b)?|[^\W\d_]+|[,&]|[.!?](?=\s|$)")
