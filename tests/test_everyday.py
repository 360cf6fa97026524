"""The everyday set: eight documents of ours, and questions whose evidence stands in them."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from eval.sets.questions import Question, load_questions
from index.load.documents import load

EVERYDAY = Path(__file__).parents[1] / "eval" / "everyday"
QUESTIONS = load_questions(EVERYDAY / "questions.jsonl")


@cache
def text_of(name: str) -> str:
    return " ".join(load(EVERYDAY / "documents" / name).text.split())


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_every_gold_sentence_stands_in_a_document_that_is_named(question: Question) -> None:
    assert bool(question.gold) == bool(question.answers) == bool(question.documents) == question.answerable
    for gold in question.gold:
        assert any(" ".join(gold.split()) in text_of(name) for name in question.documents), gold


def test_each_document_is_asked_seven_questions_it_answers_and_three_it_does_not() -> None:
    documents = {path.name for path in (EVERYDAY / "documents").iterdir()}
    asked = Counter(name for question in QUESTIONS for name in set(question.documents))
    assert asked == dict.fromkeys(documents, 7)
    assert len(documents) == 8
    assert Counter(question.answerable for question in QUESTIONS) == {True: 56, False: 24}
    assert len({question.id for question in QUESTIONS}) == 80
