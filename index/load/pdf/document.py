"""PDF files: lines from PDFium put together to paragraphs; running headers and page numbers are boilerplate."""

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pypdfium2 as pdfium  # type: ignore[import-untyped] # no types in the package
import pypdfium2.raw as raw  # type: ignore[import-untyped] # no types in the package

from index.errors import DocumentError
from index.load.parts import Loaded, TextBuilder, iso
from index.load.pdf.columns import in_reading_order
from index.load.pdf.edges import footnotes, running_lines
from index.load.pdf.lines import PageLine, page_text
from index.load.pdf.marks import MOST_MARKS, page_marks
from index.load.pdf.paragraphs import Paragraph, paragraphs
from index.load.pdf.placing import with_marks

_PDFIUM = threading.Lock()  # PDFium must not be called from two threads at once
_MOST_PAGES = 5_000
_MOST_LETTERS = 20_000_000
_MOST_SECONDS = 300.0
_LETTERS_OF_A_STAMP = 50  # on a page that is a picture: a scanner's own mark, not a text layer
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
    """Return the text layer of a PDF. Raises DocumentError if it is encrypted, broken, too large or a scan."""
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
    pages = [page.lines for page in read]
    _refuse_scan(document, pages)
    edges = running_lines(pages)
    inner = [[line for line in page if line not in edge] for page, edge in zip(pages, edges, strict=True)]
    notes = footnotes(inner)
    body = [page[: len(page) - len(note)] for page, note in zip(inner, notes, strict=True)]
    builder = TextBuilder()
    asides = [
        [*paragraphs([note]), *(Paragraph(text, "item", number, ()) for text in page.notes)]
        for number, (note, page) in enumerate(zip(notes, read, strict=True))
    ]
    _assemble(builder, paragraphs(body), edges, asides)
    title = _metadata(document, "Title").strip()
    return builder.build(
        title=None if _NO_TITLE.fullmatch(title) else title,
        published=_date(_metadata(document, "CreationDate")),
        author=_metadata(document, "Author"),
        left_out=tuple(_left_out(document, read)),
    )


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
        placed = with_marks(page_text(page), marks.placed)
        page.close()
        pages.append(_Page(in_reading_order(placed.rows), [*placed.apart, *marks.notes], marks.left_out))
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


def _refuse_scan(document: pdfium.PdfDocument, pages: list[list[PageLine]]) -> None:
    letters = sum(len(line.text) for page in pages for line in page)
    if letters > _LETTERS_OF_A_STAMP * len(pages):
        return
    if letters == 0 or any(_is_picture(document[index]) for index in range(min(3, len(pages)))):
        raise DocumentError(
            "has no text layer: its pages are pictures, or empty. Run OCR on it first (for example "
            "`ocrmypdf in.pdf out.pdf`) and add the result"
        )


def _is_picture(page: pdfium.PdfPage) -> bool:
    """Tell whether a picture covers most of the page."""
    width, height = page.get_size()
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) > 0.6 * width * height:
            return True
    return False


def _assemble(
    builder: TextBuilder, parts: list[Paragraph], edges: list[list[PageLine]], notes: list[list[Paragraph]]
) -> None:
    """Add the paragraphs; the running lines of a page come before the first paragraph that starts on it.

    The notes at the foot of a page come behind its last paragraph, or before it if it goes on over the page.
    """
    begun = 0
    for part in parts:
        begun = _begin_pages(builder, begun, part.page + 1, edges, notes)
        if part.turns:
            _add_notes(builder, notes[begun - 1])
        for inside in part.turns:
            builder.start_page(inside)
        text_before = begun
        begun += len(part.turns)
        builder.add(part.text, part.kind)
        for page in range(text_before, begun):
            _add_running(builder, edges[page])
    _begin_pages(builder, begun, len(edges), edges, notes)
    _add_notes(builder, notes[-1])


def _begin_pages(
    builder: TextBuilder, begun: int, wanted: int, edges: list[list[PageLine]], notes: list[list[Paragraph]]
) -> int:
    for page in range(begun, wanted):
        if page:
            _add_notes(builder, notes[page - 1])
        builder.start_page()
        _add_running(builder, edges[page])
    return max(begun, wanted)


def _add_notes(builder: TextBuilder, notes: list[Paragraph]) -> None:
    """Add the notes of a page, once."""
    for note in notes:
        builder.add(note.text, note.kind)
    notes.clear()


def _add_running(builder: TextBuilder, lines: list[PageLine]) -> None:
    for line in lines:
        builder.add(line.text, "boilerplate")


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
