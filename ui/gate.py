"""What stands before Gradio's own addresses: the health address, and no upload from those who may only read."""

from collections.abc import Callable
from typing import Any

from anyio import to_thread
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.log import log
from ui.rules import Rules
from ui.sign_in import CLIENT

HEALTH = "/health"
UPLOAD = "/gradio_api/upload"
READ_ONLY = "Only the owners of this library may change it."


class Gate:
    """ASGI middleware around the page. What it knows of Gradio: where files go, and how it keeps its sessions."""

    def __init__(self, app: ASGIApp, *, rules: Rules, health: Callable[[], dict[str, Any]]) -> None:
        """Stand before `app`."""
        self._app = app
        self._rules = rules
        self._health = health

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse or pass on a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        user = self._user(request)
        CLIENT.set(request.client.host if request.client else "unknown")
        path = scope["path"].rstrip("/")
        if path == HEALTH:
            await JSONResponse(await to_thread.run_sync(self._health))(scope, receive, send)
        elif path == UPLOAD and not self._rules.may_change(user):
            log("upload", {"client": CLIENT.get(), "outcome": "refused"})
            await JSONResponse({"detail": READ_ONLY}, 403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _user(self, request: HTTPConnection) -> str | None:
        """Return the name that a request's cookie stands for, or None; a session without an account is ended."""
        app, accounts = request.app, self._rules.accounts
        if accounts is None:
            return None
        for kind in ("access-token", "access-token-unsecure"):
            token = request.cookies.get(f"{kind}-{app.cookie_id}")
            name: str | None = app.tokens.get(token)
            if name is not None and accounts.find(name) is None:
                del app.tokens[token]
            elif name is not None:
                return name
        return None
