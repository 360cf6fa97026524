"""The model that writes is asked whether the sentences state the answer, and what its word counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pytest
from qa_parts import ScriptedModel, ToldReader, make_hit
from safetensors.numpy import load_file

from index.models.files import DEFAULT_GENERATOR, model_path
from qa import reading
from qa.answer import Verdict
from qa.chat_model import Message
from qa.llama.model import LlamaModel
from qa.prompt import ANSWER, messages
from qa.question import Question
from qa.reading import Reading
from qa.second_opinion import LAYER, LEAST, MODEL, STATED, WEIGHTS, YES_OR_NO, second_opinion

ASKED = Question("How much was trade with China worth in 2024?")
STATES = "Trade between the two was valued at 56bn in 2024."
SHOWN = (make_hit(STATES, title="Canada and Mexico"),)
CANDIDATES = reading.read(ASKED.text, SHOWN, ToldReader()).candidates


@dataclass
class Opinionated(ScriptedModel):
    """Holds that the answer is stated with these log-odds, and says that what is asked is so with those."""

    odds: float = 0.0
    yes: float = 0.0
    asked: list[tuple[Message, ...]] = field(default_factory=list)

    def look(self, messages: Sequence[Message], *, layer: int) -> npt.NDArray[np.float32]:
        assert layer == LAYER
        assert messages[-1].text.endswith(STATED)
        self.asked.append(tuple(messages))
        *direction, constant = load_file(WEIGHTS)["stated"]
        along = np.array(direction)
        return (along * (self.odds - constant) / (along @ along)).astype(np.float32)

    def log_odds(self, messages: Sequence[Message], one: str, other: str) -> float:
        assert (one, other) == ("Yes", "No")
        assert messages[-1].text.endswith(f"This sentence may answer it: “{STATES}”\n{YES_OR_NO}")
        return self.yes


def read(probability: float, yes: float = 0.0) -> Reading:
    reason = "answered" if probability >= 0.5 else "not_stated"
    return Reading(CANDIDATES, Verdict(probability >= 0.5, reason, probability, "reader"), yes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reader", "odds", "answered"),
    [(0.8, -3.0, False), (0.8, 2.0, True), (0.35, 1.0, True), (0.35, -1.5, False), (0.99, -2.0, True)],
    ids=["a no turns a yes", "both", "a yes turns a no", "hardly a yes", "a no does not turn a sure yes"],
)
def test_both_count(reader: float, odds: float, answered: bool) -> None:
    second = second_opinion(read(reader), Opinionated(name=MODEL, odds=odds), ASKED, SHOWN).verdict
    assert second.answered == answered
    assert second.reason == ("answered" if answered else "not_stated")
    assert second.by == f"reader, {MODEL}"


def test_stricter_takes_more() -> None:
    model = Opinionated(name=MODEL, odds=-1.5)
    usual, strict = (second_opinion(read(0.8), model, ASKED, SHOWN, stricter=by) for by in (0.0, 1.5))
    assert usual.verdict.answered
    assert not strict.verdict.answered


@pytest.mark.parametrize("model", [Opinionated(name="another", odds=-9.0), ScriptedModel(name=MODEL)])
def test_a_model_that_was_not_learned_from_or_cannot_be_looked_into_has_no_say(model: ScriptedModel) -> None:
    first = read(0.8)
    assert second_opinion(first, model, ASKED, SHOWN) == first


def test_what_is_hopeless_costs_no_prompt() -> None:
    model = Opinionated(name=MODEL, odds=9.0)
    assert not second_opinion(read(LEAST / 2), model, ASKED, SHOWN).verdict.answered
    assert model.asked == []


def test_the_prompt_differs_from_that_of_the_answer_in_its_last_line_only() -> None:
    """What both share is read once."""
    model = Opinionated(name=MODEL)
    second_opinion(read(0.8), model, ASKED, SHOWN)
    ((*_, asked),) = model.asked
    *_, writes = messages(ASKED, SHOWN, instruction=ANSWER)
    assert asked.text.rpartition("\n")[0] == writes.text.rpartition("\n")[0]


@pytest.mark.parametrize(("reader", "model", "so"), [(-1.0, 3.0, True), (1.0, -3.0, False), (3.0, 0.5, True)])
def test_both_say_whether_it_is_so(reader: float, model: float, so: bool) -> None:
    whether = Question("Was trade with China worth more in 2024?")
    opinionated = Opinionated(name=MODEL, odds=9.0, yes=model)
    assert (second_opinion(read(0.8, reader), opinionated, whether, SHOWN).yes > 0) == so
    assert second_opinion(read(0.8, reader), opinionated, ASKED, SHOWN).yes == reader  # nobody asked


@pytest.mark.slow
def test_the_default_model_tells_a_near_miss() -> None:
    model = LlamaModel(model_path(DEFAULT_GENERATOR))
    near, stated = (
        second_opinion(
            read(0.8), model, Question(f"How much was trade with {land} worth?"), SHOWN
        ).verdict.probability
        for land in ("China", "Mexico")
    )
    assert near < stated - 0.2
