"""A web site on this computer, for the tests of the web: gives the answers it was told, keeps what was asked."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import BinaryIO

Body = bytes | Callable[[BinaryIO], object]


@dataclass
class Site:
    """Answers by path: status (0 for no head at all), headers, and a body or a function that writes one."""

    origin: str
    answers: dict[str, tuple[int, dict[str, str], Body]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.origin.rpartition(":")[2])

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def put(
        self,
        path: str,
        body: str | Body = b"",
        media_type: str = "text/html",
        *,
        status: int = 200,
        **headers: str,
    ) -> str:
        """Give an answer to a path from now on, and return its address."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = body.encode() if isinstance(body, str) else body
        self.answers[path] = (status, {"Content-Type": media_type, **named}, content)
        return self.origin + path


@contextmanager
def serve(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Run a site on 127.0.0.1, on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, dict(self.headers)))
            status, headers, body = site.answers.get(self.path, (404, {}, b"nothing here"))
            if status:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
            try:
                if callable(body):
                    body(self.wfile)
                else:
                    self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):  # the other side had enough
                pass

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    scheme = "https" if tls else "http"
    site = Site(f"{scheme}://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def page(title: str, text: str) -> str:
    """Return a small web page."""
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
