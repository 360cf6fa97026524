"""What a feed or a sitemap lists, read in a worker process, as strangers wrote it."""

from collections.abc import Iterator
from dataclasses import dataclass

from index.guarded import in_worker
from index.web.feeds import feed_items
from index.web.listing import Item, ListingKind
from index.web.sitemaps import sitemap_items
from index.worker import Begun

_TASK = "index.web.listed:items_in"
_SECONDS = 10  # and one more for each megabyte


@dataclass(frozen=True, slots=True)
class ListingRequest:
    """A listing, and how many of its items are wanted at most."""

    kind: ListingKind
    data: bytes
    address: str
    charset: str | None
    most: int


def listed(request: ListingRequest) -> tuple[Item, ...]:
    """Return the first items of a listing, each address once. Raises DocumentError for one that cannot be read."""
    return tuple(in_worker(_TASK, request, kind=Item, source=request.address))


def items_in(request: ListingRequest) -> Iterator[Begun | Item]:
    """Yield the items; this runs in the worker."""
    yield Begun(request.address, _SECONDS + len(request.data) // 1_000_000)
    if request.kind == "feed":
        found = feed_items(request.data, address=request.address, charset=request.charset)
    else:
        found = sitemap_items(request.data)
    yield from list({item.address: item for item in found}.values())[: request.most]
