"""Feeds (RSS, RDF, Atom) to their items. feedparser reads the bytes we fetched, and fetches nothing itself."""

import calendar
import io
from datetime import UTC, datetime
from typing import Any

import feedparser

from index.limits import whole_characters
from index.load.charsets import codec_of
from index.load.markup.tree import decode_markup
from index.load.parts import iso, short
from index.web.listing import Item


def feed_items(data: bytes, *, address: str, charset: str | None) -> tuple[Item, ...]:
    """Return the items of a feed in its order, newest first as a rule.

    feedparser is given UTF-8, as it would decode by any name that a server writes. It takes out the document type
    first, so that no entity can grow. It would open a text or bytes as a file or an address of that name; hence
    the stream.
    """
    codec = codec_of(charset)
    text = data.decode(codec, errors="replace") if codec else decode_markup(data)
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": address}
    feed = feedparser.parse(io.BytesIO(whole_characters(text).encode()), response_headers=headers)
    return tuple(_item(entry, address) for entry in feed.entries)


def _item(entry: Any, address: str) -> Item:  # noqa: ANN401 - feedparser ships no types
    title = short(entry.get("title", ""))
    html = next((part.value for part in entry.get("content", ()) if part.value), "")
    return Item(
        address=entry.get("link") or f"{address}#{short(entry.get('id') or title)}",
        title=title,
        published=_date(entry.get("published_parsed") or entry.get("updated_parsed")),
        author=short(entry.get("author", "")) or None,
        html=html,
        has_page="link" in entry,
    )


def _date(parsed: Any) -> str | None:  # noqa: ANN401 - feedparser ships no types
    """Return the ISO 8601 form of a time.struct_time in UTC."""
    if parsed is None:
        return None
    try:
        return iso(datetime.fromtimestamp(calendar.timegm(parsed), UTC))
    except (ValueError, OverflowError):  # a year 0, or 10,000
        return None
