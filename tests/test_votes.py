"""What comes of the thumbs below an answer: which questions are kept, and what is shown as pressed."""

from types import SimpleNamespace

import gradio as gr
import pytest
from page_parts import VISIT, asked, page

from eval.sets.questions import load_questions
from index.library import Library
from qa.answer import Turn
from ui.chat.page import UNCHANGED, VOTES_A_MINUTE, Page
from ui.conversation import Exchange

__all__ = ["page"]


def voted(page: Page, exchanges: tuple[Exchange, ...], number: int, thumb: str, told: str | None = None) -> str:
    event = SimpleNamespace(exchange=exchanges[number].id, thumb=thumb, right_answer=told)
    return page.vote(exchanges, event)


def test_votes_are_kept_in_the_librarys_question_set(page: Page, library: Library) -> None:
    path = library.folder / "questions.jsonl"
    exchanges = asked(page, "And how much was it?", asked(page, "How long?"))
    assert 'aria-pressed="true"' not in page.shown(())
    assert voted(page, exchanges, 0, "up").count('aria-pressed="true"') == 1
    voted(page, exchanges, 1, "down")
    shown = voted(page, exchanges, 1, "down", "C$56bn")
    assert 'value="C$56bn"' in shown
    length, worth = load_questions(path)
    assert (length.answers, length.gold, length.kind) == (("Two days.",), (VISIT,), "thumbs-up")
    assert (worth.answers, worth.answerable, worth.kind) == (("C$56bn",), True, "thumbs-down")
    assert worth.history == (Turn("How long?", "Two days. [1]"),)
    voted(page, exchanges, 0, "down")
    assert [question.kind for question in load_questions(path)] == ["thumbs-down", "thumbs-down"]
    assert 'aria-pressed="true"' not in voted(page, exchanges[:1], 0, "down")
    assert load_questions(path) == (worth,)


def test_a_vote_counts_for_the_copy_of_an_answer_in_another_conversation(page: Page, library: Library) -> None:
    exchanges = asked(page, "How long?")
    voted(page, exchanges, 0, "down", "three days")
    copies = page.copied(page.copied(exchanges))
    assert copies[0].id != exchanges[0].id
    assert 'value="three days"' in page.shown(copies)
    voted(page, copies, 0, "down")  # the thumb is pressed already, so this takes it back
    assert (library.folder / "questions.jsonl").read_bytes() == b""
    assert 'aria-pressed="true"' not in page.shown(exchanges)
    assert 'aria-pressed="true"' in voted(page, exchanges, 0, "up")
    assert 'aria-pressed="true"' in page.shown(copies)


def test_a_vote_on_what_is_no_answer_changes_nothing(page: Page, library: Library) -> None:
    exchanges = (*asked(page, "Too long"), Exchange.begin("How long?"))
    assert voted(page, exchanges, 0, "up") is UNCHANGED
    assert voted(page, exchanges, 1, "up") is UNCHANGED
    assert page.vote((), SimpleNamespace(exchange="gone", thumb="up", right_answer=None)) is UNCHANGED
    assert not (library.folder / "questions.jsonl").exists()


def test_votes_are_limited_in_number_and_length(page: Page, library: Library) -> None:
    exchanges = asked(page, "How long?")
    with pytest.raises(gr.Error, match="at most 4,000 are read"):
        voted(page, exchanges, 0, "down", "two " * 2000)
    for _ in range(VOTES_A_MINUTE - 1):
        voted(page, exchanges, 0, "up")
    with pytest.raises(gr.Error, match="60 votes a minute"):
        voted(page, exchanges, 0, "up")
    (question,) = load_questions(library.folder / "questions.jsonl")
    assert question.kind == "thumbs-up"


def test_the_file_of_votes_does_not_grow_without_end(
    page: Page, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval.sets.feedback.MOST_KEPT", 1)
    exchanges = asked(page, "How much?", asked(page, "How long?"))
    voted(page, exchanges, 0, "up")
    with pytest.raises(gr.Error, match=r"questions\.jsonl has 1 votes, and no more are kept"):
        voted(page, exchanges, 1, "up")
    voted(page, exchanges, 0, "down")  # which takes the place of the one before
    (question,) = load_questions(library.folder / "questions.jsonl")
    assert (question.question, question.kind) == ("How long?", "thumbs-down")


def test_of_votes_and_of_what_was_stopped_the_oldest_are_forgotten(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.view.thumbs.MOST_SHOWN", 2)
    monkeypatch.setattr("ui.chat.page.MOST_STOPPED", 2)
    exchanges = asked(page, "How long?", asked(page, "How much?", asked(page, "How long?")))
    for number in range(3):
        voted(page, exchanges, number, "up")
    assert [page._votes.of(exchange.id) is None for exchange in exchanges] == [True, False, False]
    waiting = [Exchange.begin(f"{number}?") for number in range(3)]
    for exchange in waiting:
        page.stop((exchange,))
    assert list(page._stopped) == [exchange.id for exchange in waiting[1:]]


def test_a_vote_that_cannot_be_written_is_told_and_not_shown(page: Page, library: Library) -> None:
    (library.folder / "questions.jsonl").mkdir()
    exchanges = asked(page, "How long?")
    with pytest.raises(gr.Error, match=r"questions\.jsonl cannot be written"):
        voted(page, exchanges, 0, "up")
    assert 'aria-pressed="true"' not in page.stop((*exchanges, Exchange.begin("How much?")))[1]
