"""Manners: robots.txt is asked before each address (RFC 9309), and a site gets time between two requests."""

import time
from collections.abc import Callable

import httpx2

from index.errors import DocumentError
from index.web.fetch import AGENT, Fetcher, Page
from index.web.rules import Rules

SECONDS_BETWEEN = 1.0
_MOST_SECONDS_BETWEEN = 30.0  # what a site may ask for
_MOST_BYTES = 512 * 1024  # RFC 9309 asks for 500 KiB at least
_TOO_MANY_REQUESTS = 429
_SERVER_ERRORS = 500


class PoliteFetcher:
    """Fetches pages of any number of sites, and remembers what each of them allows."""

    def __init__(
        self, fetcher: Fetcher, *, seconds: float = SECONDS_BETWEEN, sleep: Callable[[float], object] = time.sleep
    ) -> None:
        """Leave `seconds` between two pages of a site, or what its robots.txt asks for if that is longer."""
        self._fetcher = fetcher
        self._seconds = seconds
        self._sleep = sleep
        self._rules: dict[httpx2.URL, Rules] = {}
        self._free_at: dict[httpx2.URL, float] = {}

    def page(self, url: httpx2.URL) -> Page:
        """Return a page. Raises DocumentError where it cannot or may not be fetched, or an error is the answer."""
        page = self._fetcher.get(url, self._take_turn)
        if page.status != httpx2.codes.OK:
            reason = httpx2.codes.get_reason_phrase(page.status)
            raise DocumentError(
                f"{url}: the site answers {page.status}{f' ({reason})' if reason else ''}. Check the address"
            )
        return page

    def _take_turn(self, url: httpx2.URL) -> None:
        """Return when the address may be asked for. Raises DocumentError if never."""
        site = url.copy_with(raw_path=b"/")
        if site not in self._rules:
            self._rules[site] = self._read_rules(site)
        permission = self._rules[site].asked(str(url), AGENT)
        if not permission.allowed:
            raise DocumentError(
                f"{url}: the site's robots.txt asks programs not to read it. Save the page by hand"
            )
        wait = self._free_at.get(site, 0.0) - time.monotonic()
        if wait > 0:
            self._sleep(wait)
        pause = min(max(self._seconds, permission.pause), _MOST_SECONDS_BETWEEN)
        self._free_at[site] = time.monotonic() + pause

    def _read_rules(self, site: httpx2.URL) -> Rules:
        """Return the rules of a site: none where it has no robots.txt. Raises DocumentError if it fails to say."""
        page = self._fetcher.get(site.copy_with(raw_path=b"/robots.txt"))
        if page.status >= _SERVER_ERRORS or page.status == _TOO_MANY_REQUESTS:
            raise DocumentError(
                f"{site}: its robots.txt is answered with {page.status}, so the site may not want to be read now. "
                "Try again later"
            )
        text = page.body[:_MOST_BYTES].decode("utf-8", errors="replace") if page.status == httpx2.codes.OK else ""
        return Rules(text, str(page.address))
