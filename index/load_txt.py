"""Plain text: the canonical text is the decoded file, character for character, less a byte order mark."""

from index.flattened import flattened_blocks, flattened_title
from index.load_encoding import decode
from index.load_paragraphs import paragraph_blocks
from index.load_parts import Loaded
from index.types import Block


def load_txt(data: bytes) -> Loaded:
    """Return the text as it stands, with its blocks. Raises DocumentError if the bytes are not text."""
    text = decode(data)
    flattened = flattened_blocks(text)
    if flattened is not None:
        return Loaded(text, flattened, title=flattened_title(text, flattened))
    blocks = paragraph_blocks(text)
    return Loaded(text, blocks, title=_title(text, blocks))


def _title(text: str, blocks: tuple[Block, ...]) -> str | None:
    return text[blocks[0].start : blocks[0].end] if blocks and blocks[0].kind == "heading" else None
