"""What people think of the answers they get, kept as a question set: the file `questions.jsonl` of a library."""

import hashlib
import json
import stat
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import filelock

from eval.durable import write_whole
from eval.sets.json_lines import json_for_people
from eval.sets.questions import Question, document_name
from index.errors import QuestionError
from index.limits import COMMENT, checked
from qa.answer import Answer, Turn, without_markers
from qa.talk.followup import earlier_turns

QUESTIONS_FILE = "questions.jsonl"
SECONDS_TO_WAIT = 10  # for another process that writes the file

MOST_KEPT = 10_000
"""Questions in the file: each vote reads all of it, so it may not grow without end."""

PRIVATE = 0o600  # nobody else on this computer reads what somebody asked, unless the file is shared

UP, DOWN = "thumbs-up", "thumbs-down"


@dataclass(frozen=True, slots=True)
class Vote:
    """A thumb up or down; after one down the right answer, if it was told."""

    up: bool
    right_answer: str = ""


def voted_question(answer: Answer, history: Sequence[Turn], vote: Vote) -> Question:
    """Return the question that a vote on its answer makes; `history` is what was said before it.

    A good answer is the accepted one, its cited sentences gold; a good refusal says that there is no answer. A bad
    one says that there is one: what was told, else none is accepted, and the harness leaves it unjudged. The id is
    made of question, history and answer, so that another vote on the same answer has the same id. Raises
    QuestionError when what was told is too long.
    """
    earlier = earlier_turns(answer.question, history)
    content = json.dumps([answer.question, [asdict(turn) for turn in earlier], answer.text])
    said = " ".join(" ".join(without_markers(statement.text).split()) for statement in answer.statements)
    told = checked(vote.right_answer.strip(), "The right answer", COMMENT)
    accepted = said if vote.up else told  # a refusal has no statements
    cited = answer.citations if vote.up else ()
    return Question(
        id=f"vote-{hashlib.sha256(content.encode()).hexdigest()[:12]}",
        question=answer.question,
        answers=(accepted,) if accepted else (),
        gold=tuple(citation.quote for citation in cited),
        documents=tuple(dict.fromkeys(document_name(citation.document.source) for citation in cited)),
        answerable=answer.answered or not vote.up,
        kind=UP if vote.up else DOWN,
        history=earlier,
    )


def keep(path: Path, question: Question) -> None:
    """Put a question into the file, in the place of one with its id.

    Raises OSError when that cannot be done, QuestionError when the file has as many as may be.
    """
    _rewrite(path, question.id, json_for_people(question.to_json()))


def take_back(path: Path, question: Question) -> None:
    """Take a question out of the file. Raises OSError when that cannot be done."""
    _rewrite(path, question.id, None)


def _rewrite(path: Path, replaced: str, line: bytes | None) -> None:
    """Write the file anew, whole or not at all; lines with other ids stay as they are, to the byte."""
    with filelock.FileLock(path.with_name(f"{path.name}.lock"), timeout=SECONDS_TO_WAIT):
        lines = [one + b"\n" for one in path.read_bytes().split(b"\n")] if path.exists() else []
        if lines[-1:] == [b"\n"]:  # what stood behind the last end of line
            lines.pop()
        ids = [_id_of(one) for one in lines]
        if line is not None and replaced not in ids and len(lines) >= MOST_KEPT:
            raise QuestionError(f"{path} has {MOST_KEPT:,} votes, and no more are kept: move it elsewhere.")
        place = ids.index(replaced) if replaced in ids else len(lines)
        lines[place : place + 1] = [] if line is None else [line]
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else PRIVATE
        write_whole(path, b"".join(lines), mode=mode)


def _id_of(line: bytes) -> str | None:
    try:
        data = json.loads(line)
    except (
        ValueError,
        RecursionError,
    ):  # a person may be in the middle of mending the line: it is not ours to judge
        return None
    return data.get("id") if isinstance(data, dict) else None
