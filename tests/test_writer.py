"""One writer at a time: who is told what, and what outlives the process that held the lock."""

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import HashingEmbedder, make_document

from index.errors import LibraryError, Stopped
from index.library import Library
from index.stopping import STOP
from index.store.embedded.writer import WriterLock
from ui.chat.uploads import add_uploads

ROOT = Path(__file__).parents[1]
BEES = make_document("Bees make honey.", source="/notes/bees.txt")
ANTS = make_document("Ants build hills.", source="/notes/ants.txt")
HOLD = (
    "import sys; from pathlib import Path; from index.store.embedded.writer import WriterLock\n"
    "with WriterLock(Path(sys.argv[1])).held(sys.argv[2]):\n"
    "    print('held', flush=True); sys.stdin.read()\n"
)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.store.embedded.writer.SECONDS_TO_WAIT", 0.05)


def holder(folder: Path, work: str) -> subprocess.Popen[str]:
    """Start a process that holds the lock until it is killed or its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder), work],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


CHANGES: dict[str, Callable[[Library], object]] = {
    "add": lambda library: library.add([]),
    "add_document": lambda library: library.add_document(ANTS),
    "remove": lambda library: library.remove(BEES.id),
    "rebuild": lambda library: library.rebuild(),
    "compact": lambda library: library.compact(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_second_writer_is_told_which_process_is_at_work(library: Library, change: str) -> None:
    library.add_document(BEES)
    with holder(library.folder, "rebuild") as other:
        with pytest.raises(LibraryError, match=rf"changed by process {other.pid} \(`pincite rebuild`, since 20"):
            CHANGES[change](library)
        assert library.search("honey")[0].document == BEES
        other.kill()
    CHANGES[change](library)  # the lock has died with its process


def test_a_document_can_be_removed_while_another_process_adds(library: Library) -> None:
    library.add_document(BEES)
    with holder(library.folder, "add") as other:
        library.remove(BEES.id)
        with pytest.raises(LibraryError, match="`pincite add`"):
            library.add_document(ANTS)
        other.kill()
    assert library.documents() == ()
    assert library.check() == ()


def test_a_rebuild_goes_on_while_another_writer_is_refused(library: Library) -> None:
    library.add_document(BEES)
    refused: list[str] = []

    def try_to_add(*_: object) -> None:
        with Library.open(library.folder, HashingEmbedder()) as other, pytest.raises(LibraryError) as error:
            other.add_document(ANTS)
        refused.append(str(error.value))

    library.rebuild(progress=try_to_add)
    assert [f"process {os.getpid()} (`pincite rebuild`" in message for message in refused] == [True]
    assert library.check() == ()


def test_what_a_killed_rebuild_left_is_removed_by_the_next_writer(library: Library) -> None:
    with holder(library.folder, "rebuild") as other:
        (library.folder / "rebuild-xyz").mkdir()
        (library.folder / "rebuild-xyz" / "library.db").write_text("half")
        (library.folder / "vectors.faiss.1.new").write_text("half")
        other.kill()
    library.add_document(BEES)
    assert sorted(path.name.split("-")[0] for path in library.folder.iterdir() if path.name != "library.lock") == [
        *("library.db", "library.db", "library.db", "vectors.faiss")
    ]


def test_who_waits_for_another_thread_and_is_stopped_waits_no_longer(library: Library) -> None:
    def write() -> None:
        STOP.set(lambda: True)
        with lock.held("add"):
            pass

    lock = WriterLock(library.folder)
    with ThreadPoolExecutor() as pool:
        with lock.held("rebuild"), pytest.raises(Stopped):
            pool.submit(write).result(5)
        pool.submit(write).result(5)  # it is free: there is nothing to wait for


def test_an_unreadable_note_still_says_that_the_lock_is_held(library: Library) -> None:
    with WriterLock(library.folder).held("add"):
        (library.folder / "library.lock").write_text("{")
        with pytest.raises(LibraryError, match="is being changed by another process"):
            library.add_document(BEES)


def test_a_full_disk_is_said_and_changes_nothing(library: Library) -> None:
    library.add_document(BEES)
    with library._store.reading() as rows:
        (pages,) = rows.execute("PRAGMA page_count").fetchone()
    library._store._database._connection.execute(f"PRAGMA max_page_count = {pages}")
    big = make_document("\n\n".join(f"Ant {number} carries leaf {number}." for number in range(2000)))
    with pytest.raises(LibraryError, match=r"disk is full.*free space"):
        library.add_document(big)
    assert [document.id for document in library.documents()] == [BEES.id]
    assert library.check() == ()


READ = """
import os, sys
sys.path.insert(0, sys.argv[2])
import datasketch, faiss
from conftest import HashingEmbedder, make_document
from index.errors import LibraryError, Stopped
from index.library import Library
os.setuid(65534)
with Library.open(sys.argv[1], HashingEmbedder()) as library:
    print(library.search("honey")[0].document.text, library.check())
    try:
        library.add_document(make_document("x y z."))
    except LibraryError as error:
        print(error)
"""


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root can become a user without rights")
@pytest.mark.parametrize("killed", [False, True])
def test_a_library_in_a_read_only_folder_opens_for_reading(tmp_path: Path, killed: bool) -> None:
    folder = tmp_path / "library"
    script = (
        "import os, signal, sys; sys.path.insert(0, sys.argv[2])\n"
        "from conftest import HashingEmbedder, make_document; from index.library import Library\n"
        "library = Library.open(sys.argv[1], HashingEmbedder(), create=True)\n"
        "library.add_document(make_document('Bees make honey.'))\n"
        "os.kill(os.getpid(), signal.SIGKILL) if sys.argv[3] == 'True' else library.close()\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    arguments = [str(folder), str(ROOT / "tests"), str(killed)]
    made = subprocess.run([sys.executable, "-c", script, *arguments], env=environment, check=False)
    assert made.returncode == (-signal.SIGKILL if killed else 0)
    for path in (folder, *folder.parents):
        if path.stat().st_mode & 0o777 == 0o700:  # as pytest makes them
            path.chmod(0o755)
    for path in folder.iterdir():  # shared on purpose: nobody else may read a new library
        path.chmod(0o644)
    read = subprocess.run(
        [sys.executable, "-c", READ, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert read.returncode == 0, read.stderr
    first, second = read.stdout.splitlines()
    assert first == "Bees make honey. ()"
    assert "cannot be" in second


def test_a_reader_without_rights_follows_a_writer_that_has_them(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add_document(BEES)
    library.close()  # with it goes SQLite's log, so the reader takes the file for one that nobody changes
    monkeypatch.setattr("index.store.embedded.rows.database.os.access", lambda *_: False)
    with Library.open(library.folder, HashingEmbedder()) as reader:
        assert reader.search("honey")[0].document == BEES
        monkeypatch.undo()
        with Library.open(library.folder, HashingEmbedder()) as writer:
            writer.add_document(ANTS)
        assert [document.title for document in reader.documents()] == ["ants", "bees"]


def test_a_lock_file_that_cannot_be_written_is_named(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    (library.folder / "library.lock").mkdir()
    with pytest.raises(LibraryError, match=r"library\.lock cannot be written"):
        library.add_document(BEES)


def test_the_note_names_process_and_work(library: Library, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        library.add_document(BEES)
    note = json.loads((library.folder / "library.lock").read_text())
    assert (note["process"], note["work"]) == (os.getpid(), "add")
    assert caplog.text == ""


def test_an_upload_beside_another_writer_is_told_and_not_kept(library: Library, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Bees make honey.", encoding="utf-8")
    with holder(library.folder, "add") as process:
        (outcome,) = add_uploads(library, [tmp_path / "note.txt"], folder=tmp_path / "kept")
        process.kill()
    assert outcome.failed
    assert str(process.pid) in outcome.reason
    assert list((tmp_path / "kept").iterdir()) == []
