"""What stands before Gradio's own addresses: health, and a guard against other sites and uploads of readers."""

import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.log import log
from ui.rules import GUEST, NOT_YOURS, Rules, is_loopback
from ui.sign_in import CLIENT

HEALTH = "/health"
UPLOAD = "/gradio_api/upload"
ANOTHER_SITE = "This request comes from the page of another site."
YEAR = 365 * 24 * 3600


class Guard:
    """ASGI middleware around the page. What it knows of Gradio: where files go, and how it keeps its sessions.

    Gradio itself lets pages of any other site use a signed-in browser, unless it is reached by a loopback address.
    """

    def __init__(self, app: ASGIApp, *, rules: Rules, health: Callable[[], dict[str, Any]]) -> None:
        """Stand before `app`."""
        self._app = app
        self._rules = rules
        self._health = health
        self._passwords: dict[str, str] = {}  # by session: the hash that it was opened with

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse or pass on a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        CLIENT.set(request.client.host if request.client else "unknown")
        user, path = self._user(request), scope["path"].rstrip("/")
        if path == HEALTH:
            await JSONResponse(await to_thread.run_sync(self._health))(scope, receive, send)
        elif self._is_foreign(request):
            await _refusal("request", ANOTHER_SITE)(scope, receive, send)
        elif path == UPLOAD and not self._rules.may_change(user):
            await _refusal("upload", NOT_YOURS)(scope, receive, send)
        else:
            new_guest = self._rules.guests and not path and GUEST not in request.cookies
            await self._app(scope, receive, _guarded(send, request, new_guest=new_guest))

    def _user(self, request: HTTPConnection) -> str | None:
        """Return the name that a request's cookie stands for, or None.

        A session ends when its account is removed or has another password.
        """
        app, accounts = request.app, self._rules.accounts
        if accounts is None:
            return None
        for kind in ("access-token", "access-token-unsecure"):
            token = request.cookies.get(f"{kind}-{app.cookie_id}")
            name: str | None = app.tokens.get(token)
            if token is None or name is None:
                continue
            account = accounts.find(name)
            if account is not None and self._passwords.setdefault(token, account.password) == account.password:
                return name
            del app.tokens[token]
        return None

    def _is_foreign(self, request: HTTPConnection) -> bool:
        """Return whether a page of another site sent a request, or named this machine as its own (rebinding)."""
        host, origin = request.headers.get("host", ""), request.headers.get("origin")
        try:
            own_name = not self._rules.own_machine or is_loopback(urlsplit(f"//{host}").hostname or "")
            return not own_name or (origin is not None and urlsplit(origin).netloc != host)
        except ValueError:  # no address at all
            return True


def _refusal(event: str, detail: str) -> JSONResponse:
    log(event, {"client": CLIENT.get(), "outcome": "refused"}, level="warning")
    return JSONResponse({"detail": detail}, 403)


def _guarded(send: Send, request: HTTPConnection, *, new_guest: bool) -> Send:
    """Return `send` with cookies that other sites cannot use, and pages that they cannot frame."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=[_of_this_site(*header) for header in message.get("headers", [])])
            headers["x-frame-options"] = "DENY"
            if new_guest:
                secure = "; Secure" if request.url.scheme == "https" else ""
                kept = f"Path=/; Max-Age={YEAR}; HttpOnly; SameSite=Lax{secure}"
                headers.append("set-cookie", f"{GUEST}={secrets.token_urlsafe(16)}; {kept}")
            message = {**message, "headers": headers.raw}
        await send(message)

    return sending


def _of_this_site(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Return a header; a cookie is sent by pages of this site only."""
    if name.lower() != b"set-cookie":
        return name, value
    parts = [part for part in value.split(b"; ") if not part.lower().startswith(b"samesite")]
    return name, b"; ".join([*parts, b"SameSite=Lax"])
