"""Whether the documents answer a question: decided here, and nowhere else."""

import math
from dataclasses import dataclass

from qa.answer import Verdict


@dataclass(frozen=True, slots=True)
class Signals:
    """What a verdict goes by.

    `sentence` are the reader's log-odds that the best sentence answers, `passage` those that the best passage
    does; `nearness` is the cosine of the question and the best sentence's passage.
    """

    sentence: float
    passage: float
    nearness: float


# A logistic regression: what the reader says of the best sentence and of the best passage, and how near search
# found that sentence's. Fitted on questions that the reader was not trained on, as docs/reader.md tells.
SENTENCE, PASSAGE, NEARNESS, CONSTANT = 0.45, 0.57, 3.49, -0.26
SUFFICES = -0.12
"""Log-odds from which on a question is answered: a right answer withheld is worse than a doubtful one shown."""


def decide(signals: Signals | None, by: str, *, stricter: float = 0.0) -> Verdict:
    """Return the verdict on a question before anything is written; `signals` is None where nothing was read.

    `stricter` is added to the log-odds that suffice.
    """
    if signals is None:
        return Verdict(answered=False, reason="not_stated", probability=0.0, by=by)
    odds = SENTENCE * signals.sentence + PASSAGE * signals.passage + NEARNESS * signals.nearness + CONSTANT
    answered = odds >= SUFFICES + stricter
    return Verdict(answered, "answered" if answered else "not_stated", probability_of(odds), by)


def probability_of(log_odds: float) -> float:
    """Return the probability that log-odds are, however large they are."""
    return 0.5 + 0.5 * math.tanh(log_odds / 2)
