"""Markdown, rendered to plain text: no markup and no link targets, so that a quote reads as the reader saw it."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.load.dates import read_date
from index.load.encoding import decode
from index.load.markup.tree import add_fragment
from index.load.parts import Loaded, TextBuilder, one_line
from index.types import BlockKind

_FRONT_MATTER = re.compile(r"\A(?:---|\+\+\+)[ \t]*\r?\n(.*?\n)(?:---|\+\+\+|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(title|date|published)[ \t]*[:=][ \t]*(.+?)[ \t\r]*$", re.IGNORECASE | re.MULTILINE)
_BREAKS = {"softbreak": " ", "hardbreak": "\n"}


def load_md(data: bytes) -> Loaded:
    """Return the rendered text. Front matter gives title and date and is not in the text."""
    source = decode(data)
    fields: dict[str, str] = {}
    front_matter = _FRONT_MATTER.match(source)
    if front_matter:
        fields = {name.lower(): value.strip("\"'") for name, value in _FIELD.findall(front_matter[1])}
        source = source[front_matter.end() :]
    loaded = _render(source)
    published = read_date(fields.get("date") or fields.get("published") or "")
    first = loaded.blocks[0] if loaded.blocks else None
    title = fields.get("title") or (
        loaded.text[first.start : first.end] if first and first.kind == "heading" else None
    )
    return Loaded(loaded.text, loaded.blocks, title=title, published=published)


def _render(source: str) -> Loaded:
    builder = TextBuilder()
    kinds: list[BlockKind] = ["prose"]
    row: list[str] | None = None
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(source):
        if token.type in ("heading_open", "list_item_open"):
            kinds.append("heading" if token.type == "heading_open" else "item")
        elif token.type in ("heading_close", "list_item_close"):
            kinds.pop()
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            builder.add(" | ".join(row), "item")
            row = None
        elif token.type == "inline":
            text = _inline(token)
            if row is None:
                builder.add(text, kinds[-1])
            else:
                row.append(one_line(text))
        elif token.type in ("fence", "code_block"):
            builder.add_lines(token.content)
        elif token.type == "html_block":
            add_fragment(token.content, builder)
    return builder.build()


def _inline(token: Token) -> str:
    return "".join(_inline_part(child) for child in token.children or ())


def _inline_part(token: Token) -> str:
    if token.type == "html_inline":
        return "\n" if token.content.lower().startswith("<br") else ""
    return _BREAKS.get(token.type, token.content)
