"""Two front ends over one library and one file of accounts, behind a proxy that has them under /pincite/."""

import json
import re
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urljoin

import browser_parts
import httpx
import pytest
import uvicorn
from browser_parts import browser
from conftest import HashingEmbedder
from playwright.sync_api import Browser, expect
from qa_parts import ScriptedModel
from serving_parts import IGNORED, PASSWORD, PATIENCE, QUESTION, VISIT, accounts, assistant, called, served
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from eval.sets.feedback import QUESTIONS_FILE
from index.library import Library
from qa.assistant import Assistant
from ui.kept.conversations import Conversations
from ui.screenshots import CHROMIUM
from ui.serve.accounts import Accounts
from ui.serve.listening import held_port
from ui.serve.rules import PROXY_HERE, Rules

__all__ = ["accounts", "assistant", "browser"]

pytestmark = IGNORED

UNDER = "/pincite"
STICKY = "front"
"""The cookie by which the proxy sends a browser to the same front end, as nginx.conf does."""


def proxy_to(fronts: list[str]) -> Starlette:
    """Return a proxy that takes off its path; a front end that is gone gives way to the next."""

    async def passed_on(request: Request) -> Response:
        chosen = int(request.cookies.get(STICKY, "0"))
        path = request.url.path.removeprefix(UNDER).lstrip("/")
        headers = [(name, value) for name, value in request.headers.items() if name != "host"]
        headers += [("host", request.headers["host"]), ("x-forwarded-for", request.client.host)]
        body = await request.body()
        for number in (chosen, 1 - chosen):
            client = httpx.AsyncClient(base_url=fronts[number], timeout=PATIENCE)
            outgoing = client.build_request(
                request.method, path, params=request.query_params, headers=headers, content=body
            )
            try:
                answer = await client.send(outgoing, stream=True)
            except httpx.ConnectError:
                await client.aclose()
                continue
            return streamed(client, answer, number)
        return Response("no front end", 502)

    return Starlette(routes=[Route(f"{UNDER}/{{path:path}}", passed_on, methods=["GET", "POST"])])


def streamed(client: httpx.AsyncClient, answer: httpx.Response, number: int) -> StreamingResponse:
    async def pieces() -> AsyncIterator[bytes]:
        try:
            async for piece in answer.aiter_raw():
                yield piece
        finally:
            await answer.aclose()
            await client.aclose()

    response = StreamingResponse(pieces(), answer.status_code)
    response.raw_headers = [
        *((name, value) for name, value in answer.headers.raw if name.lower() != b"connection"),
        (b"set-cookie", f"{STICKY}={number}; Path={UNDER}/".encode()),
    ]
    return response


@contextmanager
def proxied(fronts: list[str]) -> Iterator[str]:
    """Run the proxy on a port of 127.0.0.1 and give the address of the page."""
    with held_port("127.0.0.1", 8180) as port:
        server = uvicorn.Server(
            uvicorn.Config(proxy_to(fronts), "127.0.0.1", port, log_level="error", timeout_graceful_shutdown=1)
        )
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}{UNDER}/"
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def signed_in(address: str, name: str, front: int) -> Iterator[httpx.Client]:
    """Sign in through the proxy at one of the front ends."""
    with httpx.Client(base_url=address, timeout=PATIENCE, cookies={STICKY: str(front)}) as client:
        client.post("login", data={"username": name, "password": PASSWORD}).raise_for_status()
        yield client


@pytest.fixture
def rules(accounts: Accounts) -> Rules:
    return Rules(accounts=accounts, behind_proxy=PROXY_HERE, root_path=UNDER)


@pytest.fixture
def other(library: Library) -> Iterator[Library]:
    """Give the same library, opened once more."""
    with Library.open(library.folder, HashingEmbedder()) as other:
        yield other


def listed(client: httpx.Client) -> str:
    return json.dumps(called(client, "listed", ["", None], session="list")[-1])


def test_two_front_ends_are_one_to_those_who_use_them(
    assistant: Assistant, library: Library, other: Library, rules: Rules, accounts: Accounts
) -> None:
    second = Assistant(other, ScriptedModel(draft=VISIT))
    with ExitStack() as first, served(second, other, rules) as b:
        a = first.enter_context(served(assistant, library, rules))
        with (
            proxied([a, b]) as address,
            signed_in(address, "rita", 0) as at_a,
            signed_in(address, "rita", 1) as at_b,
        ):
            # Who asks at one finds the conversation at the other; a vote goes to the one question set.
            for handler, data in (("accept", [QUESTION, None]), ("respond", [None, None])):
                assert called(at_a, handler, data, session="page")[-1]["success"]
            assert called(at_a, "keep", [None, None, None, ""], session="page")[-1]["success"]
            (kept,) = Conversations(library.folder).listed(accounts.all()[1].key)
            assert kept.id in listed(at_b)
            assert VISIT in json.dumps(called(at_b, "resume", [None, ""], session="b", event={"value": kept.id}))
            press = {"exchange": kept.id, "thumb": "up", "right_answer": None}
            assert called(at_b, "vote", [None], session="b", event=press)[-1]["success"]
            assert QUESTION in (library.folder / QUESTIONS_FILE).read_text(encoding="utf-8")
            # A sign-in is good where it was made: when that front end dies, the other asks for it again.
            first.close()
            assert at_a.get("config").status_code == 401
            at_a.post("login", data={"username": "rita", "password": PASSWORD}).raise_for_status()
            assert kept.id in listed(at_a)


def test_the_page_finds_all_that_it_needs_below_its_path(
    assistant: Assistant, library: Library, rules: Rules
) -> None:
    with served(assistant, library, rules) as front, proxied([front, front]) as address:
        page = httpx.get(address, timeout=PATIENCE)
        assert page.status_code == 200
        own = [
            link
            for link in re.findall(r'(?:src|href)="([^"]+)"', page.text)
            if not link.startswith(("#", "data:"))
        ]
        assert [link for link in own if link.startswith("/")] == ["/manifest.json"]  # which is never there
        for link in own:
            found = httpx.get(urljoin(address, link), timeout=PATIENCE)
            assert (link, found.status_code) == (link, 404 if link == "/manifest.json" else 200)
        with signed_in(address, "rita", 0) as client:
            assert client.get("config").json()["root"] == address.rstrip("/")
            assert client.get("health").json()["documents"] == 1


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)")
def test_in_a_browser_signing_in_asking_and_reading_work_below_a_path(
    browser: Browser, assistant: Assistant, library: Library, rules: Rules
) -> None:
    elsewhere: list[str] = []
    with served(assistant, library, rules) as front, proxied([front, front]) as address:
        page = browser.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.on("request", lambda request: elsewhere.append(request.url))
        page.goto(address)
        page.get_by_label("username").fill("rita")
        page.get_by_label("password").fill(PASSWORD)
        page.get_by_role("button", name="Login").click()
        page.wait_for_selector(".welcome")
        browser_parts.ask(page, QUESTION)
        page.locator("a.marker").first.click()
        expect(page.locator("#panel")).to_contain_text(VISIT)
        page.close()
    own = (address, "data:", "blob:", address.replace(f"{UNDER}/", "/manifest.json"))
    assert [url for url in elsewhere if not url.startswith(own)] == []
