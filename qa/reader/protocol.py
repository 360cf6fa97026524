"""What Pincite asks of a reader: what in some passages answers a question, and what carries a statement.

One model decides both (`qa.reader.model`); everything that refuses, chooses, attributes and supports goes by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """The sentences of a passage in order, and its title, as a reader reads them."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reader says of one passage: log-odds, higher is better.

    `passage` is whether it answers the question or carries the statement; `sentences` whether each of its
    sentences is part of that; `spans` the characters of each sentence that answer best; `yes` whether the answer
    to a question for yes or no is yes.
    """

    passage: float
    sentences: tuple[float, ...]
    spans: tuple[tuple[int, int], ...]
    yes: float


class Reader(Protocol):
    """A model that reads. May be used by several threads; the same call gives the same judgements."""

    @property
    def name(self) -> str:
        """What the reader is called, for the answer's record."""

    def read(self, question: str, passages: Sequence[ReadPassage]) -> tuple[Judgement, ...]:
        """Return what each passage says to a question."""

    def check(self, statement: str, passages: Sequence[ReadPassage]) -> tuple[Judgement, ...]:
        """Return how far each passage carries a statement."""
