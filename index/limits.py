"""How long what comes in from outside may be, in characters: one place, used wherever something comes in.

Work on a text may cost more than its length, and one user's must not keep the others waiting.
"""

import re

from index.errors import QuestionError

_SURROGATE = re.compile("[\ud800-\udfff]")

QUESTION = 4_000
QUERY = 4_000
TURN = 4_000
"""Of the question and of the answer of an earlier turn: they are read as far as that."""
TURNS = 10
"""Of a conversation: the last ones are read."""
COMMENT = 4_000
"""What somebody writes to a vote."""
REFERENCE = 4_096
"""The name of a document, a folder or a site: as long as a path may be on Linux."""
TITLE = 300
CONVERSATION_TITLE = 80
"""Of the first question, which names a conversation until it is renamed."""
ACCOUNT_NAME = 64
LIBRARY_NAME = 64


def checked(text: str, what: str, most: int) -> str:
    """Return a text that came in, without halves of characters.

    Raises QuestionError when it is longer than `most`. `what` begins the message: "The question".
    """
    if len(text) > most:
        raise QuestionError(
            f"{what} has {len(text):,} characters, and at most {most:,} are read. Make it shorter, and add long "
            "texts to the library instead."
        )
    return whole_characters(text)


def checked_query(query: str) -> str:
    """Return what is to be searched for. Raises QuestionError when it is empty or too long."""
    if not query.strip():
        raise QuestionError("the query is empty; write what to look for")
    return checked(query, "The query", QUERY)


def checked_name(text: str, what: str = "The name") -> str:
    """Return a name that came in. Raises QuestionError when it is too long, or holds what no name can."""
    if "\0" in text:
        raise QuestionError(f"{what} {text[:80]!r} holds a null character, which no name has: leave it out.")
    return checked(text, what, REFERENCE)


def shortened(text: str, most: int) -> str:
    """Return the beginning of a text, with an ellipsis where something was cut off: `most` characters in all."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def whole_characters(text: str) -> str:
    """Return a text with U+FFFD for each lone surrogate (half a character), which no file or model takes."""
    return _SURROGATE.sub("\ufffd", text)
