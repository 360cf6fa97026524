"""What one question may ask differently: where to look, how much to show and write, how strict to be."""

import pytest
from conftest import make_document
from qa_parts import ScriptedModel

from index.errors import LibraryError
from index.filters import Filters
from index.library import Library
from qa.assistant import Assistant
from qa.options import Options, Strictness

QUESTION = "How many people does the ferry carry?"
ISLAND = "The ferry carries forty people. The crossing takes an hour. Dogs travel free."
TOWN = "On Sundays the ferry carries sixty people. Bread is sold at the pier."


@pytest.fixture
def filled(library: Library) -> Library:
    for name, text in (("island", ISLAND), ("town", TOWN)):
        library.add_document(make_document(text, title=name, source=f"/notes/{name}.txt"))
    return library


def test_only_what_the_filters_allow_is_searched(filled: Library) -> None:
    assistant = Assistant(filled, ScriptedModel("The ferry carries sixty people on Sundays."))
    answer = assistant.ask(QUESTION, options=Options(filters=Filters(documents=("town.txt",))))
    assert {citation.document.title for citation in answer.citations} == {"town"}
    assert {passage.document for passage in answer.passages} == {filled.document("town.txt").id}
    with pytest.raises(LibraryError, match=r"gone\.txt"):
        assistant.ask(QUESTION, options=Options(filters=Filters(documents=("gone.txt",))))


def test_no_more_is_shown_and_written_than_is_wanted(filled: Library) -> None:
    model = ScriptedModel("The ferry carries forty people every day of the year.")
    answer = Assistant(filled, model).ask(QUESTION, options=Options(sentences=1, answer_tokens=5))
    assert answer.text.startswith("The ferry carries forty people")
    assert "every" not in answer.text
    shown = model.prompts[0][-1].text
    assert "the ferry carries" in shown.lower()
    assert "Dogs travel free" not in shown


@pytest.mark.parametrize(
    ("strictness", "answered"), [("strict", (False, False)), ("balanced", (True, False)), ("open", (True, True))]
)
def test_thin_evidence_suffices_by_strictness(
    filled: Library, strictness: Strictness, answered: tuple[bool, bool]
) -> None:
    """The log-odds are 1.33 ln(yes / (1 - yes)) + .68 nearness + 1.47 coverage - 3.63: about -1 and -1.8."""
    outcomes = []
    for yes in (0.65, 0.5):
        assistant = Assistant(filled, ScriptedModel("The ferry carries forty people.", yes))
        answer = assistant.ask(QUESTION, options=Options(strictness=strictness))
        outcomes.append((answer.answered, answer.confidence))
    assert tuple(outcome for outcome, _ in outcomes) == answered, outcomes
