"""Requests that no browser and no program of ours sends: refused at once, and never an error of the program."""

import json
import time
from pathlib import Path

import pytest
from serving_parts import IGNORED, PASSWORD, accounts, assistant, get, guarded, post, served
from starlette.requests import HTTPConnection
from starlette.types import Scope

from index.errors import PinciteError
from index.library import Library
from qa.assistant import Assistant
from ui.serve.accounts import Accounts
from ui.serve.bodies import Refused
from ui.serve.forms import Parts, own_form
from ui.serve.listening import url_host
from ui.serve.origin import is_of_another_site
from ui.serve.rules import GUEST, Rules
from ui.serve.sessions import own_cookies

__all__ = ["accounts", "assistant", "guarded"]

pytestmark = IGNORED

QUOTED = '"' + '\\"' * 30_000 + '"'  # which Python unpacks in seconds


class App:
    """What the cookies of a server are named after."""

    cookie_id = "xyz"


def request(*headers: tuple[str, str]) -> HTTPConnection:
    """Return a request with these headers, whose cookies are only ours."""
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    return HTTPConnection(own_cookies({"type": "http", "path": "/config", "app": App, "headers": raw}))


def test_of_the_cookies_only_ours_are_read() -> None:
    sent = request(
        ("host", "localhost"),
        ("cookie", f"other=1; {GUEST}=abc-_1; access-token-xyz=t0; access-token-other=t1; session"),
        ("cookie", f"access-token-unsecure-xyz={QUOTED}; {GUEST}2=x"),
    )
    assert sent.cookies == {GUEST: "abc-_1", "access-token-xyz": "t0"}
    assert sent.headers["host"] == "localhost"
    assert request(("cookie", "other=1")).headers.get("cookie") is None


def test_a_cookie_that_is_long_to_unpack_costs_no_time() -> None:
    begun = time.process_time()
    for name in (GUEST, "access-token-xyz", "other"):
        assert request(("cookie", f"{name}={QUOTED}")).cookies == {}
    assert time.process_time() - begun < 0.5


def test_a_request_with_such_a_cookie_is_answered_at_once(guarded: str) -> None:
    begun = time.process_time()  # of this process, where the server is
    told = get(f"{guarded}health", headers={"Cookie": f"{GUEST}={QUOTED}"})
    assert (told.status_code, told.json()) == (200, {"status": "ok"})
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("origin", ["http://[", "http://]/", "//[x]", "http://[::1", ":", "", "\x80"])
def test_what_is_no_origin_is_another_site(origin: str) -> None:
    assert is_of_another_site(request(("host", "localhost"), ("origin", origin)))


@pytest.mark.parametrize("host", ["x" * 70, "a\udce9", "a..b"])
def test_what_is_no_host_is_told(host: str) -> None:
    with pytest.raises(PinciteError, match="is no address of this computer"):
        url_host(host)


@pytest.mark.parametrize(
    "content", ["[" * 100_000, "[1]", '{"rita": 1}', '{"rita": {"password": "scrypt$1$1$1$!$!"}}', "\0"]
)
def test_a_file_of_accounts_that_holds_anything_is_told(accounts: Accounts, content: str) -> None:
    accounts.file.write_text(content)
    with pytest.raises(PinciteError, match="is not a file of accounts"):
        accounts.all()


@pytest.mark.parametrize("kept", ["scrypt$99$8$3$AAAA$AAAA", "scrypt$15$8$3$A$AAAA", "scrypt$0$0$0$AAAA$AAAA"])
def test_a_password_that_cannot_be_checked_is_told(accounts: Accounts, kept: str) -> None:
    entries = json.loads(accounts.file.read_text())
    entries["rita"]["password"] = kept
    accounts.file.write_text(json.dumps(entries))
    with pytest.raises(PinciteError, match="set it anew"):
        accounts.accepts("rita", PASSWORD)


def test_a_file_of_accounts_that_is_none_is_told(accounts: Accounts) -> None:
    accounts.file.unlink()
    accounts.file.mkdir(mode=0o700)
    with pytest.raises(PinciteError, match="cannot be read"):
        accounts.all()


def test_a_password_may_hold_half_a_character(accounts: Accounts) -> None:
    accounts.put("anna", "caf\udce9 \ud83d \ud83d", owner=False)  # typed in another encoding than the terminal's
    assert accounts.accepts("anna", "caf\udce9 \ud83d \ud83d") is not None
    assert accounts.accepts("anna", "caf\udce9 \ud83d x") is None


def form(kind: str) -> Scope:
    """Return the head of a request with a content type."""
    return {"type": "http", "headers": [(b"content-type", kind.encode("latin-1")), (b"host", b"localhost")]}


@pytest.mark.parametrize(
    ("kind", "handed_on"),
    [
        ("multipart/form-data; boundary=abc; charset=punycode", 'multipart/form-data; boundary="abc"'),
        ("Multipart/Form-Data; charset*=utf-8''punycode; boundary=\"a b\"", 'multipart/form-data; boundary="a b"'),
        ("application/x-www-form-urlencoded; charset=idna", "application/x-www-form-urlencoded"),
    ],
)
def test_a_form_names_no_decoder(kind: str, handed_on: str) -> None:
    assert own_form(form(kind))["headers"] == [(b"host", b"localhost"), (b"content-type", handed_on.encode())]


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "multipart/form-data", "multipart/form-data; boundary=" + "x" * 99, "x;" * 2000]
)
def test_what_is_no_form_is_not_understood(kind: str) -> None:
    with pytest.raises(Refused) as refused:
        own_form(form(kind))
    assert refused.value.status == 400


def part(stated: str, content: bytes) -> bytes:
    """Return a part of a form."""
    return b"--x\r\nContent-Disposition: form-data; " + stated.encode() + b"\r\n\r\n" + content + b"\r\n"


def test_an_upload_of_what_is_no_file_is_refused_before_it_fills_the_memory(
    assistant: Assistant, library: Library
) -> None:
    whole = part('name="files"; filename="a.txt"', b"Rain fell.")
    Parts(b"x").look(whole + b"--x--\r\n")
    for piece in (1, 7, 1000):
        parts = Parts(b"x")
        body = whole + part('name="files"', b"y" * 1000)
        with pytest.raises(ValueError, match="no file"):
            for start in range(0, len(body), piece):
                parts.look(body[start : start + piece])
    headers = {"Content-Type": "multipart/form-data; boundary=x; charset=punycode"}
    with served(assistant, library, Rules(guests=True)) as address:
        for body in (part('name="files"', b"y" * 10**6), b"no parts at all", b"--x\r\n\r\n"):
            refused = post(f"{address}gradio_api/upload", content=body, headers=headers)
            assert (refused.status_code, body[:40]) == (400, body[:40])
        (path,) = post(f"{address}gradio_api/upload", content=whole + b"--x--\r\n", headers=headers).json()
    assert Path(path).name == "a.txt"
