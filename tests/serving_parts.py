"""What the tests of serving share: the real server on a loopback address, over a scripted model."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from index.library import Library
from qa.assistant import Assistant
from ui.accounts import Accounts
from ui.chat import build, free_port, launch_settings
from ui.rules import Rules
from ui.service import Service
from ui.serving import serving_settings

VISIT = "The visit lasted two days."
QUESTION = "How long did the visit last?"
PASSWORD = "correct horse"


@contextmanager
def served(assistant: Assistant, library: Library, rules: Rules, *, mcp: bool = False) -> Iterator[str]:
    """Serve the chat and give its address, which ends in a slash."""
    port = free_port("127.0.0.1", 7980)
    service = Service(assistant, library, rules)
    blocks = build(service, library, rules)
    settings = {**launch_settings(), **serving_settings(service, rules, mcp=mcp)}
    blocks.launch(server_name="127.0.0.1", server_port=port, prevent_thread_lock=True, **settings)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        blocks.close()


def accounts_in(folder: Path) -> Accounts:
    """Make a file of accounts: olga, an owner, and rita, a reader."""
    accounts = Accounts(folder / "users")
    accounts.put("olga", PASSWORD, owner=True)
    accounts.put("rita", PASSWORD, owner=False)
    return accounts


def signed_in(address: str, name: str, password: str = PASSWORD) -> httpx.Client:
    """Sign in as a browser does; the client keeps the cookies."""
    client = httpx.Client(base_url=address, timeout=30)
    client.post("login", data={"username": name, "password": password}).raise_for_status()
    return client


def upload_handler(client: httpx.Client) -> tuple[int, int]:
    """Return which handler of the page adds files, and which component it takes them from."""
    config = client.get("config").json()
    (button,) = [one["id"] for one in config["components"] if one["props"].get("elem_id") == "upload"]
    (handler,) = [one["id"] for one in config["dependencies"] if [button, "upload"] in one["targets"]]
    return handler, button


def called(client: httpx.Client, handler: int, data: list[Any]) -> dict[str, Any]:
    """Call a handler of the page as its own script does, and return the last message about it."""
    join = {"fn_index": handler, "data": data, "session_hash": "testing"}
    client.post("gradio_api/queue/join", json=join).raise_for_status()
    with client.stream("GET", "gradio_api/queue/data", params={"session_hash": "testing"}) as lines:
        for line in lines.iter_lines():
            message = json.loads(line.removeprefix("data: ")) if line else {}
            if message.get("msg") == "process_completed":
                return message
    raise AssertionError("no handler answered")
