"""Whatever comes in where a server, a tool or an upload takes something in: an answer, or an error of ours."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gradio as gr
import httpx
import pytest
from conftest import HashingEmbedder
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from serving_parts import IGNORED, PASSWORD, PATIENCE, QUESTION, VISIT, accounts, assistant, served

from index.errors import PinciteError
from index.library import Library
from index.load.formats import SUFFIXES
from index.web.adding import add_addresses
from index.web.address import Guard
from index.web.fetch import Fetcher
from index.web.robots import PoliteFetcher
from qa.assistant import Assistant
from ui.chat.uploads import Upload, add_uploads
from ui.loop import in_loop
from ui.serve.accounts import Accounts
from ui.serve.api import add_api
from ui.serve.bodies import CALL_FIELDS, Refused, checked_call
from ui.serve.rules import Rules
from ui.serve.service import Service

__all__ = ["accounts", "assistant"]

pytestmark = IGNORED

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)  # lone surrogates, controls and all
WORDS = st.sampled_from(["question", "answer", "path", "meta", "url", "_type", "gradio.FileData", *CALL_FIELDS])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | ANY_TEXT
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | ANY_TEXT, inner, max_size=4),
    max_leaves=12,
)
HISTORIES = VALUES | st.lists(st.fixed_dictionaries({"question": VALUES, "answer": VALUES}), max_size=3)
FEW = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@in_loop
def empty_page() -> gr.Blocks:
    with gr.Blocks(analytics_enabled=False) as blocks:
        pass
    return blocks


@pytest.fixture
def functions(assistant: Assistant, library: Library) -> dict[str, Callable[..., Any]]:
    """Give the functions of the API by their names."""
    service = Service(assistant, library, Rules(questions_a_minute=10**9))
    blocks = empty_page()
    add_api(blocks, service)
    return {str(one.api_name): one.fn for one in blocks.fns.values() if one.fn is not None}


@pytest.fixture
def address(assistant: Assistant, library: Library, accounts: Accounts) -> Iterator[str]:
    """Give the address of a server where one has to sign in, with tools."""
    rules = Rules(accounts=accounts, questions_a_minute=10**9)
    with served(assistant, library, rules, mcp=True) as address:
        yield address


@FEW
@given(VALUES, HISTORIES, VALUES)
@example(None, None, True)
@example(5, "ab", 3.5)
@example(["x"], [{"question": None, "answer": 1}], "9" * 500)
@example({"a": 1}, {"question": "x"}, -1)
@example(QUESTION, [], 1)
def test_the_functions_of_the_api_tell_what_is_wrong_with_their_arguments(
    functions: dict[str, Callable[..., Any]], text: object, history: object, k: object
) -> None:
    assert set(functions) == {"ask", "ask_stream", "quote", "search"}
    for name in ("ask", "quote"):
        with suppress(gr.Error):
            assert functions[name](text, history)["question"] == str(text).strip()
    with suppress(gr.Error):
        list(functions["ask_stream"](text, history))
    with suppress(gr.Error):
        assert isinstance(functions["search"](text, k), list)


def keys_of(value: object) -> set[str]:
    """Return the names of all fields in a value, and in those within it."""
    if isinstance(value, dict):
        return set(value).union(*map(keys_of, value.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


@settings(max_examples=300)
@given(st.binary(max_size=60) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_a_call_is_refused_or_handed_on_as_a_call(body: bytes) -> None:
    try:
        checked = checked_call(body, fields=CALL_FIELDS, own=lambda session: f"own {len(session)}", files=None)
    except Refused as refused:
        assert refused.status in (400, 403)
        return
    call = json.loads(checked)
    assert set(call) <= set(CALL_FIELDS)
    assert str(call.get("session_hash", "own ")).startswith("own ")
    assert not {"path", "meta"} & keys_of(call)


def test_the_tools_answer_whatever_they_are_sent(address: str) -> None:
    client = httpx.Client(base_url=address, auth=("rita", PASSWORD), timeout=PATIENCE)
    headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}

    def sent(body: bytes) -> httpx.Response:
        return client.post("mcp", content=body, headers=headers)

    def call(name: object, arguments: object) -> bytes:
        request = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
        return json.dumps({**request, "params": {"name": name, "arguments": arguments}}).encode()

    @FEW
    @given(
        st.binary(max_size=60)
        | VALUES.map(lambda value: json.dumps(value).encode())
        | st.builds(
            call,
            st.sampled_from(["ask", "search"]) | VALUES,
            VALUES
            | st.fixed_dictionaries({"question": VALUES, "query": VALUES, "history": HISTORIES, "k": VALUES}),
        )
    )
    @example(b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}")
    @example(b'{"jsonrpc": "2.0", "id": 1' + b"0" * 5000 + b"}")
    @example(call("search", {"query": "\ud800", "k": 1}))
    @example(call("ask", {"question": QUESTION, "history": [{"question": "x"}]}))
    def whatever(body: bytes) -> None:
        assert sent(body).status_code < 500, body

    whatever()
    found = sent(call("search", {"query": "visit", "k": 1})).json()["result"]
    assert VISIT in found["content"][0]["text"]
    client.close()


def test_a_sign_in_of_any_form_is_refused(address: str) -> None:
    kinds = ["utf-8", "punycode", "undefined", "unicode_escape", "idna", "utf-16", "rot13", "\xff", "x" * 500]

    @settings(FEW, max_examples=30)
    @given(ANY_TEXT, st.binary(max_size=40), st.sampled_from(kinds), st.booleans())
    @example("x", b"\\ud800", "unicode_escape", True)
    @example("x", b"a..b", "undefined", True)
    def whatever(name: str, password: bytes, charset: str, multipart: bool) -> None:
        if multipart:
            fields = ((b"username", name.encode("utf-8", "replace")), (b"password", password))
            head = b'--x\r\nContent-Disposition: form-data; name="'
            body = (
                b"".join(head + field + b'"\r\n\r\n' + value + b"\r\n" for field, value in fields) + b"--x--\r\n"
            )
            kind = f"multipart/form-data; boundary=x; charset={charset}"
        else:
            body = b"username=" + name.encode("utf-8", "replace") + b"&password=" + password
            kind = f"application/x-www-form-urlencoded; charset={charset}"
        told = httpx.post(
            f"{address}login", content=body, headers={"Content-Type": kind.encode("latin-1")}, timeout=PATIENCE
        )
        assert 400 <= told.status_code < 500, (body, charset, told.text)

    whatever()


BYTES = st.binary(max_size=200) | ANY_TEXT.map(lambda text: text.encode("utf-8", "replace"))
NAMES = st.builds(
    lambda stem, suffix: (stem.encode("utf-8", "surrogateescape" if stem.isascii() else "replace")[:240], suffix),
    ANY_TEXT | st.integers(230, 255).map(lambda count: "n" * count),
    st.sampled_from(sorted(SUFFIXES)) | st.sampled_from(["", ".exe", ".TXT"]),
)


@FEW
@given(st.lists(st.tuples(NAMES, BYTES), min_size=1, max_size=3))
@example([((b"caf\xe9", ".txt"), b"It rained."), ((b"x" * 251, ".txt"), b"It rained."), ((b"", ".zip"), b"PK")])
def test_an_upload_of_any_name_and_content_is_told(files: list[tuple[tuple[bytes, str], bytes]]) -> None:
    with (
        TemporaryDirectory() as folder,
        Library.open(f"{folder}/library", HashingEmbedder(), create=True) as library,
    ):
        uploads = []
        for number, ((stem, suffix), content) in enumerate(files):
            name = (stem.replace(b"/", b"").replace(b"\0", b"") or b"n")[: 255 - len(suffix)] + suffix.encode()
            place = Path(folder) / str(number)
            place.mkdir()
            path = place / os.fsdecode(name if name not in (b".", b"..") else b"n")
            path.write_bytes(content)
            uploads.append(path)
        outcomes = list(add_uploads(library, uploads, folder=library.folder / "files"))
        assert [type(one) for one in outcomes] == [Upload] * len(files)
        assert all(one.reason for one in outcomes if one.outcome == "not added")
        assert not list((library.folder / "arriving").rglob("*.mark"))


def unresolved(host: str, port: int) -> list[str]:
    """Know no name, as a machine without a network."""
    raise OSError(f"no {host}:{port}")


@FEW
@given(
    ANY_TEXT | ANY_TEXT.map(lambda text: f"http://{text}/{text}") | ANY_TEXT.map(lambda text: f"https://a{text}")
)
@example("http://[::1")
@example("http://a\udce9.example/\ud800")
@example("http://" + "x" * 70)
def test_any_address_is_told_what_is_wrong_with_it(library: Library, address: str) -> None:
    fetcher = PoliteFetcher(Fetcher(Guard(resolve=unresolved)), sleep=lambda _: None)
    (outcome,) = add_addresses(library, [address], fetcher=fetcher)
    assert (outcome.outcome, bool(outcome.reason)) == ("failed", True)


@FEW
@given(ANY_TEXT)
@example("a\0b")
@example("x" * 5000)
@example("/" + "d/" * 3000)
def test_a_folder_of_any_name_is_opened_or_told(name: str) -> None:
    with TemporaryDirectory() as folder:
        for create in (False, True):
            with suppress(PinciteError):
                Library.open(f"{folder}/{name.lstrip('/')}", HashingEmbedder(), create=create).close()


def test_what_is_no_folder_of_a_library_is_told(tmp_path: Path) -> None:
    for name in ("a\0b", "x" * 5000):
        for create in (False, True):
            with pytest.raises(PinciteError, match=r"folder|no library"):
                Library.open(tmp_path / name, HashingEmbedder(), create=create)
