"""Sitemaps and their indexes (sitemaps.org, protocol 0.9) to the addresses in them, those changed last first."""

from index.load.markup.tree import parse_xml, text_of
from index.load.parts import one_line
from index.web.listing import Item


def sitemap_items(data: bytes) -> tuple[Item, ...]:
    """Return the pages of a sitemap, or the sitemaps of an index. Raises DocumentError for broken XML."""
    dated = []
    for entry in parse_xml(data).iterchildren("{*}url", "{*}sitemap"):
        told = {child.tag.rpartition("}")[2]: one_line(text_of(child)) for child in entry.iterchildren("{*}*")}
        if told.get("loc"):
            dated.append((told.get("lastmod", ""), Item(told["loc"])))
    return tuple(item for _, item in sorted(dated, key=lambda pair: pair[0], reverse=True))
