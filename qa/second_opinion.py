"""What the model that writes finds in the sentences it is shown: a second opinion on what the reader said.

It is asked whether the sources state the answer, and not for a word: what it says tells hardly more than chance.
What one of its inner layers holds tells nearly as much as the trained reader (docs/decisions/inner-layer.md). It
is asked with the prompt that it is to write from, but for the last line, and so costs a dozen tokens.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file

from index.types import Hit
from qa.chat_model import ChatModel, OpenModel
from qa.prompt import hinted, messages
from qa.question import Question
from qa.reading import Reading, best_said
from qa.verdict import Joining, decide_again

STATED = "Do the sources state the answer to this question? Reply Yes or No."
YES_OR_NO = "By the sources, is the answer to this question Yes or No? Reply Yes or No."
LEAST = 0.03
"""The reader's probability from which on it is asked: what is less likely nothing it holds makes an answer."""

Numbers = npt.NDArray[np.float32]
WEIGHTS = Path(__file__).with_name("opinion.safetensors")
MODEL, LAYER = "qwen2.5-coder-1.5b-instruct-q4_k_m", 18
"""The model that all this was learned from, and which of its layers, of 28 from 0."""
BY_STATED = Joining(reader=0.51, model=0.81, constant=0.87)
SUFFICES = -0.2
BY_YES = Joining(reader=0.67, model=2.62, constant=-1.92)


@lru_cache(maxsize=1)
def _direction() -> Numbers:
    return load_file(WEIGHTS)["stated"]


def second_opinion(
    reading: Reading, model: ChatModel, question: Question, shown: Sequence[Hit], *, stricter: float = 0.0
) -> Reading:
    """Return the reading after the model was asked; as it was where that was not learned, or is hopeless.

    `stricter` is added to the log-odds that suffice. Raises QuestionError when the prompt leaves no room for
    a reply.
    """
    first = reading.verdict
    if model.name != MODEL or not isinstance(model, OpenModel) or first.probability < LEAST:
        return reading
    held = model.look(messages(question, shown, instruction=STATED), layer=LAYER)
    direction = _direction()
    odds = float(held @ direction[:-1] + direction[-1])
    verdict = decide_again(first, odds, BY_STATED, SUFFICES + stricter, f"{first.by}, {model.name}")
    reading = replace(reading, verdict=verdict)
    if not (verdict.answered and question.is_yes_or_no):
        return reading
    asked = hinted(YES_OR_NO, best_said(reading))
    said = model.log_odds(messages(question, shown, instruction=asked), "Yes", "No")
    return replace(reading, yes=BY_YES.of(reading.yes, said), seconded=True)
