"""The record of the checks that an answer went through."""

import json

import pytest
from conftest import make_document
from qa_parts import ScriptedModel

from index.library import Library
from qa.answer import Answer
from qa.assistant import Assistant

SOUP = "The kitchen of the harbour inn serves soup until nine."
QUESTION = "Until when does the harbour inn serve soup?"
MADE = ("nearness", "words", "premise", "support")


@pytest.mark.parametrize(
    ("question", "draft", "model", "checks"),
    [
        (QUESTION, SOUP, ScriptedModel(yes=0.99), ("stated", *MADE)),
        (QUESTION, SOUP, ScriptedModel(yes=0.78, weighs=False), ("said", *MADE)),
        (QUESTION, SOUP, ScriptedModel(yes=0.01), ("stated", "nearness")),
        (QUESTION, "The sources do not say.", ScriptedModel(yes=0.99), ("stated", "nearness", "words", "premise")),
        ("Thanks!", SOUP, ScriptedModel(), ()),
    ],
)
def test_an_answer_says_which_checks_were_made(
    library: Library, question: str, draft: str, model: ScriptedModel, checks: tuple[str, ...]
) -> None:
    library.add_document(make_document(SOUP, title="harbour", source="/notes/harbour.txt"))
    model.draft = draft
    answer = Assistant(library, model).ask(question)
    assert answer.checks == checks
    assert Answer.from_json(json.loads(json.dumps(answer.to_json()))) == answer


def test_an_answer_from_before_checks_were_kept_can_be_read(library: Library) -> None:
    answer = Assistant(library, ScriptedModel()).ask("Thanks!").to_json()
    del answer["checks"]
    assert Answer.from_json(answer).checks == ()
