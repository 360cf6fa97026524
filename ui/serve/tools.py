"""`ask` and `search` as tools of the Model Context Protocol, for assistants that speak it, at /mcp.

Our own two tools rather than Gradio's `mcp_server=True`: that calls the page back over HTTP without a sign-in, and
shows a page of its own with links to other hosts.
"""

import base64
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from index.errors import PinciteError
from ui.cli.library import hit_json
from ui.serve.api import turns, within
from ui.serve.bodies import Refused, checked_json, read, replayed
from ui.serve.routes import MEGABYTE
from ui.serve.service import ASKER, Service
from ui.serve.sign_in import SignIn

if TYPE_CHECKING:
    from mcp.server.fastmcp import FastMCP

PATH = "/mcp"
MISSING = "--mcp needs the package mcp: `pip install 'pincite[mcp]'`."


@dataclass(frozen=True, slots=True)
class Tools:
    """The route of the tools, and what must run while the server does."""

    route: Route
    lifespan: Callable[[Starlette], Any]


def tools(service: Service, sign_in: SignIn | None, *, waiting: int) -> Tools:
    """Return the tools over `service`, behind HTTP basic authentication where there is a sign-in.

    At most `waiting` of its questions wait, in threads of their own: those of the server stay free. Raises
    PinciteError when the package `mcp` is not installed.
    """
    try:
        from mcp.server.fastmcp import FastMCP
        from mcp.server.transport_security import TransportSecuritySettings
    except ImportError as error:
        raise PinciteError(MISSING) from error
    unchecked = TransportSecuritySettings(enable_dns_rebinding_protection=False)  # ui.serve.guard does that
    server = FastMCP(
        "Pincite", log_level="WARNING", json_response=True, stateless_http=True, transport_security=unchecked
    )
    _add_tools(server, service, CapacityLimiter(waiting))
    server.streamable_http_app()  # makes the session manager
    manager = server.session_manager

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with manager.run():
            yield

    return Tools(Route(PATH, _Guarded(manager.handle_request, sign_in)), lifespan)


def _add_tools(server: "FastMCP", service: Service, threads: CapacityLimiter) -> None:
    @server.tool()
    async def ask(question: str, history: list[dict[str, str]] | None = None, library: str = "") -> dict[str, Any]:
        """Answer a question from the documents; each statement of the answer cites the sentence it rests on.

        `library` is the name of the one that is asked, the first if there is none.

        `history` is a list of {"question": ..., "answer": ...}. "answered" is false when the documents do not say.
        """
        answer = await to_thread.run_sync(
            lambda: service.of(library).ask(question, turns(history or ())), limiter=threads
        )
        return answer.to_json()

    @server.tool()
    async def search(query: str, k: int = 5, library: str = "") -> list[dict[str, Any]]:
        """Find the `k` best passages of the documents for a query, best first."""
        hits = await to_thread.run_sync(lambda: service.of(library).search(query, within(k)))
        return [hit_json(hit) for hit in hits]


class _Guarded:
    """Lets a request to the tools pass when its basic authentication is right, if there is a sign-in at all."""

    def __init__(self, handle: Callable[[Scope, Receive, Send], Any], sign_in: SignIn | None) -> None:
        self._handle = handle
        self._sign_in = sign_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = HTTPConnection(scope)
        ASKER.set(request.client.host if request.client else "guest")
        if self._sign_in is not None:
            name, password = _credentials(request)
            if not name or not await self._sign_in.accepts(name, password):
                refusal = JSONResponse({"detail": "Sign in."}, 401, {"WWW-Authenticate": 'Basic realm="Pincite"'})
                await refusal(scope, receive, send)
                return
            ASKER.set(name)
        try:
            body = await read(receive, declared=request.headers.get("content-length"), most=MEGABYTE)
            if scope["method"] == "POST":
                checked_json(body)
        except Refused as refused:
            await JSONResponse({"detail": refused.detail}, refused.status)(scope, receive, send)
            return
        await self._handle(scope, replayed(body, receive), send)


def _credentials(request: HTTPConnection) -> tuple[str, str]:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return name, password
