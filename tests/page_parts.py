"""What the tests of the page share: one over a small library, with an assistant that answers from a script."""

from collections.abc import Callable
from pathlib import Path

import pytest
from chat_scripts import Said, ScriptedAssistant

from index.errors import QuestionError
from index.library import Library
from ui.chat.page import Page
from ui.conversation import Exchange

VISIT = "The visit lasted two days."
TRADE = "Trade was worth C$56bn in 2024."
Write = Callable[[str, str], Path]


@pytest.fixture
def page(library: Library, write: Write) -> Page:
    library.add([write("visit.txt", f"{VISIT} {TRADE}")])
    script = {
        "How long?": (Said("Two days.", (("visit.txt", VISIT),)),),
        "How much?": (Said("C$56bn.", (("visit.txt", TRADE),)),),
        "Too long": QuestionError("the question has 9,000 tokens, and 3,000 fit: ask it in fewer words"),
        "Broken": RuntimeError("no such tensor"),
    }
    return Page(ScriptedAssistant(library, script), library)


def asked(page: Page, question: str, exchanges: tuple[Exchange, ...] = ()) -> tuple[Exchange, ...]:
    accepted, _, _ = page.accept(question, exchanges)
    *_, (exchanges, _, _) = page.respond(accepted)
    return exchanges
