"""A library that fails while sources are added: what was done before is told, and what is left is tried again."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import HashingEmbedder
from web_site import page, serve

from index.errors import AddingStopped, LibraryError
from index.library import Library
from index.store import Store
from index.watch import follow
from index.web import add_addresses
from ui import cli, cli_library

Write = Callable[[str, str], Path]
FULL = "the disk is full"


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Give a function that makes the library fail at the source that ends so; "" ends that."""
    put, failing = Store.put, [""]

    def put_or_fail(self: Store, indexed: object, identity: str) -> None:
        if failing[0] and indexed.document.source.endswith(failing[0]):
            raise LibraryError(FULL)
        put(self, indexed, identity)

    monkeypatch.setattr(Store, "put", put_or_fail)
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
        addresses = [site.put(f"/{name}", page(name, f"Page {name} is here.")) for name in ("one", "two", "three")]
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
