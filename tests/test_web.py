"""Web addresses into the library: pages, feeds, sitemaps, and what becomes of those that cannot be read."""

import gzip
import hashlib
from collections.abc import Callable

import pytest
from web_site import Site, page

from index.library import Library
from index.web.adding import SourceOutcome, add_addresses
from index.web.address import Guard
from index.web.fetch import Fetcher, Limits
from index.web.listing import listing_kind
from index.web.robots import PoliteFetcher

Add = Callable[..., list[tuple[str, str, str]]]


@pytest.fixture
def add(library: Library, site: Site) -> Add:
    """Give a function that adds addresses and returns the outcomes, each address without the site's name."""

    def add(*addresses: str, limit: int = 50) -> list[tuple[str, str, str]]:
        fetcher = PoliteFetcher(Fetcher(Guard(allow_private=True), Limits(5, 5, 5)), seconds=0)
        outcomes = add_addresses(library, addresses, limit=limit, fetcher=fetcher)
        return [
            (one.source.removeprefix(site.origin), one.outcome, one.reason.replace(site.origin, ""))
            for one in outcomes
        ]

    return add


def test_a_page_is_added_once_and_replaced_when_it_changed(add: Add, site: Site, library: Library) -> None:
    address = site.put("/harbour", page("Harbour", "The harbour opened in 1902."), "text/html; charset=utf-8")
    assert add(address + "#history") == [("/harbour", "added", "")]
    assert add(address) == [("/harbour", "unchanged", "")]
    site.put("/harbour", page("Harbour", "The harbour opened in 1903."))
    assert add(address, address) == [("/harbour", "replaced", "")]
    document = library.document(address)
    assert (document.title, document.source, document.site) == ("Harbour", address, "127.0.0.1")
    assert "opened in 1903" in document.text


def test_the_source_is_where_redirects_end_and_not_what_the_page_calls_canonical(
    add: Add, site: Site, library: Library
) -> None:
    text = page("Harbour", "The harbour opened in 1902.")
    site.put("/new", text.replace("</head>", f'<link rel="canonical" href="{site.origin}/"></head>'))
    assert add(site.put("/old", status=301, Location="/new")) == [("/new", "added", "")]
    assert library.document(f"{site.origin}/new").title == "Harbour"


def test_the_same_bytes_at_two_addresses_are_one_document(add: Add, site: Site, library: Library) -> None:
    text = page("Harbour", "The harbour opened in 1902.")
    first, second = site.put("/a", text), site.put("/b", text)
    assert add(first, second) == [("/a", "added", ""), ("/b", "duplicate", "the same as /a")]
    assert [(one.source, one.also) for one in library.documents()] == [(first, (second,))]


@pytest.mark.parametrize(
    ("path", "media_type", "body", "text"),
    [
        (
            "/header",
            "text/html; charset=windows-1251",
            page("Порт", "Порт открыт.").encode("cp1251"),
            "Порт открыт.",
        ),
        ("/latin", "text/html; charset=iso-8859-1", page("Café", "It’s a café.").encode("cp1252"), "It’s a café."),  # noqa: RUF001 - the apostrophe that windows-1252 has
        ("/untrue", "text/html; charset=iso-8859-1", page("Café", "A café.").encode(), "A café."),
        ("/unknown", "text/html; charset=klingon", page("Café", "A café.").encode(), "A café."),
        ("/japanese", "text/plain; charset=iso-2022-jp", "港は開いた。".encode("iso-2022-jp"), "港は開いた。"),
        ("/plain", "text/plain; charset=koi8-r", "Порт открыт.".encode("koi8-r"), "Порт открыт."),
        ("/notes.md", "text/plain", b"# Port\n\nThe port *opened*.", "The port opened."),
        ("/unstated.txt", "application/octet-stream", b"The port opened.", "The port opened."),
    ],
)
def test_the_text_is_read_in_the_encoding_it_has(
    add: Add, site: Site, library: Library, path: str, media_type: str, body: bytes, text: str
) -> None:
    address = site.put(path, body, media_type)
    assert add(address) == [(path, "added", "")]
    document = library.document(address)
    assert text in document.text
    assert document.content_hash == hashlib.sha256(body).hexdigest()


@pytest.mark.parametrize(
    ("media_type", "reason"),
    [
        ("image/png", "is image/png, which is not read"),
        ("application/zip", "is application/zip, which is not read"),
        ("application/xml", "is application/xml, which is not read"),
        ("", "is of no stated type, which is not read"),
    ],
)
def test_other_content_is_refused_with_the_reason(add: Add, site: Site, media_type: str, reason: str) -> None:
    ((source, outcome, said),) = add(site.put("/file", b"<x/>", media_type))
    assert (source, outcome) == ("/file", "failed")
    assert said.startswith(reason)


@pytest.mark.parametrize("path", ["/many.zip", "/many.jsonl"])
def test_a_file_of_many_documents_is_refused_and_not_read_in_part(add: Add, site: Site, path: str) -> None:
    ((_, outcome, reason),) = add(
        site.put(path, b'{"text": "One."}\n{"text": "Two."}\n', "application/octet-stream")
    )
    assert (outcome, reason[:45]) == ("failed", "is application/octet-stream, which is not rea")


def test_one_bad_address_does_not_keep_the_others_out(add: Add, site: Site) -> None:
    outcomes = add(
        "ftp://site.example/", site.origin + "/nowhere", site.put("/a", page("A", "The harbour opened."))
    )
    assert [outcome for _, outcome, _ in outcomes] == ["failed", "failed", "added"]


RSS = """<?xml version="1.0"?>
<!-- the news --><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>News</title>
<item><title>One</title><link>/one</link><pubDate>Mon, 27 May 2024 10:00:00 +0200</pubDate>
<dc:creator>Ann Berg</dc:creator></item>
<item><title>Two &amp; more</title><link>/two</link><description>A teaser.</description>
<content:encoded><![CDATA[<p>The whole story about the <b>crane</b>.</p>]]></content:encoded></item>
<item><title>Three</title><link>/three</link><description>Only a teaser.</description></item>
<item><title>Four</title><guid isPermaLink="false">4</guid>
<content:encoded><![CDATA[<p>A note about the pier.</p>]]></content:encoded></item>
</channel></rss>"""


def test_a_feed_adds_its_articles_and_takes_its_own_text_where_a_page_is_missing(
    add: Add, site: Site, library: Library
) -> None:
    site.put("/one", page("One", "The lighthouse is 31 metres tall."))
    feed = site.put("/feed", RSS, "application/rss+xml")
    assert add(feed) == [
        ("/one", "added", ""),
        ("/two", "added", "the feed's own text was taken (the site answers 404 (Not Found). Check the address)"),
        ("/three", "failed", "the site answers 404 (Not Found). Check the address"),
        ("/feed#4", "added", "the feed's own text was taken (has no page of its own)"),
    ]
    one, two = library.document(f"{site.origin}/one"), library.document(f"{site.origin}/two")
    assert (one.published, one.author) == ("2024-05-27T08:00:00+00:00", "Ann Berg")
    assert two.title == "Two & more"
    assert "The whole story about the crane." in two.text
    assert [outcome for _, outcome, _ in add(feed)] == ["unchanged", "unchanged", "failed", "unchanged"]


def test_atom_and_rdf_are_feeds_whatever_their_content_type_says(add: Add, site: Site) -> None:
    for name in ("a", "b"):
        site.put(f"/news/{name}", page(name, f"The story of {name}."))
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><link href="a"/></entry></feed>'
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f"<item><title>B</title><link>{site.origin}/news/b</link></item></rdf:RDF>"
    )
    assert add(site.put("/news/atom", atom, "text/html")) == [("/news/a", "added", "")]
    assert add(site.put("/rdf", rdf, "text/plain")) == [("/news/b", "added", "")]


def sitemap(*entries: tuple[str, str], root: str = "urlset", child: str = "url") -> str:
    listed = "".join(f"<{child}><loc>{loc}</loc>{date}</{child}>" for loc, date in entries)
    return f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</{root}>'


def stories(site: Site, *names: str) -> list[str]:
    return [site.put(f"/{name}", page(name, f"The story of {name}.")) for name in names]


def test_a_sitemap_adds_what_changed_last_up_to_the_limit_and_says_so(add: Add, site: Site) -> None:
    a, b, c = stories(site, "a", "b", "c")
    listed = sitemap((a, ""), (b, "<lastmod>2024-01-01</lastmod>"), (c, "<lastmod>2024-02-01</lastmod>"))
    assert add(site.put("/sitemap.xml", listed, "text/xml"), limit=2) == [
        ("/sitemap.xml", "skipped", "it lists more than 2 articles; name a larger --limit for more"),
        ("/c", "added", ""),
        ("/b", "added", ""),
    ]
    assert [outcome for _, outcome, _ in add(site.origin + "/sitemap.xml", limit=3)] == [
        *("unchanged", "unchanged", "added"),
    ]


def test_an_index_of_sitemaps_is_read_packed_or_not_and_never_an_index_inside(add: Add, site: Site) -> None:
    a, b = stories(site, "a", "b")
    one = site.put("/1.xml", sitemap((a, "")), "text/xml")
    two = site.put("/2.xml.gz", gzip.compress(sitemap((b, "")).encode()), "application/gzip")
    index = site.origin + "/index.xml"
    listed = sitemap((one, ""), (two, ""), (index, ""), root="sitemapindex", child="sitemap")
    assert add(site.put("/index.xml", listed, "text/xml")) == [
        ("/index.xml", "failed", "is no sitemap, though an index lists it. Add it by itself"),
        ("/a", "added", ""),
        ("/b", "added", ""),
    ]
    site.asked.clear()
    assert ("/index.xml", "skipped") in [found[:2] for found in add(index, limit=1)]
    assert "/index.xml" in site.paths


def test_the_addresses_in_a_listing_are_checked_like_any(
    library: Library, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.web.address.is_public", lambda address: address == "127.0.0.1")
    listed = sitemap(("http://10.0.0.1/admin", ""), ("file:///etc/passwd", ""))
    fetcher = PoliteFetcher(Fetcher(Guard(resolve=lambda host, port: [host])), seconds=0)
    outcomes = add_addresses(library, [site.put("/sitemap.xml", listed, "text/xml")], fetcher=fetcher)
    assert [one.outcome for one in outcomes] == ["failed", "failed"]
    assert "10.0.0.1, not a public address" in outcomes[0].reason
    assert "only http and https" in outcomes[1].reason


ENTITIES = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 100}">' for level in range(1, 6))
BOMB = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "{"x" * 100}">{ENTITIES}]>'


def test_entities_of_listings_are_not_expanded(add: Add, site: Site, library: Library) -> None:
    """Expanded, either would be a terabyte, and the third would show a file of this computer."""
    story = stories(site, "a")[0]
    feed = (
        f"{BOMB}<rss version='2.0'><channel><item><title>&e5;</title><link>{story}</link></item></channel></rss>"
    )
    assert add(site.put("/feed", feed, "text/xml")) == [("/a", "added", "")]
    bomb = site.put("/bomb.xml", BOMB + sitemap(("http://site.example/&e5;", ""))[21:], "text/xml")
    assert [outcome for _, outcome, _ in add(bomb)] == ["failed"]
    leak = (
        '<!DOCTYPE urlset [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + sitemap((f"{site.origin}/&e;", ""))[21:]
    )
    assert add(site.put("/leak.xml", leak, "text/xml"))[0][0] == "/&e;"


def test_comments_before_the_root_element_cost_no_time() -> None:
    """Read in every way that a comment may end, these would take longer than the universe has."""
    assert listing_kind(b"<!---->" * 500 + b"text") is None
    assert listing_kind(b"<!-- a --> <!-- b > <rss> -->\n<!DOCTYPE feed><feed>") == "feed"


def test_a_packed_sitemap_is_not_unpacked_beyond_the_limit(
    add: Add, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.web.listing._MOST_UNPACKED", 1000)
    ((_, outcome, reason),) = add(site.put("/s.xml.gz", gzip.compress(b" " * 1001), "application/gzip"))
    assert (outcome, reason[:36]) == ("failed", "unpacks to more than 1,000 bytes. Ad")
    ((_, outcome, reason),) = add(site.put("/d.xml.gz", gzip.compress(b" " * 999)[:20], "application/gzip"))
    assert (outcome, reason[:10]) == ("failed", "is damaged")


def test_a_feed_that_lists_nothing_is_a_failure(add: Add, site: Site) -> None:
    assert add(site.put("/feed", "<rss version='2.0'><channel/></rss>", "text/xml")) == [
        ("/feed", "failed", "is a feed that lists nothing. Check the address")
    ]


def test_progress_counts_addresses_and_then_articles(library: Library, site: Site) -> None:
    a, b = stories(site, "a", "b")
    feed = site.put("/s.xml", sitemap((a, "<lastmod>2</lastmod>"), (b, "<lastmod>1</lastmod>")), "text/xml")
    seen: list[tuple[int, int, str]] = []
    fetcher = PoliteFetcher(Fetcher(Guard(allow_private=True)), seconds=0)
    outcomes = add_addresses(
        library,
        [feed, a],
        fetcher=fetcher,
        progress=lambda number, total, name: seen.append((number, total, name)),
    )
    assert seen == [(1, 2, feed), (1, 2, a), (2, 2, b), (2, 2, a)]
    assert outcomes[-1] == SourceOutcome(a, "unchanged")
