"""How a follow-up was understood is told above its answer."""

from dataclasses import replace

from render_parts import answer, said, shown

from qa.answer import Answer
from ui.conversation import Exchange


def asked(question: str, standalone: str | None) -> str:
    made: Answer = replace(answer("Two days.", [said("Two days.")]), question=question, standalone=standalone)
    return shown(Exchange(id="a", question=question, answer=made)).text


def test_a_follow_up_shows_the_question_that_was_answered_as_text() -> None:
    assert "Understood as How long was <i>it</i>?Two days." in asked("and <i>it</i>?", "How long was <i>it</i>?")


def test_a_question_that_stands_alone_shows_none_nor_does_one_with_thanks_before_it() -> None:
    assert "Understood" not in asked("How long was it?", None)
    assert "Understood" not in asked("Thanks! how long was the visit?", "How long was the visit?")
