"""Which web addresses may be fetched: http and https only, and no machine of a private network.

A page, or whoever runs its name server, must not make Pincite read what only this computer can reach: the router,
a database, the metadata of a cloud machine. What counts is therefore the numeric address that a name stands for,
whatever way it was written (2130706433 and 0177.1 are 127.0.0.1).
"""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx2

from index.errors import DocumentError

_LONGEST = 8000  # characters; servers take no longer ones (RFC 9110, 4.1)
Resolve = Callable[[str, int], Sequence[str]]

# IANA gives out public IPv6 addresses from the first of these only. The others lie inside it: protocols (Teredo
# among them), 6to4, which holds an IPv4 address, and examples for books.
_PUBLIC_IPV6 = IPv6Network("2000::/3")
_SPECIAL_IPV6 = tuple(IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are the IPv4 address that is meant
# Protocols, of which some versions of Python know only a part, and the relays of 6to4, withdrawn (RFC 7526).
_SPECIAL_IPV4 = tuple(IPv4Network(network) for network in ("192.0.0.0/24", "192.88.99.0/24"))


def parse_address(text: str) -> httpx2.URL:
    """Read an address, without its fragment. Raises DocumentError for what is never fetched."""
    if len(text) > _LONGEST:
        raise DocumentError(f"{text[:80]}…: is longer than {_LONGEST:,} characters, and so no address to fetch")
    try:
        url = httpx2.URL(text.strip())
    except (httpx2.InvalidURL, UnicodeError) as error:
        raise DocumentError(f"{text}: is not an address ({error}). Check its spelling") from error
    if url.userinfo:  # which the message does not repeat
        raise DocumentError(
            f"{url.scheme}://{url.host}: came with a name or password in it. Give the address without"
        )
    if url.scheme not in ("http", "https"):
        raise DocumentError(f"{text}: only http and https are fetched. Save the page and add the file")
    if not url.host or not (url.port is None or 0 < url.port < 65536):
        raise DocumentError(f"{text}: names no site, or no port of one. Check its spelling")
    return url.copy_with(fragment=None)


def resolve(host: str, port: int) -> Sequence[str]:
    """Return the numeric addresses of a host, as the system's resolver has them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def is_public(address: str) -> bool:
    """Tell whether a numeric address belongs to a machine on the open internet."""
    if "%" in address:  # a zone: valid on one cable of this computer only
        return False
    ip = ip_address(address)
    if isinstance(ip, IPv4Address):
        return ip.is_global and not ip.is_multicast and not any(ip in network for network in _SPECIAL_IPV4)
    embedded = _embedded(ip)
    if embedded is not None:
        return is_public(str(embedded))
    return ip in _PUBLIC_IPV6 and not any(ip in network for network in _SPECIAL_IPV6)


def _embedded(ip: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that is reached through an IPv6 one."""
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped


@dataclass(frozen=True, slots=True)
class Guard:
    """Decides which numeric addresses may be connected to; `allow_private` lets all of them pass."""

    allow_private: bool = False
    resolve: Resolve = resolve

    def addresses(self, host: str, port: int) -> Sequence[str]:
        """Return the numeric addresses of a host, all of them checked: connect to these, not to the name.

        Resolving the name again could give other ones (DNS rebinding). Raises DocumentError.
        """
        try:
            found = self.resolve(host, port)
        except (OSError, UnicodeError) as error:  # UnicodeError: a label of the name is too long
            raise DocumentError(
                f"{host}: the name was not found ({error}). Check the address and the network"
            ) from error
        refused = [address for address in found if not (self.allow_private or is_public(address))]
        if refused:
            raise DocumentError(
                f"{host}: is {refused[0]}, not a public address, and so is not fetched. "
                "If you trust it, add it with --allow-private"
            )
        return found
