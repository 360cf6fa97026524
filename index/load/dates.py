"""Dates as people write them at the top of a document. A date that could mean two days is not read as any."""

import re
from datetime import datetime

from index.load.parts import iso
from index.vocabulary.english import MONTHS

_MONTHS = [month[:3] for month in MONTHS]
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_TIME = r"(?:[T ,_]+(?:at )?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?\s*(?P<half>[ap]\.?m\.?)?)?"
_ZONE = r"\s*(?:Z|UTC|GMT|[A-Z]{3,4}|[+-]\d{2}:?\d{2})?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_FORMS = tuple(
    re.compile(rf"{_WEEKDAY}{day}{_TIME}{_ZONE}", re.IGNORECASE)
    for day in (
        r"(?P<year>\d{4})-(?P<number>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<year>(?:19|20)\d{2})(?P<number>\d{2})(?P<day>\d{2})",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?P<year>\d{{4}})",
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
    )
)
_LABELLED = re.compile(
    r"(?:date|published(?: on)?|publication date|date published|posted(?: on)?|time|datum)\s*:\s*(.+)",
    re.IGNORECASE,
)
_LINES_WITH_LABEL = 12
_LINES_WITHOUT = 4


def read_date(text: str) -> str | None:
    """Return the ISO 8601 form of a string that is one date (and a time, perhaps) and nothing else, or None.

    "2024-05-27", "20240527_11:00", "Mon, 27 May 2024" and "May 27, 2024" are read; "03/04/2024" is not.
    A time zone after the time is not kept.
    """
    text = text.strip().strip("\"'")
    for form in _FORMS:
        match = form.fullmatch(text)
        if match:
            return _iso(match)
    return None


def dateline(text: str) -> str | None:
    """Return the date stated in the first lines: after a label ("Published: ..."), or as a line of its own."""
    lines = [line.strip() for line in text[:4000].splitlines() if line.strip()]
    for index, line in enumerate(lines[:_LINES_WITH_LABEL]):
        labelled = _LABELLED.fullmatch(line)
        found = read_date(labelled[1] if labelled else line if index < _LINES_WITHOUT else "")
        if found:
            return found
    return None


def _iso(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    month = int(parts["number"]) if parts.get("number") else _MONTHS.index(parts["month"].lower()) + 1
    hour = int(parts["hour"] or 0)
    half = (parts["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        moment = datetime(int(parts["year"]), month, int(parts["day"]), hour, int(parts["minute"] or 0))
    except ValueError:  # the 31st of June is nobody's date
        return None
    return iso(moment)
