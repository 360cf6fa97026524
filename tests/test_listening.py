"""Where the page is served: IPv4 and IPv6 addresses of this computer, free ports, and what is refused."""

import asyncio
import gc
import socket

import httpx
import pytest
from serving_parts import IGNORED, PATIENCE, accounts, assistant, get, post, served, signed_in

from index.errors import PinciteError
from index.library import Library
from qa.assistant import Assistant
from ui.serve.accounts import Accounts
from ui.serve.listening import held_port, url_host
from ui.serve.rules import Rules
from ui.serve.serving import check_address

__all__ = ["accounts", "assistant"]

pytestmark = IGNORED


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")


def test_a_taken_port_gives_way_to_the_next_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with held_port("127.0.0.1", port) as free:
            assert port < free < port + 100


def test_two_chats_that_start_at_the_same_moment_get_different_ports() -> None:
    with held_port("127.0.0.1", 8100) as one, held_port("127.0.0.1", 8100) as other:
        assert one < other
    with held_port("127.0.0.1", one) as again:
        assert again == one


def test_no_free_port_is_an_error_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.serve.listening.PORTS_TRIED", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = f"between {port} and {port}: choose another with --port"
        with pytest.raises(PinciteError, match=told), held_port("127.0.0.1", port):
            pass


@needs_ipv6
def test_a_port_is_looked_for_among_those_of_the_address() -> None:
    with socket.socket(socket.AF_INET6) as taken:
        taken.bind(("::1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with held_port("::1", port) as free:
            assert port < free < port + 100
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with held_port("::1", port) as free:
            assert port < free < port + 100


def test_an_ipv6_address_has_brackets_in_a_url() -> None:
    assert [url_host(host) for host in ("127.0.0.1", "localhost", "::1", "[::1]", "::")] == [
        *("127.0.0.1", "localhost", "[::1]", "[::1]", "[::]")
    ]


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host", "::g"])
def test_an_address_of_no_interface_is_refused_and_named(host: str) -> None:
    told = f"{host} is no address of this computer .*--host"
    with pytest.raises(PinciteError, match=told), held_port(host, 7860):
        pass


def test_an_open_ipv6_address_needs_a_sign_in(accounts: Accounts) -> None:
    for host in ("::1", "[::1]"):
        assert check_address(host, Rules()) == ""
    for host in ("::", "[::]", "2001:db8::1"):
        with pytest.raises(PinciteError, match="everybody who reaches"):
            check_address(host, Rules())
        assert check_address(host, Rules(accounts=accounts)) == ""


def test_a_page_that_was_served_leaves_no_event_loop_open(assistant: Assistant, library: Library) -> None:
    before = open_loops()
    with served(assistant, library, Rules(), mcp=True) as address:
        assert get(f"{address}config").status_code == 200
        assert len(open_loops() - before) == 1  # in which the server runs
    assert open_loops() - before == set()


def open_loops() -> set[int]:
    """Return the ids of the event loops that nobody closed yet."""
    loops = (one for one in gc.get_objects() if issubclass(type(one), asyncio.BaseEventLoop))
    return {id(one) for one in loops if not one.is_closed()}


@needs_ipv6
def test_the_page_is_served_on_the_ipv6_loopback(assistant: Assistant, library: Library) -> None:
    with served(assistant, library, Rules(), host="::1") as address:
        assert address.startswith("http://[::1]:")
        assert get(f"{address}health").json()["status"] == "ok"
        assert get(f"{address}config").status_code == 200
        port = httpx.URL(address).port
        foreign = get(f"{address}config", headers={"host": f"evil.example:{port}"})
        assert foreign.status_code == 403
        assert post(f"{address}login", headers={"origin": "http://evil.example"}).status_code == 403


@needs_ipv6
def test_signing_in_works_on_an_ipv6_address(assistant: Assistant, library: Library, accounts: Accounts) -> None:
    with served(assistant, library, Rules(accounts=accounts), host="::1") as address:
        assert httpx.get(f"{address}config", timeout=PATIENCE).status_code == 401
        with signed_in(address, "rita") as browser:
            assert browser.get("config").status_code == 200
