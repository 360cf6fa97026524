import json
from pathlib import Path

import pytest

from eval.sets.inputs import load
from eval.sets.questions import Question
from index.errors import EvaluationError

CORPUS = [
    {"_id": "MED-1", "title": "Trade  with\nMexico", "text": "Trade was worth much.", "metadata": {}},
    {"_id": "../../etc/x", "title": "", "text": " Only text. "},
    {"_id": "empty", "text": ""},
]
QUERIES = [{"_id": f"q{number}", "text": f"Question {number}?", "metadata": {}} for number in (1, 2, 3)]
HEADER = "query-id\tcorpus-id\tscore\n"
QRELS = HEADER + "q2\tMED-1\t2\nq2\t../../etc/x\t1\nq2\tempty\t0\nq3\tempty\t-1\n"


def lines(records: list[dict[str, object]]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "set"
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text(lines(CORPUS), encoding="utf-8")
    (folder / "queries.jsonl").write_text(lines(QUERIES), encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text(QRELS, encoding="utf-8")
    return folder


def test_the_judged_queries_are_the_questions_with_graded_documents(folder: Path) -> None:
    read = load(folder)
    relevant = ("MED-1.txt", "%2E.%2F..%2Fetc%2Fx.txt")
    assert read.questions == (
        Question("q2", "Question 2?", (), (), relevant, True, "", ()),
        Question("q3", "Question 3?", (), (), (), False, "", ()),
    )
    assert [dict(read.grades(question)) for question in read.questions] == [
        {"MED-1.txt": 2, "%2E.%2F..%2Fetc%2Fx.txt": 1},
        {},
    ]


def test_every_document_becomes_a_text_with_its_title_or_at_least_its_id(folder: Path) -> None:
    assert load(folder).documents == {
        "MED-1.txt": "Trade with Mexico\n\nTrade was worth much.",
        "%2E.%2F..%2Fetc%2Fx.txt": "Only text.",
        "empty.txt": "empty",
    }


def test_the_test_split_is_taken_another_one_is_named_by_its_file(folder: Path) -> None:
    other = folder / "qrels" / "dev.tsv"
    other.write_text(HEADER + "q1\tMED-1\t1\r\n", encoding="utf-8")
    assert [question.id for question in load(folder).questions] == ["q2", "q3"]
    assert [question.id for question in load(other).questions] == ["q1"]
    (folder / "qrels" / "test.tsv").unlink()
    assert [question.id for question in load(folder).questions] == ["q1"]
    (folder / "qrels" / "train.tsv").write_text(HEADER + "q2\tMED-1\t1\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"has the splits dev, train, and none is named test"):
        load(folder)


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        ("corpus.jsonl", "lacks corpus.jsonl"),
        ("queries.jsonl", "lacks queries.jsonl"),
        ("qrels/test.tsv", "lacks qrels"),
    ],
)
def test_a_folder_that_lacks_a_part_is_refused_with_its_name(folder: Path, missing: str, named: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(EvaluationError, match=f"no BEIR folder: it {named}"):
        load(folder)


@pytest.mark.parametrize(
    ("file", "line", "problem"),
    [
        ("corpus.jsonl", '{"_id": 4, "text": ""}', "line 4: '_id' is a number, not a string"),
        ("corpus.jsonl", '{"_id": "MED-1", "text": ""}', "line 4: the id 'MED-1' is that of line 1"),
        ("corpus.jsonl", '{"_id": "x", "title": "T"}', "line 4: 'text' is missing"),
        ("corpus.jsonl", '{"_id": "x", "text": "T", "title": 4}', "line 4: 'title' is a number"),
        ("queries.jsonl", '{"_id": "x", "text": " "}', "line 4: 'text' is empty"),
        ("queries.jsonl", '{"_id": "x", "text": "a\\ud800"}', "line 4: 'text' holds a lone surrogate"),
        ("queries.jsonl", "[]", "line 4: not a JSON object but a list"),
        ("qrels/test.tsv", "q1\tMED-1", "line 6: 2 fields, not 3"),
        ("qrels/test.tsv", "q1 0 MED-1 1", "line 6: 1 fields, not 3"),
        ("qrels/test.tsv", "q9\tMED-1\t1", "line 6: query 'q9' is not in queries.jsonl"),
        ("qrels/test.tsv", "q1\tMED-9\t1", "line 6: document 'MED-9' is not in corpus.jsonl"),
        ("qrels/test.tsv", "q1\tMED-1\thigh", "line 6: the score 'high' is not a whole number"),
        ("qrels/test.tsv", "q2\tMED-1\t1", "line 6: document 'MED-1' is judged twice for query 'q2'"),
    ],
)
def test_a_bad_line_is_named_with_its_file_and_number(folder: Path, file: str, line: str, problem: str) -> None:
    with (folder / file).open("a", encoding="utf-8") as opened:
        opened.write(line + "\n")
    with pytest.raises(EvaluationError, match=file) as caught:
        load(folder)
    assert [one.strip()[: len(problem)] for one in str(caught.value).splitlines()[1:]] == [problem]


def test_judgements_without_their_header_or_without_a_line_are_refused(folder: Path) -> None:
    qrels = folder / "qrels" / "test.tsv"
    qrels.write_text("q1\tMED-1\t1\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match="line 1: not the header query-id, corpus-id, score"):
        load(folder)
    qrels.write_text(HEADER, encoding="utf-8")
    with pytest.raises(EvaluationError, match="no line but the header"):
        load(folder)
    qrels.write_bytes(b"\xff")
    with pytest.raises(EvaluationError, match="cannot be read as UTF-8"):
        load(folder)
