"""Whether the documents answer a question: decided here, and nowhere else."""

import math

from qa.answer import Verdict

# A logistic regression: what the reader says of the best sentence, and how near search found the best passage.
# Fitted on questions over everyday documents that the reader was not trained on, as docs/reader.md tells.
SENTENCE, NEARNESS, CONSTANT = 0.79, 2.47, -0.60
SUFFICES = -0.2
"""Log-odds from which on a question is answered: a right answer withheld is worse than a doubtful one shown."""


def decide(sentence: float | None, nearness: float, by: str, *, stricter: float = 0.0) -> Verdict:
    """Return the verdict on a question before anything is written.

    `sentence` are the reader's log-odds that the best sentence answers, None where nothing was read; `nearness` is
    the best cosine of question and passage. `stricter` is added to the log-odds that suffice.
    """
    if sentence is None:
        return Verdict(answered=False, reason="not_stated", probability=0.0, by=by)
    odds = SENTENCE * sentence + NEARNESS * nearness + CONSTANT
    answered = odds >= SUFFICES + stricter
    return Verdict(answered, "answered" if answered else "not_stated", 1 / (1 + math.exp(-odds)), by)
