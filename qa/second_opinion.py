"""What the model that writes finds in the sentences it is shown: a second opinion on verdict, and on yes or no.

It is asked with the prompt that it is to write from, but for the last line, and so costs a dozen tokens. Two
models of different kinds rarely take the same near miss for an answer (docs/decisions/second-opinion.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from index.types import Hit
from qa.chat_model import ChatModel, LogitModel
from qa.prompt import messages
from qa.question import Question
from qa.reading import Reading
from qa.verdict import Joining, decide_again

STATED = "Do the sources state the answer to this question? Reply Yes or No."
YES_OR_NO = "By the sources, is the answer to this question Yes or No? Reply Yes or No."
LEAST = 0.1
"""The reader's probability from which on it is asked: what is less likely no Yes makes an answer."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What the opinion of a model counts: whether the answer is stated, from which log-odds on, and yes or no."""

    stated: Joining
    suffices: float
    yes: Joining


MEASURED: Mapping[str, Weight] = MappingProxyType(
    {
        "qwen2.5-coder-1.5b-instruct-q4_k_m": Weight(
            stated=Joining(reader=0.83, model=0.98, constant=-1.31),
            suffices=-0.34,
            yes=Joining(reader=0.41, model=1.61, constant=-0.45),
        )
    }
)
"""By the model's name: each says Yes more or less easily, and has to be measured."""


def second_opinion(
    reading: Reading, model: ChatModel, question: Question, shown: Sequence[Hit], *, stricter: float = 0.0
) -> Reading:
    """Return the reading after the model was asked; as it was where that was not measured, or is hopeless.

    `stricter` is added to the log-odds that suffice. Raises QuestionError when the prompt leaves no room for
    a reply.
    """
    weight, first = MEASURED.get(model.name), reading.verdict
    if weight is None or not isinstance(model, LogitModel) or first.probability < LEAST:
        return reading
    odds = model.log_odds(messages(question, shown, instruction=STATED), "Yes", "No")
    verdict = decide_again(first, odds, weight.stated, weight.suffices + stricter, f"{first.by}, {model.name}")
    reading = replace(reading, verdict=verdict)
    if not (verdict.answered and question.is_yes_or_no):
        return reading
    odds = model.log_odds(messages(question, shown, instruction=YES_OR_NO), "Yes", "No")
    return replace(reading, yes=weight.yes.of(reading.yes, odds))
