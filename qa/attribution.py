"""Which sentences a statement rests on: decided from the words, after the model has written it.

A small model writes better answers when it is not asked to point, and points worse than word overlap does
(docs/decisions.md). Words that the statement adds to the question count double: they are what is claimed.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self

from index.dates import spellings
from index.types import Document, Hit, Sentence
from qa.transcript import as_said, spoken_line
from qa.words import content_words, weighted_share

MOST_SENTENCES = 3
# A further sentence is cited only when it brings this much of the weight of what the statement claims.
WORTH_CITING = 0.45
CLAUSE = 3  # content words at least
_AND = re.compile(r"[,;]\s(?:and|but|while)\s")
_QUESTION = re.compile(r"\?\W*$")  # it states nothing


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence that was shown to the model, and what follows from it.

    `said` is the sentence as the model reads it, with its speaker's name; `words` are the content words of that;
    `about` those of its document's title and date, in any spelling, and of who is spoken to.
    """

    document: Document
    sentence: Sentence
    said: str = field(compare=False)
    words: frozenset[str] = field(compare=False)
    about: frozenset[str] = field(compare=False)

    @classmethod
    def of(cls, document: Document, sentence: Sentence) -> Self:
        """Return a sentence of a document with what follows from it."""
        line = spoken_line(document.text, sentence)
        said = as_said(document.text, sentence, line)
        about = _about(document.title, document.published, line.beside if line else ())
        return cls(document, sentence, said, frozenset(content_words(said)), about)

    @property
    def text(self) -> str:
        """The sentence, exactly as it stands in the document."""
        return self.document.text[self.sentence.start : self.sentence.end]


@lru_cache(maxsize=256)
def _about(title: str, published: str | None, spoken_to: tuple[str, ...]) -> frozenset[str]:
    return frozenset(content_words(" ".join([title, spellings(published), *spoken_to])))


def sources_of(hits: Sequence[Hit]) -> tuple[Source, ...]:
    """Return the sentences of the passages in their order; headings only where a passage has nothing else."""
    sources: list[Source] = []
    for hit in hits:
        stating = [sentence for sentence in hit.passage.sentences if not sentence.heading]
        for sentence in stating or hit.passage.sentences:
            sources.append(Source.of(hit.document, sentence))
    return tuple(sources)


def word_weights(sources: Sequence[Source], *texts: str) -> dict[str, float]:
    """Return the inverse document frequency of every word of the texts, over the sentences shown."""
    frequency = Counter(word for source in sources for word in source.words)
    return {
        word: math.log((len(sources) + 1) / (frequency[word] + 0.5))
        for text in texts
        for word in content_words(text)
    }


def attribute(statement: str, question: str, sources: Sequence[Source]) -> tuple[Source, ...]:
    """Return the fewest sentences that carry the statement, in the documents' order; none when nothing fits.

    Each clause of some words ("..., and the bridge is 45 metres high") has sentences of its own.
    """
    weights, asked = word_weights(sources, statement, question), set(content_words(question))
    first, *others = _clauses(statement)
    chosen = set(_fewest(first, question, sources))
    for clause in others:
        further = _fewest(clause, question, sources)
        claimed = set(content_words(clause)) - asked
        known = set[str]().union(*(source.words | source.about for source in further))
        if _worth_citing(claimed & known, claimed, weights):
            chosen.update(further)
    return tuple(source for source in sources if source in chosen)


def _clauses(statement: str) -> Sequence[str]:
    clauses = _AND.split(statement)
    return clauses if all(len(content_words(clause)) >= CLAUSE for clause in clauses) else (statement,)


def _fewest(statement: str, question: str, sources: Sequence[Source]) -> tuple[Source, ...]:
    weights = word_weights(sources, statement, question)
    asked = set(content_words(question))
    claimed = set(content_words(statement)) - asked or set(content_words(statement))

    def fit(source: Source) -> tuple[float, float]:
        # Once there is a first sentence, what is still open decides; before, the words of the question count too.
        still = _weight(uncovered & (source.words | source.about), weights)
        shared = 2 * still + _weight(asked & source.words, weights)
        if _QUESTION.search(source.text):
            still, shared = still / 2, shared / 2
        return (still if chosen else 0.0), shared

    chosen: list[Source] = []
    uncovered = set(claimed)
    while len(chosen) < min(MOST_SENTENCES, len(sources)):
        best = max((source for source in sources if source not in chosen), key=fit)
        brought = uncovered & (best.words | best.about)
        if fit(best)[1] <= 0 or (chosen and not _worth_citing(brought, claimed, weights)):
            break
        chosen.append(best)
        uncovered -= brought
    return tuple(chosen)


def _worth_citing(brought: set[str], claimed: set[str], weights: Mapping[str, float]) -> bool:
    """Return whether a further sentence brings enough: much of the weight, or a number with a word beside it.

    A number alone proves nothing: it may be of something else.
    """
    with_number = {word[0].isdigit() for word in brought} == {True, False}
    return with_number or weighted_share(claimed, brought, weights) >= WORTH_CITING


def _weight(words: set[str], weights: Mapping[str, float]) -> float:
    return sum(weights[word] for word in words)
