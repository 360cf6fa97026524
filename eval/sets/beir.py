"""Retrieval sets in BEIR's form: corpus.jsonl, queries.jsonl and qrels/<split>.tsv.

Source: Thakur et al. 2021, "BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of Information Retrieval
Models".
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.sets.json_lines import bad_records, filled, read_json_lines, required, string
from eval.sets.question_set import QuestionSet, file_name
from eval.sets.questions import Question
from index.errors import EvaluationError

CORPUS_FILE = "corpus.jsonl"
QUERIES_FILE = "queries.jsonl"
HEADER = ["query-id", "corpus-id", "score"]

Grades = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class _Text:
    """A document of the corpus, or a query, which has no title."""

    id: str
    title: str
    text: str


def read_beir(folder: Path, qrels: Path | None = None) -> QuestionSet:
    """Read a BEIR folder; the questions are the queries judged in `qrels`, without it those of the test split.

    A document is relevant when its score is above 0, and the score is its grade. A query without a relevant
    document is not answerable. Raises EvaluationError that names every bad line of a file.
    """
    qrels = qrels or _qrels_file(folder)
    corpus = read_json_lines(folder / CORPUS_FILE, _document, what="document")
    queries = read_json_lines(folder / QUERIES_FILE, _query, what="question")
    judged = _read_qrels(qrels, {query.id for query in queries}, {document.id for document in corpus})
    relevance = {
        query: {file_name(document): grade for document, grade in grades.items() if grade > 0}
        for query, grades in judged.items()
    }
    questions = tuple(
        Question(
            id=query.id,
            question=query.text,
            answers=(),
            gold=(),
            documents=tuple(relevance[query.id]),
            answerable=bool(relevance[query.id]),
            kind="",
            history=(),
        )
        for query in queries
        if query.id in judged
    )
    return QuestionSet(questions, {file_name(document.id): _content(document) for document in corpus}, relevance)


def _qrels_file(folder: Path) -> Path:
    """Return the judgements of the only split or of the split "test"."""
    splits = sorted((folder / "qrels").glob("*.tsv"))
    missing = [name for name in (CORPUS_FILE, QUERIES_FILE) if not (folder / name).is_file()]
    if missing or not splits:
        raise EvaluationError(
            f"{folder} is no BEIR folder: it lacks {', '.join(missing or ['qrels/<split>.tsv'])}. Name a folder "
            f"with {CORPUS_FILE}, {QUERIES_FILE} and qrels/<split>.tsv, or a file of questions."
        )
    named_test = [split for split in splits if split.stem == "test"]
    if len(splits) > 1 and not named_test:
        raise EvaluationError(
            f"{folder} has the splits {', '.join(split.stem for split in splits)}, and none is named test. "
            f"Name the file of one instead of the folder, such as {splits[0]}."
        )
    return (named_test or splits)[0]


def _document(data: Mapping[str, Any]) -> _Text:
    return _Text(
        id=filled(required(data, "_id"), "'_id'"),
        title=string(data.get("title") or "", "'title'"),
        text=string(required(data, "text"), "'text'"),
    )


def _query(data: Mapping[str, Any]) -> _Text:
    return _Text(filled(required(data, "_id"), "'_id'"), "", filled(required(data, "text"), "'text'"))


def _content(document: _Text) -> str:
    """Return what is written for a document: one without any text holds its id, so that none is left out."""
    parts = [" ".join(document.title.split()), document.text.strip()]
    return "\n\n".join(part for part in parts if part) or document.id


def _read_qrels(path: Path, queries: Collection[str], documents: Collection[str]) -> Grades:
    """Return the scores by query and document."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"The judgements {path} cannot be read as UTF-8 text: {error}") from error
    judged: Grades = {}
    problems: list[str] = []
    if lines[0].split("\t") != HEADER:
        problems.append(f"line 1: not the header {', '.join(HEADER)}, parted by tabs")
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        try:
            query, document, score = _judgement(line, queries, documents)
            if document in judged.setdefault(query, {}):
                raise ValueError(f"document {document!r} is judged twice for query {query!r}")
        except ValueError as error:
            problems.append(f"line {number}: {error}")
        else:
            judged[query][document] = score
    if problems:
        raise bad_records(f"The judgements {path}", problems)
    if not judged:
        raise EvaluationError(f"The judgements {path} hold no line but the header. Name another split.")
    return judged


def _judgement(line: str, queries: Collection[str], documents: Collection[str]) -> tuple[str, str, int]:
    fields = line.split("\t")
    if len(fields) != len(HEADER):
        raise ValueError(f"{len(fields)} fields, not {len(HEADER)} parted by tabs")
    query, document, score = fields
    if query not in queries:
        raise ValueError(f"query {query!r} is not in {QUERIES_FILE}")
    if document not in documents:
        raise ValueError(f"document {document!r} is not in {CORPUS_FILE}")
    try:
        return query, document, int(score)
    except ValueError as error:
        raise ValueError(f"the score {score!r} is not a whole number") from error
