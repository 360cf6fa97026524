"""Pages that are pictures, drawn for the tests of scans."""

import io
from collections.abc import Sequence
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped] # no types in the package
import pytest
from load_samples import pdf
from PIL import Image, ImageDraw, ImageFont

from index.load.documents import load_bytes
from index.types import Document

WIDTH, HEIGHT, SIZE = 800, 640, 24
PIER = "The pier at Holm was built in 1904."
PRICE = "A ticket costs 4.50 crowns on Mondays."
TEXT = "The harbour of Sandwick is open from seven in the morning until the lamps are lit at night."
Line = tuple[int, int, str]


def sheet(*lines: Line, angle: float = 0.0) -> Image.Image:
    """Return a page with lines of type, each given as left, top and text in pixels, turned against the clock."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    for left, top, text in lines:
        ImageDraw.Draw(picture).text((left, top), text, fill="black", font=ImageFont.load_default(SIZE))
    return picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor="white") if angle else picture


def saved(*pages: Image.Image, kind: str = "PNG") -> bytes:
    """Return pages as a file, such as a PDF of scans."""
    pages = tuple(page.copy() for page in pages)  # Pillow leaves a format's settings on what it saved
    file = io.BytesIO()
    options: dict[str, Any] = {"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}
    pages[0].save(file, kind, **options, **({"resolution": 150} if kind == "PDF" else {}))
    return file.getvalue()


def joined(*files: bytes) -> bytes:
    """Return the pages of PDF files as one."""
    whole = pdfium.PdfDocument.new()
    for data in files:
        whole.import_pages(pdfium.PdfDocument(data))
    file = io.BytesIO()
    whole.save(file)
    return file.getvalue()


def over_picture(*lines: tuple[float, float, float, str]) -> bytes:
    """Return a PDF of one page with lines of text, as for `load_samples.pdf`, and a picture that fills it."""
    document = pdfium.PdfDocument(pdf([lines]))
    page = document[0]
    picture = pdfium.PdfImage.new(document)
    picture.set_bitmap(pdfium.PdfBitmap.from_pil(Image.new("RGB", (60, 80), "white")))
    picture.set_matrix(pdfium.PdfMatrix().scale(*page.get_size()))
    page.insert_obj(picture)
    page.gen_content()
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def extent(line: Line) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of what is drawn of a line, in shares of the page."""
    left, top, text = line
    box = ImageDraw.Draw(sheet()).textbbox((left, top), text, font=ImageFont.load_default(SIZE))
    return box[0] / WIDTH, box[1] / HEIGHT, box[2] / WIDTH, box[3] / HEIGHT


def columns(left: Sequence[str], right: Sequence[str]) -> Image.Image:
    """Return a page with two columns whose lines do not stand at the same heights."""
    lines = [(30, 40 + 44 * number, text) for number, text in enumerate(left)]
    lines += [(430, 62 + 44 * number, text) for number, text in enumerate(right)]
    return sheet(*lines)


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take OCR away."""
    for module in ("pdf.scanned", "scans.images"):
        monkeypatch.setattr(f"index.load.{module}.is_installed", lambda: False)


def load(data: bytes, suffix: str = ".png") -> Document:
    """Read a file."""
    return load_bytes(data, suffix=suffix, source=f"/x/scan{suffix}")
