"""List bullets: part of the quoted text by its offsets, and of no statement or quote that is shown."""

import pytest
from conftest import make_document
from qa_parts import ScriptedModel

from index.library import Library
from index.text.bullets import without_bullet
from qa import Assistant
from ui.conversation import Exchange
from ui.export.html import conversation_html
from ui.export.markdown import conversation_markdown
from ui.view.render import conversation

LIST = "The hut\n\n- The hut sleeps twelve guests in winter.\n\n- The hut has a stove of iron."
SLEEPS = "The hut sleeps twelve guests in winter."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("- The hut is shut.", "The hut is shut."),
        ("• • The hut is shut.", "The hut is shut."),
        ("\uf0b7\tThe hut is shut.", "The hut is shut."),
        ("3. Shut the hut.", "3. Shut the hut."),
        ("-5 degrees is cold.", "-5 degrees is cold."),
        ("*Very* cold.", "*Very* cold."),
        ("-", "-"),
        ("- ", "- "),
        ("The hut - it is shut.", "The hut - it is shut."),
    ],
)
def test_only_a_bullet_at_the_beginning_is_dropped(text: str, shown: str) -> None:
    assert without_bullet(text) == shown


def test_an_answer_shows_no_bullets_and_its_offsets_stay_exact(library: Library) -> None:
    document = make_document(LIST, title="The hut")
    library.add_document(document)
    draft = f"- {SLEEPS}\n- The hut has a stove of iron."
    answer = Assistant(library, ScriptedModel(draft)).ask("What is said of the hut in winter?")
    assert answer.text.startswith(f"{SLEEPS} [1] The hut has")
    for statement in answer.statements:
        assert answer.text[statement.start : statement.end] == statement.text
    cited = answer.citations[0]
    assert LIST[cited.start : cited.end] == cited.quote == f"- {SLEEPS}"
    exchange = Exchange("1", answer.question, answer=answer)
    shown = conversation([exchange], titles={}, vote_on=lambda identity: None)
    assert f'dir="auto"><mark>{SLEEPS}</mark></q>' in shown
    for export in (conversation_markdown, conversation_html):
        assert f"- {SLEEPS}" not in export([exchange], title="The hut")
