"""What Obsidian adds to Markdown, as it shows it: links between notes, callouts, marked words. Tags stay.

Comments ("%%see Ida%%") and the names of blocks ("^3fa9c1") are not shown.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

# "list[[1]]" is the code of a program; other scripts have no space before a link
_LINK = re.compile(r"(?:!|(?<![a-zA-Z0-9_\])]))\[\[(?P<target>[^\[\]|\n]+)(?:\\?\|(?P<shown>[^\[\]\n]+))?\]\]")
_MARKED = re.compile(r"(?<![=\w])==(?=\S)([^=\n]+)(?<=\S)==(?![=\w])")
_SIZE = re.compile(r"\d+(?:x\d+)?")  # of a picture
_CALLOUT = re.compile(r"\[!(?P<kind>[\w -]+)\][+-]?[ \t]*")
_COMMENT = re.compile(r"(?<![\w%])%%(?!%).*?%%(?!%)", re.DOTALL)  # "5%% of it, 7%% of that" are none
_BLOCK_NAME = re.compile(r"(?:^|\s)\^(?=[\d-]*[a-zA-Z])[a-zA-Z0-9-]{3,}$")  # "10 ^6" is none
COMMENT = "comment"
"""The kind of the token that stands for a comment."""


def add_comments(reader: "MarkdownIt") -> None:
    """Let a reader of Markdown make tokens of comments, also of those with blank lines in them."""
    reader.block.ruler.before("fence", COMMENT, _comment_block, {"alt": ["paragraph", "blockquote", "list"]})
    reader.inline.ruler.before("escape", COMMENT, _comment)


def without_block_name(text: str) -> str:
    """Return the end of a block without the name by which other notes link to it."""
    return _BLOCK_NAME.sub("", text)


def shown(text: str) -> str:
    """Return text without the marks of links ("[[Rules#Hours]]" is "Rules > Hours") and of highlighted words."""
    return _MARKED.sub(r"\1", _LINK.sub(_shown, text))


def callout(line: str) -> str | None:
    """Return the title of a callout, of which this is the first line, with its kind; None for other quotations."""
    match = _CALLOUT.match(line)
    if match is None:
        return None
    kind, title = match["kind"].strip().capitalize(), line[match.end() :].strip()
    return f"{kind}: {title}" if title and title.lower() != kind.lower() else kind


def _shown(link: re.Match[str]) -> str:
    if link["shown"] and not (link[0].startswith("!") and _SIZE.fullmatch(link["shown"])):
        return link["shown"]
    return link["target"].strip().lstrip("#").replace("#", " > ")


def _comment_block(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """Read a comment of whole lines; of one that is never closed nothing is taken away."""
    begin = state.bMarks[start] + state.tShift[start]
    found = _COMMENT.match(state.src, begin, state.eMarks[end - 1])
    if found is None:
        return False
    last = next(line for line in range(start, end) if found.end() <= state.eMarks[line])
    if state.src[found.end() : state.eMarks[last]].strip():
        return False
    if not silent:
        state.push(COMMENT, "", 0)
        state.line = last + 1
    return True


def _comment(state: "StateInline", silent: bool) -> bool:
    found = _COMMENT.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push(COMMENT, "", 0)
    after_space = state.src[state.pos - 1 : state.pos].isspace()
    state.pos = found.end()
    while after_space and state.src.startswith(" ", state.pos):  # of two spaces one stays
        state.pos += 1
    return True
