"""Markdown, rendered to plain text: no markup and no link targets, so that a quote reads as the reader saw it."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.reference import reference
from markdown_it.token import Token

from index.load.encoding import decode
from index.load.markup.front_matter import front_matter
from index.load.markup.obsidian import COMMENT, add_comments, callout, shown, without_block_name
from index.load.markup.raw_html import Tags
from index.load.markup.tree import add_fragment
from index.load.parts import Loaded, TextBuilder, counted, one_line
from index.load.plain.messages import message_blocks, message_text
from index.load.rows import add_table
from index.load.runs import Height, Run, written
from index.load.sheets.heads import Head
from index.types import BlockKind

_BREAKS = {"softbreak": " ", "hardbreak": "\n"}
_HEIGHTS: dict[str, Height] = {"sup": 1, "sub": -1}
_STRUCK = ("s", "del", "strike")
_LABELS = ("aliases", "alias", "tags", "tag", "cssclasses", "cssclass")  # what a note is filed under


def load_md(data: bytes) -> Loaded:
    """Return the rendered text. Front matter gives title, date and author; what else it states is in the text.

    Its tags and other names are there as boilerplate: no sentence of the note.
    """
    source = decode(data)
    if (chat := message_text(source)) is not None and (blocks := message_blocks(chat))[0].kind == "message":
        return Loaded(chat, blocks, title="")  # nothing stands above it, so no Markdown does
    stated = front_matter(source)
    rendered = _render(stated.body)
    builder = TextBuilder()
    builder.extend(rendered)
    for name, value in sorted(stated.others, key=lambda field: _is_label(field[0])):
        builder.add(f"{name}: {value}", "boilerplate" if _is_label(name) else "item")
    first = rendered.blocks[0] if rendered.blocks else None
    heading = rendered.text[first.start : first.end] if first and first.kind == "heading" else None
    return builder.build(
        title=stated.title or heading,
        published=stated.published,
        author=stated.author,
        language=stated.language,
        left_out=rendered.left_out,
    )


def _is_label(name: str) -> bool:
    return name.lower() in _LABELS


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    reader.block.ruler.at("reference", _reference)
    add_comments(reader)
    return reader


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read the target of a link, "[one]: address", and leave the text of a note, "[^1]: It burnt down", alone."""
    if state.src.startswith("[^", state.bMarks[start] + state.tShift[start]):
        return False
    return reference(state, start, end, silent)


def _render(source: str) -> Loaded:
    builder = TextBuilder()
    kinds: list[BlockKind] = ["prose"]
    rows: list[list[str]] = []  # of the table that is open
    number = ""
    tags = Tags(source)
    tokens = _reader().parse(source)
    for at, token in enumerate(tokens):
        if token.type in ("heading_open", "list_item_open"):
            kinds.append("heading" if token.type == "heading_open" else "item")
            number = f"{token.info}{token.markup} " if token.type == "list_item_open" and token.info else ""
        elif token.type in ("heading_close", "list_item_close"):
            kinds.pop()
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            add_table(rows, builder, Head(1, sure=False) if any(rows[0]) else Head(0))
            rows.clear()
        elif token.type == "inline" and rows:
            rows[-1].append(one_line(_inline(token.children)))
        elif token.type == "inline":
            quoted = tokens[max(at - 2, 0)].type == "blockquote_open"
            title, children = _titled(token) if quoted else ("", token.children)
            builder.add(title, "heading")
            builder.add(number + _inline(children), kinds[-1])
            number = ""
        elif token.type in ("fence", "code_block"):
            builder.add_lines(token.content)
        elif token.type == "html_block":
            add_fragment(tags.escaped(token.content), builder)
    comments = sum(one.type == COMMENT for token in tokens for one in (token, *(token.children or ())))
    return builder.build(left_out=counted({COMMENT: comments} if comments else {}))


def _titled(token: Token) -> tuple[str, list[Token]]:
    """Return the title of a callout, "" for any other quotation, and what follows in the paragraph."""
    children = token.children or []
    end = next((at for at, child in enumerate(children) if child.type in _BREAKS), len(children))
    title = callout(_inline(children[:end]))
    going_on = [child for child in children[:end] if child.nesting]  # what begins in the title and ends after it
    return ("", children) if title is None else (title, [*going_on, *children[end + 1 :]])


def _inline(children: Sequence[Token] | None) -> str:
    """Return the text of a line. Tags count where they mark text as raised, lowered or struck out."""
    children = children or []
    tags = Tags("".join(child.content for child in children if child.type == "html_inline"))
    runs: list[Run] = []
    open_tags: list[str] = []
    last = children[-1] if children else None
    for child in children:
        if child.type == "html_inline" and (name := tags.name_of(child.content)) is not None:
            if name == "br":
                runs.append(Run("\n"))
            elif not child.content.startswith("</"):
                open_tags.append(name)
            elif name in open_tags:
                open_tags.remove(name)
        elif child.type in ("s_open", "s_close"):
            open_tags.append("s") if child.type == "s_open" else open_tags.remove("s")
        else:
            text = shown(child.content) if child.type == "text" else _BREAKS.get(child.type, child.content)
            if child is last and child.type == "text":
                text = without_block_name(text)
            height: Height = next((_HEIGHTS[name] for name in reversed(open_tags) if name in _HEIGHTS), 0)
            runs.append(Run(text, height, struck=any(name in _STRUCK for name in open_tags)))
    return written(runs)
