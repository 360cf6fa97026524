"""Several libraries on one server: each page has one, a conversation stays with its own, rights are checked."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree
from types import SimpleNamespace
from typing import Any

import gradio as gr
import httpx
import pytest
from chat_scripts import ScriptedAssistant
from conftest import HashingEmbedder
from gradio_client.exceptions import AppError
from serving_parts import (
    IGNORED,
    PASSWORD,
    QUESTION,
    VISIT,
    accounts,
    api,
    assistant,
    called,
    served,
    signed_in,
)

from index import libraries
from index.errors import PinciteError
from index.library import Library
from qa.assistant import Assistant
from ui.chat.documents import Documents
from ui.conversation import Exchange
from ui.kept.conversations import Conversations
from ui.kept.settings import SettingsFile
from ui.scope import EVERYTHING
from ui.serve.accounts import Accounts
from ui.serve.rules import NOT_TO_FOLLOW, NOT_TO_MAKE, NOT_YOURS, OWN_MACHINE, Rules
from ui.several.chooser import Chooser
from ui.several.desks import Desks
from ui.several.following import Follower, Told
from ui.table import Table
from ui.view.libraries import followed

__all__ = ["accounts", "assistant"]

pytestmark = IGNORED

Write = Callable[[str, str], Path]
NOTICE = "Notice is six weeks."


def page_of(session: str, user: str | None = None) -> Any:  # noqa: ANN401 - what Gradio gives
    return SimpleNamespace(username=user, session_hash=session, cookies={})


def choice(value: str = "", text: str = "") -> Any:  # noqa: ANN401 - as above
    return SimpleNamespace(value=value, text=text)


@pytest.fixture
def contracts(library: Library, write: Write) -> Path:
    """Give the folder of a second library, with one document."""
    with libraries.make(library.folder, "contracts", HashingEmbedder()) as made:
        made.add([write("lease.txt", NOTICE)])
        return made.folder


@pytest.fixture
def desks(library: Library, contracts: Path) -> Iterator[Desks]:
    desks = Desks(ScriptedAssistant(library, {}), library, OWN_MACHINE)
    yield desks
    desks.end()


def test_each_page_has_one_and_the_next_begins_with_the_last(desks: Desks) -> None:
    chooser = Chooser(desks, OWN_MACHINE)
    one, two = page_of("1"), page_of("2")
    assert (desks.at(one).name, desks.at(two).name) == ("library", "library")
    exchanges, shown, scope, *_ = chooser.open_library((), choice("contracts"), one)
    assert (exchanges, scope, "Ask your documents" in shown) == ((), EVERYTHING, True)
    assert (desks.at(one).name, desks.at(two).name) == ("contracts", "library")
    assert [one.title for one in desks.at(one).library.documents()] == ["lease"]
    assert desks.at(page_of("3")).name == "contracts"


def test_a_conversation_is_kept_with_its_library_and_opens_it(
    desks: Desks, library: Library, contracts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("ui.chat.history.gr.Info", told.append)
    page = page_of("1")
    desks.enter(page, "contracts")
    desk = desks.at(page)
    (exchange,) = desk.page.accept("What is the notice?", ())[0]
    assert exchange.library == "contracts"
    desks.enter(page, "library")
    desks.at(page).history.keep(
        (exchange,), EVERYTHING, "", "", page
    )  # the page is further on: it goes to its own
    assert Conversations(library.folder).listed(None) == ()
    assert [kept.title for kept in Conversations(contracts).listed(None)] == ["What is the notice?"]
    assert "<bdi>contracts</bdi>" in desks.at(page).history.listed("", (), page)
    resumed, *_ = desks.at(page).history.resume((), "", choice(exchange.id), page)
    assert desks.at(page).name == "contracts"
    assert told == ["This conversation asks the library “contracts”, which is open now."]
    assert [one.library for one in resumed] == ["contracts"]
    deleted = desks.at(page).history.delete((), "", choice(exchange.id), page)[2]
    assert Conversations(contracts).listed(None) == ()
    desks.enter(page, "library")
    desks.at(page).history.undo((), deleted, "", page)
    assert [kept.id for kept in Conversations(contracts).listed(None)] == [exchange.id]


def test_a_question_does_not_go_to_the_library_that_was_opened_meanwhile(desks: Desks) -> None:
    asked = (Exchange.begin("What is the notice?", "contracts"),)
    desk = desks.at(page_of("1"))
    assert list(desk.page.respond(asked)) == [(gr.skip(),) * 3]
    assert desk.assistant.histories == []


def test_what_is_open_and_goes_is_told_and_another_can_be_chosen(desks: Desks, library: Library) -> None:
    chooser, page, other = Chooser(desks, OWN_MACHINE), page_of("1"), page_of("2")
    for one in (page, other):
        chooser.open_library((), choice("contracts"), one)
    assert "1 document, 0 conversations of yours and its uploaded files" in chooser.leaving_library(page)
    chooser.remove_library((), choice("contracts"), page)
    assert desks.at(page).name == "library"
    assert [one.name for one in libraries.below(library.folder)] == []
    with pytest.raises(gr.Error, match="not there any more"):
        desks.at(other)
    assert "Delete" not in chooser.libraries_shown(other)
    chooser.open_library((), choice("library"), other)
    assert desks.at(other).name == "library"
    with pytest.raises(gr.Error, match="it stays"):
        chooser.remove_library((), choice("library"), page)


def test_one_is_made_on_the_page_and_its_name_checked(desks: Desks, library: Library) -> None:
    chooser, page = Chooser(desks, OWN_MACHINE), page_of("1")
    with pytest.raises(gr.Error, match="is no name"):
        chooser.make_library((), choice(text="../up"), page)
    assert desks.at(page).name == "library"
    chooser.make_library((), choice(text=" Minutes "), page)
    assert desks.at(page).name == "Minutes"
    assert [one.name for one in libraries.below(library.folder)] == ["contracts", "Minutes"]
    hostile = chooser.libraries_shown(page)
    assert hostile.count("<option") == 3


def test_what_was_of_the_other_library_is_cleared(desks: Desks) -> None:
    chooser, page = Chooser(desks, OWN_MACHINE), page_of("1")
    table = Table.begin("What is the notice?", desks.first.library.documents(), None)  # type: ignore[arg-type]
    assert chooser.settle("library", table, page) == (gr.skip(),) * 5
    chooser.open_library((), choice("contracts"), page)
    emptied, _, removed, report, name = chooser.settle("library", table, page)
    assert (emptied.question, removed, report, name) == ("", (), "", "contracts")


def test_a_library_served_by_its_name_is_alone(contracts: Path) -> None:
    with Library.open(contracts, HashingEmbedder()) as library:
        desks = Desks(ScriptedAssistant(library, {}), library, OWN_MACHINE)
        assert list(desks.places()) == ["contracts"]
        assert not desks.may_make(None)


def test_rights_for_libraries_are_checked_wherever_they_are_used(
    assistant: Assistant, library: Library, contracts: Path, accounts: Accounts
) -> None:
    accounts.allow("rita", ["contracts"])
    conversation, key = Exchange.begin("Whose is this?", "library"), accounts.find("rita").key
    kept = Conversations(library.folder)
    kept.keep(key, (conversation,))
    before = kept.listed(key)
    with (
        served(assistant, library, Rules(accounts=accounts)) as address,
        signed_in(address, "rita") as rita,
        signed_in(address, "olga") as olga,
        api(address, ("rita", PASSWORD)) as client,
    ):
        assert _told(rita, "libraries_shown", []) == ""  # one only, and none to make
        assert "lease" in _told(rita, "shown", ["", "title", None])
        assert "secret" not in _told(rita, "shown", ["", "title", None])
        refused = called(rita, "open_library", [None], event={"value": "library"})[-1]
        assert "not open to you" in refused["output"]["error"]
        assert "Whose is this?" not in _told(rita, "listed", ["", None])
        for handler in ("delete", "resume", "rename"):
            event = {"value": conversation.id, "text": "Mine now"}
            assert "Whose is this?" not in json.dumps(called(rita, handler, [None, ""], event=event))
        assert kept.listed(key) == before
        for asked in ({"question": QUESTION}, {"question": QUESTION, "library": "library"}):
            with pytest.raises(AppError, match="not open to you"):
                client.predict(**asked, api_name="/ask")
        with pytest.raises(AppError, match="not open to you"):
            client.predict(query="visit", api_name="/search")
        (found,) = client.predict(query="notice", library="contracts", k=1, api_name="/search")
        assert found["text"] == NOTICE
        for handler, data in (("make_library", [None]), ("remove_library", [None]), ("leaving_library", [])):
            event = {"value": "contracts", "text": "mine"}
            assert called(rita, handler, data, event=event)[-1]["output"]["error"] == NOT_TO_MAKE
        assert called(olga, "follow_folder", [str(contracts)])[-1]["output"]["error"] == NOT_TO_FOLLOW
        assert called(rita, "leave_folder", [], event={"value": "/"})[-1]["output"]["error"] == NOT_TO_FOLLOW
        assert called(rita, "fetch", ["example.org"])[-1]["output"]["error"] == NOT_YOURS
        accounts.allow("rita", ["library"])
        assert "not open to you" in called(rita, "shown", ["", "title", None])[-1]["output"]["error"]
        accounts.allow("olga", ["library"])  # an owner of one makes and deletes none
        assert called(olga, "make_library", [None], event={"text": "x"})[-1]["output"]["error"] == NOT_TO_MAKE
        with signed_in(address, "rita") as again:  # now that one is open to her
            open_now = called(again, "listed", ["", None], session="again")[-1]
            assert "Whose is this?" in json.dumps(open_now)
        (answer,) = [client.predict(question=QUESTION, api_name="/ask")]
        assert answer["citations"][0]["quote"] == VISIT
    assert [one.name for one in libraries.below(library.folder)] == ["contracts"]


def _told(client: httpx.Client, handler: str, data: list[Any]) -> str:
    last = called(client, handler, data)[-1]
    assert last["success"], last
    return "".join(part for part in last["output"]["data"] if isinstance(part, str))


def test_an_account_keeps_its_libraries_with_a_new_password(accounts: Accounts) -> None:
    accounts.put("rita", PASSWORD, owner=False, libraries=["contracts"])
    accounts.put("rita", "another word", owner=True)
    assert accounts.find("rita").libraries == ("contracts",)
    assert Rules(accounts=accounts).may_use("rita", "contracts")
    assert not Rules(accounts=accounts).may_use("rita", "library")
    assert not Rules(accounts=accounts).may_use("nobody", "contracts")
    assert not Rules(accounts=accounts).may_make("rita")
    accounts.allow("rita", None)
    assert Rules(accounts=accounts).may_make("rita")


def test_guests_make_no_libraries_and_name_no_folders() -> None:
    assert not Rules(guests=True).may_make(None)
    for rules in (Rules(guests=True), Rules(read_only=True), Rules(behind_proxy="127.0.0.1")):
        assert not rules.may_follow()


def test_a_folder_is_followed_told_and_left(library: Library, write: Write, tmp_path: Path) -> None:
    follower = Follower(library, seconds=0.05)
    note = write("sync/note.txt", "The kettle holds 1.7 litres.")
    for given in ("files/sync", str(tmp_path / "nothing"), "/", str(library.folder / "files"), "\0"):
        with pytest.raises(PinciteError):
            follower.follow(given)
    follower.follow(str(note.parent))
    for given in (note.parent, note.parent.parent):
        with pytest.raises(PinciteError, match="already"):
            follower.follow(str(given))
    follower.stop()
    assert SettingsFile(library.folder).folders() == (str(note.parent),)
    again = Follower(library)  # what was set is there for the next start
    for _ in range(3):
        again.look()
    assert [told.folder for told in again.told] == [note.parent]
    assert [one.title for one in library.documents()] == ["note"]
    write("sync/pan.txt", "The pan is heavy.")
    note.unlink()
    again.look()
    assert again.told[0].words == "1 gone"
    again.leave(note.parent)
    assert again.told == ()
    assert len(library.documents()) == 1


def test_a_folder_deleted_inside_one_in_sync_leaves_with_a_click(library: Library, write: Write) -> None:
    root = write("all/note.txt", "The kettle holds 1.7 litres.").parent
    library.add([root, write("all/old/pan.txt", "The pan is heavy.")])
    rmtree(root / "old")
    report, removed = Documents(library).prune(page_of("1"))
    assert ("1 document kept" in report, removed) == (True, ())
    in_sync = Documents(library, followed=lambda: [root])
    assert [one.document.title for one in in_sync.prune(page_of("1"))[1]] == ["pan"]
    (root / "note.txt").unlink()  # empty as a whole: its disk may not be connected
    assert in_sync.prune(page_of("1"))[1] == ()


def test_the_line_says_what_happened(library: Library, write: Write, tmp_path: Path) -> None:
    from index.adding.looking import Looker

    looker = Looker(library, write("a.txt", "One.").parent)
    write("b.txt", "Two.")
    write("c.pdf", "no PDF at all")
    looker.look()
    told = Told(tmp_path).after(looker.look(), now=1.0)
    assert told.words == "2 new, 1 not read"
    write("a.txt", "Another one.")
    (tmp_path / "files" / "b.txt").unlink()
    told = told.after(looker.look(), now=2.0)
    assert (told.words, told.when) == ("1 gone", 2.0)
    told = told.after(looker.look(), now=3.0).after(looker.look(), now=4.0)
    assert (told.words, told.when) == ("1 changed", 3.0)
    assert [Path(source).name for source, _ in told.failed] == ["c.pdf"]  # told until it can be read, or is gone
    assert "c.pdf: " in followed((told,))
    (tmp_path / "files" / "c.pdf").unlink()
    assert told.after(looker.look(), now=5.0).failed == ()
