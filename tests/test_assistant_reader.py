"""Where the reader's word counts for more than the draft's, and answers without a draft."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from conftest import make_document
from qa_parts import ScriptedModel, ToldReader, WordReader, make_hit

from index.errors import ModelError
from index.library import Library
from qa.answer import Answer, Delta, Progress
from qa.assistant import Assistant
from qa.chat_model import NoModel
from qa.citations import the_sentence, yes_or_no
from qa.options import Options
from qa.question import Question
from qa.reader.protocol import Judgement, ReadPassage
from qa.reading import read
from qa.sources import sources_of

FAIR = "The fair opens at nine. Dogs stay outside the gate of the fair. Tickets are sold at the door."
OPENS = "The fair opens at nine."
QUESTION = "When does the fair open?"
DRAFT = "It is at nine that the fair opens."


@dataclass
class SetReader(WordReader):
    """Goes by words, but says what it is told of a draft: how far it answers, and how far it is carried.

    What it finds to answer are the characters of `span`.
    """

    answers: float | None = None
    carried: float | None = None
    sentences: float | None = None
    span: tuple[int, int] = (0, 0)

    def read(self, question: str, passages: Sequence[ReadPassage]) -> tuple[Judgement, ...]:
        judged = super().read(question, passages)
        judged = tuple(replace(one, spans=(self.span,) * len(one.spans)) for one in judged)
        if any(passage.title for passage in passages):  # a draft has none
            told = self.sentences
            return judged if told is None else tuple(replace(one, sentences=(told,) * 3) for one in judged)
        return judged if self.answers is None else tuple(replace(one, passage=self.answers) for one in judged)

    def check(self, statement: str, passages: Sequence[ReadPassage]) -> tuple[Judgement, ...]:
        judged = super().check(statement, passages)
        return judged if self.carried is None else tuple(replace(one, passage=self.carried) for one in judged)


@pytest.fixture
def fair(library: Library) -> Library:
    library.add_document(make_document(FAIR, title="Leaflet", source="/notes/leaflet.txt"))
    return library


def answer(library: Library, draft: str, question: str = QUESTION, **told: float) -> Answer:
    return Assistant(library, ScriptedModel(draft), reader=SetReader(**told)).ask(question)  # type: ignore[arg-type]


@pytest.mark.parametrize(("carried", "stays"), [(0.0, True), (-1.5, True), (-2.3, False)])
def test_the_sentence_itself_is_given_for_a_draft_that_is_not_carried(
    fair: Library, carried: float, stays: bool
) -> None:
    assert answer(fair, DRAFT, carried=carried).text == (f"{DRAFT} [1]" if stays else f"{OPENS} [1]")


@pytest.mark.parametrize(("answers", "stays"), [(-2.9, True), (-4.6, False)])
def test_the_sentence_itself_is_given_for_a_draft_that_does_not_answer(
    fair: Library, answers: float, stays: bool
) -> None:
    echo = "The fair opens."  # is carried, and says nothing
    given = answer(fair, echo, answers=answers)
    assert [statement.text for statement in given.statements] == [echo if stays else OPENS]


def test_a_draft_that_is_carried_stands_where_the_reader_finds_other_words(fair: Library) -> None:
    said = "The fair opens."
    given = Assistant(fair, ScriptedModel(said), reader=SetReader(answers=5.0, span=(15, 22))).ask(QUESTION)
    assert given.text == f"{said} [1]"


def test_a_draft_that_rests_on_a_sentence_that_does_not_answer_is_not_given(fair: Library) -> None:
    assert answer(fair, "Tickets are sold at the door.", answers=5.0).text == f"{OPENS} [1]"


@pytest.mark.parametrize("draft", ["", " ", "\n", "...", "[1]", "The fair opens at 77."])
def test_the_sentence_itself_is_given_for_a_draft_that_states_nothing_or_a_number_of_its_own(
    fair: Library, draft: str
) -> None:
    assert answer(fair, draft).text == f"{OPENS} [1]"


@pytest.mark.parametrize(
    ("draft", "given"),
    [
        ("The coach departs at 8.30 sharp.", "It departs at 8.30, not 8.45."),  # the number is that one's
        ("It goes past the school gate.", "It goes past the gate."),
        ("The coach departs at seven.", "The coach departs at 8.45 sharp."),  # as the reader has it
        ("The trip was fun.", "The coach departs at 8.45 sharp."),  # may not answer
    ],
)
def test_for_a_draft_that_is_not_carried_the_sentence_is_given_that_it_comes_nearest_to(
    draft: str, given: str
) -> None:
    odds = {"The coach departs at 8.45 sharp.": 3.0, "It departs at 8.30, not 8.45.": 1.0}
    hit = make_hit(*odds, "It goes past the gate.", "The trip was fun, all said.")
    reading = read("When?", [hit], ToldReader({**odds, "It goes past the gate.": 0.0}))
    for question, wanted in (("When does the coach leave?", given), ("Does it leave at 8?", next(iter(odds)))):
        (claim,) = the_sentence(Question(question), reading, draft, sources_of([hit]))
        assert claim.text == wanted


def test_where_no_sentence_may_answer_there_is_none_to_be_given() -> None:
    reading = read("When?", [make_hit("One.")], ToldReader({"One.": 1.0}))
    (best,) = reading.candidates
    assert [claim.text for claim in the_sentence(Question("When?"), reading)] == ["One."]
    assert the_sentence(Question("When?"), replace(reading, candidates=(replace(best, answers=-4.6),))) == ()


@pytest.mark.parametrize(
    ("yes", "draft", "given"),
    [
        (2.0, "No, the fair opens at nine.", f"Yes: {OPENS}"),
        (2.0, '**"No"**: the fair opens at nine.', f"Yes: {OPENS}"),
        (-2.0, "Yes, the fair opens at nine.", f"No: {OPENS}"),
        (2.0, "Yes, the fair opens at nine.", "Yes, the fair opens at nine."),
        (0.9, "No, the fair opens at nine.", OPENS),  # too unsure to say yes
        (-0.9, "No, the fair opens at nine.", "No, the fair opens at nine."),
        (2.0, "Now the fair opens at nine.", f"Yes: {OPENS}"),  # says neither
        (0.9, "Now the fair opens at nine.", "Now the fair opens at nine."),
    ],
)
def test_a_draft_that_says_yes_where_the_reader_says_no_is_not_given(
    fair: Library, yes: float, draft: str, given: str
) -> None:
    assert answer(fair, draft, "Does the fair open at nine?", yes=yes, answers=5.0).text == f"{given} [1]"


@pytest.mark.parametrize(
    ("yes", "seconded", "word"),
    [
        (2.0, False, "Yes"),
        (-1.0, True, "No"),
        (0.9, False, ""),
        (0.9, True, "Probably yes"),
        (-0.1, True, "Probably no"),
        (0.0, True, ""),
    ],
)
def test_how_sure_yes_or_no_is_stands_before_it(yes: float, seconded: bool, word: str) -> None:
    hit = make_hit("One.")
    reading = replace(read("Is it?", [hit], WordReader()), yes=yes, seconded=seconded)
    assert yes_or_no(Question("Is it so?"), reading) == word
    assert yes_or_no(Question("When is it so?"), reading) == ""


def test_yes_and_no_stand_only_before_what_was_asked_for_them(fair: Library) -> None:
    assert answer(fair, "", QUESTION, yes=2.0).text == f"{OPENS} [1]"
    assert answer(fair, "", "Does the fair open at nine?", yes=0.9).text == f"{OPENS} [1]"
    assert answer(fair, "", "Does the fair open at nine?", yes=-1.0).text == f"No: {OPENS} [1]"


def test_what_begins_with_no_needs_no_other(library: Library) -> None:
    library.add_document(make_document("No dogs at the fair.", title="Leaflet", source="/notes/leaflet.txt"))
    assert answer(library, "", "Are dogs at the fair?", yes=-2.0).text == "No dogs at the fair. [1]"


def test_a_quote_needs_no_model(fair: Library) -> None:
    assistant = Assistant(fair, NoModel("none"))
    given = assistant.quote(QUESTION)
    assert (given.text, given.answered, given.model) == (f"{OPENS} [1]", True, "words")
    assert (given.tokens.prompt, given.tokens.completion) == (0, 0)
    with pytest.raises(ModelError):
        assistant.ask(QUESTION)
    assert not assistant.quote("Zebra quagga okapi?").answered


def test_a_quote_is_not_drafted(fair: Library) -> None:
    model = ScriptedModel(DRAFT)
    events = list(Assistant(fair, model).stream(QUESTION, options=Options(quote=True)))
    assert [type(event) for event in events] == [Progress, Progress, Answer]
    assert model.prompts == []
    assert any(isinstance(event, Delta) for event in Assistant(fair, model).stream(QUESTION))


def test_verdict_and_quote_stand_in_the_json(fair: Library) -> None:
    written = Assistant(fair, ScriptedModel(DRAFT), reader=SetReader(span=(0, len(OPENS)))).ask(QUESTION)
    for given in (written, Assistant(fair, NoModel("none")).quote(QUESTION)):
        data: dict[str, Any] = json.loads(json.dumps(given.to_json()))
        assert data["schema"] == 2
        verdict = {"answered": True, "reason": "answered", "probability": data["confidence"], "by": "words"}
        assert data["verdict"] == verdict
        quote = data["quote"]
        assert FAIR[quote["start"] : quote["end"]] == quote["quote"] == OPENS
        assert FAIR[slice(*quote["span"])] == OPENS
        assert quote["document"]["title"] == "Leaflet"
        assert Answer.from_json(data) == given


def test_the_best_sentence_is_told_before_the_model_is_asked(fair: Library) -> None:
    _, read, *_ = Assistant(fair, ScriptedModel(DRAFT)).stream(QUESTION)
    assert isinstance(read, Progress)
    assert read.quote is not None
    assert read.quote.quote == read.nearest[0].quote == OPENS


def test_an_answer_of_the_first_schema_is_read_without_verdict_and_quote(fair: Library) -> None:
    given = answer(fair, DRAFT)
    data = given.to_json()
    del data["verdict"], data["quote"]
    assert Answer.from_json({**data, "schema": 1, "checks": []}) == replace(given, verdict=None, quote=None)
    with pytest.raises(ValueError, match="schema 3"):
        Answer.from_json({**data, "schema": 3})
