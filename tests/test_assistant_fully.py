"""Answers of several sentences: cut off, complete, and asked for where a question wants more than a fact."""

import pytest
from conftest import make_document
from qa_parts import ScriptedModel

from index.library import Library
from qa.assistant import Assistant
from qa.options import Options
from qa.prompt import ANSWER, ANSWER_FULLY

FAIR = "The fair opens at nine. Dogs stay outside the gate. Tickets are sold at the door."


@pytest.fixture
def fair(library: Library) -> Library:
    library.add_document(make_document(FAIR, title="Fair", source="/notes/fair.txt"))
    return library


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        (20, "The fair opens at nine. [1] Dogs stay outside the gate. [2]"),
        (8, "The fair opens at nine. [1]"),  # "Dogs stay outside" has no end
        (5, "The fair opens at nine. [1]"),  # all there is
        (10, "The fair opens at nine. [1] Dogs stay outside the gate. [2]"),  # just so many words
    ],
)
def test_a_sentence_that_was_cut_off_is_left_out_unless_it_is_all_there_is(
    fair: Library, tokens: int, expected: str
) -> None:
    model = ScriptedModel("The fair opens at nine. Dogs stay outside the gate.")
    assert Assistant(fair, model, answer_tokens=tokens).ask("When does the fair open?").text == expected


def test_where_a_model_writes_nothing_at_all_the_sentence_is_the_answer(
    fair: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = ScriptedModel()
    monkeypatch.setattr(model, "stream", lambda *_, **__: iter(()))
    assert Assistant(fair, model).ask("When does the fair open?").text == "The fair opens at nine. [1]"


def test_a_full_answer_is_asked_for_every_part_and_may_be_twice_as_long(fair: Library) -> None:
    model = ScriptedModel("The fair opens at nine. Dogs stay outside the gate.")
    question = "Tell me when the fair opens and where dogs stay."
    short = Assistant(fair, model, answer_tokens=6).ask(question)
    by_default = Assistant(fair, model, answer_tokens=6, full=True).ask(question)
    by_option = Assistant(fair, model).ask(question, options=Options(full=True))
    assert short.text == "The fair opens at nine. [1]"
    assert by_default.text == by_option.text == "The fair opens at nine. [1] Dogs stay outside the gate. [2]"
    told = [prompt[-1].text.rpartition("\n")[2] for prompt in model.prompts]
    assert told == [ANSWER, ANSWER_FULLY, ANSWER_FULLY]
