"""What is wrong with one document costs that document, and none of those beside it."""

import dataclasses
import io
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import HashingEmbedder, make_document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from load_samples import BOOK, epub
from web_site import page, serve

from index.errors import DocumentError, PinciteError
from index.filters import Filters
from index.library import Library
from index.load.parts import MOST_IN_A_NAME
from index.models.embed import Vectors
from index.quantity.dates import spellings
from index.types import Document
from index.web.adding import add_addresses
from index.web.address import parse_address
from index.web.fetch import Page
from index.web.page import read_page

Write = Callable[[str, str], Path]
any_text = st.text(st.characters(exclude_categories=()))  # lone surrogates, controls and all


class StumblingEmbedder(HashingEmbedder):
    """Comes upon a text that it was not made for."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if any("unforeseen" in text for text in texts):
            raise ZeroDivisionError("division by zero")
        return super().embed_passages(texts)


def book(date: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(epub())) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"2019-05-02", date.encode()) if name.endswith(".opf") else content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("date", "said"), [("2019", "2019"), ("2019-03", "2019-03"), ("01.09.2024", None), ("c. 1850", None)]
)
def test_a_book_of_any_date_is_added_with_what_stands_beside_it(
    library: Library, write: Write, date: str, said: str | None
) -> None:
    assert "2019-05-02" in BOOK
    note = write("note.txt", "The bridge is closed.")
    (note.parent / "book.epub").write_bytes(book(date))
    assert len(library.add([note.parent]).added) == 2
    assert library.document("book.epub").published == said
    assert library.search("long pier 2019")[0].document.title == "The Long Pier"
    assert library.check() == ()


@given(any_text)
def test_every_date_can_be_spelled(published: str) -> None:
    assert len(spellings(published)) < 120


def test_dates_are_spelled_as_questions_write_them() -> None:
    assert spellings("2019-03") == "2019-03 March 2019"
    assert spellings("2019-13") == "2019-13"
    assert spellings("2019") == "2019"
    assert spellings("2026-03-01T17:00:00").endswith("1 March 2026 Sunday 17:00 5:00 5:00 PM")


def test_a_document_that_trips_the_program_fails_alone(tmp_path: Path, write: Write) -> None:
    paths = [write(f"{number:02}.txt", f"Ship {number} came in.") for number in range(20)]
    write("07.txt", "An unforeseen text.")
    with Library.open(tmp_path / "library", StumblingEmbedder(), create=True) as library:
        report = library.add(paths)
        assert len(report.added) == 19
        ((source, reason),) = report.failed
        assert source.endswith("07.txt")
        assert reason.startswith(
            "cannot be indexed, through a fault of Pincite (ZeroDivisionError: division by zero)"
        )
        assert "Please report it" in reason
        assert library.check() == ()


def test_a_page_that_trips_the_program_fails_alone(tmp_path: Path) -> None:
    with (
        Library.open(tmp_path / "library", StumblingEmbedder(), create=True) as library,
        serve() as site,
    ):
        addresses = [
            site.put(f"/{name}", page(name, f"This {name} text is here.")) for name in ("one", "unforeseen", "two")
        ]
        outcomes = add_addresses(library, addresses, allow_private=True)
    assert [one.outcome for one in outcomes] == ["added", "failed", "added"]


def test_a_page_that_trips_the_reading_fails_alone(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumbling(fetched: Page) -> Document:
        if "unforeseen" in fetched.address:
            raise ZeroDivisionError("division by zero")
        return read_page(fetched)

    monkeypatch.setattr("index.web.adding.read_page", stumbling)
    with serve() as site:
        one, unforeseen, two = (
            site.put(f"/{name}", page(name, f"This {name} text is here.")) for name in ("one", "unforeseen", "two")
        )
        items = "".join(f"<item><title>T</title><link>{link}</link></item>" for link in (unforeseen, two))
        feed = site.put("/feed", f"<rss><channel>{items}</channel></rss>", "application/rss+xml")
        outcomes = add_addresses(library, [unforeseen, one, feed], allow_private=True)
    assert [one.outcome for one in outcomes] == ["failed", "added", "failed", "added"]
    assert outcomes[0].reason.startswith("cannot be indexed, through a fault of Pincite (ZeroDivisionError")


@pytest.mark.parametrize(
    "wrong",
    [{"published": "\udcff"}, {"title": "a\ud800b"}, {"source": "/\udcff.txt"}, {"author": b"x"}, {"site": ["x"]}],
)
def test_a_document_that_cannot_be_stored_fails_as_a_document(library: Library, wrong: dict[str, object]) -> None:
    try:
        library.add_document(dataclasses.replace(make_document("Bees make honey."), **wrong))  # type: ignore[arg-type]
    except DocumentError:
        assert library.documents() == ()
    assert library.add_document(make_document("Ants build hills.", source="/notes/ants.txt")) == "added"
    assert library.check() == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(published=any_text, title=any_text, name=any_text, words=any_text)
def test_whatever_a_document_says_of_itself_only_our_errors_come(
    library: Library, published: str, title: str, name: str, words: str
) -> None:
    document = make_document("Bees make honey.", title=title or "Bees", source=f"/{name}")
    with suppress(PinciteError):
        library.add_document(dataclasses.replace(document, published=published))
        library.search("honey 2019")
    for ask in (library.document, library.remove, lambda words: library.search(f"honey {words}")):
        with suppress(PinciteError):
            ask(words)
    for filters in ({"folder": words}, {"site": words}, {"documents": (words,)}, {"since": words}):
        with suppress(PinciteError):
            library.documents(Filters(**filters))  # type: ignore[arg-type]


@given(st.one_of(any_text, any_text.map(lambda text: f"http://{text}/{text}")))
def test_whatever_is_given_as_an_address_only_our_errors_come(text: str) -> None:
    with suppress(PinciteError):
        parse_address(text)


def test_a_title_is_cut_and_stands_whole_in_the_text(library: Library, write: Write) -> None:
    subject = " ".join(f"word{number}" for number in range(40_000))
    mail = write(
        "long.eml", f"Subject: {subject}\nFrom: a@example.org\nDate: x\n\nCome at ten. " + "Bring it. " * 99
    )
    page_of = write(
        "long.html", f"<html><head><title>{subject[:5000]}</title></head><body><p>Short.</p></body></html>"
    )
    assert len(library.add([mail, page_of]).added) == 2
    for name in ("long.eml", "long.html"):
        document = library.document(name)
        assert len(document.title) == MOST_IN_A_NAME
        assert document.title.endswith("…")
        assert ("word39999" if name == "long.eml" else subject[:5000].rpartition(" ")[0]) in document.text
        texts = [text for text in library.embedder.embedded if text.startswith("word0 word1 ")]  # type: ignore[attr-defined]
        assert max(map(len, texts)) < 3_000
    assert library.check() == ()
