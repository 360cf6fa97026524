"""Votes on answers become a question set that the harness reads: what each says, and what stays in the file."""

import stat
import threading
from dataclasses import replace
from pathlib import Path

import filelock
import pytest
from chat_scripts import Said, scripted_answer

from eval.run import run
from eval.sets.feedback import Vote, keep, take_back, voted_question
from eval.sets.questions import Question, load_questions
from index.library import Library
from qa.answer import Answer, Turn

VISIT = "The visit lasted two days."
TRADE = "Trade was worth C$56bn in 2024."
GOOD, BAD = Vote(up=True), Vote(up=False)


@pytest.fixture
def answer(library: Library, tmp_path: Path) -> Answer:
    """Give an answer of two statements with a citation each, out of one file."""
    note = tmp_path / "visit.txt"
    note.write_text(f"{VISIT} {TRADE}", encoding="utf-8")
    library.add([note])
    said = (Said("Two days.", (("visit.txt", VISIT),)), Said("Trade was\nC$56bn.", (("visit.txt", TRADE),)))
    return scripted_answer(library, "How long was the visit?", said)


@pytest.fixture
def refusal(library: Library) -> Answer:
    return scripted_answer(library, "Who won the race?", ())


def test_a_good_answer_is_accepted_and_what_it_cites_is_gold(answer: Answer) -> None:
    question = voted_question(answer, (), GOOD)
    assert question.question == "How long was the visit?"
    assert question.answers == ("Two days. Trade was C$56bn.",)
    assert (question.gold, question.documents) == ((VISIT, TRADE), ("visit.txt",))
    assert (question.answerable, question.kind) == (True, "thumbs-up")


def test_a_marker_inside_a_statement_is_not_part_of_the_accepted_answer(answer: Answer) -> None:
    marked = replace(answer, statements=(replace(answer.statements[0], text="Two days [1]."),))
    assert voted_question(marked, (), GOOD).answers == ("Two days.",)


@pytest.mark.parametrize(("told", "answers"), [(" Three days. ", ("Three days.",)), ("", ()), (" ", ())])
def test_of_a_bad_answer_only_what_was_told_instead_is_accepted(
    answer: Answer, told: str, answers: tuple[str, ...]
) -> None:
    question = voted_question(answer, (), Vote(up=False, right_answer=told))
    assert (question.answers, question.gold, question.documents) == (answers, (), ())
    assert (question.answerable, question.kind) == (True, "thumbs-down")


def test_a_good_refusal_is_not_answerable_and_a_bad_one_is(refusal: Answer) -> None:
    good, bad = voted_question(refusal, (), GOOD), voted_question(refusal, (), Vote(False, "Ada"))
    assert (good.answerable, good.answers, good.kind) == (False, (), "thumbs-up")
    assert (bad.answerable, bad.answers, bad.kind) == (True, ("Ada",), "thumbs-down")


def test_what_was_said_before_is_kept_when_the_question_leans_on_it(answer: Answer) -> None:
    turns = (Turn("Who came?", "Ada."), Turn("Who visited Rome?", "Ada did."))
    assert voted_question(answer, turns, GOOD).history == ()
    leaning = replace(answer, question="How long did she stay?")
    assert voted_question(leaning, turns, GOOD).history == turns[-1:]


def test_every_vote_on_an_answer_has_one_id_and_another_answer_another(answer: Answer, refusal: Answer) -> None:
    turns = (Turn("Who visited Rome?", "Ada did."),)
    leaning = replace(answer, question="How long did she stay?")
    asked = [
        (answer, ()),
        (refusal, ()),
        (leaning, turns),
        (leaning, ()),
        (replace(answer, text="Three days."), ()),
    ]
    ids = [voted_question(one, history, GOOD).id for one, history in asked]
    assert len(set(ids)) == len(asked)
    assert ids == [voted_question(one, history, Vote(False, "x")).id for one, history in asked]
    assert voted_question(answer, turns, GOOD).id == ids[0]


def test_another_vote_takes_the_place_of_the_first_and_can_be_taken_back(
    answer: Answer, refusal: Answer, tmp_path: Path
) -> None:
    path = tmp_path / "questions.jsonl"
    up, other, down = (
        voted_question(one, (), vote) for one, vote in [(answer, GOOD), (refusal, GOOD), (answer, BAD)]
    )
    keep(path, up)
    keep(path, other)
    assert load_questions(path) == (up, other)
    keep(path, down)
    assert load_questions(path) == (down, other)
    take_back(path, down)
    assert load_questions(path) == (other,)
    take_back(path, down)
    assert load_questions(path) == (other,)


def test_lines_by_other_hands_stay_to_the_byte(answer: Answer, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    own = b'{"id":  "mine", "question": "Pi\xc3\xb1ata?", "answerable": true, "note": 1}\n\n{"id": "bro\n[1]'
    path.write_bytes(own)
    question = voted_question(answer, (), GOOD)
    keep(path, question)
    assert path.read_bytes().startswith(own + b'\n{"id": "vote-')
    take_back(path, question)
    assert path.read_bytes() == own + b"\n"


def test_a_file_that_cannot_be_replaced_stays_whole(
    answer: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "questions.jsonl"
    keep(path, voted_question(answer, (), GOOD))
    before = path.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        keep(path, voted_question(answer, (), BAD))
    assert path.read_bytes() == before


def test_votes_at_the_same_time_are_all_kept(answer: Answer, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    questions = [voted_question(replace(answer, text=str(number)), (), GOOD) for number in range(20)]
    threads = [threading.Thread(target=keep, args=(path, question)) for question in questions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(load_questions(path)) == set(questions)


def test_a_file_that_another_process_holds_is_an_error_in_the_end(
    answer: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval.sets.feedback.SECONDS_TO_WAIT", 0.1)
    with filelock.FileLock(tmp_path / "questions.jsonl.lock"), pytest.raises(OSError, match="lock"):
        keep(tmp_path / "questions.jsonl", voted_question(answer, (), GOOD))


def test_the_harness_asks_what_was_voted_on(
    answer: Answer, refusal: Answer, library: Library, tmp_path: Path
) -> None:
    path = library.folder / "questions.jsonl"
    keep(path, voted_question(answer, (), GOOD))
    keep(path, voted_question(refusal, (), GOOD))
    keep(path, voted_question(replace(answer, text="Nine days."), (), BAD))

    class Asker:
        def ask(self, question: str, history: object = ()) -> Answer:
            return answer if question == answer.question else refusal

    summary = run(path, out=tmp_path / "out", library=library.folder, assistant=Asker())
    assert summary["outcomes"] == {"trustworthy": 2, "unjudged": 1}
    assert summary["cited"] == 1


def test_the_file_is_readable_by_people(answer: Answer, tmp_path: Path) -> None:
    question = replace(voted_question(answer, (), Vote(False, "£5, Piñata \ud800")), question="Café?")
    keep(tmp_path / "questions.jsonl", question)
    text = (tmp_path / "questions.jsonl").read_text(encoding="utf-8")
    assert '"£5, Piñata \ufffd"' in text
    assert load_questions(tmp_path / "questions.jsonl") == (replace(question, answers=("£5, Piñata \ufffd",)),)
    assert isinstance(question, Question)


def test_nobody_else_can_read_what_was_voted_on_unless_the_file_is_shared(answer: Answer, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    keep(path, voted_question(answer, (), GOOD))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    keep(path, voted_question(answer, (), BAD))
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
