"""What stands before Gradio: only what page and API use is there, for who may, and no larger than they need."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from anyio import to_thread
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from index.errors import PinciteError
from ui.language import LANGUAGE, chosen
from ui.open_pages import forget_page
from ui.serve.accounts import Account
from ui.serve.bodies import CALL_FIELDS, NOT_UNDERSTOOD, Refused, Upload, checked_call, read, replayed
from ui.serve.forms import Parts, boundary_of, own_form
from ui.serve.log import log
from ui.serve.origin import is_known_host, is_of_another_site
from ui.serve.responses import guarded, seen, signed_out, with_status
from ui.serve.routes import MEGABYTE, Route, own_session, route_to
from ui.serve.rules import NOT_YOURS, Rules
from ui.serve.sessions import Sessions, own_cookies
from ui.serve.sign_in import CLIENT, SIGNED_IN, explained

ANOTHER_SITE = "This request comes from the page of another site."
NO_SUCH_NAME = "This server does not go by this name. Who runs it can give it one: pincite chat --host-name NAME"
OUT_OF_ORDER = "The server cannot answer: its log says why."
NOT_THERE = "There is nothing at this address."
FILES_AT_ONCE = 10
"""How many files of the largest size one upload may have."""


class Guard:
    """ASGI middleware around the page. What it knows of Gradio: its addresses, and how it keeps its sessions."""

    def __init__(
        self, app: ASGIApp, *, rules: Rules, health: Callable[[], dict[str, Any]], mcp: bool = False
    ) -> None:
        """Stand before `app`, which serves the tools as well with `mcp`."""
        self._app = app
        self._rules = rules
        self._health = health
        self._mcp = mcp
        self._sessions = Sessions(rules)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse or pass on a request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # the page has no web sockets
            await send({"type": "websocket.close"})
            return
        scope = own_cookies(scope)
        request = HTTPConnection(scope)
        CLIENT.set(request.client.host if request.client else "unknown")
        LANGUAGE.set(chosen(request.headers.get("accept-language", "")))
        send = guarded(send, request, guests=self._rules.guests, under=self._rules.root_path)
        try:
            await self._admit(request, receive, send)
        except Refused as refused:
            event = "upload" if scope["path"].endswith("/upload") else "request"
            log(event, {"client": CLIENT.get(), "outcome": "refused", "status": refused.status}, level="warning")
            await JSONResponse({"detail": refused.detail}, refused.status)(scope, receive, send)
        except PinciteError as error:  # the file of accounts, or the library, cannot be read
            log("request", {"client": CLIENT.get(), "outcome": str(error)}, level="error")
            await JSONResponse({"detail": OUT_OF_ORDER}, 503)(scope, receive, send)
        except ClientDisconnect:
            return

    async def _admit(self, request: HTTPConnection, receive: Receive, send: Send) -> None:
        """Decide by all that is known before the body is read. Raises Refused."""
        scope = request.scope
        if not is_known_host(request, self._rules):
            raise Refused(403, NO_SUCH_NAME)
        if is_of_another_site(request):
            raise Refused(403, ANOTHER_SITE)
        route = route_to(scope["method"], scope["path"])
        account = self._sessions.account(request)
        outside = self._rules.accounts is not None and account is None
        if outside and (route is None or not route.public):
            raise Refused(401, {"error": "Not authenticated", "auth_message": explained()})
        if route is None or (route.kind == "tools" and not self._mcp):
            raise Refused(404, NOT_THERE)
        if route.kind == "health":
            told = {"status": "ok"} if outside else await to_thread.run_sync(self._health)
            await JSONResponse(told)(scope, receive, send)
        elif route.kind == "sign-out":
            self._sessions.close(request)
            await signed_out(request)(scope, receive, send)
        else:
            await self._pass_on(route, request, account, receive, send)

    async def _pass_on(
        self, route: Route, request: HTTPConnection, account: Account | None, receive: Receive, send: Send
    ) -> None:
        """Hand a request to Gradio, with what it brings along looked through. Raises Refused, ClientDisconnect."""
        user = self._rules.whose(account, request)
        own = partial(self._sessions.own, user)
        scope = own_session(request.scope, own)
        may_change = self._rules.may_change(account.name if account is not None else None)
        declared = request.headers.get("content-length")
        if route.kind == "sign-in":
            receive = replayed(await read(receive, declared=declared, most=route.most), receive)
            scope = own_form(scope)
            found: list[Account] = []
            SIGNED_IN.set(found)
            send = seen(send, lambda headers, _: self._sessions.opened(request.app, found, headers))
        elif route.kind in ("call", "ask"):
            call = await read(receive, declared=declared, most=route.most)
            fields = CALL_FIELDS if route.kind == "call" else None
            files = _arriving(request) if may_change else None
            receive = replayed(checked_call(call, fields=fields, own=own, files=files), receive)
            if route.kind == "ask":
                send = seen(send, lambda _, body: self._sessions.asked(user, json.loads(body)["event_id"]))
        elif route.kind == "upload":
            if not may_change:
                raise Refused(403, NOT_YOURS)
            most = FILES_AT_ONCE * request.app.get_blocks().max_file_size + MEGABYTE
            if (boundary := boundary_of(scope)) is None:
                raise Refused(400, NOT_UNDERSTOOD)
            scope, look = own_form(scope), Parts(boundary).look
            upload = Upload(receive, declared=declared, most=most, folder=_arriving(request), look=look)
            receive, send = upload.receive, with_status(send, lambda: upload.status)
        elif route.kind == "answer":
            event = scope["path"].rsplit("/", 1)[-1]
            if not self._sessions.fetched(user, event):
                raise Refused(404, NOT_THERE)
            try:
                await self._app(scope, receive, send)
            finally:
                forget_page(request.app, event)
            return
        await self._app(scope, receive, send)


def _arriving(request: HTTPConnection) -> Path:
    """Return where Gradio puts uploads."""
    return Path(request.app.uploaded_file_dir)
