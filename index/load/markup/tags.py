"""Which tags mark a part of a page and which stand within a line."""

from typing import Any

# "head", "item", "row", "cell", "quote" and "lb" are trafilatura's names, the others HTML's.
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "head"})
ITEMS = frozenset({"li", "dt", "dd", "item", "caption", "figcaption"})
ROWS = frozenset({"tr", "row"})
CHROME = frozenset({"nav", "footer", "aside"})
_PARAGRAPHS = frozenset(
    {"p", "div", "section", "article", "main", "header", "body", "html", "blockquote", "quote"}
)
_CONTAINERS = frozenset(
    {"ul", "ol", "dl", "menu", "list", "table", "tbody", "thead", "tfoot", "td", "th", "cell", "center"}
)
_PARTS = frozenset(
    {
        "figure", "form", "fieldset", "legend", "address", "details", "summary", "dialog", "hr", "graphic",
        "label", "option", "hgroup", "search", "pre",
    }
)  # fmt: skip
BLOCKS = HEADINGS | ITEMS | ROWS | CHROME | _PARAGRAPHS | _CONTAINERS | _PARTS


def name_of(element: Any) -> str | None:  # noqa: ANN401 - lxml ships no types
    """Return the name of an element of any XML without its namespace, or None for a comment or the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else None
