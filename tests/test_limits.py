"""What comes in from outside is as long as may be read, and costs no more than its length."""

import time
from collections.abc import Callable

import pytest
from conftest import make_document
from qa_parts import ScriptedModel, ToldReader

from eval.sets.feedback import Vote, voted_question
from index.errors import QuestionError
from index.filters import Filters
from index.library import Library
from index.limits import COMMENT, QUERY, QUESTION, REFERENCE, TURN, TURNS, checked, checked_name
from qa.answer import Turn
from qa.assistant import Assistant
from qa.talk.followup import earlier_turns, recent, search_query, standalone
from qa.talk.topic import names, topic


def seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def test_a_text_as_long_as_may_be_is_taken_and_a_longer_one_refused_by_its_name() -> None:
    assert checked("x" * 10, "The note", 10) == "x" * 10
    with pytest.raises(QuestionError, match="The note has 11 characters, and at most 10 are read"):
        checked("x" * 11, "The note", 10)


def test_half_a_character_becomes_a_whole_one() -> None:
    assert checked("caf\ud83d \udce9", "The note", 10) == "caf\ufffd \ufffd"


@pytest.mark.parametrize("name", ["x" * (REFERENCE + 1), "a\0b"])
def test_what_no_document_can_be_called_is_refused(library: Library, name: str) -> None:
    for refused in (
        lambda: checked_name(name),
        lambda: Filters(documents=(name,)),
        lambda: Filters(folder=name),
        lambda: Filters(site=name),
        lambda: library.document(name),
        lambda: library.remove(name),
    ):
        with pytest.raises(QuestionError):
            refused()


def test_every_text_of_a_question_has_the_same_limit(library: Library) -> None:
    library.add_document(make_document("Bees make honey."))
    assistant = Assistant(library, ScriptedModel("Bees make honey."))
    with pytest.raises(QuestionError, match="The question has 4,001 characters"):
        assistant.ask("x" * (QUESTION + 1))
    with pytest.raises(QuestionError, match="The query has 4,001 characters"):
        library.search("x" * (QUERY + 1))
    answer = assistant.ask("What do bees make?")
    with pytest.raises(QuestionError, match="The right answer has 4,001 characters"):
        voted_question(answer, (), Vote(up=False, right_answer="x" * (COMMENT + 1)))


def test_of_a_conversation_the_last_turns_are_read_each_as_far_as_the_limit() -> None:
    turns = [Turn(f"{number} " + "q" * 5000, "a\ud83d" * 5000) for number in range(40)]
    read = recent(turns)
    assert len(read) == TURNS
    assert read[-1].question == turns[-1].question[:TURN]
    assert read[-1].answer == "a\ufffd" * (TURN // 2)
    assert recent(turns[:2])[0].question[0] == "0"


def test_what_is_searched_for_is_never_too_long_to_be_searched_for() -> None:
    question = "And for " + "x" * (QUESTION - 9) + "?"
    history = (Turn("What duty does Canada pay on steel?", "50%."),) * 3
    assert search_query(question, history) == question
    assert len(question) == QUESTION


def test_the_model_sees_of_a_long_conversation_what_is_read(library: Library) -> None:
    library.add_document(make_document("Bees make honey. They fly in summer."))
    model = ScriptedModel("Bees make honey.")
    history = [Turn("What do bees make? " + "x" * 10_000, "y" * 1_000_000)] * 1_000
    reader = ToldReader({"Bees make honey.": 9.0}, {"note": 9.0})
    spent = seconds(lambda: Assistant(library, model, reader=reader).ask("And why?", history))
    assert spent < 2
    (prompt,) = model.prompts
    assert all(len(message.text) < 3 * TURN for message in prompt)


COSTLY = [
    *(
        "Ab. ",
        "A ",
        "The ",
        "A-",
        "A'",
        "A's ",
        "A.",
        ". ",
        "! ",
        "for ",
        "what about ",
        "the a ",
        "ok,,",
        "thanks ",
    ),
    *("that! ", "1,", "1 ", "what is the ", "A of the ", "A   ", "\n", "X & ", "how many documents do you have "),
]


@pytest.mark.parametrize("piece", COSTLY)
def test_a_conversation_costs_little_whatever_it_says(piece: str) -> None:
    long = (piece * TURN)[:TURN]
    history = recent([Turn(f"{long[:-1]}?", long)] * 50)

    def understood() -> None:
        for question in (long, f"And {long}"[:QUESTION], "And why does he say it?", f"{long[:-9]} about it"):
            standalone(question, history)
            search_query(question, history)
            earlier_turns(question, history)

    assert seconds(understood) < 5


@pytest.mark.parametrize("piece", ["Ab. ", "A ", "The ", "Ab, ", ". ", "Ab x. "])
def test_names_are_found_in_a_time_that_grows_as_the_text_does(piece: str) -> None:
    text = piece * 30_000
    assert seconds(lambda: names(text)) < 4


def test_names_are_what_they_were() -> None:
    found = names("Ann Lee met Bob Ray. Then Cy came: Dora Fox. The Hague! So Ann Lee left.")
    assert found == ["Ann Lee", "Bob Ray", "Cy", "Dora Fox", "Hague"]
    assert topic("What does the mayor of Hague earn?") == "the mayor of Hague"
