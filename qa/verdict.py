"""Whether the documents answer a question: decided here, and nowhere else."""

import math
from dataclasses import dataclass

from qa.answer import Verdict

SMALLEST = 1e-12


@dataclass(frozen=True, slots=True)
class Signals:
    """What a verdict goes by.

    `sentence` are the reader's log-odds that the best sentence answers, `passage` those that the best passage
    does, `beside` those that the best sentences of a document do; `nearness` is the cosine of the question and the
    best sentence's passage, `about` the share of the question's words that its document has.
    """

    sentence: float
    passage: float
    beside: float
    nearness: float
    about: float


# A logistic regression: what the reader says of the best sentence, of the best passage, and of the best sentences
# side by side, how near search found the sentence's passage, and whether its document has the question's words.
# Fitted on questions that the reader was not trained on, as docs/reader.md tells. The first is fixed at .3: it
# says little beside the others, but it alone knows of sentences that give orders.
SENTENCE, PASSAGE, BESIDE, NEARNESS, ABOUT, CONSTANT = 0.3, 0.29, 0.45, 2.99, 0.94, -0.5
SUFFICES = -0.04
"""Log-odds from which on a question is answered: a right answer withheld is worse than a doubtful one shown."""


def decide(signals: Signals | None, by: str, *, stricter: float = 0.0) -> Verdict:
    """Return the verdict on a question before anything is written; `signals` is None where nothing was read.

    `stricter` is added to the log-odds that suffice.
    """
    if signals is None:
        return Verdict(answered=False, reason="not_stated", probability=0.0, by=by)
    odds = (
        SENTENCE * signals.sentence
        + PASSAGE * signals.passage
        + BESIDE * signals.beside
        + NEARNESS * signals.nearness
        + ABOUT * signals.about
        + CONSTANT
    )
    answered = odds >= SUFFICES + stricter
    return Verdict(answered, "answered" if answered else "not_stated", probability_of(odds), by)


@dataclass(frozen=True, slots=True)
class Joining:
    """What the log-odds of the reader and those of a model that writes count together: a logistic regression."""

    reader: float
    model: float
    constant: float

    def of(self, reader: float, model: float) -> float:
        """Return both as one, in log-odds."""
        return self.reader * reader + self.model * model + self.constant


def decide_again(first: Verdict, odds: float, joining: Joining, suffices: float, by: str) -> Verdict:
    """Return the verdict with a second opinion: another model's log-odds that the sources state the answer."""
    of_reader = math.log(first.probability / max(1 - first.probability, SMALLEST))
    joined = joining.of(of_reader, odds)
    answered = joined >= suffices
    return Verdict(answered, "answered" if answered else "not_stated", probability_of(joined), by)


def probability_of(log_odds: float) -> float:
    """Return the probability that log-odds are, however large they are."""
    return 0.5 + 0.5 * math.tanh(log_odds / 2)
