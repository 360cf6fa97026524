"""What the served page lets in: which addresses there are, from which pages, how large, and with which files."""

import json
import socket
from pathlib import Path

import httpx
import pytest
import web_site
from gradio.routes import App
from serving_parts import (
    IGNORED,
    PATIENCE,
    QUESTION,
    VISIT,
    accounts,
    assistant,
    called,
    get,
    guarded,
    open_server,
    post,
    served,
    signed_in,
)

from index.library import Library
from qa.assistant import Assistant
from ui.chat.app import MOST_PAGES
from ui.open_pages import forget_page
from ui.serve.accounts import Accounts
from ui.serve.bodies import DEEPEST, Refused, checked_call
from ui.serve.routes import MEGABYTE, route_to
from ui.serve.rules import GUEST, Rules

__all__ = ["accounts", "assistant", "guarded", "open_server"]

pytestmark = IGNORED

NOT_OURS = [
    ("GET", "gradio_api/file=https://example.org/x.png"),
    ("GET", "gradio_api/file=/etc/hostname"),
    ("GET", "gradio_api/file//etc/hostname"),
    ("GET", "gradio_api/proxy=https://example.hf.space/x"),
    ("POST", "gradio_api/process_recording"),
    ("POST", "gradio_api/component_server"),
    ("POST", "gradio_api/run/ask"),
    ("POST", "gradio_api/api/ask"),
    ("POST", "gradio_api/call/ask"),
    ("POST", "gradio_api/call/v2/accept"),
    ("GET", "gradio_api/token"),
    ("GET", "gradio_api/user"),
    ("GET", "gradio_api/app_id"),
    ("GET", "gradio_api/deep_link?session_hash=x"),
    ("GET", "gradio_api/dev/reload"),
    ("GET", "gradio_api/queue/status"),
    ("GET", "gradio_api/runs"),
    ("GET", "gradio_api/openapi.json"),
    ("POST", "gradio_api/vibe-edit"),
    ("GET", "gradio_api/vibe-code"),
    ("POST", "gradio_api/vibe-starter-queries"),
    ("GET", "gradio_api/custom_component/x/client/component/index.js"),
    ("GET", "gradio_api/stream/x/1/2/playlist.m3u8"),
    ("POST", "gradio_api/stream/x"),
    ("GET", "monitoring"),
    ("GET", "monitoring/summary"),
    ("GET", "manifest.json"),
    ("GET", "pwa_icon"),
    ("GET", "svelte/svelte.js"),
    ("GET", "docs"),
    ("GET", "logout"),
    ("GET", "login"),
    ("PUT", "config"),
    ("GET", "mcp"),
    ("GET", "assets/../../blocks.py"),
    ("GET", "assets/%2e%2e/%2e%2e/blocks.py"),
]
FAR = {"path": "https://example.org/x.txt", "meta": {"_type": "gradio.FileData"}}


def joined(client: httpx.Client, **call: object) -> httpx.Response:
    """Send a call of a handler; the first of them where it does not matter."""
    return client.post("gradio_api/queue/join", json={"fn_index": 0, "data": [], "session_hash": "one", **call})


def begun(address: str, request: str) -> bytes:
    """Send the beginning of a request, whose body never comes, and return that of the answer."""
    port = int(address.rstrip("/").rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(request.replace("\n", "\r\n").encode())
        return connection.recv(12)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_route_is_one_of_the_page_or_of_the_api(method: str) -> None:
    for path in ("/", "/assets/a/index-B_1x.js", "/static/fonts/x.woff2", "/config", "/gradio_api/info"):
        assert (route_to(method, path) is not None) == (method == "GET"), path
    for path in ("/login", "/logout", "/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/call/v2/ask"):
        assert (route_to(method, path) is not None) == (method == "POST"), path
    for path in ("/assets/../x", "/assets/.env", "/assets//x", "/config/", "//", "", "/health\n", "/mcp/x"):
        assert route_to(method, path) is None, path


def test_what_else_gradio_serves_is_not_there(guarded: str, open_server: str) -> None:
    with signed_in(guarded, "olga") as olga, httpx.Client(base_url=open_server, timeout=PATIENCE) as guest:
        for method, path in NOT_OURS:
            for client in (olga, guest):
                assert (client.request(method, path).status_code, path) == (404, path)
            assert httpx.request(method, f"{guarded}{path}", timeout=PATIENCE).status_code in (401, 404), path


def test_nothing_is_fetched_or_kept_for_anybody(assistant: Assistant, library: Library, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("Not ours.")
    for read_only in (True, False):
        rules = Rules(guests=True, read_only=read_only)
        with (
            web_site.serve() as site,
            served(assistant, library, rules) as address,
            httpx.Client(base_url=address, timeout=PATIENCE) as client,
        ):
            there = site.put("/x.txt", "Far away.")
            assert client.get(f"gradio_api/file={there}").status_code == 404
            handlers = {one["api_name"]: one["id"] for one in client.get("config").json()["dependencies"]}
            meta = {"_type": "gradio.FileData"}
            for path in (
                there,
                str(outside),
                "/etc/hostname",
                f"{library.folder}/arriving/../library.db",
                "\0",
                "x",
            ):
                for file in ({"path": path, "meta": meta}, {"path": path}, {"url": path, "meta": meta}):
                    for data in ([[file]], [{"a": [[file]]}]):
                        refused = joined(client, fn_index=handlers["add"], data=data)
                        assert (refused.status_code, path) == (403, path)
                    assert joined(client, event_data={"value": file}).status_code == 403
            assert site.asked == []
        assert [one.title for one in library.documents()] == ["secret"]
        assert [path for path in (library.folder / "arriving").rglob("*") if path.is_file()] == []


def test_who_may_change_the_library_adds_a_file(open_server: str, library: Library) -> None:
    with httpx.Client(base_url=open_server, timeout=PATIENCE) as client:
        (path,) = client.post("gradio_api/upload", files={"files": ("note.txt", b"Rain fell twice.")}).json()
        file = {"path": path, "url": f"{open_server}gradio_api/file={path}", "orig_name": "note.txt", "size": 16}
        told = called(client, "add", [[file | {"meta": {"_type": "gradio.FileData"}}]])[-1]
        assert told["success"], told
        assert client.get(f"gradio_api/file={path}").status_code == 404
    assert [one.title for one in library.documents()] == ["note", "secret"]


def test_pages_of_other_sites_are_told_by_what_the_browser_says_of_them(open_server: str) -> None:
    own = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
    led = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    for path in ("", "config", "gradio_api/info", "health", "theme.css"):
        address = f"{open_server}{path}"
        assert get(address, headers=own).status_code == 200
        assert get(address, headers={"Sec-Fetch-Site": "none", **led}).status_code == 200
        for site in ("cross-site", "same-site"):
            assert get(address, headers={"Sec-Fetch-Site": site, **led}).status_code == (403 if path else 200)
            for kind in ({"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}, {"Sec-Fetch-Dest": "iframe"}):
                assert get(address, headers={"Sec-Fetch-Site": site, **kind}).status_code == 403


def test_who_has_not_signed_in_is_refused_before_the_body_is_read(guarded: str) -> None:
    for path in ("queue/join", "upload", "call/v2/ask", "cancel", "run/predict"):
        for length in ("Content-Length: 300000000", "Transfer-Encoding: chunked"):
            request = f"POST /gradio_api/{path} HTTP/1.1\nHost: 127.0.0.1\n{length}\n\n"
            assert begun(guarded, request) == b"HTTP/1.1 401"
    assert begun(guarded, "POST /login HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 20000\n\n") == b"HTTP/1.1 413"


def test_a_body_is_counted_and_refused_when_it_is_too_large(
    assistant: Assistant, library: Library, accounts: Accounts
) -> None:
    with (
        served(assistant, library, Rules(accounts=accounts, max_upload="10kb"), mcp=True) as address,
        signed_in(address, "olga") as olga,
    ):
        large = b'{"data": ["' + b"a" * MEGABYTE + b'"]}'
        for path in ("queue/join", "call/v2/ask", "cancel", "reset"):
            for body in (large, iter([large[:10], large[10:]])):  # of a declared length, and in pieces
                assert olga.post(f"gradio_api/{path}", content=body).status_code == 413, path
        headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
        for body in (large, iter([large])):
            told = olga.post("mcp", content=body, auth=("olga", "correct horse"), headers=headers)
            assert told.status_code == 413
        files = [("files", (f"{number}.txt", b"a" * 9_000)) for number in range(200)]
        assert olga.post("gradio_api/upload", files=files).status_code == 413
        assert list((library.folder / "arriving").iterdir()) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"data": NaN}',
        b'{"data": 1' + b"0" * 5000 + b"}",
        b'{"data": ["\\ud800"]}',
        b'{"data": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"data": ' + b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1) + b"}",
        b"\xff",
    ],
)
def test_what_no_page_sends_is_not_understood(body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        checked_call(body, fields=None, own=str, files=None)
    assert refused.value.status == 400


def test_a_page_belongs_to_who_opened_it(guarded: str) -> None:
    with signed_in(guarded, "rita") as rita, signed_in(guarded, "olga") as olga:
        for handler, data in (("accept", [QUESTION, None]), ("respond", [None, None])):
            called(rita, handler, data, session="one")
        for client, found in ((rita, True), (olga, False)):
            told = json.dumps(called(client, "export", [None], session="one", event={"value": "Markdown"}))
            assert ("data:text/markdown" in told) is found


def test_guests_with_the_same_session_have_pages_of_their_own(open_server: str) -> None:
    with (
        httpx.Client(base_url=open_server, timeout=PATIENCE) as one,
        httpx.Client(base_url=open_server, timeout=PATIENCE) as two,
    ):
        for client in (one, two):
            client.get("/").raise_for_status()
        assert one.cookies[GUEST] != two.cookies[GUEST]
        called(one, "accept", [QUESTION, None], session="same")
        for client, found in ((two, False), (one, True)):
            assert (QUESTION in json.dumps(called(client, "stop", [None], session="same"))) is found


def test_an_answer_is_fetched_by_who_asked_once_and_forgotten(
    assistant: Assistant, library: Library, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten: list[tuple[bool, bool, int]] = []

    def forget(app: App, session: str) -> None:
        before = session in app.state_holder
        forget_page(app, session)
        forgotten.append((before, session in app.state_holder, app.state_holder.capacity))

    monkeypatch.setattr("ui.serve.guard.forget_page", forget)
    with (
        served(assistant, library, Rules(accounts=accounts)) as address,
        signed_in(address, "rita") as rita,
        signed_in(address, "olga") as olga,
    ):
        event = rita.post("gradio_api/call/v2/ask", json={"question": QUESTION}).json()["event_id"]
        assert olga.get(f"gradio_api/call/v2/ask/{event}").status_code == 404
        assert VISIT in rita.get(f"gradio_api/call/v2/ask/{event}").text
        assert rita.get(f"gradio_api/call/v2/ask/{event}").status_code == 404
    assert forgotten == [(True, False, MOST_PAGES)]


def test_responses_cannot_be_framed_guessed_at_or_taken_along(open_server: str) -> None:
    for answer in (get(open_server), get(f"{open_server}config"), post(f"{open_server}nowhere")):
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
