"""From a question to an answer, with a model that says what it is told and a real library."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import HashingEmbedder, make_document
from qa_parts import ScriptedModel

from index.errors import LibraryError, QuestionError
from index.library import Library
from qa.answer import Answer, Delta, Progress, Turn
from qa.assistant import Assistant
from qa.citations import NOT_FOUND

TRADE = (
    "The trade pact known as the USMCA comes up for review in 2026. "
    "Goods worth C$56bn passed between Canada and Mexico in 2024.\n\n"
    "Steel and aluminium carry an American duty of 50%."
)
HARBOUR = "Dogs must be kept on a lead near the harbour.\n\nThe kitchen of the harbour inn serves soup until nine."
QUESTION = "When does the USMCA trade pact come up for review?"
DRAFT = "The USMCA trade pact comes up for review in 2026."
REVIEW = "The trade pact known as the USMCA comes up for review in 2026."
SOUP = "The kitchen of the harbour inn serves soup until nine."
FAR = "Zebra quagga okapi?"


def fill(library: Library) -> Library:
    """Put both documents into a library."""
    for name, text in (("trade", TRADE), ("harbour", HARBOUR)):
        library.add_document(make_document(text, title=name, source=f"/notes/{name}.txt"))
    return library


@pytest.fixture
def filled(library: Library) -> Library:
    return fill(library)


@pytest.fixture
def asked(filled: Library) -> Callable[..., Answer]:
    """Give a function that asks with a model that writes `draft`, and checks what holds for every answer."""

    def asked(draft: str, question: str = QUESTION) -> Answer:
        answer = Assistant(filled, ScriptedModel(draft), sentences=5).ask(question)
        check_invariants(answer, filled)
        return answer

    return asked


def check_invariants(answer: Answer, library: Library) -> None:
    for statement in answer.statements:
        assert answer.text[statement.start : statement.end] == statement.text
        markers = "".join(f" [{number}]" for number in statement.citations)
        assert answer.text[statement.end :].startswith(markers)
        rest = answer.text[statement.end + len(markers) :]
        assert rest == "" or rest.startswith(" ")
    for citation in answer.citations:
        assert library.document(citation.document.id).text[citation.start : citation.end] == citation.quote
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert {number for s in answer.statements for number in s.citations} == {c.number for c in answer.citations}
    assert Answer.from_json(json.loads(json.dumps(answer.to_json()))) == answer
    if not answer.answered:
        assert answer.text.startswith(NOT_FOUND)
        assert (answer.statements, answer.citations) == ((), ())
    for near in answer.closest:
        assert library.document(near.document.id).text[near.start : near.end] == near.quote
    assert answer.verdict is not None
    assert (answer.verdict.answered, answer.verdict.probability) == (answer.answered, answer.confidence)
    if (quote := answer.quote) is not None:
        text = library.document(quote.document.id).text
        assert text[quote.start : quote.end] == quote.quote
        assert quote.start <= quote.span[0] <= quote.span[1] <= quote.end


def test_an_answer_cites_the_sentence_that_it_rests_on(asked: Callable[..., Answer]) -> None:
    answer = asked(DRAFT)
    assert answer.answered
    assert answer.text == f"{DRAFT} [1]"
    assert [(s.text, s.citations, s.support) for s in answer.statements] == [(DRAFT, (1,), "supported")]
    (citation,) = answer.citations
    assert citation.quote == REVIEW
    assert (citation.document.title, citation.document.source) == ("trade", "/notes/trade.txt")


def test_every_statement_has_its_own_markers_numbered_as_they_come(asked: Callable[..., Answer]) -> None:
    answer = asked(f"{SOUP} {DRAFT} The review of the USMCA pact comes in 2026.")
    assert [s.citations for s in answer.statements] == [(1,), (2,), (2,)]
    assert [c.quote for c in answer.citations] == [SOUP, REVIEW]
    assert answer.text == f"{SOUP} [1] {DRAFT} [2] The review of the USMCA pact comes in 2026. [2]"


def test_what_the_documents_do_not_say_is_refused_before_anything_is_written(filled: Library) -> None:
    model = ScriptedModel(DRAFT)
    events = list(Assistant(filled, model).stream(FAR))
    answer = events[-1]
    assert isinstance(answer, Answer)
    check_invariants(answer, filled)
    assert (answer.answered, answer.text, answer.quote) == (False, NOT_FOUND, None)
    assert answer.verdict is not None
    assert (answer.verdict.reason, answer.verdict.by) == ("not_stated", "words")
    assert [near.number for near in answer.closest] == [1, 2, 3]
    assert answer.passages
    assert (model.prompts, answer.tokens.completion) == ([], 0)
    assert not any(isinstance(event, Delta) for event in events)
    assert all(event.quote is None for event in events if isinstance(event, Progress))


def test_white_space_around_a_draft_is_not_part_of_a_statement(asked: Callable[..., Answer]) -> None:
    assert asked(f"\n  {DRAFT}\n\n").text == f"{DRAFT} [1]"


@pytest.mark.parametrize("number", ["2031", "77", "3.5%"])
def test_an_invented_number_is_never_supported(asked: Callable[..., Answer], number: str) -> None:
    answer = asked(f"The USMCA trade pact comes up for review in {number}. {DRAFT}")
    assert [s.support for s in answer.statements] == ["unsupported", "supported"]


def test_a_yes_or_no_question_may_be_answered_in_its_own_words(asked: Callable[..., Answer]) -> None:
    answer = asked("The USMCA trade pact comes up for review.", "Does the USMCA trade pact come up for review?")
    assert [c.quote for c in answer.citations] == [REVIEW]


def test_the_model_is_shown_the_passages_and_asked_the_question(filled: Library) -> None:
    model = ScriptedModel(DRAFT)
    Assistant(filled, model).ask(QUESTION)
    (prompt,) = model.prompts
    assert prompt[-1].text.index(REVIEW) < prompt[-1].text.index(QUESTION)


def test_progress_comes_first_then_the_draft_and_last_the_answer(filled: Library) -> None:
    events = list(Assistant(filled, ScriptedModel(DRAFT)).stream(QUESTION))
    kinds = [type(event) for event in events]
    deltas = kinds.count(Delta)
    progress = kinds.count(Progress)
    searched, read = (event.message for event in events[:progress])
    assert searched == "Searching 2 passages"
    assert read == "Read 5 sentences of 2 documents"
    assert kinds == [Progress] * progress + [Delta] * deltas + [Answer]
    assert "".join(event.text for event in events if isinstance(event, Delta)) == DRAFT


def test_the_record_says_what_was_read_and_written_and_how_long_it_took(asked: Callable[..., Answer]) -> None:
    answer = asked(DRAFT)
    assert answer.question == QUESTION
    assert answer.model == "scripted"
    assert answer.tokens.completion == len(DRAFT.split()) + 1  # and the end
    assert answer.tokens.prompt > len(TRADE.split())
    assert 0 <= answer.timings.retrieve <= answer.timings.first_token <= answer.timings.total
    assert 0 < answer.timings.model < answer.timings.total
    scores = [passage.score for passage in answer.passages]
    assert scores == sorted(scores, reverse=True)


def test_an_empty_library_refuses_without_asking_the_model(library: Library) -> None:
    model = ScriptedModel(DRAFT)
    answer = Assistant(library, model).ask(QUESTION)
    check_invariants(answer, library)
    assert not answer.answered
    assert answer.passages == ()
    assert model.prompts == []


@pytest.mark.parametrize("question", ["", "  \n", "why " * 12_500])
def test_a_question_that_cannot_be_asked_is_an_error(filled: Library, question: str) -> None:
    with pytest.raises(QuestionError):
        Assistant(filled, ScriptedModel(DRAFT)).ask(question)


def test_a_folder_without_a_library_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no library"):
        Assistant(tmp_path / "nowhere", ScriptedModel())


def test_a_follow_up_is_asked_as_it_stands_alone(filled: Library) -> None:
    model = ScriptedModel(DRAFT)
    assistant = Assistant(filled, model)
    history = [Turn("Who cooks at the inn?", "Bea."), Turn("What is the USMCA trade pact?", "A treaty.")]
    assistant.ask("And when does it come up for review?", history)
    assistant.ask("Where must dogs near the harbour be kept on a lead?", history)
    leaning, alone = (prompt[-1].text for prompt in model.prompts)
    assert "Question: When does the USMCA trade pact come up for review?" in leaning
    assert "Earlier question" not in leaning + alone


def test_the_answer_tells_the_question_as_asked_and_as_understood(filled: Library) -> None:
    answer = Assistant(filled, ScriptedModel(DRAFT)).ask(
        "And when is it up for review?", [Turn("What is the USMCA trade pact?", "A treaty.")]
    )
    check_invariants(answer, filled)
    assert answer.question == "And when is it up for review?"
    assert answer.to_json()["standalone"] == "When is the USMCA trade pact up for review?"
    assert [citation.quote for citation in answer.citations] == [REVIEW]


def test_small_talk_and_summaries_are_answered_without_the_model(filled: Library) -> None:
    model = ScriptedModel(DRAFT)
    thanked, listed, summed = (
        Assistant(filled, model).ask(said)
        for said in ("Thanks!", "Which documents do you have?", "Summarise the harbour document")
    )
    for answer in (thanked, listed, summed):
        check_invariants(answer, filled)
        assert (answer.answered, answer.passages, answer.closest) == (True, (), ())
        assert answer.verdict is not None
        assert answer.verdict.reason == "no_question"
    assert listed.text == "The library has 2 documents: harbour; trade."
    assert [len(answer.citations) for answer in (thanked, listed, summed)] == [0, 0, 2]
    assert model.prompts == []


def test_a_follow_up_that_no_rule_rewrites_shows_the_model_the_last_turn(filled: Library) -> None:
    model = ScriptedModel(DRAFT)
    history = [Turn("Who cooks at the inn?", "Bea."), Turn("What is the USMCA trade pact?", "A treaty.")]
    answer = Assistant(filled, model).ask("Which is reviewed?", history)
    (prompt,) = (prompt[-1].text for prompt in model.prompts)
    assert "Earlier question: What is the USMCA trade pact?\nAnswer: A treaty." in prompt
    assert "Who cooks at the inn?" not in prompt
    assert answer.standalone is None


def test_citations_hold_in_a_document_with_menus_and_wide_characters(library: Library) -> None:
    text = f"Zoë 🐟 — 漁\n\n{REVIEW}\n\nGoods worth 12 guilders passed."
    library.add_document(make_document(text, title="wide", source="/notes/wide.txt"))
    answer = Assistant(library, ScriptedModel(DRAFT)).ask(QUESTION)
    check_invariants(answer, library)
    assert [c.quote for c in answer.citations] == [REVIEW]
    assert answer.citations[0].start == text.index(REVIEW)


def test_two_threads_may_ask_at_once(filled: Library) -> None:
    assistant = Assistant(filled, ScriptedModel(DRAFT))
    expected = assistant.ask(QUESTION)
    answers: list[Answer] = []
    start = threading.Barrier(2)

    def ask() -> None:
        start.wait()
        for _ in range(5):
            answers.append(assistant.ask(QUESTION))

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(answers) == 10
    assert {answer.text for answer in answers} == {expected.text}
    assert {answer.citations for answer in answers} == {expected.citations}


def test_the_library_may_be_named_by_its_folder(
    filled: Library, embedder: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.library.default_embedder", lambda: embedder)
    answer = Assistant(str(filled.folder), ScriptedModel(DRAFT)).ask(QUESTION)
    assert answer.citations[0].quote == REVIEW
