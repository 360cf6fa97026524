"""What word search looks for: the terms of a question, and the date of a document as people write it."""

import re
from calendar import month_name
from datetime import date

# Words that stand in nearly every question and say nothing about what is asked.
_STOP_WORDS = """
a about an and any are as at be been by can could did do does for from had has have how i if in into
is it its me my of on or our that the their there these they this those to was were what when where
which who whom whose why will with would you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
_WORD = re.compile(r"\w+")


def match_expression(query: str) -> str | None:
    """Return the FTS5 expression that matches passages with any term of the query, or None for no terms.

    Terms are joined by OR and quoted, so that nothing in them is search syntax. Stop words are left out, unless
    there is nothing else.
    """
    words = list(dict.fromkeys(_WORD.findall(query.lower())))
    terms = [word for word in words if word not in STOP_WORDS] or words
    return " OR ".join(f'"{term}"' for term in terms) or None


def date_words(published: str | None) -> str:
    """Return the day of an ISO 8601 date in several ways, so that a question finds it by any; nothing without one."""
    try:
        day = date.fromisoformat((published or "")[:10])
    except ValueError:
        return ""
    suffix = "th" if 10 < day.day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return f"{day:%Y-%m-%d %Y%m%d} {month_name[day.month]} {day.day} {day.day}{suffix}"
