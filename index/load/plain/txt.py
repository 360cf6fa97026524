"""Plain text: the canonical text is the decoded file, character for character, less invisible marks."""

import re

from index.flattened.blocks import flattened_blocks, flattened_title
from index.load.encoding import decode_and_tell
from index.load.paragraphs import paragraph_blocks
from index.load.parts import Loaded
from index.load.plain.messages import message_blocks, message_text
from index.text.invisible import visible
from index.types import Block

_MOST_TITLE_LINES = 4
_TITLE_LINE = re.compile(r"\s*[^\W\d_a-z](?!.*(?::\s|\||\t)).{2,88}(?<![.!?,;:])\s*")


def load_txt(data: bytes) -> Loaded:
    """Return the text as it stands, with its blocks. Raises DocumentError if the bytes are not text."""
    decoded = decode_and_tell(data)
    text = visible(decoded.text)
    left_out = (decoded.doubt,) if decoded.doubt else ()
    if (chat := message_text(text)) is not None:
        blocks = message_blocks(chat)
        title = "" if blocks[0].kind == "message" else _title(chat, blocks)
        return Loaded(chat, blocks, title=title, left_out=left_out)
    flattened = flattened_blocks(text)
    if flattened is not None:
        return Loaded(text, flattened, title=flattened_title(text, flattened), left_out=left_out)
    blocks = paragraph_blocks(text, by_hand=True)
    return Loaded(text, blocks, title=_title(text, blocks), left_out=left_out)


def _title(text: str, blocks: tuple[Block, ...]) -> str | None:
    """Return the first line if it is a heading, or heads a few short lines over the text, such as who wrote it."""
    if blocks and blocks[0].kind == "heading":
        return text[blocks[0].start : blocks[0].end]
    head, _, rest = text.lstrip().replace("\r\n", "\n").partition("\n\n")
    lines = head.split("\n")
    if not rest.strip() or len(lines) > _MOST_TITLE_LINES:
        return None
    return lines[0].strip() if all(_TITLE_LINE.fullmatch(line) for line in lines) else None
