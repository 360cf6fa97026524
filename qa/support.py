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


def support(statement: str, question: str, cited: Sequence[Source], weights: Mapping[str, float]) -> Support:
    """Return how far the cited sentences, with their documents' titles and dates, carry the statement.

    A number that stands neither there nor in the question makes it unsupported, however well the words match; and
    so does saying nothing that the question did not say ("Where did she stay in Rome?" "She stayed in Rome."),
    unless its own words can answer it.
    """
    words: set[str] = set()
    for source in cited:
        words |= source.words | set(content_words(f"{source.document.title} {source.document.published or ''}"))
    asked = set(content_words(question))
    if not numbers(statement) <= words | asked:
        return "unsupported"
    claimed = set(content_words(statement)) - asked
    if not claimed:
        return "supported" if cited and _MAY_BE_ECHOED.search(question) else "unsupported"
    share = weighted_share(claimed, words, weights)
    if share >= SUPPORTED:
        return "supported"
    return "partial" if share >= PARTIAL else "unsupported"
