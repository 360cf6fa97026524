"""Which files of a folder are read: no links that lead out of it, no pipes. Who may read the library's own."""

import os
import socket
import stat
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import make_document

from index.adding.watch import follow
from index.library import Library
from index.load import guarded as load_guarded
from index.load.documents import load_documents
from index.load.parts import Refused

Write = Callable[[str, str], Path]


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """Give a folder with links that lead inside and out of it, one of them in a circle."""
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    (outside / "more").mkdir(parents=True)
    (folder / "real").mkdir(parents=True)
    for path in (outside / "secret.txt", outside / "more" / "deep.txt", folder / "real" / "note.txt"):
        path.write_text(f"The {path.stem} is here.")
    (folder / "secret.txt").symlink_to(outside / "secret.txt")
    (folder / "more").symlink_to(outside / "more")
    (folder / "inside.txt").symlink_to(folder / "real" / "note.txt")
    (folder / "real" / "up").symlink_to(folder)
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    return folder


def test_links_that_lead_out_of_a_folder_are_named_and_not_followed(library: Library, linked: Path) -> None:
    report = library.add([linked])
    assert {document.title for document in library.documents()} == {"note"}
    reasons = {Path(source).name: reason for source, reason in report.failed}
    assert set(reasons) == {"secret.txt", "more", "gone.txt"}
    assert reasons["secret.txt"].startswith("is a link that leads out of the folder")
    assert reasons["gone.txt"] == "is a link that leads nowhere"


def test_links_are_followed_when_asked_and_what_is_named_always(library: Library, linked: Path) -> None:
    library.add([linked / "secret.txt"])
    assert {document.title for document in library.documents()} == {"secret"}
    library.add([linked], follow_links=True)
    assert {document.title for document in library.documents()} == {"secret", "note", "deep"}


def test_a_watch_follows_no_link_out_of_its_folder(library: Library, linked: Path, tmp_path: Path) -> None:
    stop = threading.Event()
    timer = threading.Timer(30, stop.set)
    timer.start()
    changes = follow(library, [linked], stop)
    next(changes)
    (linked / "later.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    (linked / "plain.txt").write_text("A plain note.")
    next(changes)
    timer.cancel()
    assert {document.title for document in library.documents()} == {"note", "plain"}


def test_what_is_no_file_holds_nothing_up(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    os.mkfifo(folder / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "socket.txt"))
        report = library.add([folder, folder / "pipe.txt", Path("/dev/zero")])
    assert {Path(source).name for source, _ in report.failed} == {"pipe.txt", "socket.txt", "zero"}
    assert {reason for _, reason in report.failed} == {"is no file but a pipe, a socket or a device"}
    (refused,) = load_documents(folder / "pipe.txt")
    assert isinstance(refused, Refused)
    assert "is no file but a pipe" in refused.reason


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "/" + "d/" * 3000])
def test_a_name_that_no_file_can_have_is_told(name: str, write: Write, library: Library) -> None:
    good = write("good.txt", "A good note.")
    report = library.add([name, good])
    assert report.added == (str(good),)
    assert [source for source, _ in report.failed] == [str(Path(name))]


def test_nobody_else_can_read_a_new_library(library: Library) -> None:
    library.add_document(make_document("Bees make honey."))
    library.rebuild()
    assert stat.S_IMODE(library.folder.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in library.folder.iterdir()}
    assert {"library.db", "library.db-wal", "vectors.faiss", "library.lock"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def test_a_library_that_is_shared_stays_shared(library: Library) -> None:
    (library.folder / "library.db").chmod(0o640)
    library.add_document(make_document("Bees make honey."))
    assert stat.S_IMODE((library.folder / "vectors.faiss").stat().st_mode) == 0o640


def test_threads_that_want_the_idle_reader_at_once_all_read(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(list[object]):
        """Gives another thread its turn between the question and the answer."""

        def __bool__(self) -> bool:
            found = len(self) > 0
            if found:
                with suppress(threading.BrokenBarrierError):
                    barrier.wait(0.5)
            return found

    barrier = threading.Barrier(2)
    path = write("note.txt", "A note.")
    list(load_documents(path))
    monkeypatch.setattr(load_guarded, "_idle", Slow(load_guarded._idle))
    failed: list[BaseException] = []

    def read() -> None:
        try:
            assert [type(item).__name__ for item in load_documents(path)] == ["Document"]
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    load_guarded._close()
