"""Manners on the web: robots.txt is obeyed, and a site gets time between two pages."""

import pytest
from web_site import Site

from index.errors import DocumentError
from index.web.address import Guard, parse_address
from index.web.fetch import Fetcher, Limits
from index.web.robots import PoliteFetcher


def polite(slept: list[float] | None = None) -> PoliteFetcher:
    waits: list[float] = [] if slept is None else slept
    return PoliteFetcher(
        Fetcher(Guard(allow_private=True), Limits(connect=5, read=5, total=5)), sleep=waits.append
    )


def body(fetcher: PoliteFetcher, address: str) -> bytes:
    return fetcher.page(parse_address(address)).body


def test_what_robots_txt_forbids_is_not_fetched(site: Site) -> None:
    site.put(
        "/robots.txt",
        "User-agent: *\nDisallow: /private/\nDisallow: /*.pdf$\nAllow: /private/open\n",
        "text/plain",
    )
    fetcher = polite()
    for path in ("/private/a", "/report.pdf"):
        with pytest.raises(DocumentError, match=r"robots\.txt asks programs not to read it"):
            body(fetcher, site.put(path, b"x"))
    assert body(fetcher, site.put("/private/open", b"open")) == b"open"
    assert site.paths == ["/robots.txt", "/private/open"]  # asked once for all of them


def test_the_group_with_our_name_comes_before_that_for_all(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /\n\nUser-agent: pincite\nDisallow: /no\n", "text/plain")
    fetcher = polite()
    assert body(fetcher, site.put("/yes", b"yes")) == b"yes"
    with pytest.raises(DocumentError, match=r"robots\.txt"):
        body(fetcher, site.put("/no", b"no"))


def test_where_a_redirect_leads_is_asked_as_well(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /hidden\n", "text/plain")
    site.put("/hidden", b"x")
    with pytest.raises(DocumentError, match=r"/hidden: the site's robots\.txt"):
        body(polite(), site.put("/a", status=302, Location="/hidden"))
    assert "/hidden" not in site.paths


@pytest.mark.parametrize("status", [404, 401, 403, 410])
def test_a_site_without_robots_txt_may_be_read(site: Site, status: int) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /\n", "text/plain", status=status)
    assert body(polite(), site.put("/a", b"text")) == b"text"


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_site_that_fails_to_give_its_robots_txt_is_left_alone(site: Site, status: int) -> None:
    site.put("/robots.txt", status=status)
    with pytest.raises(DocumentError, match=rf"its robots\.txt is answered with {status}"):
        body(polite(), site.put("/a", b"text"))
    assert site.paths == ["/robots.txt"]


def test_robots_txt_is_fetched_under_the_same_rules(site: Site) -> None:
    site.put("/robots.txt", status=302, Location="http://169.254.169.254/latest")
    fetcher = PoliteFetcher(Fetcher(Guard(resolve=lambda host, port: [host])))
    with pytest.raises(DocumentError, match="not a public address"):
        body(fetcher, site.put("/a", b"text"))


def test_a_page_that_is_not_there_is_an_error_with_the_status(site: Site) -> None:
    with pytest.raises(DocumentError, match=r"/nowhere: the site answers 404 \(Not Found\)"):
        body(polite(), site.origin + "/nowhere")


@pytest.mark.parametrize(
    ("asked_for", "pause"), [("", 1.0), ("Crawl-delay: 3", 3.0), ("Crawl-delay: 86400", 30.0)]
)
def test_a_site_gets_time_between_two_pages(site: Site, asked_for: str, pause: float) -> None:
    site.put("/robots.txt", f"User-agent: *\n{asked_for}\nDisallow: /x\n", "text/plain")
    slept: list[float] = []
    fetcher = polite(slept)
    body(fetcher, site.put("/a", b"a"))
    assert slept == []
    body(fetcher, site.put("/b", b"b"))
    (waited,) = slept
    assert pause - 0.9 < waited <= pause
