"""A service with the chat API on this computer, for tests: says what it is told, keeps what it got."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias

Reply: TypeAlias = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Service:
    """Gives its replies in turn, the last one again and again. `gone` is set when a client hangs up."""

    url: str
    replies: list[Reply] = field(default_factory=list)
    got: list[tuple[str, dict[str, str], dict[str, Any]]] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [body for _, _, body in self.got]

    def says(self, *replies: Reply) -> None:
        self.replies = list(replies)


@contextmanager
def serve() -> Iterator[Service]:
    """Run a service on 127.0.0.1, on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = json.loads(self.rfile.read(length)) if length else {}
            service.got.append((self.path, dict(self.headers), body))
            reply = service.replies.pop(0) if len(service.replies) > 1 else service.replies[0]
            try:
                reply(self)
            except (BrokenPipeError, ConnectionResetError):
                service.gone.set()

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service = Service(f"http://127.0.0.1:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def status(code: int, body: str | dict[str, Any] = "", **headers: str) -> Reply:
    """Reply with a status, and a body of text or JSON."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        content = (body if isinstance(body, str) else json.dumps(body)).encode()
        handler.send_response(code)
        handler.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return reply


def stream(*texts: str, end: str | None = "stop", then: Reply | None = None) -> Reply:
    """Reply with a message in pieces; without `end` it breaks off, after `then`."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        for text in texts:
            event(handler, {"choices": [{"delta": {"content": text}, "finish_reason": None}]})
        if then is not None:
            then(handler)
        if end is not None:
            event(handler, {"choices": [{"delta": {}, "finish_reason": end}]})
            handler.wfile.write(b"data: [DONE]\n\n")

    return reply


def event(handler: BaseHTTPRequestHandler, data: dict[str, Any]) -> None:
    """Send one event of a stream."""
    handler.wfile.write(f"data: {json.dumps(data)}\n\n".encode())


def lost(handler: BaseHTTPRequestHandler) -> None:
    """Hang up without a word."""
    handler.close_connection = True
