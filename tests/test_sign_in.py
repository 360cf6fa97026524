"""Who may sign in, how often they may try, and how sessions end."""

import asyncio
import json
import time
from pathlib import Path

import httpx
import pytest
from fastapi import HTTPException
from gradio_client.exceptions import AuthenticationError
from serving_parts import (
    IGNORED,
    PASSWORD,
    PATIENCE,
    QUESTION,
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

from index.errors import PinciteError
from index.library import Library
from qa.assistant import Assistant
from ui.serve.accounts import Accounts
from ui.serve.rules import PROXY_HERE, Rules
from ui.serve.serving import check_address
from ui.serve.sign_in import CLIENT, SignIn

__all__ = ["accounts", "assistant", "guarded"]

pytestmark = IGNORED


def test_without_signing_in_nothing_is_served(guarded: str) -> None:
    for method, path in [
        ("GET", "config"),
        ("GET", "gradio_api/info"),
        ("POST", "gradio_api/call/ask"),
        ("POST", "gradio_api/call/search"),
        ("POST", "gradio_api/queue/join"),
        ("POST", "gradio_api/run/predict"),
    ]:
        answer = httpx.request(method, f"{guarded}{path}", timeout=PATIENCE, json={"data": ["trade"]})
        assert (path, answer.status_code) == (path, 401)
    assert "secret" not in get(guarded).text
    with pytest.raises(AuthenticationError), api(guarded):
        pass


def test_the_page_to_sign_in_speaks_the_language_of_the_browser(guarded: str) -> None:
    for accepted, told in (("de-AT,en;q=0.5", "Nach 10 falschen Versuchen"), ("it", "After 10 wrong attempts")):
        assert told in get(guarded, headers={"accept-language": accepted}).text
        assert told in get(f"{guarded}config", headers={"accept-language": accepted}).text


def test_who_signs_in_may_use_page_and_api(guarded: str) -> None:
    with signed_in(guarded, "rita") as browser:
        assert browser.get("config").status_code == 200
    with api(guarded, ("rita", PASSWORD)) as client:
        assert client.predict(QUESTION, api_name="/ask")["answered"]


def test_wrong_passwords_are_refused_and_after_ten_so_is_the_right_one(
    guarded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def status(name: str, password: str) -> int:
        return post(f"{guarded}login", data={"username": name, "password": password}).status_code

    assert status("rita", PASSWORD) == 200
    # Ten hashes take long.
    monkeypatch.setattr("ui.serve.accounts.matches", lambda password, kept: password == PASSWORD)
    assert [status("rita", PASSWORD) for _ in range(11)] == [200] * 11  # right ones do not count
    assert status("nobody", PASSWORD) == 400
    assert [status("rita", f"guess {number}") for number in range(9)] == [400] * 9
    assert status("rita", PASSWORD) == 429


def test_attempts_made_at_once_do_not_slip_through(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.serve.accounts.matches", lambda password, kept: time.sleep(0.01))
    sign_in = SignIn(accounts)

    async def attempts() -> list[object]:
        guesses = (sign_in.accepts("rita", f"guess {number}") for number in range(30))
        return await asyncio.gather(*guesses, return_exceptions=True)

    outcomes = asyncio.run(attempts())
    assert [type(one) for one in outcomes] == [bool] * 10 + [HTTPException] * 20


def test_a_name_is_closed_after_fifty_wrong_attempts_from_several_addresses(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.serve.accounts.matches", lambda password, kept: password == PASSWORD)
    sign_in = SignIn(accounts)

    def attempt(client: int, name: str, password: str) -> bool:
        CLIENT.set(f"10.0.0.{client}")
        return asyncio.run(sign_in.accepts(name, password))

    for number in range(50):
        assert not attempt(number // 10, "rita", "guess")
    with pytest.raises(HTTPException, match="Too many wrong attempts"):
        attempt(9, "rita", PASSWORD)
    assert attempt(9, "olga", PASSWORD)


def test_a_session_ends_with_its_account_and_with_its_password(guarded: str, accounts: Accounts) -> None:
    with signed_in(guarded, "rita") as rita, signed_in(guarded, "olga") as olga:
        assert (rita.get("config").status_code, olga.get("config").status_code) == (200, 200)
        accounts.put("rita", "another word", owner=False)
        assert (rita.get("config").status_code, olga.get("config").status_code) == (401, 200)
        accounts.remove("olga")
        assert olga.get("config").status_code == 401


def test_a_session_that_was_never_used_ends_with_the_password_it_was_opened_with(
    guarded: str, accounts: Accounts
) -> None:
    with signed_in(guarded, "rita") as rita, signed_in(guarded, "olga") as olga:
        accounts.put("rita", "another word", owner=False)
        accounts.remove("olga")
        accounts.put("olga", PASSWORD, owner=True)  # somebody else, who chose the same password
        assert (rita.get("config").status_code, olga.get("config").status_code) == (401, 401)


def test_a_file_of_accounts_that_cannot_be_used_lets_nobody_in(guarded: str, accounts: Accounts) -> None:
    with signed_in(guarded, "rita") as rita:
        accounts.file.chmod(0o644)
        told = rita.get("config")
        assert (told.status_code, str(accounts.file) in told.text) == (503, False)
        accounts.file.chmod(0o600)
        assert rita.get("config").status_code == 200


def test_conversations_are_those_of_an_account_and_not_of_its_name(
    guarded: str, accounts: Accounts, library: Library
) -> None:
    def shown() -> bool:
        with signed_in(guarded, "rita") as rita:
            return QUESTION in json.dumps(called(rita, "listed", ["", None], session="two"))

    with signed_in(guarded, "rita") as rita:
        for handler, data in (
            ("accept", [QUESTION, None]),
            ("respond", [None, None]),
            ("keep", [None] * 3 + [""]),
        ):
            called(rita, handler, data, session="one")
    assert shown()
    accounts.put("rita", PASSWORD, owner=True)
    assert shown()  # with another password and role it is the same account
    accounts.remove("rita")
    accounts.put("rita", PASSWORD, owner=False)
    assert not shown()


def test_an_account_of_an_old_file_keeps_its_conversations(accounts: Accounts) -> None:
    entries = json.loads(accounts.file.read_text())
    del entries["rita"]["id"]
    accounts.file.write_text(json.dumps(entries))
    assert accounts.find("rita").key == "rita"
    accounts.put("rita", "another word", owner=False)
    assert accounts.find("rita").key == "rita"
    assert accounts.find("olga").key.startswith("olga ")


def test_right_attempts_at_once_are_checked_once_and_never_too_many(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []

    def matches(password: str, _: str) -> bool:
        checked.append(password)
        time.sleep(0.02)
        return password == PASSWORD

    monkeypatch.setattr("ui.serve.accounts.matches", matches)
    sign_in = SignIn(accounts)

    async def attempts(count: int) -> list[bool]:
        return await asyncio.gather(*(sign_in.accepts("rita", PASSWORD) for _ in range(count)))

    assert asyncio.run(attempts(100)) == [True] * 100
    assert checked == [PASSWORD]
    accounts.put("rita", "another word", owner=False)
    monkeypatch.setattr("ui.serve.accounts.matches", lambda password, kept: password == "another word")
    assert not asyncio.run(sign_in.accepts("rita", PASSWORD))  # what was remembered is of the old password
    CLIENT.set("10.0.0.9")
    assert asyncio.run(sign_in.accepts("rita", "another word"))


def test_what_is_remembered_helps_nobody_guess(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.serve.accounts.matches", lambda password, kept: password == PASSWORD)
    sign_in = SignIn(accounts)

    def attempt(client: str, password: str) -> bool:
        CLIENT.set(client)
        return asyncio.run(sign_in.accepts("rita", password))

    assert attempt("10.0.0.1", PASSWORD)
    for number in range(10):
        assert not attempt("10.0.0.2", f"guess {number}")
    for password in ("guess", PASSWORD):
        with pytest.raises(HTTPException, match="Too many wrong attempts"):
            attempt("10.0.0.2", password)
    assert attempt("10.0.0.1", PASSWORD)


@pytest.mark.parametrize(("behind_proxy", "last"), [("", 429), (PROXY_HERE, 400)])
def test_the_address_of_a_client_is_taken_from_a_proxy_only_where_there_is_one(
    assistant: Assistant,
    library: Library,
    accounts: Accounts,
    monkeypatch: pytest.MonkeyPatch,
    behind_proxy: str,
    last: int,
) -> None:
    monkeypatch.setattr("ui.serve.accounts.matches", lambda password, kept: password == PASSWORD)
    with served(assistant, library, Rules(accounts=accounts, behind_proxy=behind_proxy)) as address:
        statuses = [
            post(
                f"{address}login",
                data={"username": "rita", "password": f"guess {number}"},
                headers={"X-Forwarded-For": f"10.0.0.{number}"},
            ).status_code
            for number in range(11)
        ]
    assert statuses == [400] * 10 + [last]


def test_signing_out_ends_the_session(guarded: str) -> None:
    with signed_in(guarded, "rita") as rita:
        shown = json.dumps(called(rita, "status", [None]))
        assert "rita" in shown
        assert "sign-out" in shown
        kept = dict(rita.cookies)
        assert rita.get("logout").status_code == 404  # a link on any page could lead there
        assert rita.get("config").status_code == 200
        rita.post("logout").raise_for_status()
        assert dict(rita.cookies) == {}
    assert get(f"{guarded}config", cookies=kept).status_code == 401


def test_an_open_address_needs_a_sign_in_or_a_flag(tmp_path: Path, accounts: Accounts) -> None:
    for host in ("127.0.0.1", "127.8.0.1", "::1", "localhost"):
        assert check_address(host, Rules()) == ""
    for host in ("0.0.0.0", "192.168.1.7", "::", "library.example"):
        with pytest.raises(PinciteError, match="--auth-file FILE"):
            check_address(host, Rules())
    assert "read and change the library" in check_address("0.0.0.0", Rules(guests=True))
    assert "can read the library" in check_address("0.0.0.0", Rules(guests=True, read_only=True))
    with pytest.raises(PinciteError, match="has no accounts"):
        check_address("0.0.0.0", Rules(accounts=Accounts(tmp_path / "nobody")))
    assert check_address("0.0.0.0", Rules(accounts=accounts)) == ""
