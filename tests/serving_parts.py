"""What the tests of serving share: the real server on a loopback address, over a scripted model."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client
from qa_parts import ScriptedModel

from index.library import Library
from qa.assistant import Assistant
from ui.chat.app import build, launch
from ui.serve.accounts import Accounts
from ui.serve.api import add_api
from ui.serve.generator import Generator
from ui.serve.listening import held_port, url_host
from ui.serve.rules import Rules
from ui.serve.service import Service
from ui.serve.serving import serving_settings

VISIT = "The visit lasted two days."
QUESTION = "How long did the visit last?"
PASSWORD = "correct horse"
PATIENCE = 120  # seconds: machines are shared, and a page may be slow to come

get, post = partial(httpx.get, timeout=PATIENCE), partial(httpx.post, timeout=PATIENCE)

# Gradio sums up times with means that pandas is about to drop. What else a server leaves behind is told by no test
# here; that it closes its event loops is asked in test_listening.py.
IGNORED = [
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def assistant(library: Library, write: Callable[[str, str], Path]) -> Assistant:
    """Give an assistant that answers QUESTION from the document secret.txt."""
    library.add([write("secret.txt", f"{VISIT}\n\nTrade was worth C$56bn in 2024.")])
    return Assistant(library, ScriptedModel(draft=VISIT))


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    """Give a file of accounts: olga, an owner, and rita, a reader. Their hashes cost next to nothing."""
    monkeypatch.setattr("ui.serve.accounts._LOG_COST", 4)
    accounts = Accounts(tmp_path / "users")
    accounts.put("olga", PASSWORD, owner=True)
    accounts.put("rita", PASSWORD, owner=False)
    return accounts


@pytest.fixture
def guarded(assistant: Assistant, library: Library, accounts: Accounts) -> Iterator[str]:
    """Give the address of a server where one has to sign in."""
    with served(assistant, library, Rules(accounts=accounts)) as address:
        yield address


@pytest.fixture
def open_server(assistant: Assistant, library: Library) -> Iterator[str]:
    """Give the address of a server for guests."""
    with served(assistant, library, Rules(guests=True)) as address:
        yield address


@contextmanager
def served(
    assistant: Assistant,
    library: Library,
    rules: Rules,
    *,
    mcp: bool = False,
    host: str = "127.0.0.1",
    generator: Generator | None = None,
) -> Iterator[str]:
    """Serve the chat and give its address, which ends in a slash."""
    service = Service(assistant, library, rules, generator)
    blocks = build(service, library, rules)
    add_api(blocks, service)
    try:
        with held_port(host, 7980) as port:
            launch(blocks, host, port, serving=serving_settings(service, rules, mcp=mcp))
        yield f"http://{url_host(host)}:{port}/"
    finally:
        blocks.close()


@contextmanager
def api(address: str, auth: tuple[str, str] | None = None) -> Iterator[Client]:
    """Give a Gradio client."""
    client = Client(address, auth=auth, verbose=False, analytics_enabled=False)
    yield client
    client.close()


@contextmanager
def signed_in(address: str, name: str, password: str = PASSWORD) -> Iterator[httpx.Client]:
    """Sign in as a browser does; the client keeps the cookies."""
    with httpx.Client(base_url=address, timeout=PATIENCE) as client:
        client.post("login", data={"username": name, "password": password}).raise_for_status()
        yield client


def called(
    client: httpx.Client,
    handler: str,
    data: list[Any],
    *,
    session: str = "testing",
    event: dict[str, Any] | None = None,
    seen: Callable[[str], object] = len,
) -> list[dict[str, Any]]:
    """Call a handler of the page as its own script does, and return all that is told; `seen` gets each line."""
    numbers = {one["api_name"]: one["id"] for one in client.get("config").json()["dependencies"]}
    join = {"fn_index": numbers[handler], "data": data, "session_hash": session, "event_data": event}
    client.post("gradio_api/queue/join", json=join).raise_for_status()
    messages = []
    with client.stream("GET", "gradio_api/queue/data", params={"session_hash": session}) as lines:
        for line in lines.iter_lines():
            seen(line)
            messages += [json.loads(line.removeprefix("data: "))] if line else []
            if messages and messages[-1]["msg"] == "process_completed":
                break
    return messages
