"""A question set: one JSON object a line, read whole or not at all."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.errors import EvaluationError
from qa.answer import Turn

MOST_PROBLEMS_SHOWN = 20


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


def load_questions(path: Path) -> tuple[Question, ...]:
    """Read a question set. Fields that are not known are ignored; blank lines are skipped.

    Raises EvaluationError that names every bad line by its number, so that nothing runs half read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"The question set {path} cannot be read as UTF-8 text: {error}") from error
    questions: list[Question] = []
    problems: list[str] = []
    line_of_id: dict[str, int] = {}
    # Not splitlines(): a line separator inside a JSON string is not the end of a line of JSON.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            question = _question(json.loads(line))
        except (ValueError, RecursionError) as error:
            problems.append(f"line {number}: {error}")
            continue
        if question.id in line_of_id:
            problems.append(f"line {number}: the id {question.id!r} is that of line {line_of_id[question.id]}")
        line_of_id.setdefault(question.id, number)
        questions.append(question)
    if problems:
        raise EvaluationError(_message(path, problems))
    if not questions:
        raise EvaluationError(f"The question set {path} holds no questions. Write one JSON object a line.")
    return tuple(questions)


def _message(path: Path, problems: list[str]) -> str:
    shown = problems[:MOST_PROBLEMS_SHOWN]
    if len(problems) > len(shown):
        shown.append(f"and {len(problems) - len(shown)} more")
    lines = "\n  ".join(shown)
    return f"The question set {path} has bad lines; correct them and run again (nothing was asked).\n  {lines}"


def _question(data: object) -> Question:
    """Check one parsed line; raises ValueError that says what is wrong with it."""
    if not isinstance(data, Mapping):
        raise ValueError(f"not a JSON object but {_json_type(data)}")
    answerable = _required(data, "answerable")
    if not isinstance(answerable, bool):
        raise ValueError(f"'answerable' is {_json_type(answerable)}, not true or false")
    kind = data.get("kind", "")
    if not isinstance(kind, str):
        raise ValueError(f"'kind' is {_json_type(kind)}, not a string")
    return Question(
        id=_filled(_required(data, "id"), "'id'"),
        question=_filled(_required(data, "question"), "'question'"),
        answers=_strings(data, "answers"),
        gold=_strings(data, "gold"),
        documents=_strings(data, "documents"),
        answerable=answerable,
        kind=kind,
        history=tuple(_turn(turn) for turn in _list(data, "history")),
    )


def _required(data: Mapping[str, Any], field: str) -> object:
    if field not in data:
        raise ValueError(f"{field!r} is missing")
    return data[field]


def _filled(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name} is {_json_type(value)}, not a string")
    if not value.strip():
        raise ValueError(f"{name} is empty")
    return value


def _list(data: Mapping[str, Any], field: str) -> list[Any]:
    values = data.get(field, [])
    if not isinstance(values, list):
        raise ValueError(f"{field!r} is {_json_type(values)}, not a list")
    return values


def _strings(data: Mapping[str, Any], field: str) -> tuple[str, ...]:
    return tuple(_filled(value, f"an entry of {field!r}") for value in _list(data, field))


def _turn(data: object) -> Turn:
    if not isinstance(data, Mapping):
        raise ValueError(f"an entry of 'history' is {_json_type(data)}, not an object with question and answer")
    question, answer = _required(data, "question"), _required(data, "answer")
    if not isinstance(question, str) or not isinstance(answer, str):
        raise ValueError("a question or an answer in 'history' is not a string")
    return Turn(question=question, answer=answer)


def _json_type(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
