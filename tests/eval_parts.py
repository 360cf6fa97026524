"""What the tests of runs share: a small question set, its library, and an assistant that has a script."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.errors import QuestionError
from index.library import Library
from qa.answer import Answer, Citation, CitedDocument, Timings, Tokens, Turn

TEXT = "Trade with Mexico\n\nTrade was worth C$56bn in 2024. The pact is reviewed in July 2026.\n"
GOLD = "Trade was worth C$56bn in 2024."
QUESTIONS = [
    {
        "id": "q1",
        "question": "How much?",
        "answers": ["56 billion"],
        "gold": [GOLD],
        "answerable": True,
        "kind": "plain",
    },
    {"id": "q2", "question": "Who won?", "answerable": False, "kind": "off-topic"},
    {"id": "q3", "question": "Fails", "answers": ["1"], "answerable": True, "kind": "plain"},
    {
        "id": "q4",
        "question": "And when?",
        "answers": ["July 2026"],
        "answerable": True,
        "kind": "plain",
        "history": [{"question": "How much?", "answer": "C$56bn."}],
    },
]


class Script:
    """Answers from a script, and remembers what it was asked."""

    def __init__(self, document: str, stop_at: str | None = None) -> None:
        self.document = document
        self.stop_at = stop_at
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        if question == self.stop_at:
            raise KeyboardInterrupt
        self.asked.append((question, tuple(history)))
        if question == "Fails":
            raise QuestionError("the question is too long")
        cited = CitedDocument(self.document, "Trade with Mexico", "", None)
        start = TEXT.index(GOLD)
        citations = (Citation(1, cited, start, start + len(GOLD), None, GOLD),) if question == "How much?" else ()
        text = {"How much?": "It was worth C$56bn [1].", "Who won?": "The documents don't say."}
        return Answer(
            question=question,
            answered=question != "Who won?",
            confidence=0.9,
            text=text.get(question, "It is due on 1 July 2026."),
            statements=(),
            citations=citations,
            passages=(),
            model="scripted",
            timings=Timings(0.0, 0.1, 2.0, 1.5),
            tokens=Tokens(1, 1),
        )


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "set" / "questions.jsonl"
    path.parent.mkdir()
    path.write_text("".join(json.dumps(question) + "\n" for question in QUESTIONS), encoding="utf-8")
    return path


@pytest.fixture
def trade(tmp_path: Path, library: Library) -> Path:
    """Give the folder of a library that holds one text."""
    source = tmp_path / "trade.txt"
    source.write_text(TEXT, encoding="utf-8")
    assert library.add([source]).failed == ()
    return library.folder


@pytest.fixture
def script(trade: Path, library: Library) -> Script:
    return Script(library.documents()[0].id)


def lines(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (out / "results.jsonl").read_text(encoding="utf-8").splitlines()]
