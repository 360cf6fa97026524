"""A question of several parts: how it is taken apart, and the one answer that is made of the answers to them."""

from dataclasses import replace

import pytest
from qa_parts import ScriptedModel, WordReader
from test_assistant import REVIEW, SOUP, check_invariants, fill

from index.library import Library
from qa.answer import Answer, Delta, Progress, Turn
from qa.assistant import Assistant
from qa.chat_model import NoModel
from qa.citations import NOT_FOUND
from qa.parts.joining import joined
from qa.parts.splitting import parts_of

ASKED = "When does the USMCA trade pact come up for review, and until when does the harbour inn serve soup?"
FAR = "what do zebra quagga okapi?"


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("When does X start and how much is it?", ("When does X start?", "How much is it?")),
        ("May a business join, and why or why not?", ("May a business join?", "Why or why not?")),
        ("Who founded it, when, and where?", ("Who founded it?", "When?", "Where?")),
        ("Who founded the club and who paid?", ("Who founded the club?", "Who paid?")),
        ("What happened to the boat and why?", ("What happened to the boat?", "Why?")),
        ("Is it open on Sundays? Who has the key?", ("Is it open on Sundays?", "Who has the key?")),
        ("Is it lit; what does it cost?", ("Is it lit?", "What does it cost?")),
        ("Is it lit, and if not, what is?", ("Is it lit?", "What is?")),
        ("Is it lit, and to what share of full power?", ("Is it lit?", "To what share of full power?")),
        ("I lost it. How much is one and is it free?", ("I lost it. How much is one?", "Is it free?")),
        ("I am ill, is there a fee and may dogs come?", ("I am ill, is there a fee and may dogs come?",)),
        ("If I go, is there a fee and how much is it?", ("If I go, is there a fee?", "How much is it?")),
        ("When and where is it and what is it?", ("When and where is it?", "What is it?")),
        ("What is it, and when and where is it?", ("What is it?", "When and where is it?")),
        ("Do you know who runs it and what does it cost?", ("Do you know who runs it?", "What does it cost?")),
        ("What is it and how many of the rooms are lit?", ("What is it?", "How many of the rooms are lit?")),
        ("Where is it, can I go, is it lit, and when?", ("Where is it?", "Can I go?", "Is it lit?", "When?")),
    ],
)
def test_what_asks_by_itself_is_a_part(question: str, parts: tuple[str, ...]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "How high is the wall?",
        "Who wrote and directed it?",
        "Who wrote and who directed it?",
        "What are the rules for dogs and cats?",
        "What is the name and address of the owner?",
        "What should I do if the pump fails and the alarm rings?",
        "What do I do when it rains and when it snows?",
        "When and where was it founded?",
        "When, where and why was it founded?",
        "At what time and where does it start?",
        "How many days and how many hours does it take?",
        "Do you know when and where it starts?",
        "Do you know who founded it and when?",
        "Can you tell me when it starts and what it costs?",
        "Who decides who is invited and what is served?",
        "Who has a key and can enter?",
        "Who is a member and is the owner of a dog?",
        "Does it open in March and May?",
        "What is the depth of the lake, which is the largest of all?",
        "When I am away, who has the key?",
        "My shed is high and has been there for years, may it stay?",
        'Is "Who are you and what do you want?" a song?',
        "Is “Who are you and what do you want?” a song?",
        "Is it open or is it closed?",
        "What does Acme Inc. do?",
        "Does the U.S. have a treaty with Chile?",
        "When did Mrs. May resign?",
        "1. When does it start? 2. What does it cost?",
        "What is the deposit? Do not mention the rent.",
        "What is the fee? Have a nice day!",
        "Hi, what is the fee? Thanks, and have a nice day!",
        "May 3 is a holiday. Is the office open?",
        "Is it red, is it blue, or is it green?",
        "Why or why not?",
        "Is it lit, is it open, is it free, is it wet, and is it safe?",
        f"Is it lit, and is it {'very ' * 100}safe?",
    ],
)
def test_what_is_one_question_stays_one(question: str) -> None:
    assert parts_of(question) == (question,)


@pytest.fixture
def filled(library: Library) -> Library:
    return fill(library)


@pytest.fixture
def quoting(filled: Library) -> Assistant:
    return Assistant(filled, NoModel("none"), quote=True)


def test_each_part_has_its_sentence_in_one_answer(quoting: Assistant, filled: Library) -> None:
    answer = quoting.ask(ASKED)
    check_invariants(answer, filled)
    assert answer.text == f"{REVIEW} [1] {SOUP} [2]"
    assert [statement.citations for statement in answer.statements] == [(1,), (2,)]
    assert [citation.quote for citation in answer.citations] == [REVIEW, SOUP]
    assert (answer.question, answer.standalone) == (ASKED, None)
    places = [(passage.document, passage.start) for passage in answer.passages]
    assert len(places) == len(set(places)) == 3


def test_the_least_probability_of_the_answered_parts_is_that_of_the_answer(quoting: Assistant) -> None:
    sure, not_answered = quoting.ask("When does the USMCA trade pact come up for review?"), quoting.ask(FAR)
    verdict = sure.verdict
    assert verdict is not None
    unsure = replace(sure, confidence=0.6, verdict=replace(verdict, probability=0.6))
    answer = joined(ASKED, [sure, unsure, not_answered])
    assert sure.confidence > 0.6 > not_answered.confidence
    assert (answer.confidence, answer.verdict) == (0.6, unsure.verdict)
    assert answer.timings.total == sure.timings.total + unsure.timings.total + not_answered.timings.total
    assert answer.timings.first_token == sure.timings.first_token


def test_a_part_without_an_answer_is_told_of_and_claims_nothing(quoting: Assistant, filled: Library) -> None:
    answer = quoting.ask(f"When does the USMCA trade pact come up for review, and {FAR}")
    check_invariants(answer, filled)
    assert answer.answered
    assert answer.text == f'{REVIEW} [1] Not in the documents: "What do zebra quagga okapi?"'
    assert [statement.text for statement in answer.statements] == [REVIEW]
    assert answer.closest == ()
    alone = quoting.ask("When does the USMCA trade pact come up for review?")
    assert (answer.confidence, answer.quote) == (alone.confidence, alone.quote)


def test_without_any_answer_it_is_refused_as_one_question_is(quoting: Assistant, filled: Library) -> None:
    answer = quoting.ask(f"Is a quagga an okapi, and {FAR}")
    check_invariants(answer, filled)
    assert (answer.answered, answer.text, answer.quote) == (False, NOT_FOUND, None)
    assert answer.closest
    assert [near.number for near in answer.closest] == list(range(1, len(answer.closest) + 1))


def test_a_part_leans_on_the_one_before_it(quoting: Assistant) -> None:
    answer = quoting.ask("When does the trade pact start, and does it end in 2026?")
    assert answer.standalone == ("When does the trade pact start? Does the trade pact end in 2026?")


def test_what_a_part_only_repeats_is_said_once(quoting: Assistant, filled: Library) -> None:
    answer = quoting.ask("When does the trade pact come up for review, and what comes up for review?")
    check_invariants(answer, filled)
    assert answer.text == f"{REVIEW} [1]"


def test_the_same_sentence_has_one_number(filled: Library) -> None:
    assistant = Assistant(filled, NoModel("none"), reader=WordReader(yes=2.0), quote=True)
    answer = assistant.ask("What comes up for review, and does the trade pact come up for review?")
    check_invariants(answer, filled)
    assert answer.text == f"{REVIEW} [1] Yes: {REVIEW} [1]"


def test_the_model_writes_for_each_part_and_its_events_come_one_after_the_other(filled: Library) -> None:
    model = ScriptedModel(SOUP)
    events = list(Assistant(filled, model).stream(ASKED))
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert [type(event) for event in events].count(Answer) == 1
    assert [event.message for event in events if isinstance(event, Progress)].count("Searching 2 passages") == 1
    assert "".join(event.text for event in events if isinstance(event, Delta)) == f"{SOUP} {SOUP}"
    assert [prompt[-1].text.count(ASKED) for prompt in model.prompts] == [0, 0]
    assert answer.tokens.completion == 2 * len([*SOUP.split(" "), ""])
    assert answer.timings.first_token < answer.timings.total


def test_what_was_said_before_belongs_to_each_part(quoting: Assistant) -> None:
    earlier = Turn("When does the trade pact start?", REVIEW)
    answer = quoting.ask("What does it cost, and is it known?", [earlier])
    assert answer.standalone == "What does the trade pact cost? Is the trade pact known?"
