"""Pages that list other pages: what they have in common, and how they are told from documents."""

import gzip
import io
import re
import zlib
from dataclasses import dataclass
from typing import Literal

from index.errors import DocumentError
from index.web.fetch import Page

ListingKind = Literal["feed", "sitemap", "sitemap index"]

_MOST_UNPACKED = 64 * 1024 * 1024  # the sitemap protocol allows 50
_GZIP = b"\x1f\x8b"
# Nothing before the root element is tried in two ways (possessive), which would take time without end.
_PROLOGUE = rb"\A(?:\xef\xbb\xbf)?(?>\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>)*+"
_ROOT = re.compile(_PROLOGUE + rb"<([\w:]+)", re.DOTALL | re.IGNORECASE)
_KINDS: dict[bytes, ListingKind] = {
    b"rss": "feed",
    b"feed": "feed",
    b"rdf:rdf": "feed",
    b"urlset": "sitemap",
    b"sitemapindex": "sitemap index",
}


@dataclass(frozen=True, slots=True)
class Item:
    """What a listing says of one page. `html` is its text where the listing carries all of it, else "".

    An item without a page of its own (`has_page`) has the listing's address and a fragment.
    """

    address: str
    title: str = ""
    published: str | None = None
    author: str | None = None
    html: str = ""
    has_page: bool = True


def unpacked(page: Page) -> bytes:
    """Return the bytes of a page, or what they are when unpacked: sitemaps come as .gz. Raises DocumentError."""
    if not page.body.startswith(_GZIP):
        return page.body
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(page.body)) as packed:
            data = packed.read(_MOST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DocumentError(f"{page.address}: is damaged ({error}). Try again later") from error
    if len(data) > _MOST_UNPACKED:
        raise DocumentError(f"{page.address}: unpacks to more than {_MOST_UNPACKED:,} bytes. Add parts of it")
    return data


def listing_kind(data: bytes) -> ListingKind | None:
    """Tell by the root element, as content types are wrong too often. None: it is no listing."""
    root = _ROOT.match(data[:4096])
    return _KINDS.get(root[1].lower()) if root else None
