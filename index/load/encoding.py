"""Bytes to text: by byte order mark, else UTF-8, else by what its letters tell."""

import codecs
import unicodedata
from dataclasses import dataclass

from index.errors import DocumentError
from index.limits import whole_characters
from index.load.legacy.guess import guess_encoding

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
_SAMPLE = 100_000
_COMMON = " \n\t,.、。\u3000"
_DOUBT = (
    "letters may be wrong, as the text does not tell its encoding ({} was guessed). Save it as UTF-8 to be sure"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and what the reader should know if its encoding had to be guessed and could be another."""

    text: str
    doubt: str | None = None


def decode(data: bytes) -> str:
    """Return bytes as text. Raises DocumentError if they are not text in any encoding we can tell."""
    return decode_and_tell(data).text


def decode_and_tell(data: bytes) -> Decoded:
    """Return bytes as text, as `decode` does, and whether that is in doubt."""
    decoded = _decoded(data)
    text = whole_characters(decoded.text)
    if _controls(text) > _MOST_CONTROLS * len(text[:_SAMPLE]) or "\0" in text:
        raise DocumentError(
            "is not text: it holds control characters as binary files do. "
            "If it is a document of another kind, give it its own suffix; if it is text, save it as UTF-8"
        )
    return Decoded(text, decoded.doubt)


def _decoded(data: bytes) -> Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(encoding, errors="replace"))
    if b"\0" in data:
        return Decoded(_without_mark(data))
    if b"\x1b$" in data[:_SAMPLE] and (text := _strictly(data, "iso2022_jp")):
        return Decoded(text)
    try:
        return Decoded(data.decode("utf-8", errors="surrogatepass"))
    except UnicodeDecodeError:
        nearly = data.decode("utf-8", errors="replace")
    damaged = nearly.count("\ufffd")
    if sum(letter > "\x7f" for letter in nearly) > _FEW_DAMAGED * damaged:
        return Decoded(nearly)  # a few bytes were lost on the way; a guess would make nonsense of all the others
    guess = guess_encoding(data)
    doubt = _DOUBT.format(guess.encoding) if guess.doubtful else None
    return Decoded(data.decode(guess.encoding, errors="replace"), doubt)


def _without_mark(data: bytes) -> str:
    """Return text of two or four bytes a letter: the reading that has spaces and full stops, and no oddities."""
    readings = [_strictly(data, encoding) for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")]
    likely = [text for text in readings if text and not _oddities(text)]
    if not likely:
        raise DocumentError(
            "is not text in any encoding we can tell: it holds zero bytes as binary files do. "
            "If it is a document of another kind, give it its own suffix; if it is text, save it as UTF-8"
        )
    return max(likely, key=lambda text: sum(text[:_SAMPLE].count(letter) for letter in _COMMON))


def _oddities(text: str) -> int:
    """Count what no text holds: control characters, and code points that stand for nothing."""
    return sum(
        unicodedata.category(letter) in ("Cc", "Cn", "Co") and letter not in _LAYOUT_CONTROLS
        for letter in text[:_SAMPLE]
    )


def _controls(text: str) -> int:
    return sum(
        unicodedata.category(letter) == "Cc" and letter not in _LAYOUT_CONTROLS for letter in text[:_SAMPLE]
    )


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
