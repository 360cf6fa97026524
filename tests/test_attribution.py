"""The sentences a statement rests on: those that carry what it claims, not those that repeat the question."""

from itertools import permutations

import pytest
from qa_parts import make_hit

from qa.attribution import Source, attribute, sources_of

REVIEW = "The pact known as the USMCA comes up for review in 2026."
OLD = "Some version of the pact has been in force since 1994."
STEEL = "American duties of fifty percent fall on steel and aluminium."
DOGS = "Dogs must be kept on a lead near the harbour."
FOOD = "The kitchen serves soup until nine."
GULLS = "Dogs chase gulls here."
TIMBER = "Ferries carry heavy timber."
BOTH = "Ferries carry heavy timber and dogs chase gulls."


def texts(sources: tuple[Source, ...]) -> list[str]:
    return [source.text for source in sources]


def test_the_sentence_with_the_claimed_words_wins_over_one_that_repeats_the_question() -> None:
    repeats = "When the USMCA pact is up for review was asked of the ministers."
    sources = sources_of([make_hit(repeats, "The date of the next look at it is July 2026.", DOGS, FOOD)])
    cited = attribute("It is up for review in July 2026.", "When is the USMCA pact up for review?", sources)
    assert texts(cited) == ["The date of the next look at it is July 2026."]


def test_between_equal_claims_the_sentence_about_the_question_wins() -> None:
    zoo, harbour = "The zoo closes at nine.", "The harbour office closes at nine."
    sources = sources_of([make_hit(zoo, harbour, DOGS, FOOD)])
    assert texts(attribute("At nine.", "When does the harbour office close?", sources)) == [harbour]


def test_a_statement_of_two_parts_gets_both_sentences_in_the_documents_order() -> None:
    sources = sources_of([make_hit(OLD, GULLS, FOOD, title="old"), make_hit(STEEL, TIMBER, title="new")])
    assert texts(attribute(BOTH, "What do ferries do?", sources)) == [GULLS, TIMBER]


def test_each_clause_has_sentences_of_its_own() -> None:
    """The question says nearly all of the first clause, so that it claims little beside the second."""
    leased, moving = "The big printer is leased until October.", "Moving it costs 180 euros plus tax for the crew."
    sources = sources_of([make_hit(DOGS, leased, FOOD, moving, GULLS)])
    question = "Until when is the big printer leased, and what does moving it cost?"
    statement = "The big printer is leased until October, and moving it costs 180 euros plus tax for the crew."
    assert texts(attribute(statement, question, sources)) == [leased, moving]
    short = "The big printer is leased until October, and moving costs 180 euros."  # still each three words
    assert texts(attribute(short, question, sources)) == [leased, moving]


def test_one_sentence_that_says_it_all_is_cited_alone() -> None:
    sources = sources_of([make_hit(REVIEW, OLD, STEEL, DOGS, FOOD)])
    assert texts(attribute("The pact comes up for review in 2026.", "When is the review?", sources)) == [REVIEW]


@pytest.mark.parametrize("statement", ["Penguins live in Antarctica.", "", "It is.", "42"])
def test_no_shared_word_means_no_citation(statement: str) -> None:
    sources = sources_of([make_hit(REVIEW, DOGS)])
    assert attribute(statement, "Where do penguins live?", sources) == ()


def test_without_sources_there_is_no_citation() -> None:
    assert attribute("The review is in 2026.", "When is the review?", ()) == ()


def test_the_order_of_the_sources_does_not_change_which_are_cited() -> None:
    cited = {
        frozenset(texts(attribute(BOTH, "What do ferries do?", sources_of([make_hit(*order)]))))
        for order in permutations([REVIEW, GULLS, STEEL, TIMBER, FOOD])
    }
    assert cited == {frozenset({GULLS, TIMBER})}


def test_a_heading_is_not_cited_while_its_passage_states_something() -> None:
    heading = "Review of the USMCA pact in 2026"
    sources = sources_of([make_hit(heading, REVIEW, DOGS, headings=1)])
    assert texts(sources) == [REVIEW, DOGS]
    assert texts(attribute("The USMCA pact is up for review in 2026.", "When is it?", sources)) == [REVIEW]


def test_a_passage_of_headings_alone_can_be_cited() -> None:
    sources = sources_of([make_hit("Review in 2026", headings=1), make_hit(DOGS, title="dogs")])
    assert texts(attribute("The review is in 2026.", "When?", sources)) == ["Review in 2026"]


def test_a_source_gives_its_text_as_it_stands_in_the_document() -> None:
    hit = make_hit(REVIEW, DOGS, gap="\n  Menu | Log in\n")
    for source in sources_of([hit]):
        assert source.text == hit.document.text[source.sentence.start : source.sentence.end]
    assert texts(sources_of([hit])) == [REVIEW, DOGS]


def test_a_question_is_not_cited_where_a_statement_says_as_much() -> None:
    sources = sources_of([make_hit("Any dietary restrictions? 😊", "No dietary restrictions here.", DOGS)])
    cited = attribute("Ana has no dietary restrictions.", "What dietary restrictions does Ana have?", sources)
    assert texts(cited) == ["No dietary restrictions here."]


def test_a_further_sentence_is_chosen_for_what_the_first_leaves_open() -> None:
    """Another sentence with many of the question's words must not stand in the way of it."""
    first = "Ana wanted to pick up a new hobby with the choir in the spring."
    sources = sources_of(
        [make_hit(first, "New hobbies of the choir are welcome in spring.", "Maybe pottery?", DOGS)]
    )
    cited = attribute("Ana proposes pottery.", "What new hobby did Ana propose to the choir in spring?", sources)
    assert texts(cited) == [first, "Maybe pottery?"]


def test_a_number_is_cited_from_a_further_sentence_only_with_words_beside_it() -> None:
    boat = "The boat Petrel runs from Vennack harbour between April and the middle of October."
    sails = "It sails on Mondays at 9:15, and the crossing is short in quiet weather."
    said = "The boat Petrel runs from Vennack harbour between April and October and sails on Mondays at 9:15."
    question = "On which days does the Petrel sail?"
    assert texts(attribute(said, question, sources_of([make_hit(boat, sails, DOGS, FOOD)]))) == [boat, sails]
    prices = "Entry is free for children at 9:15."
    assert texts(attribute(said, question, sources_of([make_hit(boat, prices, DOGS, FOOD)]))) == [boat]


def test_words_of_the_title_are_claimed_by_every_sentence_of_the_document() -> None:
    """Else the one sentence that repeats the title is cited for whatever the model says with it."""
    opened = "After three years, the toy museum of Valfleury opened again on Saturday."
    hit = make_hit(opened, "The museum is closed on Tuesdays.", DOGS, FOOD, title="The toy museum of Valfleury")
    said = "The toy museum of Valfleury is closed on Tuesdays."
    cited = attribute(said, "On which day is the museum closed?", sources_of([hit]))
    assert texts(cited) == ["The museum is closed on Tuesdays."]
