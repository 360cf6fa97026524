"""A question is understood once: what it is when it stands alone, and what of it others go by."""

import pytest

from index.vocabulary.english import counted, one_of
from index.vocabulary.months import month_number
from qa.answer import Turn
from qa.question import Question, understand

EARLIER = (Turn("When does the harbour museum open?", "The harbour museum opens at nine [1]."),)


def test_a_question_that_stands_alone_is_answered_read_and_looked_up_as_it_was_asked() -> None:
    question = understand("How high is the wall?", EARLIER)
    assert (question.text, question.read_as, question.query) == ("How high is the wall?",) * 3
    assert (question.standalone, question.earlier) == (None, ())


def test_one_that_leans_is_answered_and_read_as_what_it_becomes() -> None:
    question = understand("And who built it?", EARLIER)
    assert question.text == question.read_as == question.standalone == "Who built the harbour museum?"
    assert (question.asked, question.earlier) == ("And who built it?", ())
    assert question.query == f"{EARLIER[0].question} {question.asked} {question.standalone}"
    assert question.words == {"built", "harbour", "museum"}


def test_where_no_rule_fits_the_reader_gets_the_earlier_question_too() -> None:
    question = understand("How many?", EARLIER)
    assert (question.text, question.standalone, question.earlier) == ("How many?", None, EARLIER)
    assert question.read_as == question.query == "When does the harbour museum open? How many?"


@pytest.mark.parametrize(("asked", "expected"), [("Is it open?", True), ("When is it open?", False)])
def test_what_can_be_answered_with_yes_is_told_of_the_text(asked: str, expected: bool) -> None:
    assert Question(asked).is_yes_or_no is expected
    assert Question("And it?", standalone=asked).is_yes_or_no is expected


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("März", 3),
        ("FÉVRIER", 2),
        ("fevrier", 2),
        ("sept", 9),
        ("dic", 12),
        ("maart", 3),
        ("May", 5),
        ("Mont", None),
    ],
)
def test_a_month_is_known_in_seven_languages(name: str, number: int | None) -> None:
    assert month_number(name) == number


def test_of_alternatives_the_longest_goes_first() -> None:
    assert one_of({"do", "does", "a"}) == "(?:does|do|a)"
    assert (counted(1, "page"), counted(1204, "page")) == ("1 page", "1,204 pages")


def test_a_part_that_leans_on_nothing_is_looked_up_beside_another_and_read_alone() -> None:
    question = understand("Who paid for the roof?", EARLIER, "Who founded the museum?")
    assert question.query == "Who founded the museum? Who paid for the roof?"
    assert question.read_as == question.text == "Who paid for the roof?"
    assert understand("And who built it?", EARLIER, "Who?").query.startswith(EARLIER[0].question)


def test_what_comes_after_a_question_of_several_parts_leans_on_its_last_part() -> None:
    before = (Turn("Who runs the stall, and what does the brass band cost?", "Ada. It costs 40 euros."),)
    assert understand("Where does it play?", before).standalone == "Where does the brass band play?"


@pytest.mark.parametrize("said", ["Yes", "Probably no"])
def test_why_or_why_not_asks_about_what_was_answered(said: str) -> None:
    before = (Turn("May a business join?", f"{said}: Only private persons may join. [1]"),)
    assert understand("Why or why not?", before).standalone == "Why was it that only private persons may join?"
