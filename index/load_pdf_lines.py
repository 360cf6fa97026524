"""The lines of a PDF page as PDFium sees them: text, place and size of type."""

import ctypes
from dataclasses import dataclass

import pypdfium2 as pdfium  # type: ignore[import-untyped] # no types in the package
import pypdfium2.raw as raw  # type: ignore[import-untyped] # no types in the package

HYPHEN = "\x02"  # what PDFium gives for a hyphen at the end of a line
_LINE_ENDS = "\r\n" + HYPHEN
_BOLD = 600


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of text; places are in points from the lower left corner of the page, `size` is the line's height."""

    text: str
    left: float
    right: float
    bottom: float
    size: float
    bold: bool


def page_lines(page: pdfium.PdfPage) -> list[PageLine]:
    """Return the lines of a page in reading order; one that ends in the middle of a word ends in HYPHEN."""
    text_page = page.get_textpage()
    try:
        lines = []
        seen: list[int] = []
        letters = [chr(raw.FPDFText_GetUnicode(text_page, index)) for index in range(text_page.count_chars())]
        for index, letter in enumerate(letters):
            if not letter.isspace() and letter != "\0":
                seen.append(index)
            if seen and (letter in _LINE_ENDS or index == len(letters) - 1):
                lines.append(_line(text_page, "".join(letters[seen[0] : seen[-1] + 1]), seen))
                seen = []
        return lines
    finally:
        text_page.close()


def _line(text_page: pdfium.PdfTextPage, text: str, seen: list[int]) -> PageLine:
    # PDFium puts the hyphen itself nowhere, so it has no place.
    first, last, middle = (
        seen[0],
        seen[-2 if text.endswith(HYPHEN) and len(seen) > 1 else -1],
        seen[len(seen) // 2],
    )
    left = text_page.get_charbox(first, loose=True)[0]
    right = text_page.get_charbox(last, loose=True)[2]
    _, bottom, _, top = text_page.get_charbox(middle, loose=True)
    return PageLine(
        # Outside of the basic plane, characters come in two halves on some systems.
        text=text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"),
        left=left,
        right=right,
        bottom=bottom,
        size=top - bottom,
        bold=_is_bold(text_page, middle),
    )


def _is_bold(text_page: pdfium.PdfTextPage, index: int) -> bool:
    name = ctypes.create_string_buffer(256)
    length = raw.FPDFText_GetFontInfo(text_page, index, name, len(name), None)
    return raw.FPDFText_GetFontWeight(text_page, index) >= _BOLD or b"bold" in name.raw[:length].lower()
