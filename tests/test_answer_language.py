"""Answers are in the language of the question, where documents in it were found."""

from dataclasses import replace

import pytest
from qa_parts import make_hit

from index.types import Hit
from qa.language import language_to_answer_in
from qa.prompt import ANSWER, instruction
from qa.question import Question

GERMAN = "Wie viele Häuser wurden überflutet?"
ENGLISH = "How many houses were flooded?"


def hit_in(language: str | None) -> Hit:
    hit = make_hit("Rund 140 Häuser wurden überflutet.")
    return replace(hit, document=replace(hit.document, language=language))


@pytest.mark.parametrize(
    ("question", "languages", "expected"),
    [
        (GERMAN, ["de"], "German"),
        (GERMAN, ["fr", "de", None], "German"),
        ("Combien de maisons ont été inondées ?", ["fr", "de"], "French"),
        ("¿Cuántas casas se inundaron?", ["es"], "Spanish"),
        (ENGLISH, ["de", "fr", "es"], None),
        (GERMAN, ["en", None], None),
        (GERMAN, [], None),
    ],
)
def test_the_language_is_that_of_the_question_if_documents_are_in_it(
    question: str, languages: list[str | None], expected: str | None
) -> None:
    assert language_to_answer_in(question, languages) == expected


def test_the_model_is_told_the_language_only_where_it_is_not_english() -> None:
    assert "in German" in instruction(Question(GERMAN), [hit_in("de")])
    assert instruction(Question(ENGLISH), [hit_in("de")]) == ANSWER
    assert instruction(Question(GERMAN), [hit_in(None)]) == ANSWER
    hinted = instruction(Question(GERMAN), [hit_in("de")], hint="Sie öffnet um neun.")
    assert (
        hinted
        == f"This sentence may answer it: “Sie öffnet um neun.”\n{instruction(Question(GERMAN), [hit_in('de')])}"
    )
