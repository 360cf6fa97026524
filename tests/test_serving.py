"""The server for a group: who may sign in, who may change what, what others may ask of it, and what is logged."""

import json
import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError, AuthenticationError
from qa_parts import ScriptedModel
from serving_parts import PASSWORD, QUESTION, VISIT, accounts_in, called, served, signed_in, upload_handler

from index.errors import PinciteError
from index.library import Library
from qa.assistant import Assistant
from ui.cli_library import hit_json
from ui.log import start_log
from ui.rules import Rules
from ui.serving import check_address

# Gradio sums up the times of its events with means that pandas is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")


@pytest.fixture
def assistant(library: Library, write: Callable[[str, str], Path]) -> Assistant:
    library.add([write("secret.txt", f"{VISIT}\n\nTrade was worth C$56bn in 2024.")])
    return Assistant(library, ScriptedModel(draft=VISIT))


@pytest.fixture
def open_server(assistant: Assistant, library: Library) -> Iterator[str]:
    with served(assistant, library, Rules(questions_a_minute=4)) as address:
        yield address


@pytest.fixture
def guarded(assistant: Assistant, library: Library, tmp_path: Path) -> Iterator[str]:
    with served(assistant, library, Rules(accounts=accounts_in(tmp_path))) as address:
        yield address


@pytest.fixture
def client(open_server: str) -> Iterator[Client]:
    with Client(open_server, verbose=False, analytics_enabled=False) as client:
        yield client


def untimed(answer: dict) -> dict:
    return {name: value for name, value in answer.items() if name != "timings"}


def test_the_api_answers_in_the_published_json_and_streams(client: Client, assistant: Assistant) -> None:
    history = [{"question": "Who came?", "answer": "The minister."}]
    expected = json.loads(json.dumps(assistant.ask(QUESTION).to_json()))
    assert expected["citations"][0]["quote"] == VISIT
    assert untimed(client.predict(QUESTION, api_name="/ask")) == untimed(expected)
    *steps, answer = client.submit(QUESTION, history, api_name="/ask_stream")
    assert "".join(step.get("delta", "") for step in steps) == VISIT
    assert steps[0] == {"progress": "Searching the documents"}
    assert answer["text"] == expected["text"]
    assert assistant.model.prompts[-1] != assistant.model.prompts[0]  # the history was read


def test_the_api_finds_passages_as_the_command_does(client: Client, library: Library) -> None:
    expected = [hit_json(hit) for hit in library.search("trade", 1)]
    assert client.predict("trade", 1, api_name="/search") == json.loads(json.dumps(expected))


def test_the_page_s_own_handlers_are_not_in_the_api(client: Client) -> None:
    described = client.view_api(print_info=False, return_format="dict")
    assert set(described["named_endpoints"]) == {"/ask", "/ask_stream", "/search"}
    assert described["unnamed_endpoints"] == {}
    parameters = described["named_endpoints"]["/ask"]["parameters"]
    assert [one["parameter_name"] for one in parameters] == ["question", "history"]


def test_the_api_tells_what_is_wrong_and_limits_the_questions_of_a_minute(client: Client) -> None:
    with pytest.raises(AppError, match="the history is not a list of"):
        client.predict(QUESTION, [{"question": "Who?"}], api_name="/ask")
    with pytest.raises(AppError, match="k is 0: ask for 1 to 100 passages"):
        client.predict("trade", 0, api_name="/search")
    for _ in range(4):
        client.predict("trade", 1, api_name="/search")
    with pytest.raises(AppError, match=r"4 questions a minute may be asked here: ask again in \d+ seconds"):
        client.predict(QUESTION, api_name="/ask")


def test_plain_http_streams_server_sent_events(open_server: str) -> None:
    asked = httpx.post(f"{open_server}gradio_api/call/ask_stream", json={"data": [QUESTION]}, timeout=30)
    told = httpx.get(f"{open_server}gradio_api/call/ask_stream/{asked.json()['event_id']}", timeout=30).text
    data = [json.loads(line.removeprefix("data: ")) for line in told.splitlines() if line.startswith("data: {")]
    events = [line for line in told.splitlines() if line.startswith("event: ")]
    assert events[-1] == "event: complete"
    assert VISIT in told or data


def test_many_wait_in_line_are_told_so_and_each_gets_their_own(assistant: Assistant, library: Library) -> None:
    opened = threading.Event()
    assistant.model.probability_of_yes = lambda _: 0.99 if opened.wait(30) else 0.0
    with served(assistant, library, Rules()) as address:
        clients = [Client(address, verbose=False, analytics_enabled=False) for _ in range(3)]
        first, second, third = (
            client.submit(f"{QUESTION} {number}", api_name="/ask_stream") for number, client in enumerate(clients)
        )
        told = [next(third)]
        while told[-1] != {"progress": "2 questions before yours"}:
            told.append(next(third))
        opened.set()
        answers = [list(job)[-1] for job in (first, second, third)]
        for client in clients:
            client.close()
    assert [answer["question"][-1] for answer in answers] == ["0", "1", "2"]


def test_health_says_how_much_there_is_and_no_title_without_sign_in(guarded: str) -> None:
    health = httpx.get(f"{guarded}health")
    assert health.json() == {"status": "ok", "documents": 1, "passages": 1, "model": "scripted"}


def test_without_signing_in_nothing_is_served(guarded: str) -> None:
    for method, path in [
        ("GET", "config"),
        ("GET", "gradio_api/info"),
        ("POST", "gradio_api/call/ask"),
        ("POST", "gradio_api/call/search"),
        ("POST", "gradio_api/queue/join"),
        ("POST", "gradio_api/run/predict"),
    ]:
        answer = httpx.request(method, f"{guarded}{path}", json={"data": ["trade"]})
        assert (path, answer.status_code) == (path, 401)
    assert "secret" not in httpx.get(guarded).text
    with pytest.raises(AuthenticationError):
        Client(guarded, verbose=False, analytics_enabled=False)


def test_who_signs_in_may_use_page_and_api(guarded: str) -> None:
    with signed_in(guarded, "rita") as browser:
        assert browser.get("config").status_code == 200
    with Client(guarded, auth=("rita", PASSWORD), verbose=False, analytics_enabled=False) as client:
        assert client.predict(QUESTION, api_name="/ask")["answered"]


def test_wrong_passwords_are_refused_and_after_ten_so_is_the_right_one(
    guarded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.accounts.matches", lambda password, kept: password == PASSWORD)  # ten hashes take long

    def status(name: str, password: str) -> int:
        return httpx.post(f"{guarded}login", data={"username": name, "password": password}).status_code

    assert status("nobody", PASSWORD) == 400
    assert [status("rita", f"guess {number}") for number in range(9)] == [400] * 9
    assert status("rita", PASSWORD) == 429


def test_readers_cannot_change_the_library_even_past_the_page(guarded: str, library: Library) -> None:
    note = {"files": ("note.txt", b"Rain fell on both days.")}
    with signed_in(guarded, "rita") as reader, signed_in(guarded, "olga") as owner:
        refused = reader.post("gradio_api/upload", files=note)
        assert (refused.status_code, refused.json()["detail"]) == (
            403,
            "Only the owners of this library may change it.",
        )
        (path,) = owner.post("gradio_api/upload", files=note).json()
        handler, _ = upload_handler(owner)
        files = [[{"path": path, "meta": {"_type": "gradio.FileData"}}]]
        refused = called(reader, handler, files)
        assert (refused["success"], refused["output"]["error"]) == (
            False,
            "Only the owners of this library may change it.",
        )
        assert len(library.documents()) == 1
        assert called(owner, handler, files)["success"]
        assert len(library.documents()) == 2


def test_an_account_that_is_removed_is_signed_out(guarded: str, tmp_path: Path) -> None:
    with signed_in(guarded, "rita") as reader:
        accounts_in(tmp_path).remove("rita")
        assert reader.get("config").status_code == 401


def test_read_only_without_sign_in_means_nobody(assistant: Assistant, library: Library) -> None:
    with served(assistant, library, Rules(read_only=True)) as address:
        files = {"files": ("note.txt", b"Rain fell.")}
        assert httpx.post(f"{address}gradio_api/upload", files=files).status_code == 403
    assert Rules().may_change(None)


def test_too_large_a_file_is_refused(assistant: Assistant, library: Library) -> None:
    with served(assistant, library, Rules(max_upload="1kb")) as address:
        files = {"files": ("note.txt", b"Rain " * 1000)}
        assert httpx.post(f"{address}gradio_api/upload", files=files).status_code == 413


def test_the_log_tells_who_asked_and_what_came_of_it_and_no_text(
    guarded: str, capsys: pytest.CaptureFixture[str]
) -> None:
    start_log("info")
    with Client(guarded, auth=("rita", PASSWORD), verbose=False, analytics_enabled=False) as client:
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
        Client(address, verbose=False, analytics_enabled=False) as client,
    ):
        client.predict(QUESTION, api_name="/ask")
    logging.getLogger("pincite").handlers = []
    logged = capsys.readouterr().err
    lines = [json.loads(line) for line in logged.splitlines() if line.startswith("{")]
    assert [line["event"] for line in lines] == ["asked", "question"]
    assert lines[0]["question"] == QUESTION
    assert lines[0]["request"] == lines[1]["request"]
    assert VISIT not in logged


def test_an_open_address_needs_a_sign_in_or_a_word_and_brings_a_warning(tmp_path: Path) -> None:
    for host in ("127.0.0.1", "127.8.0.1", "::1", "localhost"):
        assert check_address(host, Rules(), without_sign_in=False) == ""
    for host in ("0.0.0.0", "192.168.1.7", "::", "library.example"):
        with pytest.raises(PinciteError, match="--auth-file FILE"):
            check_address(host, Rules(), without_sign_in=False)
    assert "read and change the library" in check_address("0.0.0.0", Rules(), without_sign_in=True)
    assert "can read the library" in check_address("0.0.0.0", Rules(read_only=True), without_sign_in=True)
    assert check_address("0.0.0.0", Rules(accounts=accounts_in(tmp_path)), without_sign_in=False) == ""
