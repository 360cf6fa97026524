"""What a person names as questions: a file of ours, a SQuAD file or a BEIR folder. Told apart by what is in it."""

import json
from collections.abc import Mapping
from pathlib import Path

from eval.sets.beir import read_beir
from eval.sets.question_set import QuestionSet
from eval.sets.questions import load_questions
from eval.sets.squad_json import read_squad
from index.errors import EvaluationError

EXPECTED = (
    "Questions are read from a file with one JSON object a line, from a SQuAD file (a JSON object with the list "
    "'data'), and from a BEIR folder or one of its qrels/<split>.tsv."
)


def load(path: Path) -> QuestionSet:
    """Read a question set in any of the formats, whole or not at all.

    Raises EvaluationError that says what was expected, or names every bad record.
    """
    if path.is_dir():
        return read_beir(path)
    suffix = path.suffix.lower()
    if suffix == ".tsv":
        return read_beir(path.parent.parent, path)
    try:
        whole = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        if suffix == ".json":
            raise EvaluationError(f"{path} cannot be read as JSON: {error}. {EXPECTED}") from error
        whole = None  # several lines, each of them JSON
    if isinstance(whole, Mapping) and isinstance(whole.get("data"), list):
        return read_squad(whole, path)
    if suffix == ".json":
        raise EvaluationError(f"{path} is no SQuAD file. {EXPECTED}")
    documents = path.parent / "documents"
    return QuestionSet(load_questions(path), documents if documents.is_dir() else None)
