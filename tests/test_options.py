"""What one question may ask differently: where to look, how much to show and write, how strict to be."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from conftest import make_document
from qa_parts import ScriptedModel

from index.errors import LibraryError
from index.filters import Filters
from index.library import Library
from qa.answer import Answer
from qa.assistant import Assistant
from qa.options import LOG_ODDS, Options, Strictness
from qa.reader.protocol import Judgement, ReadPassage
from qa.reading import read, signals
from qa.verdict import ABOUT, BESIDE, CONSTANT, NEARNESS, PASSAGE, SENTENCE, SUFFICES

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


@dataclass(frozen=True, slots=True)
class SureReader:
    """To which everything answers with the same log-odds."""

    odds: float
    name: str = "sure"

    def read(self, _: str, passages: Sequence[ReadPassage]) -> tuple[Judgement, ...]:
        return tuple(
            Judgement(self.odds, (self.odds,) * len(one.sentences), ((0, 1),) * len(one.sentences), 0.0)
            for one in passages
        )

    check = read


@pytest.mark.parametrize(
    ("strictness", "answered"), [("strict", [False, False]), ("balanced", [True, False]), ("open", [True, True])]
)
def test_thin_evidence_suffices_by_strictness(
    filled: Library, strictness: Strictness, answered: list[bool]
) -> None:
    """Half of what strict wants more is too little for it, half of what open wants less enough for it alone."""

    def asked(more: float) -> Answer:
        told = signals(read(QUESTION, filled.search(QUESTION, k=24), SureReader(0.0)).candidates)
        assert told
        found = CONSTANT + NEARNESS * told.nearness + ABOUT * told.about
        reader = SureReader((SUFFICES + more - found) / (SENTENCE + PASSAGE + BESIDE))
        assistant = Assistant(filled, ScriptedModel("It carries forty people."), reader=reader)
        return assistant.ask(QUESTION, options=Options(strictness=strictness))

    answers = [asked(LOG_ODDS[edge] / 2) for edge in ("strict", "open")]
    assert [answer.answered for answer in answers] == answered
