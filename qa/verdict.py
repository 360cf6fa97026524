"""Whether the documents answer a question: decided here, and nowhere else."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.types import Hit
from qa.answer import Verdict
from qa.words import content_words

if TYPE_CHECKING:
    from qa.reading import Candidate


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for an answer: log-odds of the best passage and sentence, the best cosine, words in common.

    `words` is the share of the question's words that stand in the passage of the best sentence or its title.
    """

    passage: float
    sentence: float
    nearness: float
    words: float


# A logistic regression over the signals, fitted on held-out documents as docs/reader.md tells.
WEIGHTS = Signals(passage=0.6, sentence=0.4, nearness=1.0, words=1.0)
CONSTANT = -1.0
SUFFICES = -1.0
"""Log-odds from which on a question is answered: a right answer withheld is worse than a doubtful one shown."""

CONSIDERED = 4  # candidates whose sentences may be the best


def signals_of(question: str, hits: Sequence[Hit], candidates: Sequence["Candidate"]) -> Signals:
    """Return the signals of what was read, of which there is some."""
    asked = set(content_words(question))
    beside = [one.source for one in candidates if one.hit is candidates[0].hit]
    words = frozenset[str]().union(*(source.words | source.about for source in beside))
    return Signals(
        passage=max(one.passage for one in candidates),
        sentence=max(one.answers for one in candidates[:CONSIDERED]),
        nearness=max(hit.dense for hit in hits),
        words=len(asked & words) / len(asked) if asked else 1.0,
    )


def decide(signals: Signals | None, by: str, *, stricter: float = 0.0) -> Verdict:
    """Return the verdict on a question before anything is written; `signals` are None where nothing was read."""
    if signals is None:
        return Verdict(answered=False, reason="not_stated", probability=0.0, by=by)
    odds = (
        WEIGHTS.passage * signals.passage
        + WEIGHTS.sentence * signals.sentence
        + WEIGHTS.nearness * signals.nearness
        + WEIGHTS.words * signals.words
        + CONSTANT
    )
    answered = odds >= SUFFICES + stricter
    return Verdict(answered, "answered" if answered else "not_stated", 1 / (1 + math.exp(-odds)), by)
