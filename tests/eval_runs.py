"""Runs whose results are written by hand, as folders: for tests of what is made of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path

from eval.metrics.scores import Outcome, Scores
from eval.results import Result, result_line
from eval.sets.questions import Question
from qa.answer import Answer, Timings, Tokens

NOTHING = Scores(**dict.fromkeys((field.name for field in fields(Scores)), None))
OUTCOMES: Mapping[Outcome, Scores] = {
    "trustworthy": Scores(1, 1, 0, 0.5, 1, 1, 1, 1, 1, 1, 0, None, 0, 1),
    "model missed": Scores(0, 0, 0, 0, 1, 0, None, 0, 0, None, 1, None, 0, 0),
    "retrieval missed": Scores(0, 0, 0, 0, 0, 0, None, 0, 0, None, 1, None, 0, 0),
    "citation missed": Scores(1, 1, 0, 0.5, 1, 0, None, 0, 0, None, 1, None, 0, 0),
    "refused wrongly": Scores(0, 0, 0, 0, 1, 0, None, 0, 0, None, None, None, 1, 0),
    "answered wrongly": replace(NOTHING, citation_validity=1, uncited=0, refused=0, trustworthy=0),
}
RIGHTLY_REFUSED = replace(NOTHING, refused=1, trustworthy=1)


def question(number: int, *, answerable: bool = True, text: str = "") -> Question:
    return Question(f"q{number}", text or f"Question {number}?", (), (), (), answerable, "", ())


def result(asked: Question, outcome: Outcome) -> Result:
    """Give the result with that outcome; its answer's text is "A: " and the outcome."""
    if outcome == "error":
        return Result.failed(asked, ValueError("no"))
    scores = OUTCOMES[outcome] if asked.answerable or outcome != "trustworthy" else RIGHTLY_REFUSED
    timings, tokens = Timings(0, 0.5, 1, 0.8), Tokens(1, 2)
    answer = Answer(asked.question, True, 0.9, f"A: {outcome}", (), (), (), "scripted", timings, tokens)
    return Result.scored(asked, outcome, answer, scores)


def write_run(
    folder: Path, questions: Sequence[Question], outcomes: Sequence[Outcome], **settings: object
) -> Path:
    """Write a run with one outcome a question; with fewer outcomes it was stopped."""
    folder.mkdir()
    lines = [json.dumps(one.to_json()) + "\n" for one in questions]
    results = [result_line(result(*pair)) for pair in zip(questions, outcomes, strict=False)]
    (folder / "questions.jsonl").write_text("".join(lines), encoding="utf-8")
    (folder / "results.jsonl").write_text("".join(results), encoding="ascii")
    (folder / "settings.json").write_text(json.dumps({"model": "scripted", **settings}), encoding="utf-8")
    return folder
