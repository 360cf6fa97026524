"""Dates and clock times in the forms of all usual countries: "31 July 2024", "01.09.2024", "9:30 pm", "14h30".

A moment is told as ISO 8601 writes it, as far as the text says it: "2024-07-31", "2024-07", "07-31", "21:30".
Where a form may mean two days ("01/09/2024"), both are given. What is no date (a 13th month) is none, and nothing
raises.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.vocabulary.months import ACCENTED, MONTH_NUMBERS, month_number

_NAMES = "|".join(
    "".join(f"[{letter}{ACCENTED[letter]}]" if letter in ACCENTED else letter for letter in name)
    for name in sorted(MONTH_NUMBERS, key=len, reverse=True)
)
_MONTH = rf"(?P<month>{_NAMES})\.?"
_DAY = r"(?P<day>\d\d?)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_OF = r"(?:of\s+|de\s+|del\s+|di\s+|do\s+)?"
_HOUR, _MINUTE = r"(?P<hour>\d\d?)", r"(?P<minute>\d\d)"
_HALF = r"(?P<half>[ap])(?:\.\s?m\b\.?|m\b)"
_WORDS_TOO = frozenset({"may", "mar", "set", "out", "mag", "ago", "gen"})  # in small letters they are no months
_NOON = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a time on the clock, which stands at [start, end); `readings` are what it may mean, ISO 8601."""

    start: int
    end: int
    readings: tuple[str, ...]


def moments(text: str) -> tuple[Moment, ...]:
    """Return the dates and times in a text, in order; no two overlap, and the form that takes most goes first."""
    found = sorted(_all(text), key=lambda one: (one.start, -one.end))
    apart: list[Moment] = []
    for moment in found:
        if not apart or moment.start >= apart[-1].end:
            apart.append(moment)
    return tuple(apart)


def _all(text: str) -> Iterator[Moment]:
    for pattern, read in _FORMS:
        for match in pattern.finditer(text):
            if readings := tuple(dict.fromkeys(read(match))):
                yield Moment(match.start(), match.end(), readings)


def _date(year: str | None, month: int | None, day: str | None) -> Iterator[str]:
    """Yield a date as far as it is told; nothing where there is no such month or day."""
    if month is None or not 1 <= month <= 12 or (day and not 1 <= int(day) <= 31):
        return
    whole = year if year is None or len(year) == 4 else f"{'20' if int(year) < 50 else '19'}{year}"
    yield "-".join((*([whole] if whole else []), f"{month:02}", *([f"{int(day):02}"] if day else [])))


def _year_first(match: re.Match[str]) -> Iterator[str]:
    yield from _date(match["year"], int(match["number"]), match["day"])


def _in_numbers(match: re.Match[str]) -> Iterator[str]:
    """Read "01.09.2024" with the day first, and "01/09/2024" either way."""
    one, other, year = match["one"], match["other"], match["year"]
    yield from _date(year, int(other), one)
    if match["mark"] != ".":
        yield from _date(year, int(one), other)


def _in_words(match: re.Match[str]) -> Iterator[str]:
    """Read a month's name with the day, the year or both."""
    name, parts = match["month"], match.groupdict()
    if name not in _WORDS_TOO:
        yield from _date(parts.get("year"), month_number(name), parts.get("day"))


def _clock(match: re.Match[str]) -> Iterator[str]:
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), (match["half"] or "").lower()
    if minute > 59 or hour > 24 or (half and not 1 <= hour <= 12):
        return
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    yield f"{hour % 24:02}:{minute:02}"


def _named_time(match: re.Match[str]) -> Iterator[str]:
    yield _NOON[match[0].lower()]


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Iterator[str]]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.VERBOSE), read)
    for pattern, read in (
        (
            rf"(?<![\w.-]) {_YEAR} (?P<mark>[-./]) (?P<number>\d\d?) (?P=mark) (?P<day>\d\d?) (?![\d.-]*\d)",
            _year_first,
        ),
        (rf"(?<![\w.-]) {_YEAR} - (?P<number>\d\d) (?P<day>)? (?![\d-]|[.,:]\d)", _year_first),
        (
            r"(?<![\w.-]) (?P<year>(?:19|20)\d\d) (?P<number>0[1-9]|1[0-2]) (?P<day>0[1-9]|[12]\d|3[01]) (?!\w)",
            _year_first,
        ),
        (
            r"(?<![\w.,/-]) (?P<one>\d\d?) (?P<mark>[./-]) (?P<other>\d\d?) (?P=mark) (?P<year>\d{4}|\d\d)"
            r"(?![\w/-]|\.\d)",
            _in_numbers,
        ),
        (
            rf"(?<![\w.,]) {_DAY} (?:er|\.|º)? [\s-]\s*{_OF}{_MONTH} (?:,?[\s-]\s*{_OF}{_YEAR}(?!\w))? (?!\w)",
            _in_words,
        ),
        (rf"(?<!\w) {_MONTH} \s+ {_DAY} (?![\w%:€£$]|[.,:]\d) (?:,?\s+{_YEAR}(?!\w))?", _in_words),
        (rf"(?<!\w) {_MONTH} ,?\s+ {_OF}{_YEAR} (?!\w|[.,]\d)", _in_words),
        (rf"(?<![\w.,:]) {_HOUR} [:.] {_MINUTE} \s? {_HALF}", _clock),
        (rf"(?<![\w.,:]) {_HOUR} (?P<minute>)? \s? {_HALF}", _clock),
        (rf"(?<![\w.,:]) {_HOUR} : {_MINUTE} (?::\d\d(?:\.\d+)?)? (?P<half>)? (?![\w:])", _clock),
        (rf"(?<![\w.,:]) {_HOUR} \s?h\s? {_MINUTE} (?P<half>)? (?!\w)", _clock),
        (rf"(?<![\w.,:]) {_HOUR} (?:\.{_MINUTE})? (?P<half>)? \s (?:uhr|o['\u2019]clock)\b", _clock),
        (r"\b(?:noon|midday|midnight)\b", _named_time),
    )
)
