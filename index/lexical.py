"""A question as a search for words: terms joined by OR, quoted, so that nothing in it is search syntax."""

import re

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

    Stop words are left out, unless there is nothing else.
    """
    words = list(dict.fromkeys(_WORD.findall(query.lower())))
    terms = [word for word in words if word not in STOP_WORDS] or words
    return " OR ".join(f'"{term}"' for term in terms) or None
