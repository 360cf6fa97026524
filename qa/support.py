"""Whether the cited sentences carry a statement: numbers must agree, then what is claimed must stand there."""

from collections.abc import Mapping, Sequence

from qa.answer import Support
from qa.attribution import Source
from qa.words import content_words, numbers, weighted_share

SUPPORTED = 0.6
PARTIAL = 0.3


def support(statement: str, question: str, cited: Sequence[Source], weights: Mapping[str, float]) -> Support:
    """Return how far the cited sentences, with their documents' titles and dates, carry the statement.

    A number that stands neither there nor in the question makes it unsupported, however well the words match.
    """
    words: set[str] = set()
    for source in cited:
        words |= source.words | set(content_words(f"{source.document.title} {source.document.published or ''}"))
    asked = set(content_words(question))
    if not numbers(statement) <= words | asked:
        return "unsupported"
    claimed = set(content_words(statement)) - asked
    share = weighted_share(claimed, words, weights) if claimed else float(bool(cited))
    if share >= SUPPORTED:
        return "supported"
    return "partial" if share >= PARTIAL else "unsupported"
