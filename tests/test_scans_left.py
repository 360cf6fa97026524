"""What of scans is not read, and why: pages that fail, pictures without text, more than a document may have."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cli_parts import run
from load_samples import pdf
from PIL import Image
from scan_parts import PIER, PRICE, TEXT, joined, load, over_picture, saved, sheet, without

from index.errors import DocumentError
from index.library import Library
from index.load.documents import source_of
from index.load.guarded import Request
from index.load.members import documents_in
from index.load.parts import Refused
from index.load.scans import engine
from index.load.scans.images import opened
from index.types import Document

__all__ = ["run", "without"]  # fixtures
ONE = sheet((60, 60, PIER), (60, 160, PRICE))
BLANK = saved(Image.new("RGB", (99, 99), "white"))
INSTALL = "is a picture. Install character recognition with `pip install 'pincite[ocr]'`, and add it again"


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process, where there may be no OCR."""

    def read(path: Path, _: object) -> Iterator[Document | Refused]:
        request = Request(source=source_of(path), suffix=path.suffix, path=path)
        yield from (item for item in documents_in(request) if isinstance(item, Document | Refused))

    monkeypatch.setattr("index.adding.outcomes.load_documents", read)


def test_postscript_by_the_name_of_a_picture_is_refused_and_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a program was to be run")

    monkeypatch.setattr("subprocess.Popen", refuse)
    script = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 90 90\n%%EndComments\n%%EndProlog\nshowpage\n%%EOF\n"
    with pytest.raises(DocumentError, match=r"^/x/scan.png: is broken, or no picture"):
        load(script)


def test_a_page_that_fails_costs_no_other_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("bad allocation")

    monkeypatch.setattr(engine, "_engine", lambda: fail)
    from index.load.pdf.document import load_pdf
    from index.load.scans.images import load_image

    scan = saved(ONE, kind="PDF")
    loaded = load_pdf(joined(scan, pdf([[(72, 700, 11, TEXT)]]), scan))
    assert loaded.text == TEXT
    assert loaded.left_out == ("2 scanned pages that could not be read (RuntimeError: bad allocation)",)
    with pytest.raises(DocumentError, match=r"^is a scan that could not be read \(RuntimeError: bad allocation\)"):
        load_pdf(scan)
    with pytest.raises(DocumentError, match=r"^is a picture that could not be read \(RuntimeError: bad alloc"):
        load_image(saved(ONE))


def test_an_extra_that_does_not_start_is_not_installed_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise ImportError("libGL.so.1: cannot open shared object file")

    monkeypatch.setattr(engine, "import_module", fail)
    engine.why_not.cache_clear()
    try:
        for data, suffix in ((saved(ONE), ".png"), (saved(ONE, kind="PDF"), ".pdf")):
            with pytest.raises(
                DocumentError, match=r"does not start \(libGL.so.1: cannot open .*and add it again$"
            ):
                load(data, suffix)
    finally:
        engine.why_not.cache_clear()


def line(text: str, top: float) -> engine.SeenLine:
    return engine.SeenLine(text, ((10, top), (300, top), (300, top + 10), (10, top + 10)), ())


def test_words_of_the_layer_that_were_not_seen_on_a_picture_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    from index.load.pdf.document import load_pdf

    # A slide: a photo all over it, a title above and a name below; on the photo there is a sign.
    file = over_picture((72, 700, 11, "Ferries in 2031"), (72, 40, 11, "Ines Holm"))
    seen = engine.Seen((line("INES HOLM", 750), line("No entry.", 400)), 612, 792)
    monkeypatch.setattr("index.load.pdf.scanned.read_picture", lambda _: seen)
    assert load_pdf(file).text.split("\n\n") == ["Ferries in 2031", "No entry.", "INES HOLM"]


def test_a_picture_without_text_beside_a_few_words_is_no_page_that_was_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from index.load.pdf.document import load_pdf

    monkeypatch.setattr("index.load.pdf.scanned.read_picture", lambda _: engine.Seen((), 612, 792))
    loaded = load_pdf(over_picture((72, 700, 11, "Ferries in 2031")))
    assert (loaded.text, loaded.left_out) == ("Ferries in 2031", ())


@pytest.mark.usefixtures("without")
def test_without_the_extra_a_page_with_a_few_words_is_read_and_its_picture_told() -> None:
    from index.load.pdf.document import load_pdf

    loaded = load_pdf(over_picture((72, 700, 11, "Ferries in 2031")))
    assert loaded.text == "Ferries in 2031"
    assert loaded.left_out[0].startswith("the picture that fills 1 page beside a few words. Install character")


def test_more_scans_than_are_read_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from index.load.pdf.document import load_pdf
    from index.load.scans.images import load_image

    read: list[object] = []

    def see(page: object) -> engine.Seen:
        read.append(page)
        return engine.Seen((line("The pier", 10),), 400, 300)

    for module in ("pdf.scanned", "scans.images"):
        monkeypatch.setattr(f"index.load.{module}.MOST_SCANNED", 2)
        monkeypatch.setattr(f"index.load.{module}.read_picture", see)
    small = Image.new("RGB", (40, 30), "white")
    for loaded in (load_pdf(saved(*[small] * 5, kind="PDF")), load_image(saved(*[small] * 5, kind="TIFF"))):
        assert loaded.left_out == ("3 scanned pages, more than 500 in one document. Split it and add the parts",)
    assert len(read) == 4


def test_a_photo_of_a_camera_that_holds_several_opens() -> None:
    photo = opened(saved(Image.new("RGB", (20, 10)), Image.new("RGB", (20, 10), "red"), kind="MPO"))
    assert (photo.format, photo.size) == ("MPO", (20, 10))


@pytest.mark.usefixtures("without", "here")
def test_without_the_extra_pictures_in_a_folder_are_told_once_and_are_no_failures(
    tmp_path: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "note.txt").write_text(TEXT)
    for name in ("a.png", "b.png"):
        (folder / name).write_bytes(saved(ONE))
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        archive.writestr("d.png", saved(ONE))
    assert run("add", str(folder)) == 0
    said = capsys.readouterr()
    assert f"skipped    {folder}/a.png: {INSTALL}; 2 more are skipped like it\n" in said.out
    assert said.out.endswith("1 added, 0 replaced, 0 unchanged, 1 skipped, 0 failed\n")
    assert run("add", str(folder / "a.png")) == 1
    assert f"failed     {folder}/a.png: {INSTALL}\n" in capsys.readouterr().err


@pytest.mark.usefixtures("here")
def test_a_picture_without_text_is_skipped_in_a_folder_and_fails_where_it_is_named(
    library: Library, tmp_path: Path
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "blank.png").write_bytes(BLANK)
    (folder / "broken.png").write_bytes(b"no picture")
    report = library.add([folder])
    ((name, reason),) = report.skipped
    assert (name, reason.partition(".")[0]) == (
        str(folder / "blank.png"),
        "is a picture on which no text was found",
    )
    assert [name for name, _ in report.failed] == [str(folder / "broken.png")]
    named = library.add([folder / "blank.png"])
    assert (named.skipped, [name for name, _ in named.failed]) == ((), [str(folder / "blank.png")])
    assert library.add([folder / "blank.png"], by_name=False).failed == ()
