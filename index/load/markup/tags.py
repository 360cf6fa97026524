"""Which tags mark a part of a page and which stand within a line."""

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
