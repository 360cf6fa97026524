import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval.sets.inputs import load
from eval.sets.question_set import QuestionSet
from eval.sets.questions import Question
from index.errors import EvaluationError

Write = Callable[[str, str], Path]

CONTEXT = "Rollo led the Normans. They came from Denmark, Iceland and Norway. He died in 930."


def answer(text: str, start: int | None = None) -> dict[str, Any]:
    return {"text": text, "answer_start": CONTEXT.index(text) if start is None else start}


def squad(*qas: object, title: str = "The_Normans", context: object = CONTEXT) -> dict[str, Any]:
    return {"version": "v2.0", "data": [{"title": title, "paragraphs": [{"context": context, "qas": list(qas)}]}]}


def read(write: Write, data: object) -> QuestionSet:
    return load(write("dev.json", json.dumps(data)))


def test_a_question_has_its_distinct_answers_and_the_sentences_they_stand_in(write: Write) -> None:
    record = {
        "id": "q1",
        "question": "Where from?",
        "answers": [answer("Denmark"), answer("Denmark, Iceland"), answer("Denmark")],
        "is_impossible": False,
    }
    assert read(write, squad(record)).questions == (
        Question(
            "q1",
            "Where from?",
            ("Denmark", "Denmark, Iceland"),
            ("They came from Denmark, Iceland and Norway.",),
            ("The_Normans.txt",),
            True,
            "answerable",
            (),
        ),
    )


def test_a_span_over_a_border_and_spans_in_several_sentences_have_all_of_these_as_gold(write: Write) -> None:
    over = {"id": "a", "question": "?", "answers": [answer("Normans. They")]}
    two = {"id": "b", "question": "?", "answers": [answer("930"), answer("Rollo")]}
    first, second = read(write, squad(over, two)).questions
    assert first.gold == ("Rollo led the Normans.", "They came from Denmark, Iceland and Norway.")
    assert second.gold == ("Rollo led the Normans.", "He died in 930.")


def test_a_sentence_that_only_touches_the_span_is_no_gold_and_one_written_twice_is_gold_once(write: Write) -> None:
    beside = {"id": "a", "question": "?", "answers": [answer("甲来了。", 0)]}
    assert read(write, squad(beside, context="甲来了。乙走了。")).questions[0].gold == ("甲来了。",)
    twice = {"id": "a", "question": "?", "answers": [answer("Go", 0), answer("Go", 18)]}
    assert read(write, squad(twice, context="Go on. Rollo led. Go on.")).questions[0].gold == ("Go on.",)


def test_squad_1_has_no_is_impossible_and_squad_2_questions_may_have_no_answer(write: Write) -> None:
    plain = {"id": "a", "question": "Who?", "answers": [answer("Rollo")]}
    impossible = {
        "id": "b",
        "question": "Which dog?",
        "answers": [],
        "is_impossible": True,
        "plausible_answers": [answer("Rollo")],
    }
    first, second = read(write, squad(plain, impossible)).questions
    assert (first.answerable, first.kind) == (True, "answerable")
    assert (second.answerable, second.kind, second.answers, second.gold) == (False, "unanswerable", (), ())
    assert second.documents == ("The_Normans.txt",)


def test_an_article_becomes_a_text_of_its_title_and_paragraphs(write: Write) -> None:
    data = squad({"id": "a", "question": "Who?", "answers": [answer("Rollo")]})
    data["data"][0]["paragraphs"] += [{"context": "Two.", "qas": []}, {"context": "Two.", "qas": []}]
    data["data"] += [
        {"paragraphs": [{"context": "No title.", "qas": []}]},
        {"title": "AC/DC", "paragraphs": [{"context": "One.", "qas": []}]},
        {"title": "AC/DC", "paragraphs": [{"context": "More.", "qas": []}]},
    ]
    assert read(write, data).documents == {
        "The_Normans.txt": f"The Normans\n\n{CONTEXT}\n\nTwo.\n",
        "article%202.txt": "article 2\n\nNo title.\n",
        "AC%2FDC.txt": "AC/DC\n\nOne.\n\nMore.\n",
    }


QA = "data[0].paragraphs[0].qas[0]"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"id": 5}, f"{QA}: 'id' is a number, not a string"),
        ({"question": " "}, f"{QA}: 'question' is empty"),
        ({"answers": "Rollo"}, f"{QA}: 'answers' is a string, not a list"),
        ({"answers": ["Rollo"]}, f"{QA}: answers[0]: not a JSON object but a string"),
        ({"answers": [answer("Rollo"), {"text": "Rollo"}]}, f"{QA}: answers[1]: 'answer_start' is missing"),
        ({"answers": [answer("Rollo", 1)]}, f"{QA}: answers[0]: 'Rollo' does not stand at 1 of the context"),
        ({"answers": [answer("930.", -4)]}, f"{QA}: answers[0]: '930.' does not stand at -4 of the context"),
        ({"answers": [answer("Rollo", True)]}, f"{QA}: answers[0]: 'answer_start' is true or false, not a whole"),
        ({"answers": [answer("", 0)]}, f"{QA}: answers[0]: 'text' is empty"),
        ({"answers": []}, f"{QA}: there are no answers, and 'is_impossible' is not true"),
        ({"is_impossible": True}, f"{QA}: 'is_impossible' is true, but there are answers"),
        ({"is_impossible": 1}, f"{QA}: 'is_impossible' is a number"),
    ],
)
def test_a_bad_question_is_named_by_its_place(write: Write, change: dict[str, Any], problem: str) -> None:
    record = {"id": "a", "question": "Who?", "answers": [answer("Rollo")], **change}
    with pytest.raises(EvaluationError) as caught:
        read(write, squad(record))
    assert [line.strip()[: len(problem)] for line in str(caught.value).splitlines()[1:]] == [problem]


def test_all_bad_records_of_all_levels_are_named_in_one_error(write: Write) -> None:
    good = {"id": "a", "question": "Who?", "answers": [answer("Rollo")]}
    data = squad(good, 3, good)
    data["data"] += [
        "x",
        {"title": "No paragraphs"},
        {"title": 4, "paragraphs": [{"context": "C.", "qas": []}]},
        {"title": "T", "paragraphs": [{"qas": []}, {"context": "C."}, {"context": "C.", "qas": {}}]},
    ]
    with pytest.raises(EvaluationError) as caught:
        read(write, data)
    assert [line.strip() for line in str(caught.value).splitlines()[1:]] == [
        "data[1]: not a JSON object but a string",
        "data[2]: 'paragraphs' is missing",
        "data[3].paragraphs[0]: the article's 'title' is a number, not a string",
        "data[4].paragraphs[0]: 'context' is missing",
        "data[0].paragraphs[0].qas[1]: not a JSON object but a number",
        "data[0].paragraphs[0].qas[2]: the id 'a' is that of data[0].paragraphs[0].qas[0]",
        "data[4].paragraphs[1]: 'qas' is missing",
        "data[4].paragraphs[2]: 'qas' is an object, not a list",
    ]


def test_a_file_without_questions_is_refused(write: Write) -> None:
    with pytest.raises(EvaluationError, match="holds no questions"):
        read(write, {"data": []})
