"""Pages of PDF files as pictures: where sentences stand on them, and what is said where there is no picture."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from load_samples import Line, pdf
from PIL import Image
from render_parts import Elements, citation

from index.library import Library
from index.types import Document
from index.worker import Worker
from ui.view import page_view as page_view_module
from ui.view.page_view import page_view
from ui.view.panel import evidence
from ui.view.pdf_page import Box, PagePicture, Quote, Wanted, draw, letters
from ui.view.render import place_of

LONG = "The pier was built by two brothers from the town"
PAGES: list[list[Line]] = [
    [(72, 760, 12, "It is closed."), (72, 700, 12, "The pier is 300 yards long.")],
    [
        (72, 760, 12, "It is closed."),
        (72, 700, 12, LONG),
        (72, 684, 12, "in the year after the great storm and the \x01re."),
        (72, 600, 12, "It is closed."),
    ],
]
BUILT = f"{LONG} in the year after the great storm and the \ufb01re."


def drawn(data: bytes, tmp_path: Path, page: int, *quotes: Quote) -> object:
    path = tmp_path / "pier.pdf"
    path.write_bytes(data)
    *_, last = draw(Wanted(path, hashlib.sha256(data).hexdigest(), page, quotes))
    return last


def boxes(data: bytes, tmp_path: Path, page: int, quote: Quote) -> tuple[Box, ...]:
    picture = drawn(data, tmp_path, page, quote)
    assert isinstance(picture, PagePicture)
    return picture.boxes[0]


def holds(box: Box, left: float, baseline: float) -> bool:
    """Tell whether a box begins at `left` points, and the baseline of 842 goes through it."""
    return abs(595 * box.left - left) < 2 and 842 * box.top < 842 - baseline < 842 * box.bottom


def test_a_sentence_is_found_where_it_stands(tmp_path: Path) -> None:
    (box,) = boxes(pdf(PAGES), tmp_path, 1, Quote("The pier is 300 yards long."))
    assert holds(box, 72, 700)
    assert 0.3 < box.right < 0.5
    assert box.bottom - box.top < 0.03


def test_a_sentence_over_two_lines_with_a_ligature_has_two_boxes(tmp_path: Path) -> None:
    first, second = boxes(pdf(PAGES), tmp_path, 2, Quote(BUILT))
    assert holds(first, 72, 700)
    assert holds(second, 72, 684)


def test_of_equal_sentences_the_one_meant_is_found(tmp_path: Path) -> None:
    (first,) = boxes(pdf(PAGES), tmp_path, 2, Quote("It is closed."))
    (second,) = boxes(pdf(PAGES), tmp_path, 2, Quote("It is closed.", before=1))
    assert holds(first, 72, 760)
    assert holds(second, 72, 600)


def test_what_is_not_on_the_page_has_no_boxes(tmp_path: Path) -> None:
    assert boxes(pdf(PAGES), tmp_path, 2, Quote("The pier is 300 yards long.")) == ()
    assert boxes(pdf(PAGES), tmp_path, 2, Quote("…")) == ()


def test_the_picture_is_the_page_in_its_own_proportions(tmp_path: Path) -> None:
    picture = drawn(pdf(PAGES), tmp_path, 1)
    assert isinstance(picture, PagePicture)
    with Image.open(io.BytesIO(picture.png)) as image:
        assert image.size == (picture.width, picture.height)
    assert picture.width / picture.height == pytest.approx(595 / 842, abs=0.01)


def test_only_letters_and_digits_count() -> None:
    assert letters("The \ufb01re-\nbrigade\u00ad's 1.7 km²") == "thefirebrigades17km2"


@pytest.fixture
def stored(library: Library, tmp_path: Path) -> Document:
    path = tmp_path / "pier.pdf"
    path.write_bytes(pdf(PAGES, title="All about <the> pier"))
    library.add([path])
    return library.document(library.documents()[0].id)


def shown(document: Document, quote: str) -> Elements:
    return Elements(page_view(document, place_of(citation(document, quote)), ()))


def test_the_panel_shows_page_and_text_of_a_pdf(stored: Document) -> None:
    cited = [citation(stored, "The pier is 300 yards long.", 1), citation(stored, "It is closed.", 2)]
    html = Elements(evidence(stored, place_of(cited[0]), cited))
    assert html.marks == [("also", "It is closed."), ("target", "The pier is 300 yards long.")]
    kinds = [attributes.get("class") for tag, attributes in html.elements if tag == "span"]
    assert [kind for kind in kinds if kind in {"on-page target", "on-page also"}] == [
        "on-page target",
        "on-page also",
    ]
    ((_, image),) = [element for element in html.elements if element[0] == "img"]
    assert (image["src"] or "").startswith("data:image/png;base64,")
    assert image["alt"] == "Page 1 of All about <the> pier, the sentence highlighted"


class LastTaken(list[Worker]):
    """Looks as if a worker waited, which somebody else has taken since."""

    def __bool__(self) -> bool:
        return True


def test_a_worker_that_is_taken_between_a_look_and_a_hand_is_missed_by_nobody(
    stored: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.view.page_view._idle", LastTaken())
    page_view_module._picture.cache_clear()
    assert any(tag == "img" for tag, _ in shown(stored, "The pier is 300 yards long.").elements)
    page_view_module._end()


def change(document: Document) -> Document:
    Path(document.source).write_bytes(pdf(PAGES[:1]))
    return document


def take_away(document: Document) -> Document:
    Path(document.source).unlink()
    return document


def garble(document: Document) -> Document:
    data = b"%PDF-1.6 and nothing else"
    Path(document.source).write_bytes(data)
    return replace(document, content_hash=hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (change, "the file was changed since it was added"),
        (take_away, "the file is no longer where it was"),
        (garble, "drawing it stopped the program that reads it"),
    ],
)
def test_without_the_page_the_text_is_shown_and_why(
    stored: Document, happens: Callable[[Document], Document], said: str
) -> None:
    html = shown(happens(stored), "The pier is 300 yards long.")
    assert html.text.startswith(f"The page itself is not shown: {said}")
    assert "img" not in {tag for tag, _ in html.elements}
    Path(stored.source).write_bytes(pdf(PAGES, title="All about <the> pier"))
    assert "img" in {tag for tag, _ in shown(stored, "It is closed.").elements}


def test_a_sentence_that_is_not_found_on_its_page_is_said(stored: Document) -> None:
    other = replace(stored, text=stored.text.replace("300", "301"))
    assert shown(other, "The pier is 301 yards long.").text.endswith("the sentence was not found on it.")


def test_what_is_no_pdf_has_no_page(stored: Document) -> None:
    assert shown(replace(stored, source="/notes/a.txt"), "It is closed.").text == ""
