"""Uploads that go wrong: a full disk, two at once, a server that is killed or a client that hangs up."""

import errno
import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import BinaryIO, NamedTuple

import pytest
from serving_parts import IGNORED, assistant, open_server, post
from test_adding_stopped import lines

from index.library import Library
from index.load import guarded
from ui.chat.documents import Documents
from ui.chat.uploads import (
    ARRIVING,
    ARRIVING_SECONDS,
    CANCELLED,
    CANCELLED_IN_PART,
    UPLOADS,
    Upload,
    add_uploads,
    arriving,
)
from ui.serve.bodies import DISK_FULL

__all__ = ["assistant", "open_server"]

pytestmark = IGNORED


ANN, BEN = (SimpleNamespace(username=name, session_hash=name) for name in ("ann", "ben"))


class Usage(NamedTuple):
    """What `shutil.disk_usage` gives."""

    total: int
    used: int
    free: int


def files(folder: Path) -> list[str]:
    """Return the names of the files below a folder."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def slow_reading(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the worker read long.txt for ever."""
    with monkeypatch.context() as patch:
        patch.setattr("index.load.guarded._idle", [])
        patch.setattr("index.load.guarded.TASK", "worker_tasks:read_for_long")
        yield
        guarded._close()


def given(tmp_path: Path, name: str, text: str) -> Path:
    """Return a file as it was uploaded, in a folder of its own."""
    path = tmp_path / f"given {len(list(tmp_path.iterdir()))}" / name
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_that_the_disk_has_no_room_for_is_told_and_nothing_of_it_stays(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(original: BinaryIO, copy: BinaryIO) -> None:
        copy.write(original.read(3))
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    upload = given(tmp_path, "note.txt", "Rain fell.")
    folder = library.folder / UPLOADS
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfileobj", full)
        (outcome,) = add_uploads(library, [upload], folder=folder)
    assert (outcome.outcome, "No space left on device" in outcome.reason) == ("not added", True)
    assert files(folder) == files(library.folder / ARRIVING) == []
    assert list(add_uploads(library, [upload], folder=folder)) == [Upload("note.txt", "added")]
    assert files(library.folder / ARRIVING) == []


def test_an_upload_stops_before_the_disk_is_full(
    open_server: str, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = iter([10**9, 10**9, 10**7])
    monkeypatch.setattr("ui.serve.bodies.shutil.disk_usage", lambda _: Usage(10**9, 0, next(free, 10**7)))
    refused = post(f"{open_server}gradio_api/upload", files={"files": ("note.txt", b"Rain " * 10**6)})
    assert (refused.status_code, refused.text) == (507, DISK_FULL)
    assert files(library.folder / ARRIVING) == []


def test_nothing_stays_of_an_upload_that_is_broken_off(open_server: str, library: Library) -> None:
    head = 'Content-Disposition: form-data; name="files"; filename="note.txt"\r\n\r\nRain'
    body = f"--x\r\n{head}".encode()
    request = (
        "POST /gradio_api/upload HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        f"Content-Length: {len(body) + 1000}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", int(open_server.rstrip("/").rsplit(":", 1)[1]))) as connection:
        connection.sendall(request.encode() + body)
        until(lambda: files(library.folder / ARRIVING) != [])
    until(lambda: files(library.folder / ARRIVING) == [])


def until(true: object) -> None:
    """Wait until something is true."""
    assert callable(true)
    deadline = time.monotonic() + 120
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


class Adding:
    """A page of `user` that adds files in a thread of its own."""

    def __init__(self, documents: Documents, uploads: list[Path], user: SimpleNamespace) -> None:
        self._documents, self._user, self._reports = documents, user, list[str]()
        reports = documents.add([str(upload) for upload in uploads], user)
        self._thread = threading.Thread(target=lambda: self._reports.extend(reports))
        self._thread.start()

    def cancel(self) -> list[tuple[str, str, str]]:
        """Cancel, and return the report, which comes within 2 seconds."""
        time.sleep(0.5)
        began = time.monotonic()
        self._documents.give_up(self._user)
        self._thread.join()
        assert time.monotonic() - began < 2
        return lines(self._reports[-1])


@pytest.mark.usefixtures("slow_reading")
def test_a_file_is_cancelled_while_it_is_read_and_nothing_of_it_stays(library: Library, tmp_path: Path) -> None:
    uploads = [given(tmp_path, name, "Rain fell.") for name in ("first.txt", "long.txt", "last.txt")]
    documents = Documents(library)
    adding = Adding(documents, uploads, ANN)
    until(lambda: files(library.folder / UPLOADS) == ["first.txt", "long.txt"])
    assert adding.cancel() == [
        ("first.txt", "added", ""),
        ("long.txt", "not added", CANCELLED),
        ("last.txt", "not added", CANCELLED),
    ]
    assert [Path(one.source).name for one in library.documents()] == ["first.txt"]
    assert files(library.folder / UPLOADS) == ["first.txt"]
    assert files(library.folder / ARRIVING) == []
    assert library.check() == ()
    assert list(add_uploads(library, uploads[2:], folder=library.folder / UPLOADS)) == [
        Upload("last.txt", "added")
    ]


@pytest.mark.usefixtures("slow_reading")
def test_of_an_archive_that_is_cancelled_whole_documents_stay_and_it_is_said(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.adding.reading_ahead.TOGETHER", 1)
    upload = given(tmp_path, "long.zip", "")
    adding = Adding(Documents(library), [upload], ANN)
    until(library.documents)
    assert adding.cancel() == [("long.zip", "added in part", CANCELLED_IN_PART)]
    assert [one.title for one in library.documents()] == ["short"]
    assert files(library.folder / UPLOADS) == ["long.zip"]


@pytest.mark.usefixtures("slow_reading")
def test_a_file_that_waits_for_that_of_another_is_cancelled_as_soon(library: Library, tmp_path: Path) -> None:
    documents = Documents(library)
    other = Adding(documents, [given(tmp_path, "long.txt", "")], BEN)
    until(lambda: files(library.folder / UPLOADS) == ["long.txt"])
    waiting = Adding(documents, [given(tmp_path, "note.txt", "")], ANN)
    assert waiting.cancel() == [("note.txt", "not added", CANCELLED)]
    assert other.cancel() == [("long.txt", "not added", CANCELLED)]
    assert documents._adds == []  # nobody is remembered for ever


def test_two_uploads_of_one_name_at_once_are_both_kept(library: Library, tmp_path: Path) -> None:
    folder = library.folder / UPLOADS
    texts = [f"Note {number} tells of rain." for number in range(6)]
    uploads = [given(tmp_path, "note.txt", text) for text in texts]
    together = threading.Barrier(len(uploads))

    def add(upload: Path) -> Upload:
        together.wait()
        (outcome,) = add_uploads(library, [upload], folder=folder)
        return outcome

    with ThreadPoolExecutor(len(uploads)) as pool:
        outcomes = list(pool.map(add, uploads))
    assert not any(outcome.failed for outcome in outcomes), outcomes
    assert sorted(path.read_text(encoding="utf-8") for path in folder.iterdir()) == texts
    assert len(library.documents()) == len(texts)
    assert all(upload.exists() for upload in uploads)  # somebody else may have sent the very same file


def test_a_name_that_is_taken_in_the_last_moment_is_not_overwritten(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = library.folder / UPLOADS
    folder.mkdir()
    there = os.path.lexists

    def too_late(path: Path) -> bool:
        known = there(path)
        if not known and path.name == "note.txt":
            path.write_text("Of another process.", encoding="utf-8")
        return known

    monkeypatch.setattr("ui.chat.uploads.os.path.lexists", too_late)
    (outcome,) = add_uploads(library, [given(tmp_path, "note.txt", "Rain fell.")], folder=folder)
    assert outcome.outcome.startswith("added as note (2).txt")
    assert (folder / "note.txt").read_text(encoding="utf-8") == "Of another process."


def test_what_a_killed_server_left_is_cleared_and_nothing_else(library: Library, tmp_path: Path) -> None:
    uploads = [given(tmp_path, name, f"This is {name}, about rain.") for name in ("killed.txt", "kept.txt")]
    folder = library.folder / UPLOADS

    (kept,) = add_uploads(library, uploads[1:], folder=folder)
    assert not kept.failed
    half = library.folder / ARRIVING / "a hash" / "half.txt"
    half.parent.mkdir()
    half.write_text("Ra", encoding="utf-8")
    (folder / "killed.txt").write_text("This is", encoding="utf-8")
    (folder / "of somebody.txt").write_text("Put here by hand.", encoding="utf-8")
    marks = [library.folder / ARRIVING / f"{name}.mark" for name in ("killed.txt", "kept.txt")]
    for mark in marks:
        mark.touch()
    arriving(library)  # so young, all of it may be another server's
    assert files(library.folder / ARRIVING) == ["half.txt", "kept.txt.mark", "killed.txt.mark"]
    old = time.time() - ARRIVING_SECONDS - 60
    for path in (half, *marks, half.parent):
        os.utime(path, (old, old))
    arriving(library)
    assert files(library.folder / ARRIVING) == []
    assert files(folder) == ["kept.txt", "of somebody.txt"]


def test_uploads_arrive_in_the_library_and_not_where_all_of_gradio_put_them(
    open_server: str, library: Library
) -> None:
    (path,) = post(f"{open_server}gradio_api/upload", files={"files": ("note.txt", b"Rain fell.")}).json()
    assert Path(path).is_relative_to(library.folder.resolve() / ARRIVING)
