"""Whether a question leans on the one before it, and what to search for then."""

import re
from collections.abc import Sequence

from qa.answer import Turn
from qa.words import content_words

_LEANS = re.compile(
    r"^\W*(?:and|but|or|so|what about|how about)\b"
    r"|\b(?:it|its|he|him|his|she|her|they|them|their|this|these|those|that(?=\W*$))\b",
    re.IGNORECASE,
)
ALONE = 1


def earlier_turns(question: str, history: Sequence[Turn]) -> tuple[Turn, ...]:
    """Return the last turn when the question leans on it, else nothing: a new topic is not dragged along."""
    leans = _LEANS.search(question) is not None or len(content_words(question)) < ALONE
    return tuple(history[-1:]) if leans else ()


def search_query(question: str, earlier: Sequence[Turn]) -> str:
    """Return what to search for: the question, after the questions it leans on."""
    return " ".join([*(turn.question for turn in earlier), question])
