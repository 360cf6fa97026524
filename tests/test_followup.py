# ruff: noqa: RUF001 - curly apostrophes are meant
"""Which questions lean on the one before them, and what is searched for then."""

import pytest

from qa.answer import Turn
from qa.talk.followup import earlier_turns, search_query, standalone

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


LIGHT = Turn("Who designed the Skerrow lighthouse?", "The engineer was Thaddeus Crome [1].")
LAMP = Turn("When was the lamp lit?", "The lamp was lit in 1842 [1].")
RENT = Turn("How much is the rent in the first year?", "£1,140 a month [1].")
BRIDGE = Turn("How high is the bridge at Kessel Ford?", "12 metres [1].")
VOTE = Turn("Did Bridget vote for the tank?", "No, Bridget voted against the tank [1].")


@pytest.mark.parametrize(
    ("last", "question", "alone"),
    [
        (LAST, "And for Mexico?", "What duty does Mexico pay on steel?"),
        (LAST, "What about Mexico?", "What duty does Mexico pay on steel?"),
        (LAST, "and on vehicles?", "What duty does Canada pay on vehicles?"),
        (RENT, "and in the second one?", "How much is the rent in the second year?"),
        (RENT, "And the new one?", "How much is the new rent in the first year?"),
        (Turn("What does zone two cost?", "£3."), "And for zone one?", "What does zone two cost for zone one?"),
        (Turn("What happens on day two?", "A race."), "And on day one?", "What happens on day one?"),
        (Turn("What is in Part Two?", "The rules."), "And in Part One?", "What is in Part One?"),
        (Turn("What does a room for two cost?", "£90."), "And for one?", "What does a room for one cost?"),
        (Turn("What is stored in C:\\data?", "Mail."), "And in D:\\music?", "What is stored in D:\\music?"),
        (Turn("What is a swim for adults?", "£5."), "And for those over 60?", "What is a swim for those over 60?"),
        (
            Turn("When did the museum open in Ghent again?", "In May."),
            "How large is it?",
            "How large is the museum?",
        ),
        (BRIDGE, "And the second one?", "How high is the second bridge at Kessel Ford?"),
        (BRIDGE, "Who built it?", "Who built the bridge at Kessel Ford?"),
        (
            Turn("When was the old bridge at Kessel Ford built?", "In 1802."),
            "How long is it?",
            "How long is the old bridge at Kessel Ford?",
        ),
        (Turn("When does the tram stop at Kessel Ford?", "At six."), "Who drives it?", "Who drives the tram?"),
        (Turn("When is the fair in March?", "On the 9th."), "Who runs it?", "Who runs the fair?"),
        (LIGHT, "How old was he then?", "How old was Thaddeus Crome then?"),
        (LIGHT, "And what were his tools?", "What were Thaddeus Crome's tools?"),
        (LIGHT, "Where is it?", "Where is the Skerrow lighthouse?"),
        (LAMP, "Who saw it?", "Who saw the lamp?"),
        (LAMP, "And by when must it be mended?", "By when must the lamp be mended?"),
        (LAMP, "How many people were there?", "How many people were at the lamp?"),
        (LAMP, "And the stove?", "When was the stove lit?"),
        (LAMP, "Why was that?", "Why was it that the lamp was lit in 1842?"),
        (VOTE, "When did that happen?", "When was it that Bridget voted against the tank?"),
        (VOTE, "Who said so?", "Who said that Bridget voted against the tank?"),
        (Turn("How many nests were there in 2025?", "187."), "And in 2019?", "How many nests were there in 2019?"),
        (Turn("What is Ann's old boat called?", "Tern."), "How long is it?", "How long is Ann's old boat?"),
        (LAMP, "Thanks! On which day do the boats sail?", "On which day do the boats sail?"),
    ],
)
def test_a_follow_up_is_rewritten_to_stand_alone(last: Turn, question: str, alone: str) -> None:
    assert standalone(question, (FIRST, last)) == alone


def test_nothing_leans_on_thanks() -> None:
    history = (LIGHT, Turn("Thanks!", "You are welcome."))
    assert standalone("How old was he?", history) == "How old was Thaddeus Crome?"
    assert earlier_turns("How old was he?", history) == (LIGHT,)
    assert search_query("Which is it?", history) == "Who designed the Skerrow lighthouse? Which is it? " + (
        "Which is the Skerrow lighthouse?"
    )


def test_a_topic_carries_over_several_turns() -> None:
    history = (LIGHT, Turn("How old was he?", "He was 29."))
    assert standalone("Where was he born?", history) == "Where was Thaddeus Crome born?"


@pytest.mark.parametrize(
    ("last", "question"),
    [
        (LAST, "When does the USMCA come up for review?"),
        (RENT, "and the one after that?"),  # it points back itself
        (RENT, "And the flat, under what condition?"),  # it asks itself
        (LAMP, "and in the left one?"),  # of what?
        (LIGHT, "How did Ann Lee defend her choice?"),  # the pronoun has its name in the question itself
        (LIGHT, "Does the museum say when it opens?"),
        (Turn("What stands behind the hall?", "A battery."), "How much can it hold?"),  # not the hall
        (Turn("Who won?", "The documents do not mention that."), "When was that?"),
        (Turn("How many came to the fair?", "Nine."), "What did they eat?"),  # not the fair
        (Turn("Is it far?", "Yes."), "Which is nearer?"),
    ],
)
def test_what_stands_alone_or_cannot_be_told_is_not_rewritten(last: Turn, question: str) -> None:
    assert standalone(question, (last,)) is None


def test_without_a_history_only_a_greeting_is_taken_off() -> None:
    assert standalone("Hello, when was it built?", ()) == "When was it built?"
    assert standalone("When was it built?", ()) is None


def test_the_search_is_for_the_question_after_the_one_it_leans_on() -> None:
    alone = "What duty does Mexico pay on steel?"
    assert search_query("And Mexico?", HISTORY) == f"What duty does Canada pay on steel? And Mexico? {alone}"
    assert search_query("When is the review?", ()) == "When is the review?"
    assert search_query("When is the review?", HISTORY) == "When is the review?"


def test_the_search_goes_back_as_far_as_the_questions_lean() -> None:
    history = (FIRST, Turn("What are alkaloids?", "Bases."), Turn("Are they used?", "Yes."))
    assert (
        search_query("Which are poisonous?", history) == "What are alkaloids? Are they used? Which are poisonous?"
    )


@pytest.mark.parametrize("said", ["I meant Mexico.", "Sorry, I meant for Mexico?", "And for Mexico?"])
def test_a_correction_is_put_into_the_earlier_question(said: str) -> None:
    earlier = [Turn("When does the trade pact with Canada come up for review?", "In 2026.")]
    alone = standalone(said, earlier)
    assert alone is not None
    assert alone.casefold() == "when does the trade pact with mexico come up for review?"
