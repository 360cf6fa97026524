"""Whether the documents answer a question: decided here, and nowhere else."""

import math

from qa.answer import Verdict

# The reader's log-odds, put right: fitted on documents held out of its training, as docs/reader.md tells.
SLOPE, CONSTANT = 2.06, -0.03
SUFFICES = 0.0
"""Log-odds from which on a question is answered: those at which one in ten is wrongly refused."""


def decide(passage: float | None, by: str, *, stricter: float = 0.0) -> Verdict:
    """Return the verdict on a question before anything is written.

    `passage` are the reader's log-odds that the best passage answers; None where nothing was read. `stricter` is
    added to the log-odds that suffice.
    """
    if passage is None:
        return Verdict(answered=False, reason="not_stated", probability=0.0, by=by)
    odds = SLOPE * passage + CONSTANT
    answered = odds >= SUFFICES + stricter
    return Verdict(answered, "answered" if answered else "not_stated", 1 / (1 + math.exp(-odds)), by)
