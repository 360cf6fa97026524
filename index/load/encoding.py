"""Bytes to text: by byte order mark, else UTF-8, else by what the bytes say about themselves."""

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

from index.errors import DocumentError
from index.limits import whole_characters

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
_SAMPLE = 100_000
_COMMON = " \n\t,.、。\u3000"
_WESTERN = re.compile(
    "[\x00-\x7fÀ-ÏÑ-ÖØ-Üß-ïñ-öø-üŒœŠšŽž€£§©®°²·½¼«»¿¡–—‘’“”„…•™\xa0\xad]*"  # noqa: RUF001 - dashes, quotation marks
)
_QUOTE_IN_A_WORD = re.compile("[^\\W\\d_][“”„…•™§©®°«»½¼²³][^\\W\\d_]")
_FEW_ACCENTS = 0.13  # of all letters; French has .04, Czech, which is not Western, .17


def decode(data: bytes) -> str:
    """Return bytes as text. Raises DocumentError if they are not text in any encoding we can tell."""
    text = whole_characters(_decoded(data))
    if _controls(text) > _MOST_CONTROLS * len(text[:_SAMPLE]) or "\0" in text:
        raise DocumentError(
            "is not text: it holds control characters as binary files do. "
            "If it is a document of another kind, give it its own suffix; if it is text, save it as UTF-8"
        )
    return text


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    if b"\0" in data:
        return _without_mark(data)
    if b"\x1b$" in data[:_SAMPLE] and (text := _strictly(data, "iso2022_jp")):
        return text
    try:
        return data.decode("utf-8", errors="surrogatepass")
    except UnicodeDecodeError:
        nearly = data.decode("utf-8", errors="replace")
    damaged = nearly.count("\ufffd")
    if sum(letter > "\x7f" for letter in nearly) > _FEW_DAMAGED * damaged:
        return nearly  # a few bytes were lost on the way; a guess would make nonsense of all the others
    return data.decode(_single_bytes(data), errors="replace")


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


def _single_bytes(data: bytes) -> str:
    """Name the encoding: Western Europe's by rules, as statistics mistake few accents, and any other by those."""
    for encoding in ("cp1252", "iso8859-15"):
        if _is_western(data[:_SAMPLE].decode(encoding, errors="replace")):
            return encoding
    best = from_bytes(data[:_MOST_FOR_GUESSING]).best()
    if best is None:
        raise DocumentError("is not text in any encoding we can tell. Save it as UTF-8 and add it again")
    return best.encoding


def _is_western(text: str) -> bool:
    letters = sum(letter.isalpha() for letter in text)
    accents = sum(letter > "\x7f" and letter.isalpha() for letter in text)
    return (
        bool(_WESTERN.fullmatch(text)) and accents <= _FEW_ACCENTS * letters and not _QUOTE_IN_A_WORD.search(text)
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
