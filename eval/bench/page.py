"""The page as its script in a browser uses it: handlers are called, and messages come of what becomes of them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True, slots=True)
class OpenPage:
    """What a page calls; `handlers` are the numbers of these by their names."""

    client: httpx.Client
    handlers: dict[str, int]

    @classmethod
    def at(cls, client: httpx.Client) -> "OpenPage":
        """Open the page that a client is at."""
        dependencies = client.get("/config").raise_for_status().json()["dependencies"]
        return cls(client, {one["api_name"]: one["id"] for one in dependencies})

    def join(self, handler: str, data: list[Any], session: str) -> str:
        """Call a handler in a session, and return the name of that event."""
        call = {"fn_index": self.handlers[handler], "data": data, "session_hash": session}
        event: str = self.client.post("/gradio_api/queue/join", json=call).raise_for_status().json()["event_id"]
        return event

    @contextmanager
    def messages(self, session: str) -> Iterator[Iterator[dict[str, Any]]]:
        """Give the messages on all events of a session, until none is left."""
        with self.client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as told:
            yield (json.loads(line.removeprefix("data: ")) for line in told.iter_lines() if line)
