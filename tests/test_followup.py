# ruff: noqa: RUF001 - curly apostrophes are meant
"""Which questions lean on the one before them, and what is searched for then."""

import pytest

from qa.answer import Turn
from qa.followup import earlier_turns, search_query

FIRST = Turn("Who is the mayor?", "Ann Lee.")
LAST = Turn("What duty does Canada pay on steel?", "50%.")
HISTORY = (FIRST, LAST)


@pytest.mark.parametrize(
    "question",
    [
        "And for Mexico?",
        "and for mexico?",
        "What about Mexico?",
        "How about vehicles?",
        "But why?",
        "Why?",
        "When?",
        "When was it agreed?",
        "Who signed that?",
        "What did he say about them?",
        "Did they agree to the pact in Mexico?",
        "Where does she work now?",
        "What is its purpose in trade talks?",
        "It’s how high?",
    ],
)
def test_a_question_that_leans_takes_the_last_turn_with_it(question: str) -> None:
    assert earlier_turns(question, HISTORY) == (LAST,)


@pytest.mark.parametrize(
    "question",
    [
        "When does the USMCA come up for review?",
        "Who teaches political science at Western University?",
        "What duty does the United States charge on oil and gas?",
        "How many swifts were counted in Lunmoor in 2019?",
        "Which island has a lighthouse and a shop?",
    ],
)
def test_a_standalone_question_leaves_the_last_turn_behind(question: str) -> None:
    assert earlier_turns(question, HISTORY) == ()


@pytest.mark.parametrize("question", ["And for Mexico?", "When does the USMCA come up for review?"])
def test_without_a_history_there_is_nothing_to_lean_on(question: str) -> None:
    assert earlier_turns(question, ()) == ()


def test_the_search_is_for_the_question_after_the_one_it_leans_on() -> None:
    assert search_query("And for Mexico?", (LAST,)) == "What duty does Canada pay on steel? And for Mexico?"
    assert search_query("When is the review?", ()) == "When is the review?"
