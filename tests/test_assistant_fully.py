"""Answers of several sentences: cut off, complete, and asked for where a question wants more than a fact."""

import pytest
from conftest import make_document
from qa_parts import ScriptedModel

from index.library import Library
from qa.assistant import Assistant

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
    ],
)
def test_a_sentence_that_was_cut_off_is_left_out_unless_it_is_all_there_is(
    fair: Library, tokens: int, expected: str
) -> None:
    model = ScriptedModel("The fair opens at nine. Dogs stay outside the gate.")
    assert Assistant(fair, model, answer_tokens=tokens).ask("When does the fair open?").text == expected
