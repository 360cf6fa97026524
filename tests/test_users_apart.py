"""What users of one server cannot do to each other, to the library, or through a page of another site."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from serving_parts import (
    IGNORED,
    PASSWORD,
    PATIENCE,
    QUESTION,
    accounts,
    api,
    assistant,
    called,
    get,
    guarded,
    post,
    served,
    signed_in,
)

from index.library import Library
from qa.assistant import Assistant
from ui.kept.conversations import Conversations
from ui.serve.accounts import Accounts
from ui.serve.rules import GUEST, NOT_YOURS, Rules

__all__ = ["accounts", "assistant", "guarded"]

pytestmark = IGNORED

NOTE = {"files": ("note.txt", b"Rain fell on both days.")}


@contextmanager
def guest(address: str) -> Iterator[httpx.Client]:
    """Open the page as a browser does that was never there."""
    with httpx.Client(base_url=address, timeout=PATIENCE) as client:
        client.get("/").raise_for_status()
        yield client


def asked(client: httpx.Client, session: str) -> None:
    """Ask on the page, and let it write the conversation down."""
    for handler, data in (("accept", [QUESTION, None]), ("respond", [None, None]), ("keep", [None] * 3 + [""])):
        assert called(client, handler, data, session=session)[-1]["success"]


def listed(client: httpx.Client, session: str) -> bool:
    """Return whether the conversation stands in the list of earlier ones."""
    return QUESTION in json.dumps(called(client, "listed", ["", None], session=session)[-1])


def test_signed_in_users_see_only_their_own_conversations(
    guarded: str, library: Library, accounts: Accounts
) -> None:
    with signed_in(guarded, "rita") as rita, signed_in(guarded, "olga") as olga:
        asked(rita, "one")
        assert (listed(rita, "two"), listed(olga, "three")) == (True, False)
        key = accounts.find("rita").key
        (kept,) = Conversations(library.folder).listed(key)
        for handler in ("resume", "delete", "rename"):
            event = {"value": kept.id, "text": "Mine now"}
            told = called(olga, handler, [None, ""], session="three", event=event)
            assert QUESTION not in json.dumps(told)
        assert Conversations(library.folder).listed(key) == (kept,)
        assert QUESTION in json.dumps(called(rita, "resume", [None, ""], session="two", event={"value": kept.id}))


def test_guests_are_told_apart_by_a_cookie_that_opens_no_account(assistant: Assistant, library: Library) -> None:
    with (
        served(assistant, library, Rules(guests=True)) as address,
        guest(address) as one,
        guest(address) as two,
        httpx.Client(base_url=address, cookies={GUEST: "rita"}, timeout=PATIENCE) as forged,
    ):
        asked(one, "one")
        assert (listed(one, "two"), listed(two, "three"), listed(forged, "four")) == (True, False, False)
        named = Conversations(library.folder).listed(f"guest {one.cookies[GUEST]}")
        assert [entry.title for entry in named] == [QUESTION]
        assert Conversations(library.folder).listed(None) == ()


def test_the_api_neither_reads_nor_keeps_a_conversation(
    guarded: str, assistant: Assistant, library: Library, accounts: Accounts
) -> None:
    with signed_in(guarded, "rita") as rita, api(guarded, ("rita", PASSWORD)) as client:
        asked(rita, "one")
        before = assistant.model.prompts[-1]
        client.predict(QUESTION, api_name="/ask")
        assert assistant.model.prompts[-1] == before  # nothing of the conversation stands in the prompt
    assert len(Conversations(library.folder).listed(accounts.find("rita").key)) == 1


def test_readers_cannot_change_the_library_even_past_the_page(guarded: str, library: Library) -> None:
    (document,) = library.documents()
    with signed_in(guarded, "rita") as reader, signed_in(guarded, "olga") as owner:
        refused = reader.post("gradio_api/upload", files=NOTE)
        assert (refused.status_code, refused.json()["detail"]) == (403, NOT_YOURS)
        (path,) = owner.post("gradio_api/upload", files=NOTE).json()
        files = [[{"path": path, "meta": {"_type": "gradio.FileData"}}]]
        event = {"value": document.id}
        join = {"fn_index": 0, "data": files, "session_hash": "one"}
        assert reader.post("gradio_api/queue/join", json=join).status_code == 403
        for handler, data in (
            ("fetch", ["example.org"]),
            ("add_samples", []),
            ("remove", []),
            ("undo", [None]),
        ):
            told = called(reader, handler, data, event=event)[-1]
            assert (handler, told["success"], told["output"]["error"]) == (handler, False, NOT_YOURS)
        assert [one.id for one in library.documents()] == [document.id]
        assert called(owner, "add", files)[-1]["success"]
        assert len(library.documents()) == 2
        assert called(owner, "remove", [], event=event)[-1]["success"]
        assert [one.title for one in library.documents()] == ["note"]


def test_what_changes_the_library_is_shown_to_owners_only(guarded: str) -> None:
    with signed_in(guarded, "rita") as reader, signed_in(guarded, "olga") as owner:
        for client, visible in ((reader, False), (owner, True)):
            *adding, only_reads = called(client, "offered", [])[-1]["output"]["data"]
            assert [part.get("visible", True) for part in adding] == [visible, visible]
            assert only_reads.get("visible", False) is not visible


def test_read_only_without_sign_in_means_nobody(assistant: Assistant, library: Library) -> None:
    with served(assistant, library, Rules(read_only=True)) as address, guest(address) as client:
        assert client.post("gradio_api/upload", files=NOTE).status_code == 403
        assert called(client, "add_samples", [])[-1]["output"]["error"] == NOT_YOURS
    assert len(library.documents()) == 1


def test_no_other_file_is_served(guarded: str, library: Library, accounts: Accounts) -> None:
    (document,) = library.documents()
    with signed_in(guarded, "olga") as owner:
        asked(owner, "one")  # makes the file of conversations
        for path in (accounts.file, library.folder / "users.db", document.source, "/etc/hostname"):
            for asked_for in (f"gradio_api/file={path}", f"gradio_api/file/{path}", f"static/../../../..{path}"):
                assert owner.get(asked_for).status_code in (403, 404), asked_for


def test_a_page_of_another_site_can_do_nothing(guarded: str) -> None:
    with signed_in(guarded, "olga") as owner:
        assert owner.get("config", headers={"Origin": guarded.rstrip("/")}).status_code == 200
        for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
            for method, path in (("GET", "config"), ("POST", "gradio_api/upload"), ("POST", "login")):
                refused = owner.request(method, path, headers={"Origin": origin})
                assert (refused.status_code, path) == (403, path)


def test_a_name_given_to_this_machine_from_outside_opens_nothing(assistant: Assistant, library: Library) -> None:
    named = Rules(guests=True, host_names=("pincite.example",))
    for rules, also in ((Rules(), ()), (named, ("Pincite.example", "192.0.2.7:7860", "[2001:db8::7]:7860"))):
        with served(assistant, library, rules) as address:
            for host in ("localhost:7860", "127.0.0.1", *also):
                assert get(f"{address}config", headers={"Host": host}).status_code == 200, host
            for host in ("evil.example", "localhost.evil.example", "pincite.example.evil", "", "[", "127.0.0.1.x"):
                for path in ("config", "health", ""):
                    assert get(f"{address}{path}", headers={"Host": host}).status_code in (400, 403), host


def test_cookies_stay_on_this_site_and_out_of_scripts_and_no_page_is_framed(guarded: str) -> None:
    answer = post(f"{guarded}login", data={"username": "rita", "password": PASSWORD})
    cookies = answer.headers.get_list("set-cookie")
    assert len(cookies) == 2
    assert all("HttpOnly" in cookie and cookie.endswith("; SameSite=Lax") for cookie in cookies)
    assert all(cookie.lower().count("samesite") == 1 for cookie in cookies)
    assert get(guarded).headers["x-frame-options"] == "DENY"
