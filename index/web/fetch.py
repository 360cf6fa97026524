"""One web address in, its bytes out, within limits of time and size; a redirect is checked like any address."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from ssl import SSLContext

import httpx2

from index.errors import DocumentError
from index.web.address import Guard, parse_address
from index.web.connect import HTTP_ERRORS, GuardedTransport

AGENT = "Pincite"
"""The name that robots.txt knows us by."""

_ENCODINGS = ("gzip", "deflate", "br")
_ACCEPT = (
    "text/html, application/xhtml+xml, application/xml;q=0.9, application/pdf;q=0.9, text/plain;q=0.8, */*;q=0.5"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, for a next piece of the answer, and for the whole answer; bytes once unpacked."""

    connect: float = 10
    read: float = 20
    total: float = 120
    bytes: int = 64 * 1024 * 1024
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: `address` is where it came from in the end, `media_type` is in small letters, "" if unstated."""

    address: str
    status: int
    media_type: str
    charset: str | None
    body: bytes


class Fetcher:
    """Fetches addresses one at a time, and keeps no cookies."""

    def __init__(self, guard: Guard, limits: Limits | None = None) -> None:
        """Fetch what `guard` lets pass."""
        self._guard = guard
        self._limits = limits or Limits()

    def get(self, url: httpx2.URL, permit: Callable[[httpx2.URL], None] = lambda url: None) -> Page:
        """Return the answer, whatever its status. Raises DocumentError where there is none within the limits.

        `permit` is called with each address before it is asked, and raises DocumentError to prevent that.
        """
        asked = url
        for _ in range(self._limits.redirects + 1):
            permit(asked)
            answer = self._exchange(asked)
            if isinstance(answer, Page):
                return answer
            asked = answer
        most = self._limits.redirects
        raise DocumentError(
            f"{url}: redirects more than {most} times. Open it in a browser and add where that ends"
        )

    def _exchange(self, url: httpx2.URL) -> Page | httpx2.URL:
        """Return an answer, or where it redirects to."""
        try:
            with self._client() as client, client.stream("GET", url) as response:
                if response.has_redirect_location:
                    return parse_address(str(url.join(response.headers["location"])))
                return Page(
                    address=str(url),
                    status=response.status_code,
                    media_type=response.headers.get("content-type", "").partition(";")[0].strip().lower(),
                    charset=response.charset_encoding,
                    body=self._body(response),
                )
        except HTTP_ERRORS as error:
            said = str(error) or type(error).__name__
            raise DocumentError(f"{url}: could not be fetched ({said}). Try again later") from error
        except httpx2.InvalidURL as error:
            raise DocumentError(
                f"{url}: redirects to what is no address ({error}). Save the page by hand"
            ) from error

    def _body(self, response: httpx2.Response) -> bytes:
        """Read the body piece by piece, so that neither a long one nor a bomb of zeros fills the memory."""
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in (
            "identity",
            *_ENCODINGS,
        ):  # several in a row unpack to far more than their last step shows
            raise DocumentError(
                f"{response.url}: is packed as {encoding!r}, which is not read. Save the page by hand"
            )
        stated = response.headers.get("content-length", "")
        if stated.isdecimal() and int(stated) > self._limits.bytes:
            raise self._too_long(response)
        body = bytearray()
        for piece in response.iter_bytes():
            body += piece
            if len(body) > self._limits.bytes:
                raise self._too_long(response)
        return bytes(body)

    def _too_long(self, response: httpx2.Response) -> DocumentError:
        return DocumentError(
            f"{response.url}: is more than {self._limits.bytes:,} bytes long. Save the part you need and add it"
        )

    def _client(self) -> httpx2.Client:
        """Return a client for one exchange, which takes nothing from the environment but certificates."""
        return httpx2.Client(
            transport=GuardedTransport(self._guard, self._tls, seconds=self._limits.total),
            headers={
                "User-Agent": f"{AGENT}/{version('pincite')} (a person's own library of documents)",
                "Accept": _ACCEPT,
                "Accept-Encoding": ", ".join(_ENCODINGS),
            },
            timeout=httpx2.Timeout(self._limits.read, connect=self._limits.connect),
            trust_env=False,
        )

    @cached_property
    def _tls(self) -> SSLContext:
        return httpx2.create_ssl_context()
