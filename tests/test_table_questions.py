"""The set over tables: ten documents of ours in five formats, and questions whose evidence is one row each."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from eval.sets.questions import Question, load_questions
from index.load.documents import load
from index.text.segment import segment

TABLES = Path(__file__).parents[1] / "eval" / "tables"
QUESTIONS = load_questions(TABLES / "questions.jsonl")


@cache
def sentences_of(name: str) -> set[str]:
    document = load(TABLES / "documents" / name)
    return {document.text[found.start : found.end] for found in segment(document.text, document.blocks)}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_every_gold_sentence_is_a_row_of_the_stored_text(question: Question) -> None:
    (name,) = question.documents
    assert question.gold and set(question.gold) <= sentences_of(name)
    assert any(answer in gold for answer in question.answers for gold in question.gold)


def test_each_format_is_asked_eight_questions_and_half_are_over_rows_that_are_nearly_alike() -> None:
    asked = Counter(Path(question.documents[0]).suffix for question in QUESTIONS)
    assert asked == dict.fromkeys((".pdf", ".docx", ".xlsx", ".csv", ".html"), 8)
    assert {path.name for path in (TABLES / "documents").iterdir()} == {q.documents[0] for q in QUESTIONS}
    assert 2 * sum("near-alike" in (question.kind or "") for question in QUESTIONS) >= len(QUESTIONS)
