"""What other programs may ask of the server: answers and passages, in the published JSON."""

import json
from collections.abc import Iterator

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from serving_parts import (
    IGNORED,
    PATIENCE,
    QUESTION,
    VISIT,
    api,
    assistant,
    get,
    post,
    served,
)

from index.library import Library
from qa.answer import Turn
from qa.assistant import Assistant
from ui.cli.library import hit_json
from ui.serve.rules import Rules

__all__ = ["assistant"]

pytestmark = IGNORED


@pytest.fixture
def open_server(assistant: Assistant, library: Library) -> Iterator[str]:
    with served(assistant, library, Rules(questions_a_minute=4)) as address:
        yield address


@pytest.fixture
def client(open_server: str) -> Iterator[Client]:
    with api(open_server) as client:
        yield client


def untimed(answer: dict) -> dict:
    return {name: value for name, value in answer.items() if name != "timings"}


def test_the_api_answers_in_the_published_json_and_streams(client: Client, assistant: Assistant) -> None:
    expected = json.loads(json.dumps(assistant.ask(QUESTION).to_json()))
    assert expected["citations"][0]["quote"] == VISIT
    assert untimed(client.predict(QUESTION, api_name="/ask")) == untimed(expected)
    *steps, answer = client.submit(QUESTION, api_name="/ask_stream")
    assert "".join(step.get("delta", "") for step in steps) == VISIT
    assert steps[0] == {"progress": "Searching 1 passage"}
    assert steps[1]["progress"] == "Read 2 sentences of 1 document"
    assert steps[1]["nearest"][0]["quote"] == steps[1]["quote"]["quote"] == VISIT
    assert answer["text"] == expected["text"]


def test_the_api_gives_the_sentence_without_the_model(client: Client, assistant: Assistant) -> None:
    expected = json.loads(json.dumps(assistant.quote(QUESTION).to_json()))
    given = client.predict(QUESTION, api_name="/quote")
    assert untimed(given) == untimed(expected)
    assert (given["text"], given["quote"]["quote"], given["model"]) == (f"{VISIT} [1]", VISIT, "words")
    assert assistant.model.prompts == []


def test_the_api_reads_the_history(client: Client, assistant: Assistant) -> None:
    question, earlier = (
        "And how long did it last?",
        Turn("Did the minister visit Paris?", "Yes, the minister did."),
    )
    client.predict(question, [{"question": earlier.question, "answer": earlier.answer}], api_name="/ask")
    client.predict(question, api_name="/ask")
    assistant.ask(question, (earlier,))
    with_history, without, expected = assistant.model.prompts[-3:]
    assert with_history == expected != without


def test_the_api_finds_passages_as_the_command_does(client: Client, library: Library) -> None:
    expected = [hit_json(hit) for hit in library.search("trade", 1)]
    assert client.predict("trade", 1, api_name="/search") == json.loads(json.dumps(expected))


def test_the_page_s_own_handlers_are_not_in_the_api(client: Client) -> None:
    described = client.view_api(print_info=False, return_format="dict")
    assert set(described["named_endpoints"]) == {"/ask", "/ask_stream", "/quote", "/search"}
    assert described["unnamed_endpoints"] == {}
    parameters = described["named_endpoints"]["/ask"]["parameters"]
    assert [one["parameter_name"] for one in parameters] == ["question", "history", "library"]


def test_the_api_tells_what_is_wrong_and_limits_the_questions_of_a_minute(client: Client) -> None:
    with pytest.raises(AppError, match="the history is not a list of"):
        client.predict(QUESTION, [{"question": "Who?"}], api_name="/ask")
    with pytest.raises(AppError, match="k is 0: ask for 1 to 100 passages"):
        client.predict("trade", 0, api_name="/search")
    for _ in range(4):
        client.predict("trade", 1, api_name="/search")
    with pytest.raises(AppError, match=r"4 questions a minute may be asked here: ask again in \d+ seconds"):
        client.predict(QUESTION, api_name="/ask")


def test_plain_http_reaches_every_function_of_the_api(open_server: str) -> None:
    for function, sent in (
        ("ask", {"question": QUESTION}),
        ("quote", {"question": QUESTION}),
        ("search", {"query": "visit", "k": 1}),
    ):
        call = f"{open_server}gradio_api/call/v2/{function}"
        event = post(call, json=sent).raise_for_status().json()["event_id"]
        told = get(f"{call}/{event}").text
        assert "event: complete" in told, function
        assert VISIT in told, function


def test_plain_http_streams_server_sent_events(open_server: str) -> None:
    call = f"{open_server}gradio_api/call/v2/ask_stream"
    event = post(call, json={"question": QUESTION}).json()["event_id"]
    with httpx.stream("GET", f"{call}/{event}", timeout=PATIENCE) as told:
        assert told.headers["content-type"].startswith("text/event-stream")
        lines = [line for line in told.iter_lines() if line]
    kinds = [line.removeprefix("event: ") for line in lines[::2]]
    data = [json.loads(line.removeprefix("data: ")) for line in lines[1::2]]
    assert set(kinds[:-1]) == {"generating"}
    assert kinds[-1] == "complete"
    assert data[0] == [{"progress": "Searching 1 passage"}]
    assert data[-1][0]["citations"][0]["quote"] == VISIT
