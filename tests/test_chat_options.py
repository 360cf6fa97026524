"""What `pincite chat` takes for a chat behind a proxy, and the cookies of a chat below a path."""

import asyncio

import pytest
from starlette.requests import HTTPConnection
from starlette.types import Message

from ui.cli.main import build_parser
from ui.serve.responses import guarded


@pytest.mark.parametrize(
    ("given", "believed"),
    [
        ([], None),
        (["--behind-proxy"], "127.0.0.1/32,::1/128"),
        (["--behind-proxy", "10.0.0.2"], "10.0.0.2/32"),
        (["--behind-proxy", "10.0.0.2, 10.1.0.0/16"], "10.0.0.2/32,10.1.0.0/16"),
    ],
)
def test_proxies_are_here_or_where_they_are_said_to_be(given: list[str], believed: str | None) -> None:
    assert build_parser().parse_args(["chat", *given]).behind_proxy == believed


@pytest.mark.parametrize("given", ["", "proxy.example", "10.0.0.2,", "10.0.0.2/8"])
def test_what_is_no_address_of_a_proxy_is_refused(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        build_parser().parse_args(["chat", "--behind-proxy", given])
    assert "is no address in digits, nor a network" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "path"),
    [("/pincite/", "/pincite"), ("/", ""), ("/a/assets", "/a/assets"), ("/mcp-of-ours", "/mcp-of-ours")],
)
def test_a_path_has_no_slash_at_its_end(given: str, path: str) -> None:
    assert build_parser().parse_args(["chat", "--root-path", given]).root_path == path


@pytest.mark.parametrize("given", ["/assets", "/static/x", "/gradio_api/", "/mcp", "/login"])
def test_a_path_that_the_page_itself_has_is_refused(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        build_parser().parse_args(["chat", "--root-path", given])
    assert "choose another, such as /pincite" in capsys.readouterr().err


@pytest.mark.parametrize("under", ["", "/pincite"])
def test_cookies_are_of_the_path_of_the_page(under: str) -> None:
    request = HTTPConnection({"type": "http", "scheme": "https", "path": "/", "query_string": b"", "headers": []})
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    gradio = b"access-token-x=t; HttpOnly; Path=/; SameSite=none; Secure"
    begun = {"type": "http.response.start", "status": 200, "headers": [(b"set-cookie", gradio)]}
    sending = guarded(send, request, guests=True, under=under)

    async def respond() -> None:
        await sending(begun)

    asyncio.run(respond())
    own, guest = [value.decode() for name, value in sent[0]["headers"] if name == b"set-cookie"]
    assert own == f"access-token-x=t; HttpOnly; Secure; Path={under}/; SameSite=Lax"
    assert f"; Path={under}/; " in guest
    assert guest.count("Path=") == 1
