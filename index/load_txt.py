"""Plain text: the canonical text is the decoded file, character for character, less a byte order mark."""

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

from index.errors import DocumentError
from index.flattened import flattened_blocks, flattened_title
from index.load_paragraphs import paragraph_blocks
from index.load_parts import Loaded, without_surrogates
from index.types import Block

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LAYOUT_CONTROLS = "\t\n\r\x0b\x0c\x1a\x1b\x85"
_MOST_CONTROLS = 0.02
_FEW_DAMAGED = 10  # letters outside of ASCII for each damaged one
_MOST_FOR_GUESSING = 1_000_000
_MOST_TITLE_LINES = 4
_TITLE_LINE = re.compile(r"\s*[^\W\d_a-z](?!.*(?::\s|\||\t)).{2,88}(?<![.!?,;:])\s*")


def load_txt(data: bytes) -> Loaded:
    """Return the text as it stands, with its blocks. Raises DocumentError if the bytes are not text."""
    text = decode(data)
    flattened = flattened_blocks(text)
    if flattened is not None:
        return Loaded(text, flattened, title=flattened_title(text, flattened))
    blocks = paragraph_blocks(text)
    return Loaded(text, blocks, title=_title(text, blocks))


def decode(data: bytes) -> str:
    """Return bytes as text: by byte order mark, else UTF-8, else by a guess from their statistics."""
    text = without_surrogates(_decoded(data))
    controls = sum(
        unicodedata.category(letter) == "Cc" and letter not in _LAYOUT_CONTROLS for letter in text[:100_000]
    )
    if "\0" in text or controls > _MOST_CONTROLS * len(text[:100_000]):
        raise DocumentError(
            "is not text: it holds control characters as binary files do. "
            "If it is a document of another kind, give it its own suffix; if it is text, save it as UTF-8"
        )
    return text


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    try:
        return data.decode("utf-8", errors="surrogatepass")
    except UnicodeDecodeError:
        nearly = data.decode("utf-8", errors="replace")
    damaged = nearly.count("\ufffd")
    if sum(letter > "\x7f" for letter in nearly) > _FEW_DAMAGED * damaged:
        return nearly  # a few bytes were lost on the way; a guess would make nonsense of all the others
    best = from_bytes(data[:_MOST_FOR_GUESSING]).best()
    if best is None or b"\0" in data:
        raise DocumentError("is not text in any encoding we can tell. Save it as UTF-8 and add it again")
    return data.decode(best.encoding, errors="replace")


def _title(text: str, blocks: tuple[Block, ...]) -> str | None:
    """Return the first line if it is a heading, or heads a few short lines over the text, such as who wrote it."""
    if blocks and blocks[0].kind == "heading":
        return text[blocks[0].start : blocks[0].end]
    head, _, rest = text.lstrip().replace("\r\n", "\n").partition("\n\n")
    lines = head.split("\n")
    if not rest.strip() or len(lines) > _MOST_TITLE_LINES:
        return None
    return lines[0].strip() if all(_TITLE_LINE.fullmatch(line) for line in lines) else None
