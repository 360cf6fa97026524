"""A question asked of each document by itself: the same answers as single questions get, whatever befalls one."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from qa_parts import ScriptedModel

from index.errors import LibraryError, ModelError, QuestionError, Stopped
from index.filters import Filters
from index.library import Library
from qa.answer import Answer, CitedDocument, Event, Turn
from qa.assistant import Assistant
from qa.chat_model import NoModel
from qa.grid.asking import ask_each, left
from qa.grid.row import Row, key_of
from qa.options import USUAL, Options
from ui.table import Table
from ui.view.grid import shown

NOTICE = "What is the notice period?"
TEXTS = {
    "ash.txt": "The notice period is two weeks. Bins are emptied on Tuesdays.",
    "birch.txt": "Bins are emptied on Fridays.",
    "cedar.txt": "Keys are kept at the desk. The notice period is six months.",
}


@pytest.fixture
def assistant(library: Library, write: Callable[[str, str], Path]) -> Assistant:
    """Give an assistant that quotes, over three documents, one of which does not answer NOTICE."""
    library.add([write(name, text) for name, text in TEXTS.items()])
    return Assistant(library, NoModel("none", "there is none"))


def without_times(answer: Answer | None) -> Answer | None:
    return None if answer is None else replace(answer, timings=None)


def test_each_document_is_a_row_with_the_answer_of_a_single_question(
    assistant: Assistant, library: Library
) -> None:
    rows = list(assistant.grid(NOTICE))
    assert [row.document.title for row in rows] == ["ash", "birch", "cedar"]
    assert [row.answered for row in rows] == [True, False, True]
    for row in rows:
        alone = assistant.ask(NOTICE, options=Options(filters=Filters(documents=(row.document.id,))))
        assert without_times(row.answer) == without_times(alone)
        assert row.probability == alone.confidence
    assert rows[0].cited is not None
    assert rows[0].cited.quote == "The notice period is two weeks."
    assert rows[1].cited is None
    assert rows[1].said == ""


def test_what_a_model_writes_is_what_a_row_says(assistant: Assistant, library: Library) -> None:
    written = Assistant(library, ScriptedModel(draft="It is two weeks."))
    row = next(written.grid(NOTICE))
    alone = written.ask(NOTICE, options=Options(filters=Filters(documents=(row.document.id,))))
    assert without_times(row.answer) == without_times(alone)


def test_only_chosen_documents_are_asked(assistant: Assistant, library: Library) -> None:
    chosen = Options(filters=Filters(documents=("cedar.txt", "birch.txt")))
    assert [row.document.title for row in assistant.grid(NOTICE, chosen)] == ["birch", "cedar"]
    with pytest.raises(LibraryError, match=r"elm\.txt"):
        next(assistant.grid(NOTICE, Options(filters=Filters(documents=("elm.txt",)))))


@pytest.mark.parametrize("question", [" ", "x" * 4001])
def test_what_is_no_question_is_refused_at_once(assistant: Assistant, question: str) -> None:
    with pytest.raises(QuestionError):
        next(assistant.grid(question))


@pytest.mark.parametrize("error", [ModelError("the model is broken"), RuntimeError("broken")])
def test_what_befalls_one_document_is_its_rows_error(
    assistant: Assistant, library: Library, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    caplog.set_level("INFO")

    def failing(question: str, history: Sequence[Turn], options: Options, /) -> Iterator[Event]:
        assert options.filters is not None
        if library.document(options.filters.documents[0]).title == "birch":
            raise error
        return assistant.stream(question, history, options)

    ash, birch, cedar = ask_each(failing, library, NOTICE)
    assert (ash.error, cedar.error) == ("", "")
    assert "broken" in birch.error
    assert caplog.text == ""  # which would name the document
    assert (birch.answer, birch.answered, birch.probability, birch.said) == (None, False, None, "")


def test_a_document_that_is_removed_meanwhile_is_a_row_with_an_error(
    assistant: Assistant, library: Library
) -> None:
    rows = assistant.grid(NOTICE)
    next(rows)
    library.remove("birch.txt")
    birch, cedar = rows
    assert birch.error != ""
    assert cedar.said != ""


def test_stopping_ends_it_in_the_midst_of_a_document(assistant: Assistant) -> None:
    events = 0

    def stopped() -> bool:
        nonlocal events
        events += 1
        return events > 6  # asked once before each document, and with each of its events but the last

    rows = list(assistant.grid(NOTICE, stopped=stopped))
    assert [row.document.title for row in rows] == ["ash", "birch"]


def test_a_document_that_is_stopped_in_the_midst_of_a_step_is_no_row(library: Library) -> None:
    def stream(question: str, history: Sequence[Turn], options: Options, /) -> Iterator[Event]:
        raise Stopped
        yield

    assert list(ask_each(stream, library, NOTICE)) == []


def test_it_goes_on_with_what_is_left_and_with_what_was_changed(
    assistant: Assistant, library: Library, write: Callable[[str, str], Path]
) -> None:
    done = [row for row in assistant.grid(NOTICE) if row.document.title != "birch"]
    known = {row.key for row in done}
    assert [one.title for one in left(library, known=known)] == ["birch"]
    library.add([write("ash.txt", "The notice period is three weeks.")])
    documents = left(library, known=known)
    assert [one.title for one in documents] == ["ash", "birch"]
    assert [row.answered for row in assistant.grid(NOTICE, documents=documents)] == [True, False]
    assert left(library) == library.documents()


def test_after_an_error_the_page_names_the_document_that_is_asked_and_keeps_no_passages(
    assistant: Assistant, library: Library
) -> None:
    table = Table.begin(NOTICE, library.documents(), USUAL)
    ash, birch, _ = assistant.grid(NOTICE)
    assert "<bdi>ash</bdi>" in shown(table)
    table = table.with_row(Row(ash.document, error="broken"))
    assert "<bdi>birch</bdi>" in shown(table)
    assert [one.title for one in table.left] == ["ash", "birch", "cedar"]
    assert birch.answer is not None
    assert table.with_row(birch).rows[1].answer == replace(birch.answer, passages=())


def quoted(sentence: str, text: str, span: str) -> Row:
    """Return a row whose answer is `text`, resting on a sentence that stands at offset 10."""
    from qa.answer import Citation, Quote, Statement, Timings, Tokens

    document = CitedDocument("ab", "a", "/a.txt", None)
    start, place = 10, 10 + sentence.index(span)
    answer = Answer(
        question="?",
        answered=True,
        confidence=0.9,
        text=f"{text} [1]",
        statements=(Statement(text, 0, len(text), (1,), "supported"),),
        citations=(Citation(1, document, start, start + len(sentence), None, sentence),),
        passages=(),
        model="none",
        timings=Timings(0, 0, 0, 0),
        tokens=Tokens(0, 0),
        quote=Quote(document, start, start + len(sentence), None, sentence, (place, place + len(span)), 0.9),
    )
    return Row(document, "f" * 64, answer)


@pytest.mark.parametrize(
    ("sentence", "text", "span", "said"),
    [
        ("The tank holds\n3.8 litres.", "The tank holds 3.8 litres.", "3.8 litres", "3.8 litres"),
        ("The tank holds 3.8 litres.", "It holds 3.8 litres.", "3.8 litres", "It holds 3.8 litres."),
        ("Dogs are welcome.", "Yes: Dogs are welcome.", "welcome", "Yes"),
        ("- Dogs are welcome.", "Dogs are welcome.", "Dogs", "Dogs"),
        ("Closed on\nMondays.", "Closed on Mondays.", "on\nMondays", "on Mondays"),
        ("14 days.", "The notice period is 14 days.", "14 days", "The notice period is 14 days."),
        ("It is free.", "The fee is [3] pounds.", "free", "The fee is [3] pounds."),
    ],
)
def test_beside_its_sentence_a_row_says_the_words_that_answer(
    sentence: str, text: str, span: str, said: str
) -> None:
    assert quoted(sentence, text, span).said == said


def test_a_row_as_json_holds_the_answer_in_its_published_form(assistant: Assistant) -> None:
    row = next(assistant.grid(NOTICE))
    data = json.loads(json.dumps(row.to_json()))
    assert Answer.from_json(data["answer"]) == row.answer
    assert (data["schema"], data["answered"], data["error"]) == (1, True, "")
    assert key_of(data["document"]["id"], data["content"]) == row.key
    assert Row(row.document, error="broken").to_json()["answer"] is None


@pytest.mark.slow
def test_with_the_real_models_each_row_is_what_a_single_question_gives(
    tmp_path: Path, write: Callable[[str, str], Path]
) -> None:
    with Library.open(tmp_path / "real", create=True) as library:
        library.add([write(name, text) for name, text in TEXTS.items()])
        assistant = Assistant(library, NoModel("none", "there is none"))
        ash, birch, cedar = assistant.grid(NOTICE, USUAL)
        assert ("two weeks" in ash.said, birch.said, "six months" in cedar.said) == (True, "", True)
        for row in (ash, birch, cedar):
            alone = assistant.ask(NOTICE, options=Options(filters=Filters(documents=(row.document.id,))))
            assert without_times(row.answer) == without_times(alone)
