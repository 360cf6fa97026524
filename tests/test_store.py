"""The library's files: what is refused, what a kill leaves behind, what is derived again."""

import logging
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import HashingEmbedder, make_document

from index.errors import LibraryError
from index.library import Library
from index.store.embedded.rows.database import Database

DOCUMENT = make_document("Bees make honey.\n\nAnts build hills. Wasps make paper.", title="Insects")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of a closed library that holds one document."""
    with Library.open(tmp_path / "library", HashingEmbedder(), create=True) as library:
        library.add_document(DOCUMENT)
    return tmp_path / "library"


def change(folder: Path, *statements: str) -> None:
    connection = sqlite3.connect(folder / "library.db")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_no_folder_and_an_empty_folder_are_no_library(tmp_path: Path) -> None:
    for folder in (tmp_path / "absent", tmp_path):
        with pytest.raises(LibraryError, match=r"no library at .*; make one with `pincite add PATH`"):
            Library.open(folder)
    assert not (tmp_path / "absent").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"is empty \(0 bytes\).*Put back a copy"),
        (b"These are notes, not a database. " * 200, "put back a copy"),
    ],
)
def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "library.db").write_bytes(content)
    for create in (False, True):
        with pytest.raises(LibraryError, match=message):
            Library.open(tmp_path, HashingEmbedder(), create=create)
    assert (tmp_path / "library.db").read_bytes() == content


def test_another_programs_database_is_refused_and_kept(tmp_path: Path) -> None:
    change(tmp_path, "CREATE TABLE recipes (name TEXT)")
    before = (tmp_path / "library.db").read_bytes()
    with pytest.raises(LibraryError, match="not a Pincite library"):
        Library.open(tmp_path, HashingEmbedder())
    assert (tmp_path / "library.db").read_bytes() == before


def test_a_newer_format_is_refused(folder: Path) -> None:
    change(folder, "PRAGMA user_version = 99")
    with pytest.raises(LibraryError, match=r"has format 99, .* reads format \d+\. Update Pincite"):
        Library.open(folder)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryError, match="no library can be made there"):
        Library.open(tmp_path / "file" / "library", HashingEmbedder(), create=True)


def test_a_library_waits_for_no_writer_forever(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.store.embedded.rows.database.SECONDS_TO_WAIT_FOR_A_WRITER", 0.05)
    other = sqlite3.connect(folder / "library.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with (
        Library.open(folder, HashingEmbedder()) as library,
        pytest.raises(LibraryError, match="Another process is writing"),
    ):
        library.remove(DOCUMENT.id)
    other.close()


def test_a_kill_in_the_middle_of_a_change_leaves_the_old_library(folder: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from index.store.embedded.rows.database import Database\n"
        "with Database(Path(sys.argv[1])).writing() as rows:\n"
        "    rows.execute('DELETE FROM documents'); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).parents[1]
    killed = subprocess.run(
        [sys.executable, "-c", script, str(folder / "library.db")],
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    with Library.open(folder, HashingEmbedder()) as library:
        assert library.document(DOCUMENT.id) == DOCUMENT
        assert library.check() == ()


def test_an_error_in_the_middle_of_a_change_leaves_the_old_library(folder: Path) -> None:
    database = Database(folder / "library.db")
    with pytest.raises(ZeroDivisionError), database.writing() as rows:
        rows.execute("DELETE FROM documents")
        _ = 1 / 0
    with database.reading() as rows:
        assert rows.execute("SELECT count(*) FROM documents").fetchone() == (1,)
    database.close()


def test_a_second_creator_opens_what_the_first_made(folder: Path) -> None:
    with Library.open(folder, HashingEmbedder()) as library:
        manifest = library._store.manifest()
        database = Database.create(folder / "library.db", manifest)
        database.close()
        assert library.document(DOCUMENT.id) == DOCUMENT
    assert sorted(path.name for path in folder.iterdir()) == ["library.db", "library.lock", "vectors.faiss"]


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "flipped"])
def test_the_vector_file_is_made_again_with_a_logged_line(
    folder: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = folder / "vectors.faiss"
    whole = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        flipped = whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:]
        path.write_bytes({"empty": b"", "cut": whole[: len(whole) // 2], "flipped": flipped}[damage])
    with caplog.at_level(logging.INFO), Library.open(folder, HashingEmbedder()) as library:
        assert library.search("honey")[0].document == DOCUMENT
        assert library.check() == ()
        assert "caught up with the library: 1 passages added, 0 removed" in caplog.text
        assert ("is damaged" in caplog.text) == (damage != "missing")
        assert library.add([]).added == ()
    assert path.read_bytes() == whole


def test_a_vector_file_that_is_behind_is_brought_up_to_date(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    old = (folder / "vectors.faiss").read_bytes()
    with Library.open(folder, HashingEmbedder()) as library:
        library.add_document(make_document("Crows use tools.", source="/notes/crows.txt"))
        library.remove(DOCUMENT.id)
    (folder / "vectors.faiss").write_bytes(old)
    with caplog.at_level(logging.INFO), Library.open(folder, HashingEmbedder()) as library:
        assert [hit.document.title for hit in library.search("honey")] == ["crows"]
    assert "1 passages added, 1 removed" in caplog.text


def test_an_undamaged_vector_file_is_used_without_a_word(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), Library.open(folder, HashingEmbedder()) as library:
        library.search("honey")
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE sentences SET start = start - 1 WHERE position = 1", "begins or ends with white space"),
        ('UPDATE sentences SET "end" = 9999 WHERE position = 2', "leaves the text"),
        ("UPDATE passages SET last = last - 1", "do not hold each of its sentences once"),
        ("UPDATE passages SET vector = x'00000000'", "its vector has 1 numbers, not 1024"),
        ("UPDATE passages SET vector = zeroblob(4096)", "its vector has length 0.0000, not 1"),
        ("DELETE FROM sentences", "it has no sentences"),
    ],
)
def test_check_names_what_is_wrong_and_rebuild_repairs_it(folder: Path, statement: str, problem: str) -> None:
    change(folder, statement)
    with Library.open(folder, HashingEmbedder()) as library:
        problems = library.check()
        assert any(problem in line for line in problems), problems
        library.rebuild()
        assert library.check() == ()
        assert library.document(DOCUMENT.id) == DOCUMENT


def test_check_compares_the_vector_index_with_the_stored_vectors(folder: Path) -> None:
    with Library.open(folder, HashingEmbedder()) as library:
        other = HashingEmbedder().embed_query("another text").tobytes().hex()
        change(folder, f"UPDATE passages SET vector = x'{other}'")
        assert library.check() == (
            "passage 1: the vector index has another vector",
            "passage 1: its vector is not that of its text (cosine 0.000 to a new one)",
        )
