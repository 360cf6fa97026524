"""The addresses that the page and the API use, all others are not there: Gradio has many more than they need."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, quote, urlencode

from starlette.types import Scope

MEGABYTE = 1_000_000
API = "/gradio_api"
FUNCTIONS = "ask|ask_stream|quote|search"
"""Those of `ui.serve.api`."""

Kind = Literal["page", "health", "sign-in", "sign-out", "call", "ask", "answer", "upload", "tools"]
"""What is done with it: "call" is JSON for a handler, "ask" for a function of the API, which "answer" fetches."""


@dataclass(frozen=True, slots=True)
class Route:
    """What may be asked for, by method and path; `public` before signing in. Its body has at most `most` bytes."""

    methods: tuple[str, ...]
    path: re.Pattern[str]
    kind: Kind
    public: bool = False
    most: int = 0


def _route(methods: str, path: str, kind: Kind = "page", *, public: bool = False, most: int = 0) -> Route:
    return Route(tuple(methods.split()), re.compile(path), kind, public, most)


_FILE = r"[\w@-][\w.@-]*"  # no hidden one, and no way up
_HEARTBEAT = f"{API}/heartbeat/"

ROUTES = (
    _route("GET HEAD", "/", public=True),
    _route("GET", rf"/(assets|static)(/{_FILE})+", public=True),
    _route("GET", r"/theme\.css", public=True),
    _route("GET", r"/favicon\.ico", public=True),
    _route("GET", f"{API}/startup-events", public=True),  # asked for by Gradio's own launch
    _route("GET", "/health", "health", public=True),
    _route("POST", "/login", "sign-in", public=True, most=10_000),
    _route("POST", "/logout", "sign-out"),
    _route("GET", "/config"),
    _route("GET", f"{API}/info"),
    _route("GET", rf"{_HEARTBEAT}[\w-]+"),
    _route("GET", f"{API}/queue/data"),
    _route("GET", f"{API}/upload_progress"),
    _route("POST", f"{API}/upload", "upload"),
    _route("POST", f"{API}/(queue/join|cancel|reset)", "call", most=MEGABYTE),
    _route("POST", rf"{API}/call/v2/({FUNCTIONS})", "ask", most=MEGABYTE),
    _route("GET", rf"{API}/call/v2/({FUNCTIONS})/\w+", "answer"),
    _route("GET POST DELETE", "/mcp", "tools", public=True),  # ask for the sign-in, and count, themselves
)
QUERIES = ("session_hash", "upload_id")
"""What may stand behind a "?"."""


def route_to(method: str, path: str) -> Route | None:
    """Return the route of a request, or None: there is nothing at that address."""
    return next((one for one in ROUTES if method in one.methods and one.path.fullmatch(path)), None)


def own_session(scope: Scope, own: Callable[[str], str]) -> Scope:
    """Return a request with its session hash, in the path or behind a "?", made one's `own`; no other query."""
    pairs = parse_qsl(scope["query_string"].decode("latin-1"))
    query = [(name, own(value) if name == "session_hash" else value) for name, value in pairs if name in QUERIES]
    path: str = scope["path"]
    if path.startswith(_HEARTBEAT):
        path = _HEARTBEAT + own(path.removeprefix(_HEARTBEAT))
    return {**scope, "path": path, "raw_path": quote(path).encode(), "query_string": urlencode(query).encode()}
