"""Web pages: trafilatura tells the article from menus, teasers and footers, and finds title and date.

What it keeps is the canonical text. All of the page's text is kept instead where that is next to nothing, where
the page has no menus to remove, and where it is as long as a book: losing text in silence is worse than a menu.
"""

import copy
import re
from dataclasses import replace
from typing import Any

from trafilatura import bare_extraction
from trafilatura.settings import Document as ExtractedPage

from index.flattened.page_talk import without_page_talk
from index.load.markup.about import about
from index.load.markup.boxes import keep_asides, open_boxes
from index.load.markup.table_rows import write_rows
from index.load.markup.tree import add_markup, decode_markup, parse_markup
from index.load.parts import Loaded, TextBuilder

_MOST_ELEMENTS = 20_000  # trafilatura's time grows with their square, from 4 seconds here to 94 for 100,000
_LITTLE = 200  # characters: fewer are a teaser or a cookie notice rather than an article
_LITTLE_SHARE = 0.15  # of the text that is no link
_LINKED_ON_A_PLAIN_PAGE = 0.1  # of its text, at most
_CHROME = re.compile(r"(?:\b|_)(?:nav|menu|footer|sidebar|teaser)", re.IGNORECASE)


def load_html(data: bytes) -> Loaded:
    """Return the article of a page, or all of its text. Raises DocumentError if the page holds no markup."""
    source = decode_markup(data)
    tree = parse_markup(source)
    keep_asides(tree)
    stated = about(tree, source)
    kept = _article(tree) or _all_of(tree)
    builder = TextBuilder()
    if kept.blocks and all(block.kind != "heading" for block in kept.blocks[:3]):
        builder.add(stated.title or "", "heading")
    builder.extend(kept)
    return builder.build(
        title=stated.title,
        published=stated.published,
        author=stated.author,
        site=stated.site,
        language=tree.get("lang"),
    )


def _article(tree: Any) -> Loaded | None:  # noqa: ANN401 - lxml ships no types
    """Return what trafilatura keeps, or None where that is suspiciously little, or there is nothing to remove."""
    shown = len(_all_of(tree).text)
    linked = sum(len(text) for text in tree.xpath("//a//text()"))
    plain = linked < _LINKED_ON_A_PLAIN_PAGE * shown and not _has_chrome(tree)
    if plain or sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        return None
    try:
        # Its default drops lists of questions and answers and loose lists; on articles both keep the same.
        opened = copy.deepcopy(tree)
        write_rows(opened)
        captions = open_boxes(opened)
        found = bare_extraction(opened, include_comments=False, favor_recall=True)
    except ValueError:  # a name or a character that lxml reads, but does not write
        return None
    if not isinstance(found, ExtractedPage) or found.body is None:
        return None
    article = _all_of(found.body)
    if len(article.text) < max(_LITTLE, _LITTLE_SHARE * (shown - linked)):
        return None
    article = replace(article, blocks=without_page_talk(article.text, article.blocks))
    return _with_captions(article, captions)


def _with_captions(article: Loaded, captions: list[str]) -> Loaded:
    """Return the article with those captions of its pictures behind it that the extractor dropped."""
    builder = TextBuilder()
    builder.extend(article)
    for caption in captions:
        if caption not in article.text:
            builder.add(caption, "prose")
    return builder.build()


def _has_chrome(tree: Any) -> bool:  # noqa: ANN401 - lxml ships no types
    """Tell whether the page has menus, footers or teasers, by its tags or by the names its author gave them."""
    return bool(tree.xpath("//nav | //footer | //aside")) or any(
        _CHROME.search(name) for name in tree.xpath("//@class | //@id | //@role")
    )


def _all_of(tree: Any) -> Loaded:  # noqa: ANN401 - lxml ships no types
    builder = TextBuilder()
    add_markup(tree, builder)
    return builder.build()
