"""Fetching: what a server may do to us, and what it gets told."""

import gzip
import ssl
import subprocess
import time
import zlib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from shutil import which
from typing import BinaryIO

import brotli
import httpx2
import pytest
from web_site import Site, serve

from index.errors import DocumentError
from index.web.address import Guard, Resolve
from index.web.fetch import Fetcher, Limits

SMALL = Limits(connect=5, read=5, total=5, bytes=100_000)
PRIVATE = Guard(allow_private=True)


def get(address: str, *, guard: Guard = PRIVATE, limits: Limits = SMALL) -> bytes:
    return Fetcher(guard, limits).get(httpx2.URL(address)).body


def answers_in_turn(*answers: str) -> Resolve:
    """Return a resolver that gives another address each time it is asked, as a rebinding name server does."""
    turns = iter(answers)
    return lambda host, port: [next(turns)]


def to_this_computer(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def test_a_page_comes_with_its_type_and_charset(site: Site) -> None:
    site.put("/a", b"caf\xe9", "Text/HTML; Charset=ISO-8859-1")
    page = Fetcher(PRIVATE).get(httpx2.URL(site.origin + "/a"))
    assert (page.address, page.status, page.media_type, page.charset, page.body) == (
        f"{site.origin}/a",
        200,
        "text/html",
        "iso-8859-1",
        b"caf\xe9",
    )


def test_private_addresses_are_refused_before_anything_is_sent(site: Site) -> None:
    with pytest.raises(DocumentError, match=r"127\.0\.0\.1, not a public address"):
        get(site.put("/a"), guard=Guard())
    with pytest.raises(DocumentError, match=r"intern\.example: is 127\.0\.0\.1, not a public address"):
        get(f"http://intern.example:{site.port}/a", guard=Guard(resolve=to_this_computer))
    assert site.asked == []


def test_a_name_is_resolved_once_and_the_connection_goes_to_the_address_that_was_checked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that first gives a public address and then a private one gets nowhere."""
    monkeypatch.setattr("index.web.address.is_public", lambda address: address == "127.0.0.1")
    site.put("/a", b"checked")
    guard = Guard(resolve=answers_in_turn("127.0.0.1", "10.0.0.1"))
    assert get(f"http://rebinding.example:{site.port}/a", guard=guard) == b"checked"
    assert site.asked[0][1]["Host"] == f"rebinding.example:{site.port}"
    with pytest.raises(DocumentError, match=r"10\.0\.0\.1, not a public address"):
        get(f"http://rebinding.example:{site.port}/a", guard=guard)


def test_the_next_address_is_tried_when_one_does_not_connect(site: Site) -> None:
    site.put("/a", b"here")
    guard = Guard(allow_private=True, resolve=lambda host, port: ["::1", "127.0.0.1"])
    assert get(f"http://two.example:{site.port}/a", guard=guard) == b"here"


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("http://metadata.example/latest", r"metadata\.example: is 169\.254\.169\.254, not a public address"),
        ("http://[::ffff:10.0.0.1]/", "not a public address"),
        ("//metadata.example/", "not a public address"),
        ("file:///etc/passwd", "only http and https"),
        ("http://ann:secret@site.example/", "name or password"),
        ("http://[::1", "address"),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(
    site: Site, monkeypatch: pytest.MonkeyPatch, target: str, message: str
) -> None:
    def is_public(address: str) -> bool:
        return address == "127.0.0.1"

    def resolve(host: str, port: int) -> list[str]:
        return ["169.254.169.254"] if host == "metadata.example" else [host]

    monkeypatch.setattr("index.web.address.is_public", is_public)
    with pytest.raises(DocumentError, match=message):
        get(site.put("/a", status=302, Location=target), guard=Guard(resolve=resolve))
    assert site.paths == ["/a"]


def test_redirects_are_followed_to_the_address_that_is_kept(site: Site) -> None:
    site.put("/old", status=301, Location="/new?x=1#part")
    site.put("/new?x=1", b"moved")
    page = Fetcher(PRIVATE).get(httpx2.URL(site.origin + "/old"))
    assert (page.address, page.body) == (f"{site.origin}/new?x=1", b"moved")


def test_endless_redirects_end_after_five(site: Site) -> None:
    with pytest.raises(DocumentError, match="redirects more than 5 times"):
        get(site.put("/loop", status=302, Location="/loop"))
    assert site.paths == ["/loop"] * 6


def endless(piece: bytes, pause: float = 0.0) -> Callable[[BinaryIO], None]:
    def write(out: BinaryIO) -> None:
        while True:
            out.write(piece)
            out.flush()
            time.sleep(pause)

    return write


def test_a_body_without_end_is_cut_off_at_the_limit(site: Site) -> None:
    with pytest.raises(DocumentError, match="is more than 100,000 bytes long"):
        get(site.put("/a", endless(b"x" * 10_000)))


def test_a_body_that_states_its_length_is_not_even_read(site: Site) -> None:
    read: list[int] = []
    with pytest.raises(DocumentError, match="is more than 100,000 bytes long"):
        get(site.put("/a", lambda out: read.append(out.write(b"x")), Content_Length="100001"))
    assert get(site.put("/b", b"x" * 100_000, Content_Length="100000")) == b"x" * 100_000


def test_a_body_in_drips_and_a_server_that_keeps_silent_run_out_of_time(site: Site) -> None:
    with pytest.raises(DocumentError, match=r"could not be fetched \((the answer took too long|timed out)"):
        get(site.put("/drips", endless(b"x", 0.05)), limits=Limits(read=5, total=0.5))
    with pytest.raises(DocumentError, match=r"could not be fetched \(timed out"):
        get(site.put("/silent", lambda out: time.sleep(1)), limits=Limits(read=0.2, total=5))


def test_headers_in_drips_run_out_of_time(site: Site) -> None:
    """Each byte comes soon after the last, but the answer never begins: the body's limits alone would not help."""
    with pytest.raises(DocumentError, match=r"could not be fetched \((the answer took too long|timed out)"):
        get(site.put("/a", endless(b"x", 0.05), status=0), limits=Limits(read=5, total=0.5))


def brotli_bomb() -> bytes:
    return brotli.compress(b"\0" * 50_000_000)


@pytest.mark.parametrize(
    ("encoding", "bomb"),
    [
        ("gzip", gzip.compress(b"\0" * 50_000_000)),
        ("deflate", zlib.compress(b"\0" * 50_000_000)),
        ("br", brotli_bomb()),
    ],
)
def test_a_bomb_is_not_unpacked_beyond_the_limit(site: Site, encoding: str, bomb: bytes) -> None:
    assert len(bomb) < SMALL.bytes
    with pytest.raises(DocumentError, match="is more than 100,000 bytes long"):
        get(site.put("/bomb", bomb, Content_Encoding=encoding))


def test_a_bomb_in_a_bomb_is_refused(site: Site) -> None:
    twice = gzip.compress(gzip.compress(b"\0" * 50_000_000))
    with pytest.raises(DocumentError, match="is packed as 'gzip, gzip'"):
        get(site.put("/bomb", twice, Content_Encoding="gzip, gzip"))


def test_packed_bodies_are_unpacked_and_damaged_ones_are_an_error(site: Site) -> None:
    assert get(site.put("/gzip", gzip.compress(b"text"), Content_Encoding="gzip")) == b"text"
    assert get(site.put("/br", brotli.compress(b"text"), Content_Encoding="br")) == b"text"
    with pytest.raises(DocumentError, match="could not be fetched"):
        get(site.put("/damaged", b"no gzip at all", Content_Encoding="gzip"))


def test_a_body_that_ends_too_early_is_an_error(site: Site) -> None:
    with pytest.raises(DocumentError, match="could not be fetched"):
        get(site.put("/cut", b"only this", Content_Length="1000"))


def test_nothing_of_the_environment_is_sent_and_no_proxy_is_used(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login ann password secret\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    site.put("/cookie", b"x", Set_Cookie="id=1; Path=/")
    fetcher = Fetcher(PRIVATE)
    for _ in range(2):
        assert fetcher.get(httpx2.URL(site.origin + "/cookie")).body == b"x"
    headers = site.asked[1][1]
    assert {"Authorization", "Cookie", "Referer"}.isdisjoint(headers)
    assert headers["User-Agent"].startswith(f"Pincite/{version('pincite')} ")


@pytest.mark.skipif(which("openssl") is None, reason="openssl makes the certificate")
def test_the_certificate_is_held_against_the_name_and_not_the_pinned_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=wiki.example"
    names = ["-addext", "subjectAltName=DNS:wiki.example", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command.split(), *names], check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    asked: list[str] = []
    tls.sni_callback = lambda sock, name, context: asked.append(name)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    guard = Guard(allow_private=True, resolve=to_this_computer)
    with serve(tls) as site:
        site.put("/a", b"over TLS")
        assert get(f"https://wiki.example:{site.port}/a", guard=guard) == b"over TLS"
        assert asked == ["wiki.example"]
        with pytest.raises(DocumentError, match=r"could not be fetched \(.*certificate"):
            get(f"https://other.example:{site.port}/a", guard=guard)
