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


_PERCENT_OF = re.compile(r"\d\s*(?:%|per\s?cent)\s+of\s", re.IGNORECASE)


def support(statement: str, question: str, cited: Sequence[Source], weights: Mapping[str, float]) -> Support:
    """Return how far the cited sentences, with their documents' titles and dates, carry the statement.

    However well the words match, it is unsupported with a number that stands neither there nor in the question, or
    with a percentage of something that does not stand there. So it is when it says nothing that the question
    did not say ("Where did she stay in Rome?" "She stayed in Rome."), unless its own words can answer it.
    """
    words: set[str] = set()
    for source in cited:
        words |= source.words | set(content_words(f"{source.document.title} {source.document.published or ''}"))
    asked = set(content_words(question))
    if not numbers(statement) <= words | asked:
        return "unsupported"
    if not _parted(statement) <= words:
        return "unsupported"
    claimed = set(content_words(statement)) - asked
    if not claimed:
        return "supported" if cited and _MAY_BE_ECHOED.search(question) else "unsupported"
    share = weighted_share(claimed, words, weights)
    if share >= SUPPORTED:
        return "supported"
    return "partial" if share >= PARTIAL else "unsupported"


def _parted(statement: str) -> set[str]:
    """Return what is divided by percentages: the first content word behind each "35% of"."""
    rests = (content_words(statement[found.end() :]) for found in _PERCENT_OF.finditer(statement))
    return {rest[0] for rest in rests if rest}
