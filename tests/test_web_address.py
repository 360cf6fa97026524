"""Which addresses are fetched: by what a name stands for, in whatever way it is written."""

import socket

import pytest

from index.errors import DocumentError
from index.web.address import Guard, is_public, parse_address


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",  # carriers' own
        "127.0.0.1",
        "169.254.169.254",  # metadata of cloud machines
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",  # IPv4-compatible, withdrawn
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",  # NAT64 to 127.0.0.1
        "64:ff9b::a9fe:a9fe",  # NAT64 to 169.254.169.254
        "64:ff9b:1::1",
        "100::1",
        "2001::1",  # Teredo
        "2001:db8::1",
        "2002:7f00:1::",  # 6to4 of 127.0.0.1
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "2600::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_a_machine_that_is_not_on_the_open_internet_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "172.32.0.1",
        "100.128.0.1",
        "192.167.255.255",
        "2606:4700::1111",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
    ],
)
def test_a_machine_on_the_open_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0x7f.1", "127.1", "017700000001", "0", "::1"])
def test_any_way_to_write_this_computer_is_seen_through(host: str) -> None:
    """With the system's own resolver, which needs no network for numbers."""
    with pytest.raises(DocumentError, match="not a public address"):
        Guard().addresses(host, 80)


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    guard = Guard(resolve=lambda host, port: ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(
        DocumentError, match=r"^wiki\.example: is 10\.0\.0\.1, not a public address.*--allow-private"
    ):
        guard.addresses("wiki.example", 80)
    allowing = Guard(allow_private=True, resolve=guard.resolve)
    assert allowing.addresses("wiki.example", 80) == ["8.8.8.8", "10.0.0.1"]


def test_a_name_that_is_not_found_says_so() -> None:
    def nobody(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(DocumentError, match=r"nowhere\.example: the name was not found"):
        Guard(resolve=nobody).addresses("nowhere.example", 80)
    with pytest.raises(DocumentError, match="the name was not found"):
        Guard().addresses("a" * 70 + ".example", 80)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ftp://site.example/file", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("http:///path", "names no site"),
        ("http://site.example:99999/", "no port"),
        ("http://site.example:0/", "no port"),
        ("http://0177.0.0.1/", "not an address"),
        ("http://[::1/", "not an address"),
        ("http://site.example/\x00", "not an address"),
    ],
)
def test_what_is_never_fetched_is_refused_with_the_reason(text: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        parse_address(text)


def test_a_password_is_refused_and_not_repeated() -> None:
    with pytest.raises(DocumentError) as refused:
        parse_address("https://ann:secret@site.example/page")
    assert "secret" not in str(refused.value)


def test_an_address_is_kept_without_its_fragment() -> None:
    assert str(parse_address(" https://Bücher.example/a b?q=1#top ")) == "https://xn--bcher-kva.example/a%20b?q=1"
