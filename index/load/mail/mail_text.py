"""The plain text of e-mails: lines that a program parted joined again (RFC 3676), marks of quotations gone."""

import re
from itertools import groupby

from index.load.paragraphs import paragraph_blocks
from index.load.parts import TextBuilder, one_line

_QUOTE = re.compile(r"(?:>[ \t]?)+")
_COMPARED = re.compile(r"> ?[=\d.,-]")  # "> 5 bar": no line of a letter, but the rest of a comparison
_SIGNATURE = "-- "


def add_plain(text: str, builder: TextBuilder) -> None:
    """Add the text of an e-mail, paragraph by paragraph."""
    text = _unquoted(text)
    for block in paragraph_blocks(text, by_hand=True):
        # "See you at ten" alone on a line is a statement here: e-mails have no headings.
        kind = "prose" if block.kind == "heading" else block.kind
        builder.add(one_line(text[block.start : block.end]), kind)


def unflowed(text: str, *, delete_space: bool) -> str:
    """Return a text with `format=flowed` with each paragraph as one line; `delete_space` is its "delsp"."""
    paragraphs: list[list[str]] = []
    open_depth = -1  # of the quotation that goes on in the next line
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        flows = content.endswith(" ") and content != _SIGNATURE
        shown = content[:-1] if flows and delete_space else content
        if depth == open_depth and content != _SIGNATURE:
            paragraphs[-1].append(shown)
        else:
            paragraphs.append([f"{'>' * depth} {shown}" if depth else shown])
        open_depth = depth if flows else -1
    return "\n".join(map("".join, paragraphs))


def _unquoted(text: str) -> str:
    """Return the text without the marks of quoted lines, which would stand within sentences."""
    stretches = [
        (quoted, list(lines)) for quoted, lines in groupby(text.splitlines(), lambda line: line.startswith(">"))
    ]
    parts: list[str] = []
    for quoted, lines in stretches:
        if quoted and len(lines) == 1 and _COMPARED.match(lines[0]):
            parts += ["\n", lines[0], "\n"]
        else:
            stretch = [_QUOTE.sub("", line, count=1) for line in lines] if quoted else lines
            parts += ["\n\n" if parts and parts[-1] != "\n" else "", "\n".join(stretch)]
    return "".join(parts)
