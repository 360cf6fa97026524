"""What the model that writes finds in the sentences it is shown: a second opinion on what the reader said.

It is asked whether the sources state the answer, and not for a word: what it says tells hardly more than chance.
What one of its inner layers holds tells nearly as much as the trained reader (docs/decisions/inner-layer.md). It
is asked with the prompt that it is to write from, but for the last line, and so costs a dozen tokens.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TypeGuard

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file

from index.types import Hit
from qa.chat_model import ChatModel, OpenModel
from qa.evidence import choose
from qa.prompt import asks, fitting, hinted, messages
from qa.question import Question
from qa.reader.orders import gives_orders
from qa.reading import Reading, best_said, leads_by_far, states
from qa.sources import sources_of
from qa.verdict import Joining, decide_again

STATED = "Do the sources state the answer to this question? Reply Yes or No."
YES_OR_NO = "By the sources, is the answer to this question Yes or No? Reply Yes or No."
LEAST = 0.03
"""The reader's probability from which on it is asked: what is less likely nothing it holds makes an answer."""

Numbers = npt.NDArray[np.float32]
WEIGHTS = Path(__file__).with_name("opinion.safetensors")
MODEL, LAYER = "qwen2.5-coder-1.5b-instruct-q4_k_m", 18
"""The model that all this was learned from, and which of its layers, of 28 from 0."""
HEADS_OF, LOOKED_AT = range(8, 19), 8
"""The layers whose heads tell which sentence answers, and how many sentences are looked at."""
LOOKED_AT_TOKENS = 900
"""Of the prompt that shows these; nobody looks where they need more."""
OF_HEADS = 1.5  # what their log-odds count beside a sentence's score
LEAST_SHARE = 1e-6  # of the attention
BY_STATED = Joining(reader=0.51, model=0.81, constant=0.87)
SUFFICES = -0.2
BY_YES = Joining(reader=0.67, model=2.62, constant=-1.92)


@lru_cache(maxsize=1)
def _learned() -> dict[str, Numbers]:
    return load_file(WEIGHTS)


def along(name: str, seen: Numbers) -> Numbers:
    """Return the log-odds of what was seen, (..., width), by what was learned under a name; (...)."""
    weights = _learned()[name]
    odds: Numbers = seen @ weights[:-1] + weights[-1]
    return odds


def compared(attention: Numbers) -> Numbers:
    """Return the attention each sentence gets, (sentences, heads), against the others', in logarithms."""
    shares = np.log(attention + LEAST_SHARE)
    against: Numbers = shares - shares.mean(axis=0)
    return against


def has_a_say(model: ChatModel) -> TypeGuard[OpenModel]:
    """Return whether it is the model that was learned from, and can be looked into."""
    return model.name == MODEL and isinstance(model, OpenModel)


def looked_at(reading: Reading, model: ChatModel, question: Question) -> Reading:
    """Return the reading with its first sentences in another order: by where the heads of the model look, too.

    As it was where that was not learned, or is hopeless, or where one sentence leads by far. Raises QuestionError
    when the prompt leaves no room for a reply.
    """
    if not has_a_say(model) or reading.verdict.probability < LEAST or leads_by_far(reading):
        return reading
    first = [
        one for one in reading.candidates[:LOOKED_AT] if states(one.source) and not gives_orders(one.source.text)
    ]
    shown = fitting(model, question, choose(reading.candidates, sentences=LOOKED_AT), tokens=LOOKED_AT_TOKENS)
    if len(first) < 2 or not {one.source for one in first} <= set(sources_of(shown)):
        return reading  # what is not shown cannot be compared
    texts = [one.source.on_one_line for one in first]
    prompt = messages(question, shown, instruction=STATED)
    odds = along("sentences", compared(model.attention(prompt, texts, asks(question.text), layers=HEADS_OF)))
    again = [replace(one, score=one.score + OF_HEADS * float(more)) for one, more in zip(first, odds, strict=True)]
    again.sort(key=lambda one: -one.score)
    rest = [one for one in reading.candidates if one not in first]
    return replace(reading, candidates=(*again, *rest), yes=again[0].yes)


def second_opinion(
    reading: Reading, model: ChatModel, question: Question, shown: Sequence[Hit], *, stricter: float = 0.0
) -> Reading:
    """Return the reading after the model was asked; as it was where that was not learned, or is hopeless.

    `stricter` is added to the log-odds that suffice. Raises QuestionError when the prompt leaves no room for
    a reply.
    """
    first = reading.verdict
    if not has_a_say(model) or first.probability < LEAST:
        return reading
    held = model.look(messages(question, shown, instruction=STATED), layer=LAYER)
    verdict = decide_again(
        first, float(along("stated", held)), BY_STATED, SUFFICES + stricter, f"{first.by}, {model.name}"
    )
    reading = replace(reading, verdict=verdict)
    if not (verdict.answered and question.is_yes_or_no):
        return reading
    asked = hinted(YES_OR_NO, best_said(reading))
    odds = model.log_odds(messages(question, shown, instruction=asked), "Yes", "No")
    return replace(reading, yes=BY_YES.of(reading.yes, odds), seconded=True)
