"""The date of a document in the ways in which a question or an answer may write it."""

from datetime import datetime


def spellings(published: str | None) -> str:
    """Return an ISO 8601 date (and time) as "2026-03-01 20260301 1 March 2026 17:00 5:00 5:00 pm"; "" for None."""
    if published is None:
        return ""
    date = datetime.fromisoformat(published)
    written = f"{date:%Y-%m-%d %Y%m%d} {date.day} {date:%B %Y %A}"
    if "T" not in published:
        return written
    hour = date.hour % 12 or 12
    return f"{written} {date:%H:%M} {hour}:{date:%M} {hour}:{date:%M %p}"
