"""Whether the model that writes finds the answer in the sentences it is shown: a second opinion on the verdict.

It is asked with the prompt that it is to write from, but for the last line, and so costs a dozen tokens. Two
models of different kinds rarely take the same near miss for an answer (docs/decisions/second-opinion.md).
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from index.types import Hit
from qa.answer import Verdict
from qa.chat_model import ChatModel, LogitModel
from qa.prompt import messages
from qa.question import Question
from qa.verdict import Joining, decide_again

STATED = "Do the sources state the answer to this question? Reply Yes or No."
LEAST = 0.1
"""The reader's probability from which on it is asked: what is less likely no Yes makes an answer."""

JOININGS: Mapping[str, Joining] = MappingProxyType(
    {"qwen2.5-coder-1.5b-instruct-q4_k_m": Joining(reader=0.83, model=0.98, constant=-1.31, suffices=-0.34)}
)
"""How much the opinion of a model counts, by its name: each says Yes more or less easily, and is measured."""


def second_opinion(
    verdict: Verdict, model: ChatModel, question: Question, shown: Sequence[Hit], *, stricter: float = 0.0
) -> Verdict:
    """Return the verdict after the model was asked; as it was where that was not measured, or is hopeless.

    `stricter` is added to the log-odds that suffice. Raises QuestionError when the prompt leaves no room for
    a reply.
    """
    joining = JOININGS.get(model.name)
    if joining is None or not isinstance(model, LogitModel) or verdict.probability < LEAST:
        return verdict
    odds = model.log_odds(messages(question, shown, instruction=STATED), "Yes", "No")
    return decide_again(verdict, odds, joining, by=f"{verdict.by}, {model.name}", stricter=stricter)
