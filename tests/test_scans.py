"""Pages that are pictures: read by OCR, cited on the picture, and told of where there is no OCR."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import HashingEmbedder
from load_samples import pdf
from PIL import Image
from render_parts import citation
from scan_parts import PIER, PRICE, TEXT, columns, extent, joined, load, saved, sheet, without

from index.errors import DocumentError
from index.library import Library
from index.load.documents import load_bytes, load_documents
from index.load.parts import Refused
from index.load.scans import engine
from index.load.scans.kept import Word, mean_confidence, words_of, written
from index.types import Document
from index.worker import Onward
from ui.cli.main import main
from ui.view.page_view import page_view
from ui.view.pdf_page import Box, PagePicture, Quote, Wanted, draw
from ui.view.render import place_of
from ui.view.shelf import shelf

__all__ = ["without"]
ONE, TWO = sheet((60, 60, PIER), (60, 160, PRICE)), sheet((60, 60, "Dogs travel free of charge."))


def texts(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def test_a_scanned_pdf_is_read_page_by_page() -> None:
    document = load(saved(ONE, TWO, kind="PDF"), ".pdf")
    assert texts(document) == [PIER, PRICE, "Dogs travel free of charge."]
    assert document.pages == (0, document.text.index("Dogs"))
    assert 0.9 < (document.confidence or 0) <= 1


def test_in_a_mixed_pdf_each_page_is_read_in_its_way_and_in_its_place() -> None:
    page = pdf([[(72, 700, 11, TEXT)]])
    document = load(joined(page, saved(ONE, kind="PDF"), page), ".pdf")
    assert texts(document) == [TEXT, PIER, PRICE, TEXT]
    assert [document.page_at(document.text.index(PIER)), document.page_at(len(document.text) - 1)] == [2, 3]
    assert [bool(words_of(document.scans, number)) for number in (1, 2, 3)] == [False, True, False]


def test_a_stamp_on_a_picture_is_no_text_layer() -> None:
    stamped = sheet((60, 60, PIER))
    plain = pdf([[(72, 20, 8, "Scanned by Lamp 2")]])
    document = load(joined(plain, saved(stamped, kind="PDF")), ".pdf")
    assert texts(document) == ["Scanned by Lamp 2", PIER]


@pytest.mark.parametrize(("suffix", "kind"), [(".jpg", "JPEG"), (".webp", "WEBP")])
def test_a_picture_file_is_a_document(suffix: str, kind: str) -> None:
    document = load(saved(ONE, kind=kind), suffix)
    assert texts(document) == [PIER, PRICE]
    assert (document.title, document.pages) == ("scan", (0,))


def test_the_pages_of_a_tiff_are_pages() -> None:
    document = load(saved(ONE, TWO, kind="TIFF"), ".tif")
    assert texts(document)[-1] == "Dogs travel free of charge."
    assert document.page_at(len(document.text) - 1) == 2


@pytest.mark.parametrize("angle", [3, -3])
def test_a_page_that_lies_askew_is_read_line_by_line(angle: float) -> None:
    page = sheet((60, 200, PIER), (640, 200, "Holm"), (60, 250, PRICE), (640, 250, "Uxley"), angle=angle)
    assert texts(load(saved(page))) == [f"{PIER} | Holm", f"{PRICE} | Uxley"]


@pytest.mark.parametrize(
    "turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270]
)
def test_a_page_on_its_side_or_its_head_is_turned(turn: Image.Transpose) -> None:
    page = sheet((60, 60, PIER), (60, 100, "It is three hundred yards long."), (60, 160, PRICE)).transpose(turn)
    document = load(saved(page))
    assert document.text.startswith(PIER)
    assert document.text.endswith(PRICE)


def test_transparent_is_white() -> None:
    page = sheet((60, 60, PIER)).convert("L")
    ink = Image.new("RGBA", page.size, (0, 0, 0, 0))
    ink.putalpha(page.point(lambda value: 255 - value))
    assert load(saved(ink)).text == PIER


def test_columns_are_read_one_after_the_other() -> None:
    left = [
        "The ferry to Holm runs only",
        "on Mondays and Thursdays.",
        "It takes nine minutes, or",
        "twelve in winter.",
    ]
    right = [
        "Whoever comes after dark",
        "rings the bell beside the",
        "gate, and waits for the",
        "keeper with his lamp.",
    ]
    assert load(saved(columns(left, right))).text.split() == " ".join([*left, *right]).split()


@pytest.mark.parametrize("kind", ["PDF", "PNG"])
def test_the_box_of_a_sentence_lies_on_the_words_that_are_drawn(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"scan.{kind.lower()}"
    line = (150, 160, PRICE)
    path.write_bytes(saved(sheet((60, 60, PIER), line), kind=kind))
    document = load_bytes(path.read_bytes(), suffix=path.suffix, source=str(path))
    wanted = Wanted(path, document.content_hash, 1, (Quote(PRICE),), words_of(document.scans, 1))
    *_, picture = draw(wanted)
    assert isinstance(picture, PagePicture)
    ((box,),) = picture.boxes
    left, top, right, bottom = extent(line)
    assert (box.left, box.right) == (pytest.approx(left, abs=0.01), pytest.approx(right, abs=0.01))
    assert box.top <= top + 0.01 < bottom - 0.01 <= box.bottom
    assert box.bottom - box.top < 0.08


def test_on_a_page_on_its_head_the_box_lies_where_the_words_are(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    line = (150, 60, PIER)
    path.write_bytes(saved(sheet(line, (60, 300, PRICE)).rotate(180)))
    document = load_bytes(path.read_bytes(), suffix=".png", source=str(path))
    *_, picture = draw(Wanted(path, document.content_hash, 1, (Quote(PIER),), words_of(document.scans, 1)))
    assert isinstance(picture, PagePicture)
    left, top, right, bottom = extent(line)
    ((box,),) = picture.boxes
    assert (box.left, box.right) == (pytest.approx(1 - right, abs=0.01), pytest.approx(1 - left, abs=0.01))
    assert box.top <= 1 - bottom + 0.01 < 1 - top - 0.01 <= box.bottom


def test_on_a_page_askew_no_box_covers_the_lines_beside_its_own() -> None:
    from index.load.scans.kept import PlacedWord
    from ui.view.pdf_page import _scanned_text

    # Ten words of a height of .02, each .01 lower than the one before: as one box they would be .11 high.
    words = [PlacedWord(f"w{n}", 0.1 * n, 0.1 + 0.01 * n, 0.1 * n + 0.09, 0.12 + 0.01 * n) for n in range(10)]
    boxes = _scanned_text(words).boxes(Quote(" ".join(word.text for word in words)))
    assert max(box.bottom - box.top for box in boxes) < 0.031
    assert (boxes[0].left, boxes[-1].right) == (0.0, pytest.approx(0.99))


def test_the_panel_shows_a_picture_with_the_sentence(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(saved(ONE))
    with Library.open(tmp_path / "library", HashingEmbedder(), create=True) as library:
        library.add([path])
        document = library.document(library.documents()[0].id)
    html = page_view(document, place_of(citation(document, PRICE)), ())
    assert 'class="on-page target"' in html
    assert "read by OCR" not in html


def test_pages_are_told_as_they_are_read_and_the_library_says_how_sure_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(saved(ONE, TWO, kind="PDF"))
    told: list[str] = []
    folder = tmp_path / "library"
    with Library.open(folder, HashingEmbedder(), create=True) as library:
        library.add([path], lambda number, total, name: told.append(f"{number}/{total} {name}"))
        (summary,) = library.documents()
        document = library.document(summary.id)
        assert library.check() == ()
    assert told == [f"1/1 {path}", f"1/1 {path}, picture 1 of 2", f"1/1 {path}, picture 2 of 2"]
    assert summary.confidence == document.confidence is not None
    sure = f"read by OCR, {100 * document.confidence:.0f} % sure"
    assert sure in shelf([summary])
    assert main(["list", "--index", str(folder)]) == 0
    assert sure in capsys.readouterr().out
    assert main(["show", summary.id, "--index", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["confidence"] == document.confidence


def test_nothing_is_fetched_to_read_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    engine._engine.cache_clear()
    assert load(saved(sheet((60, 60, PIER)))).text == PIER


def test_many_pages_have_time_each_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Onward] = []
    monkeypatch.setattr("index.load.pdf.scanned.tell_onward", told.append)
    monkeypatch.setattr("index.load.pdf.scanned.read_picture", lambda _: engine.Seen((), 100, 100))
    with pytest.raises(DocumentError, match="holds no text"):
        load(saved(*[sheet()] * 30, kind="PDF"), ".pdf")
    assert told == [Onward(number, 30, 120) for number in range(1, 31)]


@pytest.mark.usefixtures("without")
@pytest.mark.parametrize("kind", ["PDF", "PNG"])
def test_without_the_extra_a_scan_says_which_command_adds_it(kind: str) -> None:
    with pytest.raises(DocumentError, match=r"picture.*`pip install 'pincite\[ocr\]'`, and add it again$"):
        load(saved(ONE, kind=kind), f".{kind.lower()}")


@pytest.mark.usefixtures("without")
def test_without_the_extra_a_mixed_pdf_is_read_without_its_scans_and_says_so() -> None:
    from index.load.pdf.document import load_pdf

    scan = saved(ONE, kind="PDF")
    loaded = load_pdf(joined(scan, pdf([[(72, 700, 11, TEXT)]]), scan, scan))
    assert loaded.text == TEXT
    assert loaded.left_out == (
        "3 scanned pages. Install character recognition with `pip install 'pincite[ocr]'`, then remove this "
        "document and add it again",
    )
    assert (loaded.confidence, loaded.scans) == (None, None)


def test_what_is_too_unclear_to_read_is_told_and_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    corners = [[10.0, 10.0], [90.0, 10.0], [90.0, 20.0], [10.0, 20.0]]
    found = SimpleNamespace(
        txts=("The pier", "lhc qjer"), scores=(0.98, 0.31), boxes=[corners, corners], word_results=()
    )

    monkeypatch.setattr(engine, "_engine", lambda: lambda pixels: found)
    from index.load.scans.images import load_image

    loaded = load_image(saved(Image.new("RGB", (100, 40), "white")))
    assert (loaded.text, loaded.confidence) == ("The pier", 0.98)
    assert loaded.left_out == ("1 line of a picture, too unclear to read",)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"no picture", "is broken, or no picture"),
        (saved(Image.new("RGB", (99, 99), "white")), "no text was found"),
    ],
)
def test_what_cannot_be_read_of_pictures_is_said(data: bytes, why: str) -> None:
    with pytest.raises(DocumentError, match=f"^/x/scan.png: .*{why}"):
        load(data)


def test_a_picture_is_read_in_a_worker_within_its_memory(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(saved(Image.new("RGB", (5000, 7000), "white")))
    (refused,) = load_documents(path)
    assert isinstance(refused, Refused)
    assert "no text was found" in refused.reason


def test_kept_places_are_those_that_were_read() -> None:
    words = {2: (Word("pier", 0.9, 0.1, 0.2, 0.35, 0.25), Word("é|", 0.7, 0.0, 0.0, 1.0, 1.0))}
    kept = written(words)
    assert kept == '{"2":[["pier",1000,2000,3500,2500],["é|",0,0,10000,10000]]}'
    assert [(word.text, word.left, word.bottom) for word in words_of(kept, 2)] == [
        ("pier", 0.1, 0.25),
        ("é|", 0, 1),
    ]
    assert words_of(kept, 1) == words_of(None, 1) == ()
    assert mean_confidence(words) == 0.8
    assert written({1: ()}) is mean_confidence({}) is None


def test_boxes_of_one_line_are_one() -> None:
    from index.load.scans.kept import PlacedWord
    from ui.view.pdf_page import _scanned_text

    words = [PlacedWord("The", 0.1, 0.1, 0.2, 0.12), PlacedWord("pier.", 0.22, 0.1, 0.3, 0.121)]
    assert _scanned_text(words).boxes(Quote("The pier.")) == (Box(0.1, 0.1, 0.3, 0.121),)
