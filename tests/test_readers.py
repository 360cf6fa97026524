"""Threads that read a library at once: none waits for another, each sees one state, and writers go on."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import HashingEmbedder, make_document

from index.errors import LibraryError
from index.library import Library
from index.store.embedded.rows.readers import MOST_IDLE

PATIENCE = 20.0


def add(library: Library, number: int) -> None:
    text = f"Harbour number {number} has a lighthouse."
    library.add_document(make_document(text, title=f"h{number}", source=f"/notes/{number}.txt"))


@pytest.fixture
def harbours(library: Library) -> Library:
    for number in range(3):
        add(library, number)
    return library


@contextmanager
def reading_elsewhere(library: Library) -> Iterator[None]:
    """Let another thread hold a snapshot."""
    held, over = threading.Event(), threading.Event()

    def read() -> None:
        with library._store.reading() as rows:
            rows.execute("SELECT count(*) FROM documents").fetchone()
            held.set()
            over.wait(PATIENCE)

    thread = threading.Thread(target=read)
    thread.start()
    assert held.wait(PATIENCE)
    try:
        yield
    finally:
        over.set()
        thread.join(PATIENCE)


def test_a_search_does_not_wait_for_somebody_who_reads(harbours: Library) -> None:
    with reading_elsewhere(harbours), ThreadPoolExecutor(1) as pool:
        found = pool.submit(harbours.search, "lighthouse of harbour 1").result(timeout=PATIENCE / 2)
    assert found[0].document.title == "h1"


def test_a_document_is_added_and_found_while_somebody_reads(harbours: Library) -> None:
    with reading_elsewhere(harbours), ThreadPoolExecutor(1) as pool:
        pool.submit(add, harbours, 7).result(timeout=PATIENCE / 2)
        found = pool.submit(harbours.search, "harbour number 7").result(timeout=PATIENCE / 2)
    assert found[0].document.title == "h7"
    assert harbours.check() == ()


def test_who_reads_keeps_the_state_that_was_read_first(harbours: Library) -> None:
    with harbours._store.reading(), ThreadPoolExecutor(1) as pool:
        assert len(harbours.documents()) == 3
        pool.submit(add, harbours, 7).result(timeout=PATIENCE)
        assert len(harbours.documents()) == 3
        assert all(hit.document.title != "h7" for hit in harbours.search("harbour number 7", 9))
    assert len(harbours.documents()) == 4


def test_an_index_in_memory_that_is_ahead_of_a_reader_gives_what_both_have(harbours: Library) -> None:
    with harbours._store.reading(), ThreadPoolExecutor(1) as pool:
        assert len(harbours.documents()) == 3
        pool.submit(add, harbours, 7).result(timeout=PATIENCE)
        assert len(pool.submit(harbours.search, "harbour", 9).result(timeout=PATIENCE)) == 4
        assert len(harbours.search("harbour", 9)) == 3
    assert len(harbours.search("harbour", 9)) == 4


def test_many_search_while_documents_come_and_go(harbours: Library) -> None:
    def search(_: int) -> set[str]:
        return {hit.document.title for hit in harbours.search("lighthouse harbour", 20)}

    def change() -> None:
        for number in range(10, 20):
            add(harbours, number)
            harbours.remove(f"/notes/{number}.txt")

    with ThreadPoolExecutor(6) as pool:
        changed = pool.submit(change)
        found = list(pool.map(search, range(60)))
        changed.result(timeout=PATIENCE)
    assert all({"h0", "h1", "h2"} <= titles for titles in found)
    assert harbours.check() == ()


def test_few_connections_are_kept_and_all_are_closed(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library", HashingEmbedder(), create=True)
    add(library, 1)
    together = threading.Barrier(8)

    def read(_: int) -> int:
        with library._store.reading() as rows:
            together.wait(PATIENCE)
            return len(rows.execute("SELECT id FROM documents").fetchall())

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, range(8))) == [1] * 8
    assert len(library._store._database._idle) == MOST_IDLE
    library.close()
    assert not (tmp_path / "library" / "library.db-wal").exists()
    with pytest.raises(LibraryError, match="open it again"):
        library.documents()
