"""What each rule that is left in qa/ is worth: the same questions with one of them switched off.

    python -m eval.studies.ablation QUESTIONS.jsonl [--limit N]

What the reader and the model said once is kept and said again, so only what a rule changes is computed anew. Use a
set that nobody has read; the table is docs/decisions/ablation.md.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import Any
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from eval.metrics.scores import score
from eval.sets.questions import Question, load_questions
from index.library import Library
from index.models.files import DEFAULT_GENERATOR, model_path
from qa import assistant, checking, citations, evidence, reading, sources
from qa.assistant import Assistant
from qa.chat_model import Message, Piece
from qa.llama.model import LlamaModel
from qa.reader.model import TrainedReader
from qa.reader.protocol import Judgement, ReadPassage

OFF: dict[str, tuple[tuple[Any, str, object], ...]] = {
    "all on": (),
    "headings and a mere No count like sentences": ((reading, "HEADING", 0.0),),
    "sentences that give orders count like others": ((reading, "ORDER", 0.0),),
    "a turn of a transcript comes alone": ((evidence, "whole_turns", lambda _text, _sentences, chosen: chosen),),
    "no heading and no file name above a passage": (
        (reading, "heading_above", lambda _document, _start: ""),
        (reading, "file_words", lambda _source, _title: ""),
        (sources, "file_words", lambda _source, _title: ""),
    ),
    "no second opinion": ((assistant, "second_opinion", lambda read, *_, **__: read),),
    "a draft may say yes where no was found": ((assistant, "_contradicts", lambda *_: False),),
    "a number that stands nowhere is carried": ((checking, "ANOTHER_NUMBER", 99.0),),
    "a draft need not answer the question": ((assistant.Assistant, "_answers", lambda *_: True),),
    "rows of a table are not told apart": ((reading, "OF_NAMING", 0.0),),
    "rows are not read cell by cell": ((reading, "IN_CELLS", 0),),
    "a draft that is not carried always gives way to the best sentence": ((citations, "NEARLY", -1.0),),
    "sentences are not compared with the question": ((reading, "OF_NEARNESS", 0.0),),
    "the model is not told which sentence leads": ((assistant, "leads_by_far", lambda _: False),),
    "a hopeless sentence is quoted": ((assistant, "DOUBTFUL", -99.0), (citations, "DOUBTFUL", -99.0)),
}


@dataclass
class KeptReader:
    """The trained reader, asked once for each question and passage."""

    reader: TrainedReader = field(default_factory=TrainedReader)
    said: dict[tuple[str, str, ReadPassage], Judgement] = field(default_factory=dict)
    name: str = TrainedReader.name

    def read(self, question: str, passages: Sequence[ReadPassage]) -> tuple[Judgement, ...]:
        """Return what each passage says to a question."""
        return self._kept("read", question, passages)

    def check(self, statement: str, passages: Sequence[ReadPassage]) -> tuple[Judgement, ...]:
        """Return how far each passage carries a statement."""
        return self._kept("check", statement, passages)

    def _kept(self, how: str, text: str, passages: Sequence[ReadPassage]) -> tuple[Judgement, ...]:
        new = [one for one in passages if (how, text, one) not in self.said]
        for passage, judgement in zip(new, getattr(self.reader, how)(text, new), strict=True):
            self.said[how, text, passage] = judgement
        return tuple(self.said[how, text, one] for one in passages)


class KeptModel(LlamaModel):
    """The default model, asked once for each prompt."""

    def __init__(self, path: Path) -> None:
        """Load the file."""
        super().__init__(path)
        self._written: dict[tuple[tuple[Message, ...], int], list[Piece]] = {}
        self._odds: dict[tuple[tuple[Message, ...], str], float] = {}
        self._looks: dict[tuple[Message, ...], npt.NDArray[np.float32]] = {}

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[Piece]:
        """Yield the reply piece by piece."""
        key = tuple(messages), max_tokens
        if key not in self._written:
            self._written[key] = list(super().stream(messages, max_tokens=max_tokens))
        yield from self._written[key]

    def log_odds(self, messages: Sequence[Message], one: str, other: str) -> float:
        """Return the log-odds of one reply against another."""
        key = tuple(messages), f"{one} {other}"
        if key not in self._odds:
            self._odds[key] = super().log_odds(messages, one, other)
        return self._odds[key]

    def look(self, messages: Sequence[Message], *, layer: int) -> npt.NDArray[np.float32]:
        """Return what a layer holds of a prompt."""
        key = tuple(messages)
        if key not in self._looks:
            self._looks[key] = super().look(messages, layer=layer)
        return self._looks[key]


def asked(library: Library, questions: Sequence[Question], answering: Assistant) -> str:
    """Return a row: right, cited, wrongly refused, and what is not answerable refused, as shares."""
    scores = [score(one, answering.ask(one.question, one.history), library) for one in questions]
    columns = [(one.right, one.cited, one.false_refusal, one.refused) for one in scores]
    return " | ".join(
        f"{mean(value for value in column if value is not None):.3f}" for column in zip(*columns, strict=True)
    )


def main() -> None:
    """Ask with all rules, and then without each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--limit", type=int, help="the first so many questions")
    arguments = parser.parse_args()
    questions = load_questions(arguments.questions)[: arguments.limit]
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder) / "library", create=True) as library:
        library.add([str(arguments.questions.parent / "documents")])
        answering = Assistant(library, KeptModel(model_path(DEFAULT_GENERATOR)), reader=KeptReader())
        for name, changes in OFF.items():
            patches = [patch.object(where, what, value) for where, what, value in changes]
            for one in patches:
                one.start()
            sys.stdout.write(f"| {name} | {asked(library, questions, answering)} |\n")
            sys.stdout.flush()
            for one in patches:
                one.stop()


if __name__ == "__main__":
    main()
