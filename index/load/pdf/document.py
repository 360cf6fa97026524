"""PDF files: the lines that PDFium sees, and what OCR reads on pages that are pictures."""

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

import pypdfium2 as pdfium  # type: ignore[import-untyped] # no types in the package
import pypdfium2.raw as raw  # type: ignore[import-untyped] # no types in the package

from index.errors import DocumentError
from index.load.parts import Loaded, iso
from index.load.pdf.assembling import assembled
from index.load.pdf.columns import in_reading_order
from index.load.pdf.grids import with_grids
from index.load.pdf.lines import PageLine, page_text
from index.load.pdf.marks import MOST_MARKS, page_marks
from index.load.pdf.placing import with_marks
from index.load.pdf.scanned import read_scans
from index.load.scans.kept import mean_confidence, written

_PDFIUM = threading.Lock()  # PDFium must not be called from two threads at once
_MOST_PAGES = 5_000
_MOST_LETTERS = 20_000_000
_MOST_SECONDS = 300.0
_DATE = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:(Z)|([+-])(\d{2})'?(\d{2})?)?")
# What programs write there by themselves: a name of a file, of the program, or of a new document.
_NO_TITLE = re.compile(
    r"untitled.*|microsoft (?:word|excel|powerpoint)(?: - .*)?|.*\.[a-z]{2,4}|\S+|.*[\\/]\S+\.\w+"
    r"|powerpoint presentation|presentación de powerpoint|présentation powerpoint"
    r"|(?:slide|folie|page|layout|sheet|document|dokument|book) ?\d+"
    r"|(?:new|blank|neues|nouveau) (?:document|dokument|presentation)(?: ?\d+)?"
    r"|no title|print preview|full page (?:photo|print)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Page:
    """What was read of a page: its lines as they are read, and the notes on it, with words typed at the side."""

    lines: list[PageLine]
    notes: list[str]
    marks_left_out: int


def load_pdf(data: bytes) -> Loaded:
    """Return the text of a PDF, of its pictures of pages by OCR.

    Raises DocumentError if it is encrypted, broken or too large, or a scan and there is no OCR.
    """
    with _PDFIUM:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            raise DocumentError(_why(error)) from error
        try:
            document.init_forms()
            return _load(document)
        except pdfium.PdfiumError as error:
            raise DocumentError(
                f"is broken: {error}. Open it in a PDF reader, print it to a new PDF, and add that"
            ) from error
        finally:
            document.close()


def _why(error: pdfium.PdfiumError) -> str:
    if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
        return "is encrypted. Save a copy without the password and add the copy"
    return f"is broken, or no PDF ({error}). Download it again, or print it to a new PDF from a PDF reader"


def _load(document: pdfium.PdfDocument) -> Loaded:
    if len(document) > _MOST_PAGES:
        raise DocumentError(f"has {len(document):,} pages, more than {_MOST_PAGES:,}. Split it and add the parts")
    read = _read_pages(document)
    scans = read_scans(document, [page.lines for page in read])
    pages = [scans.lines.get(number, page.lines) for number, page in enumerate(read)]
    title = _metadata(document, "Title").strip()
    loaded = assembled(pages, [page.notes for page in read]).build(
        title=None if _NO_TITLE.fullmatch(title) else title,
        published=_date(_metadata(document, "CreationDate")),
        author=_metadata(document, "Author"),
        left_out=(*_left_out(document, read), *scans.left_out),
    )
    return replace(loaded, confidence=mean_confidence(scans.words), scans=written(scans.words))


def _metadata(document: pdfium.PdfDocument, key: str) -> str:
    try:
        return str(document.get_metadata_value(key))
    except UnicodeDecodeError:  # a damaged title is no reason to refuse the text
        return ""


def _read_pages(document: pdfium.PdfDocument) -> list[_Page]:
    pages = []
    letters = 0
    latest = time.monotonic() + _MOST_SECONDS
    for index in range(len(document)):
        page = document[index]
        marks = page_marks(page)
        text = page_text(page)
        placed = with_marks(text, marks.placed)
        page.close()
        rows = with_grids(placed.rows, text.rules)
        pages.append(_Page(in_reading_order(rows), [*placed.apart, *marks.notes], marks.left_out))
        letters += sum(len(line.text) for line in pages[-1].lines)
        if letters > _MOST_LETTERS or time.monotonic() > latest:
            raise DocumentError(
                f"is too large to read in one piece (stopped at page {index + 1}). Split it into parts"
            )
    return pages


def _left_out(document: pdfium.PdfDocument, pages: list[_Page]) -> Iterator[str]:
    """Tell what is in the file and is not read."""
    if document.get_formtype() == raw.FORMTYPE_XFA_FULL:
        yield "a form that only Adobe's programs show (XFA); print it to a new PDF there, and add that"
    attached = document.count_attachments()
    if attached:
        yield "1 attached file" if attached == 1 else f"{attached:,} attached files"
    marks = sum(page.marks_left_out for page in pages)
    if marks:
        yield f"{marks:,} notes or fields, more than {MOST_MARKS:,} on a page"


def _date(stated: str) -> str | None:
    match = _DATE.match(stated)
    if not match:
        return None
    year, month, day, hour, minute, second = (int(part) if part else None for part in match.groups()[:6])
    zone: timezone | None = None
    if match[7]:
        zone = UTC
    elif match[8]:
        shift = timedelta(hours=int(match[9]), minutes=int(match[10] or 0))
        zone = timezone(shift if match[8] == "+" else -shift)
    try:
        return iso(datetime(year or 0, month or 1, day or 1, hour or 0, minute or 0, second or 0, tzinfo=zone))
    except ValueError:  # a date that no calendar has
        return None
