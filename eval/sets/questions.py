"""A question set: one JSON object a line, read whole or not at all."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from typing import Any

from eval.sets.json_lines import filled, json_type, listed, read_json_lines, required, string, strings
from qa.answer import Turn


@dataclass(frozen=True, slots=True)
class Question:
    """One question with what is known of its right answer.

    `answers` are accepted answers, any one of which is enough; `gold` are evidence sentences as they stand in the
    documents. Either may be empty, and the scores that need it are then undefined. `kind` is a free tag.
    """

    id: str
    question: str
    answers: tuple[str, ...]
    gold: tuple[str, ...]
    documents: tuple[str, ...]
    answerable: bool
    kind: str
    history: tuple[Turn, ...]

    @property
    def fingerprint(self) -> str:
        """A hash of the whole question, by which a run knows whether a stored result is still about it."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]

    def to_json(self) -> dict[str, Any]:
        """Return the fields as they stand in a question set."""
        return asdict(self)


def set_fingerprint(questions: Iterable[Question]) -> str:
    """Return a hash of a question set, in whatever order: two sets with the same one ask the same."""
    lines = sorted(question.fingerprint for question in questions)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def document_name(source: str) -> str:
    """Return how a question set names a document: by its file name, or a web page by its address."""
    return source if "://" in source else PurePath(source).name


def load_questions(path: Path) -> tuple[Question, ...]:
    """Read a question set. Fields that are not known are ignored; blank lines are skipped.

    Raises EvaluationError that names every bad line by its number, so that nothing runs half read.
    """
    return read_json_lines(path, _question, what="question")


def _question(data: Mapping[str, Any]) -> Question:
    """Check one parsed line; raises ValueError that says what is wrong with it."""
    answerable = required(data, "answerable")
    if not isinstance(answerable, bool):
        raise ValueError(f"'answerable' is {json_type(answerable)}, not true or false")
    return Question(
        id=filled(required(data, "id"), "'id'"),
        question=filled(required(data, "question"), "'question'"),
        answers=strings(data, "answers"),
        gold=strings(data, "gold"),
        documents=strings(data, "documents"),
        answerable=answerable,
        kind=string(data.get("kind", ""), "'kind'"),
        history=tuple(_turn(turn) for turn in listed(data, "history")),
    )


def _turn(data: object) -> Turn:
    if not isinstance(data, Mapping):
        raise ValueError(f"an entry of 'history' is {json_type(data)}, not an object with question and answer")
    question, answer = required(data, "question"), required(data, "answer")
    if not isinstance(question, str) or not isinstance(answer, str):
        raise ValueError("a question or an answer in 'history' is not a string")
    return Turn(question=question, answer=answer)
