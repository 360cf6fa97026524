"""Whether the documents answer a question: decided here, and nowhere else."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from index.types import Hit
from qa.answer import Verdict
from qa.reader import Judgement
from qa.words import content_words, weighted_share

if TYPE_CHECKING:
    from qa.reading import Candidate

@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for an answer: log-odds of the best passage and sentence, the best cosine, words in common.

    `words` is the weighted share of the question's words in the passage of the best sentence and its title.
    """

    passage: float
    sentence: float
    nearness: float
    words: float

    @classmethod
    def of(
        cls, question: str, hits: Sequence[Hit], judgements: Sequence[Judgement], candidates: Sequence["Candidate"]
    ) -> Self | None:
        """Return the signals of what was read; None where nothing was."""
        if not candidates:
            return None
        best = candidates[0]
        return cls(
            passage=max(judgement.passage for judgement in judgements),
            sentence=max(one.answers for one in candidates[:CONSIDERED]),
            nearness=max(hit.dense for hit in hits),
            words=_shared(question, best, candidates),
        )


CONSIDERED = 4

# A logistic regression over the signals, fitted on held-out documents as docs/reader.md tells.
PASSAGE, SENTENCE, NEARNESS, WORDS, CONSTANT = 0.6, 0.4, 1.0, 1.0, -1.0
SUFFICES = -1.0
"""Log-odds from which on a question is answered: a right answer withheld is worse than a doubtful one shown."""


def decide(signals: Signals | None, by: str, *, stricter: float = 0.0) -> Verdict:
    """Return the verdict on a question before anything is written."""
    if signals is None:
        return Verdict(answered=False, reason="not_stated", probability=0.0, by=by)
    odds = (
        PASSAGE * signals.passage
        + SENTENCE * signals.sentence
        + NEARNESS * signals.nearness
        + WORDS * signals.words
        + CONSTANT
    )
    answered = odds >= SUFFICES + stricter
    return Verdict(answered, "answered" if answered else "not_stated", 1 / (1 + math.exp(-odds)), by)


def _shared(question: str, best: "Candidate", candidates: Sequence["Candidate"]) -> float:
    asked = set(content_words(question))
    beside = [one.source for one in candidates if one.hit is best.hit]
    words = frozenset[str]().union(*(source.words | source.about for source in beside))
    return weighted_share(asked, words, dict.fromkeys(asked, 1.0))
