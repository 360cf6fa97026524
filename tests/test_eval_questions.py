import json
from pathlib import Path

import pytest

from eval.sets.questions import Question, load_questions
from index.errors import EvaluationError
from qa.answer import Turn

SHARED = Path(__file__).parents[2] / "shared" / "data"


def write(folder: Path, *lines: str) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_question_is_read_with_all_its_fields_and_unknown_ones_are_ignored(tmp_path: Path) -> None:
    line = {
        "id": "q1",
        "question": "And then?",
        "answers": ["ten", "10"],
        "gold": ["It was ten."],
        "documents": ["a.txt"],
        "answerable": True,
        "kind": "follow-up",
        "history": [{"question": "When?", "answer": "Nine."}],
        "about": "a.txt",
    }
    assert load_questions(write(tmp_path, json.dumps(line))) == (
        Question(
            "q1",
            "And then?",
            ("ten", "10"),
            ("It was ten.",),
            ("a.txt",),
            True,
            "follow-up",
            (Turn("When?", "Nine."),),
        ),
    )


def test_a_question_is_the_same_after_a_round_trip(tmp_path: Path) -> None:
    question = Question(
        "q", "Who\u2028did?", ("a", "b"), ("A.",), ("a.txt",), True, "k", (Turn("When?", "Nine."),)
    )
    assert load_questions(write(tmp_path, json.dumps(question.to_json()))) == (question,)


def test_lists_kind_and_history_may_be_left_out_and_blank_lines_are_skipped(tmp_path: Path) -> None:
    path = write(tmp_path, "", '{"id": "q", "question": "Who?", "answerable": true}', "  ")
    assert load_questions(path) == (Question("q", "Who?", (), (), (), True, "", ()),)


def test_a_line_separator_inside_a_string_does_not_end_the_line(tmp_path: Path) -> None:
    path = write(tmp_path, '{"id": "q", "question": "Who\u2028did?", "answerable": true}')
    assert load_questions(path)[0].question == "Who\u2028did?"


def test_every_bad_line_is_named_by_its_number_in_one_error(tmp_path: Path) -> None:
    good = '{"id": "q1", "question": "Who?", "answerable": true}'
    path = write(
        tmp_path,
        good,
        "{not json",
        "[1, 2]",
        '{"id": "q4", "question": "Who?"}',
        '{"id": 5, "question": "Who?", "answerable": true}',
        '{"id": "q6", "question": "Who?", "answerable": "yes"}',
        '{"id": "q7", "question": "Who?", "answerable": true, "answers": "ten"}',
        '{"id": "q8", "question": "Who?", "answerable": true, "gold": [1]}',
        '{"id": "q9", "question": "Who?", "answerable": true, "history": [{"question": "Who?"}]}',
        '{"id": "q10", "question": " ", "answerable": true}',
        '{"id": "q11", "question": "Who?", "answerable": true, "answers": [""]}',
        good,
    )
    with pytest.raises(EvaluationError) as caught:
        load_questions(path)
    lines = str(caught.value).splitlines()[1:]
    assert [line.split(":")[0].strip() for line in lines] == [f"line {number}" for number in range(2, 13)]
    for line, reason in zip(
        lines[1:],
        [
            "not a JSON object but a list",
            "'answerable' is missing",
            "'id' is a number, not a string",
            "'answerable' is a string",
            "'answers' is a string, not a list",
            "an entry of 'gold' is a number",
            "'answer' is missing",
            "'question' is empty",
            "an entry of 'answers' is empty",
            "the id 'q1' is that of line 1",
        ],
        strict=True,
    ):
        assert reason in line


def test_a_set_without_questions_or_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="holds no questions"):
        load_questions(write(tmp_path, ""))
    with pytest.raises(EvaluationError, match="cannot be read"):
        load_questions(tmp_path / "missing.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": "\xe9"}')
    with pytest.raises(EvaluationError, match="cannot be read as UTF-8"):
        load_questions(tmp_path / "latin.jsonl")


def test_the_fingerprint_follows_every_field(tmp_path: Path) -> None:
    first, second, third = load_questions(
        write(
            tmp_path,
            '{"id": "q1", "question": "Who?", "answerable": true, "gold": ["A."]}',
            '{"id": "q2", "question": "Who?", "answerable": true, "gold": ["A."]}',
            '{"id": "q3", "question": "Who?", "answerable": true, "gold": ["B."]}',
        )
    )
    assert len({first.fingerprint, second.fingerprint, third.fingerprint}) == 3
    assert first.fingerprint == Question("q1", "Who?", (), ("A.",), (), True, "", ()).fingerprint


@pytest.mark.skipif(not SHARED.is_dir(), reason="the public sets are not here")
@pytest.mark.parametrize(
    ("name", "count"), [("squad2", 363), ("clapnq", 300), ("stici", 60), ("lihua", 319), ("mtrag", 219)]
)
def test_the_public_sets_are_read_whole(name: str, count: int) -> None:
    assert len(load_questions(SHARED / name / "questions.jsonl")) == count
