"""The address of a service that runs a model, and its key: what people paste, read strictly."""

from ipaddress import ip_address

import httpx2

from index.errors import ModelError


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def parse_address(url: str) -> httpx2.URL:
    """Read the address of a service, with "/v1" if it has no path. Raises ModelError for what is none."""
    try:
        address = httpx2.URL(url.strip())
    except httpx2.InvalidURL as error:
        raise ModelError(
            f"{url!r} is no address of a model ({error}). Give one like http://127.0.0.1:8080/v1."
        ) from error
    if address.userinfo:  # which the message does not repeat
        raise ModelError("The address of the model holds a name or password. Put the key into PINCITE_API_KEY.")
    if address.scheme not in ("http", "https") or not address.host:
        raise ModelError(f"{url!r} is no address of a model. Give one like http://127.0.0.1:8080/v1.")
    path = address.path.rstrip("/") or "/v1"
    return address.copy_with(path=f"{path}/", query=None, fragment=None)


def checked_key(key: str | None) -> str | None:
    """Return a key without the white space round it, or None. Raises ModelError where no header could hold it."""
    key = (key or "").strip()
    if not (key.isascii() and key.isprintable()):
        raise ModelError("The key in PINCITE_API_KEY has characters that no key has. Copy it again.")
    return key or None
