"""What the tests of the command line share: a small library, and an assistant that needs no model."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from conftest import HashingEmbedder

import qa
from index.errors import QuestionError
from index.library import Library
from qa.answer import Answer, Citation, CitedDocument, Delta, Event, Progress, Statement, Timings, Tokens, Turn
from qa.options import USUAL, Options
from ui.cli import library as cli_library
from ui.cli import main as cli

HARBOUR = "The harbour opened in 1902. It has four piers.\n\nThe lighthouse is 31 metres tall.\n"


CITED = CitedDocument("ab12", "Harbour\x1b[31m notes", "/notes/harbour.txt", "2024-05-01")


QUOTE = "The harbour opened in 1902."


ANSWER = Answer(
    question="When did the harbour open?",
    answered=True,
    confidence=0.9,
    text="It opened in 1902 [1].",
    statements=(Statement("It opened in 1902", 0, 17, (1,), "supported"),),
    citations=(Citation(1, CITED, 0, 27, None, QUOTE),),
    passages=(),
    model="scripted",
    timings=Timings(0.1, 0.2, 0.3, 0.15),
    tokens=Tokens(10, 5),
)


class ScriptedAssistant:
    """Answers the one question it knows, and says of any other that the documents do not."""

    def __init__(self, index: Library, model: object = None, *, full: bool = False, quote: bool = False) -> None:
        pass

    def stream(self, question: str, history: Sequence[Turn] = (), options: Options = USUAL) -> Iterator[Event]:
        if not question.strip():
            raise QuestionError("The question is empty. Write what you want to know.")
        yield Progress("reading 1 passage")
        yield Delta("It opened ")
        yield Delta("in 1902")
        yield ANSWER

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        return ANSWER


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Give a function that runs a command on the library tmp_path / "library", without any real model."""
    monkeypatch.setattr(cli_library, "chosen_embedder", HashingEmbedder)
    monkeypatch.setattr(qa, "Assistant", ScriptedAssistant, raising=False)
    monkeypatch.setenv("PINCITE_INDEX", str(tmp_path / "library"))
    return lambda *arguments: cli.main([str(argument) for argument in arguments])


@pytest.fixture
def harbour(
    run: Callable[..., int], write: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> Path:
    """Give the only file of the library, indexed."""
    path = write("harbour.txt", HARBOUR)
    assert run("add", path) == 0
    capsys.readouterr()
    return path
