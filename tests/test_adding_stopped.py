"""A library that fails while sources are added: what was done before is told, and what is left is tried again."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import lxml.html
import pytest
from conftest import HashingEmbedder
from format_samples import zipped
from web_site import page, serve

import index.web.adding
from index.adding.indexing import IndexedDocument
from index.adding.watch import follow
from index.errors import AddingStopped, LibraryError
from index.library import Library
from index.store.embedded.store import EmbeddedStore
from index.web.adding import add_addresses
from ui.chat.documents import Documents
from ui.chat.uploads import UPLOADS
from ui.cli import library as cli_library
from ui.cli import main as cli

Write = Callable[[str, str], Path]
FULL = "the disk is full"
NAMES = ("one", "two", "three")
ANN = SimpleNamespace(username="ann", session_hash="1")


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Give a function that makes the library fail at the source that ends so; "" ends that."""
    put, failing = EmbeddedStore.put, [""]

    def put_or_fail(self: EmbeddedStore, indexed: IndexedDocument, identity: str) -> str | None:
        if failing[0] and indexed.document.source.endswith(failing[0]):
            raise LibraryError(FULL)
        return put(self, indexed, identity)

    monkeypatch.setattr(EmbeddedStore, "put", put_or_fail)
    return lambda ending: failing.__setitem__(0, ending)


def told(error: AddingStopped) -> list[tuple[str, str]]:
    return [(one.source.rpartition("/")[2], one.outcome) for one in error.outcomes]


def test_the_outcomes_of_the_files_before_come_with_the_error(
    library: Library, write: Write, full: Callable[[str], None]
) -> None:
    full("c.txt")
    with pytest.raises(AddingStopped, match=FULL) as stopped:
        library.add(
            [write("a.txt", "One."), write("b.txt", ""), write("c.txt", "Three."), write("d.txt", "Four.")]
        )
    assert told(stopped.value) == [("a.txt", "added"), ("b.txt", "failed")]
    assert [one.title for one in library.documents()] == ["a"]


def test_the_outcomes_of_the_pages_before_come_with_the_error(
    library: Library, full: Callable[[str], None]
) -> None:
    full("/two")
    with serve() as site, pytest.raises(AddingStopped, match=FULL) as stopped:
        addresses = [site.put(f"/{name}", page(name, f"Page {name} is here.")) for name in NAMES]
        add_addresses(library, addresses, allow_private=True)
    assert told(stopped.value) == [("one", "added")]


def test_the_watch_tells_what_was_done_and_does_the_rest_with_the_next_change(
    library: Library, write: Write, full: Callable[[str], None], tmp_path: Path
) -> None:
    stop = threading.Event()
    timer = threading.Timer(60, stop.set)
    timer.start()
    gone = write("gone.txt", "Gone.")
    changes = follow(library, [gone.parent], stop)
    next(changes)
    full("new.txt")
    write("../part", "New.").rename(gone.with_name("new.txt"))
    first = next(changes)
    assert (first.report, first.done, first.unfinished) == (None, (), True)
    assert first.note == f"{FULL}. Tried again with the next change"
    gone.unlink()
    second = next(changes)
    assert [(Path(one.source).name, one.outcome) for one in second.done] == [("gone.txt", "removed")]
    full("")
    write("../part", "Last.").rename(gone.with_name("last.txt"))
    third = next(changes)
    assert third.report is not None
    assert [Path(one).name for one in third.report.added] == ["last.txt", "new.txt"]
    assert not third.unfinished
    timer.cancel()
    stop.set()


def test_the_command_prints_what_was_done_before_the_error(
    write: Write,
    full: Callable[[str], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(cli_library, "chosen_embedder", HashingEmbedder)
    one, _ = write("one.txt", "One."), write("two.txt", "Two.")
    full("two.txt")
    for watch in ((), ("--watch",)):
        folder = str(tmp_path / f"library{len(watch)}")
        assert cli.main(["add", "--index", folder, *watch, str(one.parent)]) == 1
        assert capsys.readouterr() == (
            f"added      {one}\n1 added, 0 replaced, 0 unchanged, 0 failed\n",
            f"pincite: {FULL}\n",
        )


def lines(report: str) -> list[tuple[str, str, str]]:
    """Return name, outcome and reason of each line of a report on the page."""
    listed = lxml.html.fromstring(f"<div>{report}</div>").find_class("uploads")[0]
    return [
        tuple(
            "".join(part.text_content() for part in line.find_class(f"upload-{kind}"))
            for kind in ("name", "outcome", "reason")
        )
        for line in listed
    ]


def test_the_page_lists_each_upload_and_goes_on_after_the_one_that_failed(
    library: Library, write: Write, full: Callable[[str], None]
) -> None:
    full("b.txt")
    *_, report = Documents(library).add([str(write(f"{name}.txt", f"Here is {name}.")) for name in "abc"], ANN)
    assert lines(report) == [("a.txt", "added", ""), ("b.txt", "not added", FULL), ("c.txt", "added", "")]
    assert sorted(path.name for path in (library.folder / UPLOADS).iterdir()) == ["a.txt", "c.txt"]


def test_the_page_keeps_an_archive_of_which_a_part_was_added_and_says_so(
    library: Library, tmp_path: Path, full: Callable[[str], None]
) -> None:
    archive = tmp_path / "all.zip"
    content = zipped({"a.txt": "Here is a.", "b.txt": "Here is b."})
    archive.write_bytes(content)
    full("b.txt")
    *_, report = Documents(library).add([str(archive)], ANN)
    assert lines(report) == [("all.zip", "added in part", FULL)]
    assert [document.title for document in library.documents()] == ["a"]
    assert (library.folder / UPLOADS / "all.zip").read_bytes() == content
    full("")
    archive.write_bytes(content)
    *_, report = Documents(library).add([str(archive)], ANN)
    assert lines(report) == [("all.zip", "added", "")]
    assert [document.title for document in library.documents()] == ["a", "b"]


def test_the_page_lists_what_was_fetched_before_the_library_failed(
    library: Library, full: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.web.adding, "add_addresses", partial(add_addresses, allow_private=True))
    full("/two")
    with serve() as site:
        one, *more = (site.put(f"/{name}", page(name, f"Page {name} is here.")) for name in NAMES)
        listed = "".join(f"<url><loc>{address}</loc></url>" for address in (one, *more))
        sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'
        address = site.put("/sitemap.xml", sitemap, "text/xml")
        *_, (report, box) = Documents(library).fetch(address, ANN)
    assert lines(report) == [(one, "added", ""), (address, "not added", FULL)]
    assert box == ""
    assert [document.source for document in library.documents()] == [one]
