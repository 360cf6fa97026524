"""Whether cited sentences carry a statement: numbers first, then the words it claims."""

import pytest
from qa_parts import make_hit

from index.types import Hit
from qa.attribution import sources_of, word_weights
from qa.support import support

TRADE = "Goods worth C$56bn passed between Canada and Mexico in 2024."
QUESTION = "How much was the trade worth?"


OTHERS = tuple(f"Sentence {word} is about something else." for word in ("alpha", "beta", "gamma", "delta") * 3)


def judged(statement: str, hits: list[Hit], question: str = QUESTION) -> str:
    """Judge a statement that cites all of `hits`, which were shown among sentences about something else."""
    cited = sources_of(hits)
    weights = word_weights([*cited, *sources_of([make_hit(*OTHERS)])], statement, question)
    return support(statement, question, cited, weights)


@pytest.mark.parametrize(
    "statement",
    [
        "Goods worth C$56bn passed between Canada and Mexico in 2024.",
        "C$56bn in 2024.",
        "56bn passed between them.",
    ],
)
def test_a_statement_whose_words_all_stand_there_is_supported(statement: str) -> None:
    assert judged(statement, [make_hit(TRADE)]) == "supported"


@pytest.mark.parametrize(
    "statement",
    [
        "Goods worth C$65bn passed between Canada and Mexico in 2024.",
        "Goods worth C$56bn passed between Canada and Mexico in 2023.",
        "Goods worth C$56bn passed between Canada and Mexico in 2024 and 12 others.",
        "Goods worth C$56.5bn passed between Canada and Mexico in 2024.",
    ],
)
def test_one_number_that_stands_nowhere_makes_it_unsupported(statement: str) -> None:
    assert judged(statement, [make_hit(TRADE)]) == "unsupported"


@pytest.mark.parametrize(
    ("statement", "label"),
    [
        ("The walk takes 1 hour.", "supported"),
        ("The walk takes 1 day.", "unsupported"),
        ("The walk takes 2 hours.", "unsupported"),
        ("The walk takes 1 guide.", "unsupported"),
        ("The walk takes 1 week.", "unsupported"),
    ],
)
def test_an_hour_is_one_hour(statement: str, label: str) -> None:
    hit = make_hit("The walk takes an hour, a guide half a day, and the map a week and a half.")
    assert judged(statement, [hit], question="What of the walk?") == label


def test_a_number_and_what_it_counts_stand_together() -> None:
    hits = [make_hit("The old ship carries 28 cars and the new one 52.", "Lorries cross on the freight boat.")]
    lorries, cars = "How many lorries fit on the freight boat?", "How many cars fit on the freight boat?"
    assert judged("The freight boat carries 52 lorries.", hits, lorries) == "unsupported"
    assert judged("The freight boat carries 52 cars.", hits, cars) == "supported"
    units = [make_hit("The ship weighs 900 t.", "Its crane lifts 12 tonnes.")]
    assert (
        judged("The ship weighs 900 tonnes, and its crane lifts 12 tonnes.", units, "What of it?") == "supported"
    )


@pytest.mark.parametrize(
    ("statement", "label"),
    [
        ("Canada exports 35% of its steel to the US.", "unsupported"),
        ("Canada sends 35 per cent of the steel to the US.", "unsupported"),
        ("The US takes 35% of Canada's exports.", "supported"),
        ("The US takes 35%.", "supported"),
    ],
)
def test_a_percentage_must_be_of_something_that_stands_there(statement: str, label: str) -> None:
    """The number stands there, and so do all words but what it is of."""
    hit = make_hit("The US takes 35% of the exports that Canada sends abroad.")
    assert judged(statement, [hit], "How much steel does Canada export to the US?") == label


def test_a_number_may_come_from_the_question() -> None:
    statement = "In 2024 goods worth C$56bn passed between Canada and Mexico, 7 ministers said."
    assert judged(statement, [make_hit(TRADE)], "What did the 7 ministers say?") == "supported"
    assert judged(statement, [make_hit(TRADE)], "What did the ministers say?") == "unsupported"


def test_a_number_may_come_from_the_title_or_the_date_of_the_document() -> None:
    statement = "Goods passed between Canada and Mexico on page 77."
    assert judged(statement, [make_hit(TRADE, title="Page 77")]) == "supported"
    assert judged("Goods passed in 1999.", [make_hit(TRADE, published="1999-05-01")]) == "supported"
    assert judged("Goods passed in 1999.", [make_hit(TRADE)]) == "unsupported"


def test_a_number_in_words_is_the_number_in_digits() -> None:
    assert judged("The visit lasted 2 days.", [make_hit("The visit lasted two days.")]) == "supported"


def test_about_half_of_the_claims_are_partial_support() -> None:
    statement = "Lorries carried grain northwards; ferries shipped timber."
    assert judged(statement, [make_hit("Lorries carried grain northwards.")], "What happened?") == "partial"


def test_hardly_any_claim_there_is_unsupported() -> None:
    statement = "Lorries carried grain, timber, copper, cement, barley and potatoes northwards."
    assert judged(statement, [make_hit("A few lorries stood still.")], "What happened?") == "unsupported"


def test_without_a_citation_nothing_is_supported() -> None:
    assert judged("Goods passed between Canada and Mexico.", []) == "unsupported"
    assert judged("It was worth the trade.", []) == "unsupported"


def test_an_echo_of_the_question_supports_nothing_unless_it_can_answer_it() -> None:
    echo = "Goods passed between Canada and Mexico."
    assert judged(echo, [make_hit(TRADE)], "When did goods pass between Canada and Mexico?") == "unsupported"
    assert judged(echo, [make_hit(TRADE)], "Did goods pass between Canada and Mexico?") == "supported"


ARTIST = "Daniel Johnston is an American singer and visual artist."


def test_yes_claims_what_the_question_asks() -> None:
    """The "Yes" itself stands in no source, and must not count as a claim that nothing carries."""
    question = "wait, Daniel Johnston is a visual artist as well?"
    assert judged("Yes, Daniel Johnston is a visual artist.", [make_hit(ARTIST)], question) == "supported"
    assert judged("Yes, Daniel Johnston is a visual artist.", [make_hit(OTHERS[0])], question) == "unsupported"


def test_a_choice_is_supported_by_a_sentence_that_has_it() -> None:
    question = "Is Daniel Johnston a visual artist or a painter of boats?"
    assert judged("Daniel Johnston is a visual artist.", [make_hit(ARTIST)], question) == "supported"
    assert judged("Daniel Johnston is a painter of boats.", [make_hit(ARTIST)], question) == "partial"


def test_a_denial_in_the_words_of_the_question_needs_a_sentence_that_denies() -> None:
    question = "What dietary restrictions does Ana have?"
    said = "Ana has no dietary restrictions."
    assert judged(said, [make_hit("Ana: No dietary restrictions here.")], question) == "supported"
    assert judged(said, [make_hit("Ana wrote down her dietary restrictions.")], question) == "unsupported"


def test_the_date_of_the_document_carries_a_date_in_any_spelling() -> None:
    hit = make_hit("There are problems with the pipes.", published="2026-03-01T13:00:00")
    question = "When did Adam speak of the pipes?"
    assert judged("Adam spoke of the pipes on March 1, 2026.", [hit], question) != "unsupported"
    assert judged("Adam spoke of the pipes on March 2, 2026.", [hit], question) == "unsupported"
