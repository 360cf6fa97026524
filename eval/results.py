"""The lines of results.jsonl: written one by one as the answers come, so that a stopped run keeps what it had."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from eval.durable import append_durably
from eval.metrics.scores import Outcome, Scores
from eval.sets.questions import Question
from index.errors import EvaluationError
from qa.answer import Answer


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one question. With the outcome "error" there is `error`, and neither answer nor scores.

    `fingerprint` is that of the question as it was asked and scored.
    """

    id: str
    kind: str
    answerable: bool
    outcome: Outcome
    answer: Answer | None
    scores: Scores | None
    error: str | None
    fingerprint: str

    @classmethod
    def scored(cls, question: Question, outcome: Outcome, answer: Answer, scores: Scores) -> Self:
        """Make the result of a question that was answered or refused."""
        identity = (question.id, question.kind, question.answerable)
        return cls(*identity, outcome, answer, scores, None, question.fingerprint)

    @classmethod
    def failed(cls, question: Question, error: Exception) -> Self:
        """Make the result of a question that ended in an error."""
        message = f"{type(error).__name__}: {error}"
        identity = (question.id, question.kind, question.answerable)
        return cls(*identity, "error", None, None, message, question.fingerprint)

    def to_json(self) -> dict[str, Any]:
        """Return the published form, made of JSON types only."""
        return {
            "id": self.id,
            "kind": self.kind,
            "answerable": self.answerable,
            "outcome": self.outcome,
            "answer": self.answer.to_json() if self.answer else None,
            "scores": asdict(self.scores) if self.scores else {},
            "error": self.error,
            "fingerprint": self.fingerprint,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read back what `to_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            id=data["id"],
            kind=data["kind"],
            answerable=data["answerable"],
            outcome=data["outcome"],
            answer=Answer.from_json(data["answer"]) if data["answer"] else None,
            scores=Scores(**data["scores"]) if data["scores"] else None,
            error=data["error"],
            fingerprint=data["fingerprint"],
        )


def result_line(result: Result) -> str:
    """Return the line of one result."""
    # ASCII only: readers that split at Unicode's line separators, and lone surrogates, do no harm.
    return json.dumps(result.to_json()) + "\n"


def append_result(path: Path, result: Result) -> None:
    """Add one line, and see it onto the disk before the next one."""
    append_durably(path, result_line(result).encode("ascii"))


def read_results(path: Path) -> tuple[Result, ...]:
    """Read the finished lines; a last line that was cut off while it was written is left out."""
    finished = _finished(path)
    results = []
    for number, line in enumerate(finished.split(b"\n")[:-1], start=1):
        try:
            results.append(Result.from_json(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise EvaluationError(
                f"{path}, line {number} is not a result ({error!r}). Mend the line, or give another --out."
            ) from error
    return tuple(results)


def cut_unfinished_line(path: Path) -> None:
    """Take off a last line that was cut off while it was written, so that the next one starts on its own."""
    if path.exists():
        os.truncate(path, len(_finished(path)))


def _finished(path: Path) -> bytes:
    content = path.read_bytes() if path.exists() else b""
    return content[: content.rfind(b"\n") + 1]
