"""Folders that are followed: real files, real notifications, and a library that keeps step."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import HashingEmbedder, make_document

from index.adding.outcomes import AddReport
from index.adding.watch import FolderChange, follow
from index.errors import DocumentError, LibraryError
from index.library import Library

Write = Callable[[str, str], Path]
STORY = "The harbour opened in 1902.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


@pytest.fixture
def write(folder: Path) -> Write:
    """Give a function that puts a file in place in one step, so that no half of one is ever seen."""

    def write(name: str, text: str) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(".part")
        part.write_text(text, encoding="utf-8")
        return part.rename(path)

    return write


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    """Give the event that ends the watch; it ends by itself after a minute, so that no test can hang."""
    stop = threading.Event()
    timer = threading.Timer(60, stop.set)
    timer.start()
    yield stop
    timer.cancel()
    stop.set()


def names(sources: tuple[str, ...]) -> list[str]:
    return [Path(source).name for source in sources]


def report_of(change: FolderChange) -> AddReport:
    assert change.report is not None
    return change.report


def test_new_changed_and_deleted_files_are_followed(
    library: Library, folder: Path, write: Write, stop: threading.Event, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("The tram runs.\n", encoding="utf-8")
    library.add([outside])
    outside.unlink()
    write("a.txt", STORY)
    changes = follow(library, [folder], stop)
    assert names(report_of(next(changes)).added) == ["a.txt"]
    write("b.txt", "The pier is long.\n")
    assert names(report_of(next(changes)).added) == ["b.txt"]
    write("b.txt", "The pier is short.\n")
    assert names(report_of(next(changes)).replaced) == ["b.txt"]
    (folder / "a.txt").unlink()
    assert names(next(changes).removed) == ["a.txt"]
    (folder / "b.txt").rename(folder / "c.txt")
    moved = next(changes)
    assert (names(moved.removed), names(report_of(moved).added)) == (["b.txt"], ["c.txt"])
    assert {Path(one.source).name for one in library.documents()} == {"c.txt", "outside.txt"}


@pytest.mark.parametrize(("deleted", "left"), [("a.txt", "b.txt"), ("b.txt", "a.txt")])
def test_of_two_files_with_the_same_bytes_only_the_deleted_one_goes(
    library: Library, folder: Path, write: Write, stop: threading.Event, deleted: str, left: str
) -> None:
    write("a.txt", STORY)
    write("b.txt", STORY)
    changes = follow(library, [folder], stop)
    next(changes)
    (folder / deleted).unlink()
    assert names(next(changes).removed) == [deleted]
    (document,) = library.documents()
    assert (document.source, document.also) == (str(folder / left), ())


def test_a_folder_that_moves_in_or_out_takes_its_files_along(
    library: Library, folder: Path, write: Write, stop: threading.Event, tmp_path: Path
) -> None:
    write("keep.txt", STORY)
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "deep").mkdir(parents=True)
    (elsewhere / "deep" / "one.txt").write_text("The crane turns.\n", encoding="utf-8")
    changes = follow(library, [folder], stop)
    next(changes)
    elsewhere.rename(folder / "inside")
    assert names(report_of(next(changes)).added) == ["one.txt"]
    (folder / "inside").rename(elsewhere)
    assert names(next(changes).removed) == ["one.txt"]


def test_what_was_deleted_while_nobody_watched_is_removed_at_the_start(
    library: Library, folder: Path, write: Write, stop: threading.Event
) -> None:
    a, b = write("a.txt", STORY), write("b.txt", "The pier is long.\n")
    library.add([a, b])
    a.unlink()
    change = next(follow(library, [folder], stop))
    assert names(change.removed) == ["a.txt"]
    assert names(report_of(change).unchanged) == ["b.txt"]


def test_an_empty_folder_at_the_start_removes_nothing(
    library: Library, folder: Path, write: Write, stop: threading.Event
) -> None:
    path = write("a.txt", STORY)
    library.add([path])
    path.unlink()
    change = next(follow(library, [folder], stop))
    assert change.removed == ()
    assert "perhaps a disk that is not connected. 1 documents from there were kept" in change.note
    assert len(library.documents()) == 1


def test_hidden_files_other_kinds_and_the_library_itself_are_passed_over(
    embedder: HashingEmbedder, folder: Path, write: Write, stop: threading.Event
) -> None:
    with Library.open(folder / "library", embedder, create=True) as library:
        changes = follow(library, [folder], stop)
        next(changes)
        write(".hidden.txt", STORY)
        write(".git/note.txt", STORY)
        write("picture.xcf", "x")
        write("library/note.txt", STORY)
        write("z.txt", STORY)
        report = report_of(next(changes))
        assert (names(report.added), report.failed) == (["z.txt"], ())


def test_a_file_that_cannot_be_read_is_listed_and_the_watch_goes_on(
    library: Library, folder: Path, write: Write, stop: threading.Event
) -> None:
    changes = follow(library, [folder], stop)
    next(changes)
    write("empty.txt", "")
    ((source, reason),) = report_of(next(changes)).failed
    assert (Path(source).name, reason[:8]) == ("empty.txt", "is empty")
    write("empty.txt", STORY)
    assert names(report_of(next(changes)).added) == ["empty.txt"]


def test_a_change_the_library_could_not_take_is_made_with_the_next(
    library: Library, folder: Path, write: Write, stop: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = follow(library, [folder], stop)
    next(changes)

    def busy(*_: object, **__: object) -> AddReport:
        raise LibraryError("another process is writing")

    with monkeypatch.context() as patch:
        patch.setattr(Library, "add", busy)
        write("a.txt", STORY)
        assert next(changes).note == "another process is writing. Tried again with the next change"
    write("b.txt", "The pier is long.\n")
    assert names(report_of(next(changes)).added) == ["a.txt", "b.txt"]


def test_members_of_archives_and_records_go_with_their_file(
    library: Library, folder: Path, write: Write, stop: threading.Event
) -> None:
    write("z.txt", STORY)
    for source in ("news.jsonl#1", "mails.zip!/a/b.txt"):
        library.add_document(make_document(f"The story of {source}.", source=str(folder / source)))
    for name in ("news.jsonl", "mails.zip"):
        write(name, "x")
    changes = follow(library, [folder], stop)
    assert next(changes).removed == ()
    (folder / "news.jsonl").unlink()
    assert names(next(changes).removed) == ["news.jsonl#1"]
    (folder / "mails.zip").unlink()
    assert names(next(changes).removed) == ["b.txt"]


def test_only_folders_are_watched(library: Library, write: Write) -> None:
    with pytest.raises(DocumentError, match=r"a\.txt: is no folder, and only folders are watched"):
        next(follow(library, [write("a.txt", STORY)]))
