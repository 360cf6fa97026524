"""What the server holds of the pages that were opened: no more than the most pages, and little of each."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import gradio as gr
import httpx
import pytest
from gradio.queueing import Event
from serving_parts import IGNORED, PATIENCE, QUESTION, assistant, called, served

from index.library import Library
from qa.assistant import Assistant
from ui.chat.app import build
from ui.serve.rules import Rules

__all__ = ["assistant"]

pytestmark = IGNORED
MOST = 3


@pytest.fixture
def serving(
    assistant: Assistant, library: Library, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[httpx.Client, gr.Blocks]]:
    """Give a guest of a server that holds so few pages, and what it serves."""
    built: list[gr.Blocks] = []

    def noted(*given: Any) -> gr.Blocks:  # noqa: ANN401 - whatever a page is built of
        built.append(build(*given))
        return built[0]

    monkeypatch.setattr("ui.chat.app.MOST_PAGES", MOST)
    monkeypatch.setattr("serving_parts.build", noted)
    with (
        served(assistant, library, Rules(guests=True)) as address,
        httpx.Client(base_url=address, timeout=PATIENCE) as client,
    ):
        client.get("/").raise_for_status()  # brings the cookie of a guest
        yield client, built[0]


def ask(client: httpx.Client, session: str) -> None:
    for handler, data in (("accept", [QUESTION, None]), ("respond", [None, None])):
        called(client, handler, data, session=session)


def test_of_pages_that_gave_way_nothing_is_held(serving: tuple[httpx.Client, gr.Blocks]) -> None:
    client, blocks = serving
    for number in range(MOST + 4):
        ask(client, f"page{number}")
    held, queue = blocks.app.state_holder, blocks._queue
    assert len(held.session_data) == len(held.time_last_used) == MOST
    assert len(queue.pending_event_ids_session) == len(queue.pending_messages_per_session) == MOST
    assert len(queue.event_analytics) <= 1
    assert queue.cached_event_analytics_summary == {"functions": {}}  # all calls would be summed up after each


def test_of_an_open_page_the_conversation_is_held_and_no_description_of_its_parts(
    serving: tuple[httpx.Client, gr.Blocks],
) -> None:
    client, blocks = serving
    for number in range(MOST):
        ask(client, f"page{number}")
        ask(client, "one")  # in between: the others give way
    assert not any(page.config_values for page in blocks.app.state_holder.session_data.values())
    exported = called(client, "export", [None], session="one", event={"value": "Markdown"})[-1]
    assert "data:text/markdown" in str(exported)


def test_a_page_that_awaits_an_answer_does_not_give_way(serving: tuple[httpx.Client, gr.Blocks]) -> None:
    _, blocks = serving
    held = blocks.app.state_holder
    awaited = held["waits"]
    blocks._queue.event_ids_to_events["asked"] = cast(Event, SimpleNamespace(session_hash="waits"))
    for number in range(MOST + 1):
        held[f"page{number}"]
    assert len(held.session_data) == MOST
    assert held["waits"] is awaited
