"""The server for a group: the line before the model, health, limits, and what is logged."""

import json
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field

import httpx
import pytest
from gradio_client.exceptions import AppError
from serving_parts import (
    IGNORED,
    PASSWORD,
    PATIENCE,
    QUESTION,
    VISIT,
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
from qa.chat_model import Piece
from ui.chat.page import Page
from ui.serve.log import start_log
from ui.serve.rules import Rules
from ui.serve.service import Service

__all__ = ["accounts", "assistant", "guarded"]

pytestmark = IGNORED


@dataclass(frozen=True, slots=True)
class Held:
    """A model that has been asked, and waits to be let go."""

    reached: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)

    def stream(self, _: object, *, max_tokens: int) -> Iterator[Piece]:
        assert max_tokens
        self.reached.set()
        assert self.let_go.wait(30)
        yield Piece(VISIT)
        yield Piece("")


@pytest.fixture
def held(assistant: Assistant) -> Held:
    held = Held()
    assistant.model.stream = held.stream
    return held


def test_who_waits_is_told_so_and_each_gets_their_own_answer(
    assistant: Assistant, library: Library, held: Held
) -> None:
    with served(assistant, library, Rules()) as address, api(address) as one, api(address) as two:
        first = one.submit(f"{QUESTION} 0", api_name="/ask_stream")
        assert next(first) == {"progress": "Searching 1 passage"}
        second = two.submit(f"{QUESTION} 1", api_name="/ask_stream")
        assert next(second) == {"progress": "1 question before yours"}
        assert one.predict("visit", 1, api_name="/search") != []  # search waits for nobody
        held.let_go.set()
        assert [list(job)[-1]["question"] for job in (first, second)] == [f"{QUESTION} 0", f"{QUESTION} 1"]


def test_at_the_page_each_has_their_own_conversation_and_place(
    assistant: Assistant, library: Library, held: Held
) -> None:
    with (
        served(assistant, library, Rules()) as address,
        httpx.Client(base_url=address, timeout=PATIENCE) as client,
        ThreadPoolExecutor() as pool,
    ):
        for name in ("anna", "ben"):
            assert called(client, "accept", [f"{QUESTION} {name}", None], session=name)[-1]["success"]
        anna = pool.submit(called, client, "respond", [None, None], session="anna")
        assert held.reached.wait(30)
        told = threading.Event()

        def seen(line: str) -> None:
            if "1 question before yours" in line:
                told.set()

        ben = pool.submit(called, client, "respond", [None, None], session="ben", seen=seen)
        assert told.wait(30)
        assert client.get("/").status_code == 200  # waiting questions do not hold the page up
        held.let_go.set()
        annas, bens = (json.dumps(asked.result()) for asked in (anna, ben))
    assert "1 question before yours" not in annas
    assert (f"{QUESTION} anna" in annas, f"{QUESTION} ben" in annas) == (True, False)
    assert (f"{QUESTION} anna" in bens, f"{QUESTION} ben" in bens) == (False, True)


def test_a_page_that_is_closed_gives_its_turn_up(assistant: Assistant, library: Library) -> None:
    service = Service(assistant, library, Rules())
    page = Page(service, library)
    accepted, _, _ = page.accept(QUESTION, ())
    with service._line.place("anna") as ticket:
        list(service._line.ahead(ticket))
        steps = page.respond(accepted)
        next(steps)  # waits in line
        steps.close()
    assert service.ask(QUESTION).answered
    assert len(assistant.model.prompts) == 1  # the abandoned question never reached the model


def test_health_says_how_much_there_is_to_who_may_ask_and_no_title(guarded: str) -> None:
    assert get(f"{guarded}health").json() == {"status": "ok"}
    with signed_in(guarded, "rita") as rita:
        health = rita.get("health").json()
    assert health == {"status": "ok", "documents": 1, "passages": 1, "model": "scripted"}


def test_too_large_a_file_is_refused(assistant: Assistant, library: Library) -> None:
    with served(assistant, library, Rules(max_upload="1kb")) as address:
        files = {"files": ("note.txt", b"Rain " * 1000)}
        assert post(f"{address}gradio_api/upload", files=files).status_code == 413


def test_the_log_tells_who_asked_and_what_came_of_it_and_no_text(
    guarded: str, capsys: pytest.CaptureFixture[str]
) -> None:
    start_log("info")
    with api(guarded, ("rita", PASSWORD)) as client:
        client.predict(QUESTION, api_name="/ask")
        client.predict("visit", 1, api_name="/search")
        with pytest.raises(AppError):
            client.predict(" ", api_name="/ask")
    logging.getLogger("pincite").handlers = []
    logged = capsys.readouterr().err
    lines = [json.loads(line) for line in logged.splitlines() if line.startswith("{")]
    assert [(line["event"], line.get("user"), line.get("outcome")) for line in lines] == [
        ("sign-in", "rita", "in"),
        ("question", "rita", "answered"),
        ("search", "rita", None),
        ("question", "rita", "QuestionError"),
    ]
    assert {"time", "level", "request", "waited", "retrieve", "total"} <= set(lines[1])
    assert not any(word in logged for word in ("visit", "two days", "secret", PASSWORD))


def test_the_question_is_logged_at_debug_only(
    assistant: Assistant, library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    start_log("debug")
    with (
        served(assistant, library, Rules()) as address,
        api(address) as client,
    ):
        client.predict(QUESTION, api_name="/ask")
    logging.getLogger("pincite").handlers = []
    logged = capsys.readouterr().err
    lines = [json.loads(line) for line in logged.splitlines() if line.startswith("{")]
    assert [line["event"] for line in lines] == ["asked", "question"]
    assert lines[0]["question"] == QUESTION
    assert lines[0]["request"] == lines[1]["request"]
    assert VISIT not in logged


def test_what_the_page_asks_for_itself_waits_in_line_and_counts_for_nobody(
    assistant: Assistant, library: Library, held: Held
) -> None:
    service = Service(assistant, library, Rules(questions_a_minute=1, waiting=1))
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(service.ask, QUESTION)
        assert held.reached.wait(30)
        quoted = [pool.submit(service.quote, QUESTION) for _ in range(2)]
        assert wait(quoted, timeout=0.3).done == set()
        held.let_go.set()
        assert [one.result().answered for one in (asked, *quoted)] == [True] * 3
