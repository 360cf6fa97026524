"""Chats as text, as WhatsApp and others export them: a message with all its lines is one block."""

import re

from index.load.paragraphs import paragraph_blocks
from index.text.message_heads import heads
from index.types import Block

# WhatsApp sets them around numbers, names and its own words, for scripts that run from right to left.
_DIRECTIONS = re.compile("[\u200e\u202a\u202c\u2068\u2069]")


def message_text(text: str) -> str | None:
    """Return an exported chat without its marks of direction, or None for any other text."""
    return _DIRECTIONS.sub("", text) if heads(text) else None


def message_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a chat, each message one; what stands above the first is read as other texts are."""
    starts = [head.start() for head in heads(text)]
    blocks = list(paragraph_blocks(text[: starts[0]], by_hand=True))
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        message = text[start:end]
        blocks.append(
            Block(start + len(message) - len(message.lstrip()), start + len(message.rstrip()), "message")
        )
    return tuple(blocks)
