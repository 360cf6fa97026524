"""Who may sign in, and who of them may change the library."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from gradio_client.exceptions import AuthenticationError
from serving_parts import (
    IGNORED,
    PASSWORD,
    QUESTION,
    accounts_in,
    api,
    assistant_over,
    called,
    handlers,
    served,
    signed_in,
)

from index.errors import PinciteError
from index.library import Library
from qa.assistant import Assistant
from ui.rules import Rules
from ui.serving import check_address

pytestmark = IGNORED


@pytest.fixture
def assistant(library: Library, write: Callable[[str, str], Path]) -> Assistant:
    return assistant_over(library, write)


@pytest.fixture
def guarded(assistant: Assistant, library: Library, tmp_path: Path) -> Iterator[str]:
    with served(assistant, library, Rules(accounts=accounts_in(tmp_path))) as address:
        yield address


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
    with pytest.raises(AuthenticationError), api(guarded):
        pass


def test_who_signs_in_may_use_page_and_api(guarded: str) -> None:
    with signed_in(guarded, "rita") as browser:
        assert browser.get("config").status_code == 200
    with api(guarded, ("rita", PASSWORD)) as client:
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
        handler = handlers(owner).add
        files = [[{"path": path, "meta": {"_type": "gradio.FileData"}}]]
        *_, refused = called(reader, handler, files)
        assert (refused["success"], refused["output"]["error"]) == (
            False,
            "Only the owners of this library may change it.",
        )
        assert len(library.documents()) == 1
        assert called(owner, handler, files)[-1]["success"]
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


def test_an_open_address_needs_a_sign_in_or_a_word_and_brings_a_warning(tmp_path: Path) -> None:
    for host in ("127.0.0.1", "127.8.0.1", "::1", "localhost"):
        assert check_address(host, Rules(), without_sign_in=False) == ""
    for host in ("0.0.0.0", "192.168.1.7", "::", "library.example"):
        with pytest.raises(PinciteError, match="--auth-file FILE"):
            check_address(host, Rules(), without_sign_in=False)
    assert "read and change the library" in check_address("0.0.0.0", Rules(), without_sign_in=True)
    assert "can read the library" in check_address("0.0.0.0", Rules(read_only=True), without_sign_in=True)
    assert check_address("0.0.0.0", Rules(accounts=accounts_in(tmp_path)), without_sign_in=False) == ""
