"""Web pages: trafilatura tells the article from menus, teasers and footers, and finds title and date.

What it keeps is the canonical text. Where it keeps next to nothing, or the page has no menus to remove, all of the
page's text is kept instead: losing text in silence is worse than keeping a menu.
"""

import copy
from typing import Any

from trafilatura import bare_extraction
from trafilatura.metadata import extract_metadata
from trafilatura.settings import Document as ExtractedPage

from index.load_markup import add_markup, decode_markup, parse_markup, text_of
from index.load_parts import Loaded, TextBuilder, one_line

_LITTLE = 200  # characters: fewer are a teaser or a cookie notice rather than an article
_MOST = 0.9  # of the text of a page without menus
_LINKED_ON_A_PLAIN_PAGE = 0.1  # of its text, at most
_DATES = {"original_date": True, "extensive_search": False, "outputformat": "%Y-%m-%d"}
_SEPARATORS = (" | ", " – ", " — ", " - ", " · ")  # noqa: RUF001 - the dashes that titles are joined with


def load_html(data: bytes) -> Loaded:
    """Return the article of a page, or all of its text. Raises DocumentError if the page holds no markup."""
    tree = parse_markup(decode_markup(data))
    metadata = extract_metadata(copy.deepcopy(tree), date_config=dict(_DATES))
    headlines = [one_line(text_of(heading)) for heading in tree.iter("h1")]
    title = _without_site(one_line(metadata.title or ""), one_line(metadata.sitename or ""), headlines)
    kept = _article(tree) or _whole_page(tree)
    builder = TextBuilder()
    if kept.blocks and all(block.kind != "heading" for block in kept.blocks[:3]):
        builder.add(title, "heading")
    builder.extend(kept)
    return builder.build(title=title, published=metadata.date)


def _article(tree: Any) -> Loaded | None:  # noqa: ANN401 - lxml ships no types
    """Return what trafilatura keeps, or None where that is suspiciously little of what the page shows."""
    shown = len(_whole_page(tree).text)
    linked = sum(len(text) for text in tree.xpath("//a//text()"))
    plain = linked < _LINKED_ON_A_PLAIN_PAGE * shown and not tree.xpath("//nav | //footer | //aside")
    for recall in (False, True):
        found = bare_extraction(copy.deepcopy(tree), include_comments=False, favor_recall=recall)
        if not isinstance(found, ExtractedPage) or found.body is None:
            continue
        builder = TextBuilder()
        add_markup(found.body, builder)
        article = builder.build()
        kept = len(article.text)
        if kept >= (_MOST * shown if plain else _LITTLE):
            return article
    return None


def _whole_page(tree: Any) -> Loaded:  # noqa: ANN401 - lxml ships no types
    builder = TextBuilder()
    add_markup(tree, builder)
    return builder.build()


def _without_site(title: str, site: str, headlines: list[str]) -> str:
    """Return a page's title without the name of the site behind it ("Bridge closed - The Daily Post")."""
    for separator in _SEPARATORS:
        head, _, tail = title.rpartition(separator)
        if head and (head in headlines or tail.lower() == site.lower()):
            return head
    return title
