"""Numbers in digits, in the forms of all usual countries: "1,200.50", "1.200,50", "1 200", "1'200", "12,34,567".

One mark may mean two things ("1.200" is 1.2 or 1,200): then both are given, the likelier one first. Nothing
raises, and all is linear in the length of the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

MOST_DIGITS = 30  # what has more is no number but a code

_SPACES = " \u00a0\u2009\u202f"
_APOSTROPHES = "'\u2019"
CHUNK = rf"\d+(?:[.,{_APOSTROPHES}]\d+|[{_SPACES}]\d{{3}}(?!\d))*"
"""A pattern for digits and the marks between them: one number, a list of several, or a code such as "4.2.1"."""

_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:\.\d{3})+,\d+|\d+,\d{1,2})(?!\d|[.,]\d)")
_DECIMAL_POINT = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+\.\d+|\d+\.\d{1,2})(?!\d|[.,]\d)")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:(?P<mark>[.,])\d{3})(?:(?P=mark)\d{3})*|[1-9]?\d(?:,\d\d)+,\d{3}")


@dataclass(frozen=True, slots=True)
class Numeral:
    """Digits that stand at [start, end) of a text, and the values they may have; none for a code."""

    start: int
    end: int
    values: tuple[Decimal, ...]


def has_decimal_comma(text: str) -> bool:
    """Return whether a text writes a decimal comma somewhere, and nowhere a decimal point."""
    return _DECIMAL_COMMA.search(text) is not None and _DECIMAL_POINT.search(text) is None


def read_chunk(chunk: str, start: int = 0, *, decimal_comma: bool = False) -> Iterator[Numeral]:
    """Yield the numbers of what `CHUNK` matched at `start`: one, those of a list, or a code that has no value.

    `decimal_comma` says which form the text has, for "1.200" and "1,200".
    """
    parted_by = f"[{_SPACES}{_APOSTROPHES}]"
    first, *groups = re.split(parted_by, chunk)
    whole = re.split("[.,]", groups[-1])[0] if groups else ""
    grouped = groups and 1 <= len(first) <= 3 and all(len(group) == 3 for group in (*groups[:-1], whole))
    if grouped and first.isdecimal() and all(group.isdecimal() for group in groups[:-1]):
        values = _values(re.sub(parted_by, "", chunk), decimal_comma=decimal_comma, joined=True)
        yield Numeral(start, start + len(chunk), values)
        return
    for part in re.finditer(f"[^{_SPACES}{_APOSTROPHES}]+", chunk):
        values = _values(part[0], decimal_comma=decimal_comma)
        if values or "." in part[0] or "," not in part[0]:
            yield Numeral(start + part.start(), start + part.end(), values)
            continue
        for item in re.finditer(r"\d+", part[0]):
            values = _values(item[0])
            yield Numeral(start + part.start() + item.start(), start + part.start() + item.end(), values)


def _values(written: str, *, decimal_comma: bool = False, joined: bool = False) -> tuple[Decimal, ...]:
    """Return what digits with points and commas may mean; nothing where they are no number.

    In `joined` ones spaces or apostrophes have parted the thousands, so that a mark is the decimal one.
    """
    if len(written) > MOST_DIGITS:
        return ()
    marks = re.findall("[.,]", written)
    if not marks:
        return (Decimal(written),)
    as_decimal = Decimal(written.replace(",", ".")) if len(marks) == 1 else None
    if as_decimal is not None and joined:
        return (as_decimal,)
    if _GROUPED.fullmatch(written):
        as_whole = Decimal(re.sub("[.,]", "", written))
        if as_decimal is None:
            return (as_whole,)
        if marks == [","]:
            return (as_decimal, as_whole) if decimal_comma else (as_whole,)
        return (as_whole, as_decimal) if decimal_comma else (as_decimal, as_whole)
    if as_decimal is not None:
        return (as_decimal,)
    before, mark, after = written.rpartition(marks[-1])
    if mark not in before and _GROUPED.fullmatch(before):
        return (Decimal(re.sub("[.,]", "", before) + "." + after),)
    return ()


def plain(value: Decimal) -> str:
    """Return a number in digits without what says nothing: "40500000000", "3.5", "-2"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
