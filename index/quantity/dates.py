"""The date of a document in the ways in which a question or an answer may write it."""

from datetime import datetime

_FIRST_OF_MONTH = "-01"
_MONTH = "yyyy-mm"
_LONGEST = 40  # what is no date is repeated in each passage


def spellings(published: str | None) -> str:
    """Return an ISO 8601 date (and time) as "2026-03-01 20260301 1 March 2026 17:00 5:00 5:00 pm"; "" for None.

    Of a month it is "2026-03 March 2026". Anything else, such as a year, stands as it is, up to 40 characters.
    """
    if published is None:
        return ""
    is_month = len(published) == len(_MONTH)
    try:
        date = datetime.fromisoformat(published + _FIRST_OF_MONTH if is_month else published)
    except ValueError:
        return published[:_LONGEST]
    if is_month:
        return f"{published} {date:%B %Y}"
    written = f"{date:%Y-%m-%d %Y%m%d} {date.day} {date:%B %Y %A}"
    if "T" not in published:
        return written
    hour = date.hour % 12 or 12
    return f"{written} {date:%H:%M} {hour}:{date:%M} {hour}:{date:%M %p}"
