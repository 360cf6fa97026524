"""What happens on the page, without a browser: asking, stopping, opening places, adding files."""

import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import gradio as gr
import pytest
from chat_scripts import REFUSAL, document_named
from page_parts import TRADE, VISIT, asked, page

from index.errors import Stopped
from index.library import Library
from index.stopping import check_stopped
from qa.answer import Delta, Event, Progress, Turn
from ui.chat.app import MAX_UPLOAD, launch_settings
from ui.chat.page import FAILED, LONGEST_CONVERSATION, UNCHANGED, Page
from ui.chat.uploads import Upload, add_uploads
from ui.conversation import STOPPED, STOPPED_DRAFT, Exchange, drained
from ui.view.panel import gone
from ui.view.place import Place

__all__ = ["page"]


def test_an_answer_streams_and_opens_its_first_sentence(page: Page) -> None:
    accepted, waiting, _ = page.accept("  How long? ", ())
    assert "Waiting…" in waiting
    steps = list(page.respond(accepted))
    assert 'role="status">Searching the documents…' in steps[0][1]
    assert '<p class="draft" dir="auto">Two days. </p>' in steps[-2][1]
    exchanges, conversation, panel = steps[-1]
    assert [exchange.question for exchange in exchanges] == ["How long?"]
    assert '<span class="statement supported">Two days.</span> <a class="marker"' in conversation
    assert f'<mark class="target" data-number="1">{VISIT}</mark>' in panel
    assert all(step[0] is UNCHANGED and step[2] is UNCHANGED for step in steps[:-1])


def test_what_was_answered_is_the_history_of_the_next_question(page: Page) -> None:
    exchanges = asked(page, "Too long", asked(page, "How long?"))
    asked(page, "How much?", exchanges)
    assert page._assistant.histories == [
        (),
        (Turn("How long?", "Two days. [1]"),),
        (Turn("How long?", "Two days. [1]"),),
    ]


def test_an_empty_question_or_one_asked_while_another_waits_changes_nothing(page: Page) -> None:
    assert page.accept(" \n", ()) == (UNCHANGED, UNCHANGED, UNCHANGED)
    waiting = (Exchange.begin("How long?"),)
    assert page.accept("How much?", waiting) == (UNCHANGED, UNCHANGED, UNCHANGED)


def test_a_question_and_a_conversation_may_be_only_so_long(page: Page) -> None:
    with pytest.raises(gr.Error, match="9,000 characters, and at most 4,000 are read"):
        page.accept("a" * 9000, ())
    with pytest.raises(gr.Error, match="start a new one"):
        page.accept("How long?", asked(page, "Too long") * LONGEST_CONVERSATION)


def test_a_refusal_leaves_the_evidence_as_it_is(page: Page) -> None:
    accepted, _, _ = page.accept("Who won?", ())
    *_, (exchanges, conversation, panel) = page.respond(accepted)
    assert exchanges[0].answer.text == REFUSAL
    assert "Not in the documents" in conversation
    assert panel is UNCHANGED


def test_an_error_of_pincite_is_told_in_the_conversation(page: Page) -> None:
    exchanges = asked(page, "Too long")
    assert exchanges[0].problem == "the question has 9,000 tokens, and 3,000 fit: ask it in fewer words"


def test_an_unexpected_error_is_told_and_raised(page: Page) -> None:
    accepted, _, _ = page.accept("Broken", ())
    steps = page.respond(accepted)
    shown = []
    with pytest.raises(RuntimeError, match="no such tensor"):
        shown.extend(steps)
    accepted, _, _ = page.accept("Broken", ())
    *_, last = take_until_error(page.respond(accepted))
    assert last[0][0].problem == FAILED
    assert FAILED in last[1]


def test_what_was_written_stays_when_it_is_stopped(page: Page) -> None:
    accepted, _, _ = page.accept("How long?", ())
    steps = page.respond(accepted)
    next(step for step in steps if 'class="draft"' in str(step[1]))
    stopped, conversation = page.stop(accepted)
    assert stopped[-1].draft == "Two "
    assert '<p class="draft" dir="auto">Two </p>' in conversation
    assert STOPPED_DRAFT in conversation
    assert list(steps) == [(UNCHANGED, UNCHANGED, UNCHANGED)]


def test_the_closest_sentences_of_a_refusal_open_and_lead_to_one_another(page: Page) -> None:
    page._assistant.closest = (("visit.txt", TRADE), ("visit.txt", VISIT))
    exchanges = asked(page, "Who won?")
    first, _ = exchanges[0].answer.closest
    shown, _ = page.show(exchanges, SimpleNamespace(place=Place(first.document.id, first.start, first.end).link))
    assert f'<mark class="target" data-number="1">{TRADE}</mark>' in shown
    assert f'<mark class="also" data-number="2">{VISIT}</mark>' in shown


def take_until_error(steps: Iterator[tuple]) -> Iterator[tuple]:
    try:
        yield from steps
    except RuntimeError:
        return


def test_a_stopped_question_gets_no_answer_and_the_next_one_does(page: Page) -> None:
    accepted, _, _ = page.accept("How long?", ())
    steps = page.respond(accepted)
    next(steps)
    stopped, conversation = page.stop(accepted)
    assert STOPPED in conversation
    assert list(steps) == [(UNCHANGED, UNCHANGED, UNCHANGED)]
    assert list(page.respond(stopped)) == [(UNCHANGED, UNCHANGED, UNCHANGED)]
    assert asked(page, "How much?", stopped)[-1].answer.citations[0].quote == TRADE


def test_the_question_box_waits_while_a_question_does(page: Page) -> None:
    assert page.ready((Exchange.begin("How long?"),)) is UNCHANGED
    assert page.ready(()).submit_btn is True


def test_events_are_read_to_their_end_by_one_thread_even_when_nobody_listens() -> None:
    threads = set()
    finished = threading.Event()

    def events() -> Iterator[Event]:
        try:
            for word in ("one", "two", "three"):
                threads.add(threading.current_thread().name)
                yield Delta(word)
        finally:
            threads.add(threading.current_thread().name)
            finished.set()

    listening = drained(events(), stopped=lambda: False)
    assert next(listening) == Delta("one")
    listening.close()
    assert finished.wait(timeout=30)
    assert threads == {"answer"}


def test_events_end_after_the_one_that_finds_them_stopped() -> None:
    stopped = iter([False, True])
    read = drained(iter([Progress("1"), Progress("2"), Progress("3")]), stopped=lambda: next(stopped))
    assert list(read) == [Progress("1"), Progress("2")]


def test_what_takes_long_ends_when_it_is_stopped_and_not_with_its_next_event() -> None:
    stopped = threading.Event()

    def events() -> Iterator[Event]:
        yield Progress("1")
        while True:  # as a model that reads a prompt does
            check_stopped()

    read = drained(events(), stopped=stopped.is_set)
    assert next(read) == Progress("1")
    stopped.set()
    with pytest.raises(Stopped):
        next(read)


def test_a_link_opens_the_place_with_the_other_quotes_of_its_answer(page: Page) -> None:
    exchanges = asked(page, "How long?")
    identity = exchanges[0].answer.citations[0].document.id
    place = Place(identity, 0, len(VISIT))
    panel, tabs = page.show(exchanges, SimpleNamespace(place=place.link))
    assert f'<mark class="target" data-number="1">{VISIT}</mark>' in panel
    assert tabs.selected == "evidence"
    unknown, _ = page.show(exchanges, SimpleNamespace(place=Place("00ff").link))
    assert unknown == gone()
    nonsense, _ = page.show(exchanges, SimpleNamespace(place="javascript:alert(1)"))
    assert nonsense == gone()


def test_a_fresh_start_forgets_the_conversation(page: Page) -> None:
    exchanges, conversation = page.restart(asked(page, "How long?"))
    assert exchanges == ()
    assert "Ask your documents" in conversation


def test_uploads_are_kept_with_the_library_and_each_outcome_is_told(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "library" / "files"
    names = ["note.txt", "empty.txt", "picture.bin"]
    for name, content in zip(names, [TRADE.encode(), b"", b"\x00\x01"], strict=True):
        (tmp_path / name).write_bytes(content)
    outcomes = list(add_uploads(library, [tmp_path / name for name in names], folder=folder))
    assert outcomes[0] == Upload("note.txt", "added")
    assert [outcome.outcome for outcome in outcomes[1:]] == ["not added", "not added"]
    assert all(outcome.reason and str(folder) not in outcome.reason for outcome in outcomes[1:])
    assert [path.name for path in folder.iterdir()] == ["note.txt"]
    assert document_named(library, "note.txt").source == str(folder / "note.txt")


def test_the_same_upload_again_is_known_and_another_of_its_name_gets_a_number(
    library: Library, tmp_path: Path
) -> None:
    outcomes = []
    for content in (TRADE, TRADE, VISIT, VISIT):
        (tmp_path / "note.txt").write_text(content, encoding="utf-8")
        outcomes += add_uploads(library, [tmp_path / "note.txt"], folder=tmp_path / "kept")
    assert [outcome.outcome for outcome in outcomes] == [
        "added",
        "already in the library",
        "added as note (2).txt, since another note.txt is there",
        "already in the library as note (2).txt, since another note.txt is there",
    ]
    assert document_named(library, "note.txt").text == TRADE
    assert document_named(library, "note (2).txt").text == VISIT


def test_the_page_is_never_shared_and_loads_nothing_from_elsewhere() -> None:
    settings = launch_settings()
    assert settings["share"] is False
    assert settings["max_file_size"] == MAX_UPLOAD
    assert "default-src 'self'" in settings["head"]
    assert "http" not in settings["head"].replace("http-equiv", "")
