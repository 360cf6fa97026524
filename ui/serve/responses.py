"""What goes out with every response: cookies and pages that other sites can do nothing with."""

import secrets
from collections.abc import Callable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import Message, Send

from ui.serve.rules import GUEST, guest_cookie
from ui.serve.sessions import sign_in_cookies

YEAR = 365 * 24 * 3600
HEADERS: Mapping[str, str] = {
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
"""Nobody frames what is served, guesses at its kind, takes it into another page, or keeps hold of its window."""


def guarded(send: Send, request: HTTPConnection, *, guests: bool, under: str = "") -> Send:
    """Return `send` with these headers, and a cookie by which a new one of the `guests` is known.

    Cookies, also those that are taken back, are of the path `under` which a proxy has the page: "/pincite", or "".
    """
    new_guest = guests and request.url.path == "/" and guest_cookie(request) is None

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(
                raw=[_of_this_page(name, value, under) for name, value in message.get("headers", [])]
            )
            headers.update(HEADERS)
            if new_guest:
                secure = "; Secure" if request.url.scheme == "https" else ""
                kept = f"Path={under}/; Max-Age={YEAR}; HttpOnly; SameSite=Lax{secure}"
                headers.append("set-cookie", f"{GUEST}={secrets.token_urlsafe(16)}; {kept}")
            message = {**message, "headers": headers.raw}
        await send(message)

    return sending


def signed_out(request: HTTPConnection) -> JSONResponse:
    """Return what ends a sign-in at the browser."""
    response = JSONResponse({"success": True})
    for name in sign_in_cookies(request.app):
        response.delete_cookie(name)
    return response


def seen(send: Send, look: Callable[[list[tuple[bytes, bytes]], bytes], None]) -> Send:
    """Return `send` for a small response: `look` sees headers and body before it goes out, unless it failed."""
    begun: list[Message] = []
    body = bytearray()

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            begun.append(message)
            return
        body.extend(message.get("body", b""))
        if message.get("more_body", False):
            return
        if begun[0]["status"] == 200:
            look(begun[0]["headers"], bytes(body))
        await send(begun[0])
        await send({"type": "http.response.body", "body": bytes(body)})

    return sending


def with_status(send: Send, status: Callable[[], int | None]) -> Send:
    """Return `send` with the status that was found meanwhile."""

    async def sending(message: Message) -> None:
        found = status()
        if message["type"] == "http.response.start" and found is not None:
            message = {**message, "status": found}
        await send(message)

    return sending


def _of_this_page(name: bytes, value: bytes, under: str) -> tuple[bytes, bytes]:
    """Return a header; a cookie is sent by pages of this site only, to this path only."""
    if name.lower() != b"set-cookie":
        return name, value
    parts = [part for part in value.split(b"; ") if not part.lower().startswith((b"samesite", b"path="))]
    return name, b"; ".join([*parts, f"Path={under}/".encode(), b"SameSite=Lax"])
