"""Where a request comes from: this page, a program, or the page of another site, by what browsers say of it."""

import ipaddress
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from ui.serve.rules import Rules, is_loopback

_OWN = ("same-origin", "none")
"""Sent by the page itself, or typed in by a person; "same-site" may be another server on this machine."""


def is_known_host(request: HTTPConnection, rules: Rules) -> bool:
    """Return whether a request names this server as it is named: any other name may belong to somebody else.

    Whoever owns a name can let it lead to this machine (DNS rebinding): their page is then of the same origin as
    ours. An address in digits cannot be theirs.
    """
    try:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    except ValueError:  # no address at all
        return False
    if rules.own_machine:
        return is_loopback(host)
    return host == "localhost" or _is_address(host) or host in {name.lower() for name in rules.host_names}


def is_of_another_site(request: HTTPConnection) -> bool:
    """Return whether the page of another site sent a request; it may only lead a person to the first page.

    Fetch Metadata (W3C) tells where the browser sends it, on this machine and with TLS; elsewhere the origin.
    """
    headers = request.headers
    origin = headers.get("origin")
    if origin is not None and _authority(origin) != headers.get("host"):
        return True
    if headers.get("sec-fetch-site", "none") in _OWN:
        return False
    leads_here = (headers.get("sec-fetch-mode", "navigate"), headers.get("sec-fetch-dest", "document"))
    return request.url.path != "/" or leads_here != ("navigate", "document")


def _authority(origin: str) -> str | None:
    """Return host and port of an origin, or None for what is none: no browser sends that."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
