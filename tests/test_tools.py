"""The tools of the Model Context Protocol, called by a real client over HTTP."""

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import HashingEmbedder
from serving_parts import IGNORED, PASSWORD, PATIENCE, QUESTION, VISIT, accounts, assistant, post, served

from index import libraries
from index.errors import PinciteError
from index.library import Library
from qa.assistant import Assistant
from ui.serve.accounts import Accounts
from ui.serve.rules import Rules
from ui.serve.service import Service
from ui.serve.tools import tools

__all__ = ["accounts", "assistant"]

pytestmark = IGNORED


def used(address: str, *calls: tuple[str, dict[str, Any]], auth: tuple[str, str] | None = None) -> list[Any]:
    """Return the names of the tools, and then what each call gave."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async def use() -> list[Any]:
        async with (
            httpx.AsyncClient(auth=auth, timeout=PATIENCE) as client,
            streamable_http_client(f"{address}mcp", http_client=client) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            listed = await session.list_tools()
            return [{tool.name for tool in listed.tools}] + [await session.call_tool(*call) for call in calls]

    return asyncio.run(use())


def test_ask_and_search_are_tools_with_the_published_json(assistant: Assistant, library: Library) -> None:
    with served(assistant, library, Rules(), mcp=True) as address:
        calls = ("ask", {"question": QUESTION}), ("search", {"query": "visit", "k": 1}), ("ask", {"question": " "})
        names, answer, found, failed = used(address, *calls)
    assert names == {"ask", "search"}
    assert json.loads(answer.content[0].text)["citations"][0]["quote"] == VISIT
    assert json.loads(found.content[0].text)["text"].startswith(VISIT)
    assert failed.isError
    assert "the question is empty" in failed.content[0].text.lower()


def test_the_tools_need_the_sign_in(assistant: Assistant, library: Library, accounts: Accounts) -> None:
    with served(assistant, library, Rules(accounts=accounts), mcp=True) as address:
        for authorization in (None, "Basic !", "Bearer x", "Basic cml0YTp3cm9uZw=="):
            headers = {} if authorization is None else {"Authorization": authorization}
            assert post(f"{address}mcp", json={}, headers=headers).status_code == 401
        names, found = used(address, ("search", {"query": "visit"}), auth=("rita", PASSWORD))
    assert names == {"ask", "search"}
    assert json.loads(found.content[0].text)["text"].startswith(VISIT)


def test_an_account_of_one_library_uses_no_other(
    assistant: Assistant, library: Library, accounts: Accounts, write: Callable[[str, str], Path]
) -> None:
    with libraries.make(library.folder, "contracts", HashingEmbedder()) as made:
        made.add([write("lease.txt", "Notice is six weeks.")])
    accounts.allow("rita", ["contracts"])
    with served(assistant, library, Rules(accounts=accounts), mcp=True) as address:
        calls = (
            ("search", {"query": "visit", "library": "library"}),
            ("search", {"query": "visit"}),
            ("ask", {"question": QUESTION, "library": "library"}),
            ("search", {"query": "notice", "library": "contracts"}),
        )
        _, *refused, found = used(address, *calls, auth=("rita", PASSWORD))
    for one in refused:
        assert (one.isError, "not open to you" in one.content[0].text) == (True, True)
    assert json.loads(found.content[0].text)["text"] == "Notice is six weeks."


def test_there_are_no_tools_unless_asked_for(assistant: Assistant, library: Library) -> None:
    with served(assistant, library, Rules()) as address:
        assert post(f"{address}mcp", json={}).status_code in (404, 405)


def test_a_missing_package_is_told_with_what_to_install(
    assistant: Assistant, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.fastmcp", None)
    with pytest.raises(PinciteError, match=r"pip install 'pincite\[mcp\]'"):
        tools(Service(assistant, library, Rules()), None, waiting=1)
