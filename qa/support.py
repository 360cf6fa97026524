# ruff: noqa: RUF001 - curly apostrophes are meant
"""Whether the cited sentences carry a statement: numbers must agree, then what is claimed must stand there."""

import re
from collections.abc import Mapping, Sequence

from qa.answer import Support
from qa.attribution import Source
from qa.words import content_words, numbers, weighted_share

SUPPORTED = 0.6
PARTIAL = 0.3

# Yes or no, a choice, and "which of them".
_MAY_BE_ECHOED = re.compile(
    r"^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must|which)\b|\bor\b",
    re.IGNORECASE,
)


_YES_OR_NO = re.compile(r"\W*(?:yes|no)\b\W*", re.IGNORECASE)
_NOT = re.compile(r"\b(?:no|not|never|none|nothing|cannot)\b|n['’]t\b", re.IGNORECASE)
_ONE = re.compile(r"(?<![\d.,:£$€-])1\s((?:second|minute|hour|day|week|month|year|mile|metre|kilometre|litre)\b)")
_HOW_MANY = re.compile(r"\bhow many\b", re.IGNORECASE)
_COUNTED = re.compile(r"(?<![\w.,])(\d[\d,.]*)\s([^\W\d_]+)")
_PERCENT_OF = re.compile(r"\d\s*(?:%|per\s?cent)\s+of\s", re.IGNORECASE)


def support(statement: str, question: str, cited: Sequence[Source], weights: Mapping[str, float]) -> Support:
    """Return how far the cited sentences, with their documents' titles and dates, carry the statement.

    However well the words match, it is unsupported with a number that stands neither there nor in the question, or
    with a percentage of something that does not stand there. So it is when it says nothing that the question
    did not say ("Where did she stay in Rome?" "She stayed in Rome."), unless that can be an answer: to a question
    for yes or no or for a choice, after "Yes", or with a "not" that the sentences have too.
    """
    words = set[str]().union(*(source.words | source.about for source in cited))
    asked = set(content_words(question))
    replied = _YES_OR_NO.match(statement)
    statement = statement[replied.end() :] if replied else statement
    words |= _ones(statement, cited)
    if not numbers(statement) <= words | asked:
        return "unsupported"
    if not _parted(statement) <= words or _counts_another(statement, question, cited):
        return "unsupported"
    said = set(content_words(statement))
    claimed = said - asked
    if not claimed:
        denies = _NOT.search(statement) and any(_NOT.search(source.text) for source in cited)
        if not (replied or denies or _MAY_BE_ECHOED.search(question)):
            return "unsupported"
        claimed = said
    share = weighted_share(claimed, words, weights)
    if share >= SUPPORTED:
        return "supported"
    return "partial" if share >= PARTIAL else "unsupported"


def _counts_another(statement: str, question: str, cited: Sequence[Source]) -> bool:
    """Return whether what is asked after ("how many lorries") stands in another sentence than its number."""
    if not _HOW_MANY.search(question):
        return False
    asked = set(content_words(question))
    for found in _COUNTED.finditer(statement):
        number, counted = content_words(found[1]), content_words(found[2])
        with_number = [source.words for source in cited if source.words.issuperset(number)]
        with_counted = [source.words for source in cited if source.words.issuperset(counted)]
        apart = with_number and with_counted and not any(words in with_counted for words in with_number)
        if apart and asked.issuperset(counted):
            return True
    return False


def _ones(statement: str, cited: Sequence[Source]) -> set[str]:
    """Return the number 1, if all that it counts in the statement stands in the sentences as "an hour"."""
    counted = _ONE.findall(statement)
    said = " ".join(source.text for source in cited)
    rest = "" if "and a half" in statement else r"(?!\sand\sa\shalf)"
    spelled = [re.search(rf"(?<!half\s)\b(?:an?|one)\s{unit}\b{rest}", said, re.IGNORECASE) for unit in counted]
    return {"1"} if counted and all(spelled) else set()


def _parted(statement: str) -> set[str]:
    """Return what is divided by percentages: the first content word behind each "35% of"."""
    rests = (content_words(statement[found.end() :]) for found in _PERCENT_OF.finditer(statement))
    return {rest[0] for rest in rests if rest}
