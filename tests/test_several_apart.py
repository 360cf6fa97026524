"""Several libraries at once: nothing of one gets into another, and what fails in one leaves the others be."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree
from typing import Any

import gradio as gr
import pytest
from chat_scripts import Said, ScriptedAssistant
from conftest import HashingEmbedder
from test_several import NOTICE, choice, page_of

from index import libraries
from index.adding.building import Progress
from index.adding.looking import Look, Looker
from index.adding.outcomes import AddReport
from index.errors import LibraryError
from index.library import Library
from qa.options import USUAL
from ui.chat.page import UNCHANGED
from ui.conversation import Exchange
from ui.kept.conversations import Conversations
from ui.kept.file import OWN_FILE
from ui.kept.settings import SettingsFile
from ui.serve.rules import OWN_MACHINE, Rules
from ui.several.chooser import Chooser
from ui.several.desks import Desks
from ui.several.following import Follower
from ui.table import Table

Write = Callable[[str, str], Path]
QUESTION = "How long?"


@pytest.fixture
def desks(library: Library, write: Write) -> Iterator[Desks]:
    """Give desks over two libraries: the first, with two documents, and contracts."""
    library.add([write("visit.txt", "The visit lasted two days."), write("rain.txt", "Rain fell on both days.")])
    with libraries.make(library.folder, "contracts", HashingEmbedder()) as made:
        made.add([write("lease.txt", NOTICE)])
    script = {QUESTION: (Said("Two days.", (("visit.txt", "The visit lasted two days."),)),)}
    desks = Desks(ScriptedAssistant(library, script), library, OWN_MACHINE, seconds=0.05)
    yield desks
    desks.end()


def until(fact: Callable[[], object]) -> None:
    """Wait for something to become so."""
    end = time.monotonic() + 20
    while not fact():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_what_was_taken_out_of_one_is_not_put_into_another(desks: Desks) -> None:
    page = page_of("1")
    document = desks.first.library.documents()[0]
    _, removed = desks.at(page).documents.remove(choice(document.id), page)
    desks.enter(page, "contracts")
    with pytest.raises(gr.Error, match="was taken out of another library"):
        desks.at(page).documents.undo(removed, page)
    assert [one.title for one in desks.at(page).library.documents()] == ["lease"]
    desks.first.documents.undo(removed, page)
    assert document.id in {one.id for one in desks.first.library.documents()}


def test_no_conversation_asks_two_libraries(desks: Desks) -> None:
    page = page_of("1")
    asked = desks.at(page).page.accept(QUESTION, ())[0]
    *_, (answered, _, _) = desks.at(page).page.respond(asked)
    desks.enter(page, "contracts")
    with pytest.raises(gr.Error, match="asks the library “library”"):
        desks.at(page).page.accept(QUESTION, answered)
    thumb: Any = type("Thumb", (), {"exchange": asked[0].id, "thumb": "up", "right_answer": None})()
    with pytest.raises(gr.Error, match="asks the library “library”"):
        desks.at(page).page.vote(answered, thumb)
    assert "2" in str(desks.first.page.accept(QUESTION, answered)[0])


@pytest.mark.parametrize("leaving", ["switch", "right"])
def test_a_table_is_filled_no_more_once_its_library_is_left(
    desks: Desks, leaving: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, grid = page_of("1"), desks.first.grid
    page.client = None
    desks.enter(page, "library")
    table = Table.begin(QUESTION, desks.first.library.documents(), USUAL, "library")
    filling = grid.fill(table, page)
    next(filling)
    if leaving == "switch":
        desks.enter(page, "contracts")
        assert list(filling) == [(UNCHANGED, UNCHANGED)]
    else:
        monkeypatch.setattr(Rules, "may_use", lambda *_: False)
        ((ended, _),) = filling
        assert (ended.pending, len(ended.rows)) == (False, 1)
        assert ended.problem == "This library is not open to you any more."
    assert list(desks._opened("contracts", desks.places()["contracts"]).grid.fill(table, page)) == [
        (UNCHANGED, UNCHANGED)
    ]


def test_who_lost_the_right_to_a_library_leaves_its_table(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of("1")
    desks.enter(page, "library")
    table = Table.begin(QUESTION, desks.first.library.documents(), USUAL, "library")
    desks.enter(page, "contracts")
    monkeypatch.setattr(Rules, "may_use", lambda _, user, name: name == "contracts")
    emptied, *_ = Chooser(desks, OWN_MACHINE).settle("library", table, page)
    assert emptied == Table()
    assert table.id in desks.first.grid._stopped


def test_one_that_cannot_be_read_leaves_the_list_of_the_others(desks: Desks, library: Library) -> None:
    page, exchange = page_of("1"), Exchange.begin("What is the notice?", "library")
    Conversations(library.folder).keep(None, (exchange,))
    broken = desks.places()["contracts"] / OWN_FILE
    broken.write_bytes(b"no database at all" * 100)
    history = desks.at(page).history
    listed = history.listed("", (), page)
    assert "What is the notice?" in listed
    assert f"contracts: {broken}" in listed
    assert [one.id for one in history.resume((), "", choice(exchange.id), page)[0]] == [exchange.id]
    history.rename((), "", choice(exchange.id, "Notice"), page)
    assert [one.title for one in Conversations(library.folder).listed(None)] == ["Notice"]
    desks.make("deeds")  # which comes after the broken one
    deed = Exchange.begin("Who signed?", "deeds")
    Conversations(desks.places()["deeds"]).keep(None, (deed,))
    assert [one.id for one in history.resume((), "", choice(deed.id), page)[0]] == [deed.id]
    with pytest.raises(gr.Error, match="cannot be used"):
        history.resume((), "", choice("another"), page)


def test_the_page_that_is_used_stays_known(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.several.desks.MOST_PAGES", 2)
    for session in ("1", "2"):
        desks.enter(page_of(session), "contracts")
    desks.at(page_of("1"))
    desks.enter(page_of("3"), "contracts")
    assert desks.at(page_of("1")).name == "contracts"
    assert desks.at(page_of("2")).name == "library"


def test_pages_go_on_while_one_is_deleted_and_what_stays_is_followed_again(
    desks: Desks, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desks._opened("contracts", desks.places()["contracts"])
    desk.follower.follow(str(write("sync/pan.txt", "The pan is heavy.").parent))
    with desk.library._store.changing("add"), pytest.raises(LibraryError, match="is being changed"):
        desks.remove("contracts")
    until(lambda: len(desk.library.documents()) == 2)
    begun, let_go = threading.Event(), threading.Event()

    def slow(folder: Path) -> None:
        begun.set()
        assert let_go.wait(20)
        rmtree(folder)

    monkeypatch.setattr("ui.several.desks.on_disk.delete", slow)
    removing = threading.Thread(target=desks.remove, args=("contracts",))
    removing.start()
    assert begun.wait(20)
    assert desks.at(page_of("1")).name == "library"  # it would wait here
    assert not (desk.follower._thread and desk.follower._thread.is_alive())
    let_go.set()
    removing.join(20)
    assert list(desks.places()) == ["library"]


def test_the_folders_of_a_library_whose_disk_was_away_are_looked_at_again(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("ui.several.following.LONGEST_PAUSE", 0.05)
    follower, away = Follower(library, seconds=0.05), library.folder.with_name("away")
    follower.follow(str(write("sync/pan.txt", "The pan is heavy.").parent))
    until(lambda: library.documents())
    library.folder.rename(away)
    until(lambda: "is not there" in caplog.text)
    write("sync/pot.txt", "The pot is light.")
    away.rename(library.folder)
    until(lambda: len(library.documents()) == 2)
    monkeypatch.setattr("ui.several.following.LONGEST_PAUSE", 1000)
    library.folder.rename(away)
    until(lambda: caplog.text.count("is not there") == 2)
    follower.stop()
    assert follower._thread is not None
    assert not follower._thread.is_alive()


def test_a_folder_that_is_left_is_read_no_further(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, left, add = threading.Event(), threading.Event(), library.add
    for number in range(3):
        write(f"big/{number}.txt", f"Pan {number} is heavy.")
    big, small = write("big/3.txt", "One more.").parent, write("small/pot.txt", "The pot is light.").parent

    def adding(files: list[Path], progress: Progress, *, by_name: bool) -> AddReport:
        def slow(number: int, total: int, name: str) -> None:
            if Path(name).parent == big:
                reading.set()
                assert left.wait(20)
            progress(number, total, name)

        return add(files, slow, by_name=by_name)

    monkeypatch.setattr(library, "add", adding)
    follower = Follower(library, seconds=0.05)
    follower.follow(str(big))
    follower.follow(str(small))
    assert reading.wait(20)
    follower.leave(big)
    left.set()
    until(lambda: library.documents())
    follower.stop()
    assert [one.title for one in library.documents()] == ["pot"]
    assert list(follower._lookers) == [small]


def test_one_left_while_another_is_read_is_not_begun(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (write(f"{name}/a.txt", "The pan is heavy.").parent for name in ("first", "second"))
    follower, looked = Follower(library), []
    SettingsFile(library.folder).keep_folders([str(first), str(second)])

    def leaving(looker: Looker, progress: Progress) -> Look:
        looked.append(looker._folder)
        if looker._folder == first:
            follower.leave(second)
        return Look()

    monkeypatch.setattr(Looker, "look", leaving)
    follower.look()
    assert looked == [first]


def test_one_folder_that_fails_is_told_and_a_second_is_looked_at_at_once(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    look = Looker.look

    def failing(looker: Looker, progress: Progress) -> Look:
        if looker._folder.name == "bad":
            raise ZeroDivisionError("by chance")
        return look(looker, progress)

    monkeypatch.setattr(Looker, "look", failing)
    bad, good = (write(f"{name}/a.txt", "The pan is heavy.").parent for name in ("bad", "good"))
    follower = Follower(library, seconds=1000)
    follower.follow(str(bad))
    until(lambda: "by chance" in follower.told[0].problem)
    follower.follow(str(good))
    until(lambda: follower.told[1].waiting == 1)
    follower.stop()
    assert len([one for one in caplog.records if "by chance" in one.getMessage()]) == 1


def test_who_may_not_change_it_is_told_no_folders(desks: Desks, write: Write) -> None:
    desks.first.follower.follow(str(write("sync/pan.txt", "The pan is heavy.").parent))
    page = page_of("1")
    assert "sync" in Chooser(desks, OWN_MACHINE).changes_shown("", page)
    reader = Chooser(desks, Rules(read_only=True))
    assert reader.changes_shown("", page) == UNCHANGED
    assert reader.changes_shown("what was shown", page) == ""
