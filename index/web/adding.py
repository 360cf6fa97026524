"""Web addresses into the library: pages, and the articles that feeds and sitemaps list."""

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from index.adding.blame import blamed_on
from index.adding.building import Progress
from index.errors import AddingStopped, DocumentError, LibraryError
from index.library import Library
from index.load.documents import load_guarded
from index.types import Document, SourceOutcome
from index.web.address import Guard, parse_address
from index.web.fetch import Fetcher, Page
from index.web.listed import ListingRequest, listed
from index.web.listing import Item, ListingKind, listing_kind, unpacked
from index.web.page import read_page
from index.web.robots import PoliteFetcher

MOST_ARTICLES = 50
_MOST_SITEMAPS = 100  # of an index


def add_addresses(
    library: Library,
    addresses: Iterable[str],
    *,
    allow_private: bool = False,
    limit: int = MOST_ARTICLES,
    progress: Progress | None = None,
    fetcher: PoliteFetcher | None = None,
) -> tuple[SourceOutcome, ...]:
    """Fetch pages and add them; of a feed or a sitemap, the first `limit` articles it lists.

    What cannot be read is among the outcomes, the others are added all the same. `progress` is called as (number
    from 1, total, address) before each page, the articles of a listing being counted by themselves.
    `allow_private` also reads machines of private networks; a `fetcher` of one's own decides that by itself.
    Raises AddingStopped when the library fails.
    """
    fetcher = fetcher or PoliteFetcher(Fetcher(Guard(allow_private)))
    outcomes: list[SourceOutcome] = []
    wanted = tuple(dict.fromkeys(addresses))
    try:
        for number, address in enumerate(wanted, start=1):
            if progress is not None:
                progress(number, len(wanted), address)
            for outcome in _add_address(library, fetcher, address, limit, progress):
                outcomes.append(outcome)
    except LibraryError as error:
        raise AddingStopped(str(error), outcomes=outcomes) from error
    return tuple(outcomes)


def _add_address(
    library: Library, fetcher: PoliteFetcher, address: str, limit: int, progress: Progress | None
) -> Iterator[SourceOutcome]:
    """Yield what becomes of a page, or of the articles that it lists."""
    try:
        with blamed_on(address):
            page = fetcher.page(parse_address(address))
            listing = _listing(fetcher, page, limit)
            added = _add(library, read_page(page)) if listing is None else None
    except DocumentError as error:
        yield _failed(address, error)
        return
    if listing is None:
        assert added is not None
        yield added
        return
    yield from listing.left_out
    for place, item in enumerate(listing.items, start=1):
        if progress is not None:
            progress(place, len(listing.items), item.address)
        yield _add_item(library, fetcher, item)


@dataclass(frozen=True, slots=True)
class _Listing:
    items: tuple[Item, ...]
    left_out: tuple[SourceOutcome, ...] = ()


def _listing(fetcher: PoliteFetcher, page: Page, limit: int) -> _Listing | None:
    """Return what a feed or a sitemap lists, or None for any other page. Raises DocumentError for an empty one."""
    data = unpacked(page)
    kind = listing_kind(data)
    if kind is None:
        return None
    if kind == "sitemap index":
        listing = _listing_of_index(fetcher, _items(page, data, kind, _MOST_SITEMAPS), limit)
    else:
        listing = _Listing(_items(page, data, kind, limit))
    if not listing.items and not listing.left_out:
        raise DocumentError(f"{page.address}: is a {kind} that lists nothing. Check the address")
    items = tuple({item.address: item for item in listing.items}.values())
    if len(items) <= limit:
        return _Listing(items, listing.left_out)
    rest = SourceOutcome(
        page.address, "skipped", f"it lists more than {limit} articles; name a larger --limit for more"
    )
    return _Listing(items[:limit], (*listing.left_out, rest))


def _items(page: Page, data: bytes, kind: ListingKind, limit: int) -> tuple[Item, ...]:
    """Return the first items of a listing, one more than `limit` where there are more."""
    return listed(ListingRequest(kind, data, page.address, page.charset, limit + 1))


def _listing_of_index(fetcher: PoliteFetcher, sitemaps: tuple[Item, ...], limit: int) -> _Listing:
    """Return the pages of one sitemap after the other, until there are more than `limit`."""
    items: list[Item] = []
    left_out: list[SourceOutcome] = []
    for number, sitemap in enumerate(sitemaps):
        if len(items) > limit:
            break
        if number == _MOST_SITEMAPS:
            reason = f"{number} sitemaps of the index were read before; add this and those behind it by themselves"
            left_out.append(SourceOutcome(sitemap.address, "skipped", reason))
            break
        try:
            page = fetcher.page(parse_address(sitemap.address))
            data = unpacked(page)
            if listing_kind(data) != "sitemap":
                raise DocumentError(
                    f"{sitemap.address}: is no sitemap, though an index lists it. Add it by itself"
                )
            items += _items(page, data, "sitemap", limit)
        except DocumentError as error:
            left_out.append(_failed(sitemap.address, error))
    return _Listing(tuple(items), tuple(left_out))


def _add_item(library: Library, fetcher: PoliteFetcher, item: Item) -> SourceOutcome:
    """Add the page of an item, or where that cannot be read the text that the feed itself carries."""
    try:
        if item.has_page:
            with blamed_on(item.address):
                page = read_page(fetcher.page(parse_address(item.address)))
                return _add(library, _with_what_is_known(page, item))
        reason = "has no page of its own"
    except DocumentError as error:
        reason = _reason(item.address, error)
    if not item.html:
        return SourceOutcome(item.address, "failed", reason)
    try:
        with blamed_on(item.address):
            added = _add(library, _from_feed(item))
    except DocumentError as error:
        return _failed(item.address, error)
    taken = f"the feed's own text was taken ({reason})"
    return replace(added, reason=f"{taken}; {added.reason}" if added.reason else taken)


def _from_feed(item: Item) -> Document:
    page = f"<html><head><title>{html.escape(item.title)}</title></head><body>{item.html}</body></html>"
    return _with_what_is_known(load_guarded(page.encode(), suffix=".html", source=item.address), item)


def _with_what_is_known(document: Document, item: Item) -> Document:
    """Return a document with what its listing says where the page itself does not."""
    return replace(
        document,
        published=document.published or item.published,
        author=document.author or item.author,
    )


def _add(library: Library, document: Document) -> SourceOutcome:
    outcome = library.add_document(document)
    first = library.document(document.source).source if outcome == "duplicate" else ""
    return SourceOutcome(document.source, outcome, f"the same as {first}" if first else "")


def _failed(address: str, error: DocumentError) -> SourceOutcome:
    return SourceOutcome(address, "failed", _reason(address, error))


def _reason(address: str, error: DocumentError) -> str:
    return str(error).removeprefix(f"{address}: ")
