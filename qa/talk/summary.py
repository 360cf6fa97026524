"""A document in a few of its own sentences: the most central ones, no two alike, each a citation of itself.

Centrality is the cosine of a sentence's vector with the mean of all (Radev et al. 2004), the title beside
them with half the weight; the beginning has a bonus. Likeness to what is
chosen already is taken off, as maximal marginal relevance does (Carbonell and Goldstein 1998).
"""

import re
from collections.abc import Sequence

import numpy as np

from index.models.embed import Embedder
from index.text.bullets import without_bullet
from index.types import Document, Sentence
from qa.answer import Citation, Statement
from qa.citations import citation
from qa.sources import Source

SENTENCES = 4
MOST_EMBEDDED = 256
LEAD = 0.3  # of cosine, for the first sentence; half of it for the second, a third for the third
NOVELTY = 0.3  # weight of likeness to a chosen sentence
FEWEST_WORDS, MOST_WORDS = 7, 45
_HANGS = re.compile(
    r"\W*(?:it|its|he|she|they|his|her|their|this|these|that|those|but|and|so|or|there|then|here|such|also|however|"
    r"instead|both|one|outside|on the other hand|for example|dear|please|thank)\b",
    re.IGNORECASE,
)


def summarise(
    document: Document, sentences: Sequence[Sentence], embedder: Embedder
) -> tuple[str, tuple[Statement, ...], tuple[Citation, ...]]:
    """Return text, statements and citations of a summary, in the order of the document.

    Of a long document every second, third ... sentence is looked at, `MOST_EMBEDDED` at most.
    """
    chosen = _central(_sources(document, sentences), embedder)
    text, statements, citations = "", [], []
    for number, source in enumerate(chosen, start=1):
        said = without_bullet(source.on_one_line)
        start = len(text) + bool(text)
        text = f"{text} {said}".lstrip()
        statements.append(Statement(said, start, len(text), (number,), "supported"))
        citations.append(citation(number, source))
        text += f" [{number}]"
    return text, tuple(statements), tuple(citations)


def _sources(document: Document, sentences: Sequence[Sentence]) -> list[Source]:
    """Return the sentences that can stand by themselves, no two with the same words; all where none can."""
    stating = [sentence for sentence in sentences if not sentence.heading]
    every = -(-len(stating) // MOST_EMBEDDED) or 1
    sources = [Source.of(document, one) for one in stating[::every]]
    different = {source.words: source for source in reversed(sources)}
    return [one for one in reversed(different.values()) if _stands_alone(one.text)] or sources


def _stands_alone(text: str) -> bool:
    return (
        FEWEST_WORDS <= len(text.split()) <= MOST_WORDS
        and text.rstrip("\"'”’) ").endswith((".", "!"))  # noqa: RUF001 - curly marks are meant
        and text[0] not in "\"“'‘"  # noqa: RUF001 - curly marks are meant
        and _HANGS.match(text) is None
    )


def _central(sources: Sequence[Source], embedder: Embedder) -> tuple[Source, ...]:
    """Return the most central sentences, in their order."""
    if not sources:
        return ()
    vectors = embedder.embed_passages([source.text for source in sources])
    middle = vectors.mean(axis=0)
    title = embedder.embed_query(sources[0].document.title or sources[0].text)
    middle = middle / np.linalg.norm(middle) + title / 2
    scores = vectors @ (middle / np.linalg.norm(middle)) + LEAD / np.arange(1, len(sources) + 1)
    likeness = vectors @ vectors.T
    chosen: list[int] = []
    while len(chosen) < min(SENTENCES, len(sources)):
        taken_off = likeness[:, chosen].max(axis=1) if chosen else 0.0
        left = scores - NOVELTY * taken_off
        left[chosen] = -np.inf
        chosen.append(int(left.argmax()))
    return tuple(sources[number] for number in sorted(chosen))
