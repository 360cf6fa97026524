"""Pictures within documents: the large ones are read by OCR where they stand, or told of where there is no OCR."""

import io
from collections.abc import Callable

import pytest
from docx import Document as Word
from docx.shared import Cm
from format_samples import odf
from PIL import Image
from pptx import Presentation
from scan_parts import PIER, PRICE, saved, sheet

from index.load.office.docx import load_docx
from index.load.office.odf import load_odf
from index.load.office.pptx import load_pptx
from index.load.parts import Loaded
from index.load.scans import pictures
from index.worker import Onward

SCAN = saved(sheet((60, 60, PIER), (60, 160, PRICE)))
OTHER = saved(sheet((60, 60, "Dogs travel free of charge.")))
BROKEN = b"\x89PNG\r\n\x1a\n" + b"no picture"
Placed = tuple[bytes, int]  # a picture, and how wide it is shown, in centimetres; all are 5 high


def docx(*placed: Placed) -> Loaded:
    """Load a letter with pictures between its paragraphs."""
    made = Word()
    made.add_paragraph("Before the pictures.")
    for data, width in placed:
        made.add_paragraph().add_run().add_picture(io.BytesIO(data), width=Cm(width), height=Cm(5))
        made.add_paragraph("After a picture.")
    file = io.BytesIO()
    made.save(file)
    return load_docx(file.getvalue())


def pptx(*placed: Placed) -> Loaded:
    """Load slides, each with a picture between two boxes of text."""
    deck = Presentation()
    for data, width in placed:
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        slide.shapes.add_textbox(0, 0, Cm(20), Cm(1)).text_frame.text = "Before the pictures."
        slide.shapes.add_picture(io.BytesIO(data), 0, Cm(3), width=Cm(width), height=Cm(5))
        slide.shapes.add_textbox(0, Cm(12), Cm(20), Cm(1)).text_frame.text = "After a picture."
    file = io.BytesIO()
    deck.save(file)
    return load_pptx(file.getvalue())


def odt(*placed: Placed) -> Loaded:
    """Load an OpenDocument text with pictures between its paragraphs."""
    body = "<text:p>Before the pictures.</text:p>"
    names = {f"Pictures/{number}.png": data for number, (data, _) in enumerate(placed)}
    for name, (_, width) in zip(names, placed, strict=True):
        frame = (
            f'<draw:frame svg:width="{width}cm" svg:height="5cm"><draw:image xlink:href="{name}"/></draw:frame>'
        )
        body += f"<text:p>{frame}</text:p><text:p>After a picture.</text:p>"
    return load_odf(odf(f"<office:text>{body}</office:text>", members=names))


FORMATS = pytest.mark.parametrize("load", [docx, pptx, odt])
Load = Callable[..., Loaded]


def blocks(loaded: Loaded) -> list[tuple[str, str]]:
    return [(block.kind, loaded.text[block.start : block.end]) for block in loaded.blocks]


@FORMATS
def test_the_text_of_a_picture_stands_where_the_picture_does(load: Load) -> None:
    loaded = load((SCAN, 10))
    assert blocks(loaded) == [
        ("prose", "Before the pictures."),
        ("boilerplate", "Picture 1, read by OCR:"),
        ("prose", PIER),
        ("prose", PRICE),
        ("prose", "After a picture."),
    ]
    assert 0.9 < (loaded.confidence or 0) <= 1
    assert loaded.left_out == ()


@FORMATS
def test_small_pictures_and_the_same_one_again_are_passed_over(load: Load) -> None:
    loaded = load((OTHER, 7), (SCAN, 10), (SCAN, 12), (OTHER, 10))  # 35 square centimetres are a logo
    read = [
        text
        for kind, text in blocks(loaded)
        if kind == "boilerplate" or text in (PIER, "Dogs travel free of charge.")
    ]
    assert read == ["Picture 1, read by OCR:", PIER, "Picture 2, read by OCR:", "Dogs travel free of charge."]


@FORMATS
def test_without_ocr_large_pictures_are_told(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "is_installed", lambda: False)
    loaded = load((SCAN, 10), (OTHER, 12), (OTHER, 3))
    assert PIER not in loaded.text and loaded.confidence is None
    assert loaded.left_out == (
        "2 pictures. Install character recognition with `pip install 'pincite[ocr]'`, then remove this document "
        "and add it again",
    )


def test_a_picture_that_is_broken_is_told_and_a_photo_is_not() -> None:
    photo = saved(Image.effect_noise((300, 200), 40).convert("RGB"))
    loaded = odt((BROKEN, 10), (photo, 10), (SCAN, 10))
    assert PIER in loaded.text
    (reason,) = loaded.left_out
    assert reason == "1 picture that could not be read (Truncated File Read)"


def test_each_picture_has_time_of_its_own_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Onward] = []
    monkeypatch.setattr(pictures, "tell_onward", told.append)
    docx((SCAN, 10), (OTHER, 10))
    assert told == [Onward(1, 2, 120), Onward(2, 2, 120)]


def test_beyond_the_most_pictures_the_rest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_SCANNED", 1)
    loaded = docx((OTHER, 10), (SCAN, 10))
    assert "Dogs" in loaded.text and PIER not in loaded.text
    assert loaded.left_out == ("1 picture, more than 1 in one document. Split it and add the parts",)


def test_large_type_on_a_picture_heads_no_part_of_the_text() -> None:
    big = Image.new("RGB", (800, 640), "white")
    big.paste(sheet((60, 60, "Harbour notice")).resize((1600, 1280)).crop((0, 0, 800, 300)))
    big.paste(sheet((60, 60, PIER), (60, 100, PRICE)).crop((0, 0, 800, 300)), (0, 320))
    loaded = docx((saved(big), 10))
    assert "Harbour notice" in loaded.text
    assert {kind for kind, _ in blocks(loaded)} == {"prose", "boilerplate"}


def test_what_a_cell_of_a_table_shows_stands_after_its_row_and_not_in_it() -> None:
    frame = '<draw:frame svg:width="10cm" svg:height="5cm"><draw:image xlink:href="Pictures/0.png"/></draw:frame>'
    cells = "".join(
        f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in ("Heron", f"As seen{frame}")
    )
    table = f"<table:table><table:table-row>{cells}</table:table-row></table:table>"
    loaded = load_odf(odf(f"<office:text>{table}</office:text>", members={"Pictures/0.png": SCAN}))
    assert blocks(loaded)[:3] == [
        ("item", "Heron | As seen"), ("boilerplate", "Picture 1, read by OCR:"), ("prose", PIER),
    ]  # fmt: skip


def test_a_picture_of_another_format_is_told_as_such() -> None:
    (reason,) = odt((b"\x01\x00\x00\x00 EMF", 10)).left_out
    assert reason == "1 picture that could not be read (a format that is not read)"
