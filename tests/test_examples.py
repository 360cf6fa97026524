"""The questions that an empty conversation offers: each has its answer in the library, and sounds like one."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import make_document

from eval.sets.feedback import QUESTIONS_FILE
from index.library import Library
from qa import Assistant
from qa.answer import Answer
from qa.chat_model import NoModel
from ui.chat.documents import SAMPLES
from ui.chat.examples import TRIED, Examples
from ui.chat.question_rules import is_asked, question_of

Write = Callable[[str, str], Path]


class Asking:
    """An assistant that quotes, and notes what it was asked."""

    def __init__(self, library: Library) -> None:
        self.assistant = Assistant(library, NoModel("none", why="there is none"))
        self.asked: list[str] = []

    def quote(self, question: str) -> Answer:
        self.asked.append(question)
        return self.assistant.quote(question)


def offered(library: Library) -> tuple[str, ...]:
    """Return the questions that an empty conversation of a library offers."""
    examples = Examples(library, Asking(library).quote)
    examples.find()
    return examples.found()


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The Orrisham Gate has 12 steel panels.", "How many steel panels does the Orrisham Gate have?"),
        ("The flood barrier costs about £486,000 for two winters.", "How much does the flood barrier cost?"),
        ("The Choir Weekend lasts three days.", "How long does the Choir Weekend last?"),
        ("Skerrow Light is 31 metres high. Rooms at Skerrow Light are cold.", "How high is Skerrow Light?"),
        ("The University of Warsaw was established in 1816.", "When was the University of Warsaw established?"),
        ("In May 1901, Pell Mill was built. It is called Pell Mill.", "When was Pell Mill built?"),
        ("The Lunmoor Museum opened on 4 May 1988.", "When did the Lunmoor Museum open?"),
        ("The annual report is due on 31 March.", "When is the annual report due?"),
        ("The Tide Clock was written by Ada Example in 1951.", "Who wrote the Tide Clock?"),
        ("The tram line (opened in 1902) is run by the council.", "Who runs the tram line?"),
        ("Ada Example, the daughter of a baker, was a novelist. We read Ada Example.", "Who was Ada Example?"),
        ("The Rye Starter is kept in the fridge.", "Where is the Rye Starter kept?"),
        ("USMCA stands for a trade pact.", "What does USMCA stand for?"),
        ("The purpose of the fund is to pay for repairs.", "What is the purpose of the fund?"),
        ("AirLLM is an open-source library.", "What is AirLLM?"),
        ("Quorum is a number of members. A quorum is needed.", "What is quorum?"),
        ("Parking costs £3. At night parking is free.", "How much does parking cost?"),
        ("Full Service takes six hours. A full service is best.", "How long does full service take?"),
        ("The Box Office closes on Sunday. Wait behind the box office.", "When does the box office close?"),
    ],
)  # fmt: skip
def test_a_question_is_made_of_a_sentence_of_a_known_shape(sentence: str, question: str) -> None:
    assert question_of(sentence, make_document(sentence)) == question


@pytest.mark.parametrize(
    "sentence",
    [
        "It was built in 1901.",
        "However the gate has 12 panels.",
        "In Canada Trade was published in 1901.",
        "The building was designed by Ada Example.",
        "The former has 12 panels.",
        "The committee that met was formed in 1901.",
        "The First Empire was based on trade, in part",
        "The year has many days.",
        "The balls are made of such a size that seven fit.",
        "Opened in 1901.",
        "Parking costs £3.",
        "Delivery takes three days. We praise Delivery Ltd.",
        "Full Service takes six hours. The Full Service is best.",
        "Notice takes 60 days. The Notice was short, and a Notice it was.",
        "The Term lasts 24 months, and the Term may be longer.",
        "The Trust has 2,300 members. It is called the Trust.",
        "The new rent is 4,900 euros.",
        "The Site Manager is a member of the staff.",
        "The corrected total is £96.20.",
        "The average fee of the course is £40.",
        "The second attempt costs £3.",
        "Mrs Hale is a treasurer of the society.",
        "Ana Example is a well-known glazier.",
    ],
)
def test_no_question_is_made_of_what_cannot_be_understood_alone(sentence: str) -> None:
    assert question_of(sentence, make_document(sentence)) is None


@pytest.mark.parametrize(
    ("heading", "asked"),
    [
        ("How long may I keep a drill?", True),
        ("Wie lange darf ich sie behalten?", True),
        ("What is DNS?", True),
        ("Who founded Rome?", True),
        ("How do I call IT?", True),
        ("How long do goods from the US take?", True),
        ("WHERE DO THEY LIVE?", False),
        ("What happens next?", False),
        ("What is It?", False),
        ("What is this?", False),
        ("What did they find in the harbour?", False),
        ("Questions?", False),
        ("Are there showers for guests?", True),
        ("How do I get there?", False),
        ("How long can I keep something?", False),
        ("May I give you my drill?", False),
        ("I would like to help. What do you need?", False),
        ("is the drill free of charge?", False),
    ],
)
def test_a_heading_is_offered_where_it_says_what_it_is_about(heading: str, asked: bool) -> None:
    assert is_asked(heading) == asked


def test_a_plain_subject_is_asked_about_where_the_title_names_it() -> None:
    document = make_document("The dishwasher has 6 programmes.", title="Brindle D4 dishwasher")
    assert question_of(document.text, document) == "How many programmes does the dishwasher have?"
    agreement = make_document("The Agreement ends on 31 May. This agreement is short.", title="Service Agreement")
    assert question_of(agreement.text, agreement) == "When does the agreement end?"
    yard = make_document("Kestrel Boatyard has 86 moorings.", title="KESTREL BOATYARD - PRICES")
    assert question_of(yard.text, yard) == "How many moorings does Kestrel Boatyard have?"


def test_questions_come_from_what_the_documents_ask_and_state(library: Library, write: Write) -> None:
    library.add(
        [
            write("faq.md", "# Help\n\n## How long may I keep a drill?\n\nTwo weeks, and it is free."),
            write("gate.txt", "It is a large thing. The Orrisham Gate is a movable barrier of steel."),
            write("plain.txt", "Nothing to see. It is a fine day."),
        ]
    )
    assert set(offered(library)) == {"How long may I keep a drill?", "What is the Orrisham Gate?"}


def test_a_question_that_another_document_answers_is_not_offered(library: Library, write: Write) -> None:
    library.add([write("a.txt", "The Warsaw Gate is a wide one.")])
    assert offered(library) == ("What is the Warsaw Gate?",)
    library.add([write("b.txt", "Warsaw Gate, Warsaw Gate: it is.")])
    assert offered(library) == ()


def test_a_question_that_the_reader_is_not_sure_of_is_not_offered(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add([write("gate.txt", "The Orrisham Gate has 12 steel panels.")])
    question = "How many steel panels does the Orrisham Gate have?"
    assert offered(library) == (question,)
    monkeypatch.setattr("ui.chat.examples.SURE", Asking(library).quote(question).confidence + 0.001)
    assert offered(library) == ()


def test_questions_are_sought_anew_only_after_a_change_and_are_not_offered_before(
    library: Library, write: Write
) -> None:
    library.add([write("gate.txt", "The Orrisham Gate has 12 steel panels.")])
    asking = Asking(library)
    examples = Examples(library, asking.quote)
    assert examples.found() == ()
    for _ in range(2):
        examples.find()
    assert (len(examples.found()), len(asking.asked)) == (1, 1)
    library.add([write("light.txt", "The Skerrow Light is 31 metres high.")])
    assert examples.found() == ()
    examples.find()
    assert (len(examples.found()), len(asking.asked)) == (2, 3)


def test_only_a_few_questions_are_asked_and_few_of_one_document(library: Library, write: Write) -> None:
    for place in ("Ayr", "Bow", "Cam", "Dee", "Esk"):
        named = ("Brown", "Green", "Grey", "Red", "White")
        stated = " ".join(f"The {name} Gate of {place} has 12 panels." for name in named)
        library.add([write(f"{place}.txt", stated)])
    asking = Asking(library)
    examples = Examples(library, lambda question: replace(asking.quote(question), confidence=0.1))
    examples.find()
    assert examples.found() == ()
    assert len(asking.asked) == len(set(asking.asked)) == TRIED
    places = Counter(question.split()[-2] for question in asking.asked)
    assert set(places.values()) == {3}


def test_what_was_found_well_answered_comes_first_while_its_documents_are_there(
    library: Library, write: Write
) -> None:
    gate, light = "The Orrisham Gate has 12 steel panels.", "Skerrow Light is 31 metres high."
    library.add([write("gate.txt", gate), write("light.txt", light)])
    examples = Examples(library, Asking(library).quote)
    examples.find()
    kept = {"answerable": True, "kind": "thumbs-up", "history": []}
    approved = [
        {**kept, "question": "How high is the Skerrow Light?", "documents": ["light.txt"]},
        {**kept, "question": "How many panels has the Orrisham Gate?", "documents": ["gone.txt"]},
        {**kept, "question": "Is the Orrisham Gate steel?", "documents": []},
    ]
    lines = "".join(f"{json.dumps(one)}\n" for one in approved)
    (library.folder / QUESTIONS_FILE).write_text(lines, encoding="utf-8")
    examples.find()
    assert examples.found() == (approved[0]["question"], "How many steel panels does the Orrisham Gate have?")


def test_the_users_own_documents_come_before_the_samples(library: Library, write: Write) -> None:
    library.add([Path(str(SAMPLES))])
    samples = offered(library)
    library.add([write("gate.txt", "The Orrisham Gate has 12 steel panels.")])
    assert samples != ()
    assert offered(library) == ("How many steel panels does the Orrisham Gate have?", *samples[:3])


def test_a_document_without_a_question_is_offered_as_a_summary(library: Library, write: Write) -> None:
    library.add(
        [
            write("walk.md", "# A walk in the rain\n\nWe went out. We came back wet."),
            write("scan_0012.txt", "We went out again."),
        ]
    )
    assert offered(library) == ("Summarise “A walk in the rain”",)


def test_a_single_article_is_offered_as_a_summary_however_long_its_headline(
    library: Library, write: Write
) -> None:
    headline = "Two towns agree to share a ferry while their bridge is mended this winter"
    library.add([write("article.md", f"# {headline}\n\nThey met. They talked.")])
    assert offered(library) == (f"Summarise “{headline}”",)


def test_sample_questions_come_with_the_sample_library_only(library: Library, write: Write) -> None:
    samples = Path(__file__).parents[1] / "eval" / "samples"
    assert offered(library) == ()
    library.add([write("flood-barrier-briefing.txt", "A file of the same name elsewhere.")])
    assert offered(library) == ()
    library.add([samples / "documents" / "flood-barrier-briefing.txt"])
    (example,) = offered(library)
    lines = (samples / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines if json.loads(line)["question"] == example]
    assert found[0]["documents"] == ["flood-barrier-briefing.txt"]
    assert found[0]["answerable"]


@pytest.mark.slow
def test_every_question_about_the_samples_is_answered_from_its_document(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([Path(str(SAMPLES))])
        questions = offered(library)
        answers = [Asking(library).quote(question) for question in questions]
    lines = (Path(str(SAMPLES)).parent / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    named = {one["question"]: one["documents"] for one in map(json.loads, lines)}
    assert len(questions) == 4
    assert [answer.question for answer in answers if not answer.answered or answer.confidence < 0.95] == []
    cited = [Path(answer.quote.document.source).name for answer in answers if answer.quote is not None]
    assert [name in named[question] for name, question in zip(cited, questions, strict=True)] == [True] * 4
