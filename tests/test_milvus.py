"""A library in Milvus: what a stopped or overtaken writer leaves, and what readers see meanwhile."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from milvus_parts import ROOT, place, store
from store_parts import ANTS, ARTICLE, BEES, EMBEDDER, found, indexed, note, put, sources

from index.adding.building import new_manifest
from index.errors import LibraryError
from index.load.documents import document_id
from index.store.milvus.connection import Row
from index.store.milvus.state import State
from index.store.opening import open_store
from index.store.protocol import Store

__all__ = ["place", "store"]


STOPPED = 9
PATIENCE = 60.0
# What a stopped writer leaves.

STOP = """
import os, sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests"]
from store_parts import ANTS, indexed, note
from index.store.milvus import change, store as stores
from index.store.opening import open_store

def stop(*_): os._exit(9)

if sys.argv[3] == "before the state": stores.write_state = stop
else: change.Change._stage_counts = stop
store = open_store(Path(sys.argv[2]))
store.put(indexed(note(ANTS, "/notes/ants.txt")), store.manifest().identity)
"""


@pytest.mark.parametrize("where", ["before the counts", "before the state"])
def test_what_a_killed_writer_left_half_done_is_never_seen_and_cleared_by_the_next(
    place: Path, where: str
) -> None:
    with closing(open_store(place, lambda: new_manifest(EMBEDDER, 40))) as store:
        put(store, note(BEES))
    killed = subprocess.run([sys.executable, "-c", STOP, str(ROOT), str(place), where], check=False)
    assert killed.returncode == STOPPED
    with closing(open_store(place)) as store:
        assert sources(store) == {"/notes/bees.txt": ()}
        assert [hit.document.source for hit in found(store, "hills leaves")] == ["/notes/bees.txt"]
        put(store, note(ARTICLE, "/notes/a.txt"))  # has the numbers that the killed one had
        assert sources(store) == {"/notes/a.txt": (), "/notes/bees.txt": ()}
        assert {hit.document.source for hit in found(store, "hills leaves")} == {"/notes/a.txt", "/notes/bees.txt"}


def test_an_error_while_rows_are_written_takes_them_back(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, note(BEES))
    before = store.manifest()
    with monkeypatch.context() as patched:
        patched.setattr("index.store.milvus.change.document_rows", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            put(store, note(ANTS, "/notes/ants.txt"))
    assert store.manifest() == before
    put(store, note(ANTS, "/notes/ants.txt"))
    assert sources(store) == {"/notes/ants.txt": (), "/notes/bees.txt": ()}


def test_a_reader_that_began_before_a_change_still_sees_all_of_the_old_document(store: Store) -> None:
    put(store, note(BEES))
    reader, state = store._reader, store._reader.state()  # type: ignore[attr-defined]  # a state of its own
    put(store, note(ANTS))
    head = reader.head(state, document_id("/notes/bees.txt"))
    assert reader.held(state, [head])[head.entry].document.text == BEES
    assert len(list(reader.passages(state, head))) == head.passages == 1


def test_rows_that_are_no_longer_seen_go_when_the_library_is_compacted(store: Store) -> None:
    put(store, note(BEES))
    put(store, note(ANTS))
    generation = store.manifest().generation

    def rows() -> list[Row]:  # that are really there
        reader = store._reader  # type: ignore[attr-defined]  # a Milvus store
        passages = reader.collections(reader.state()).passages
        return store._connection.rows(passages, "entry >= 0", ["entry"])  # type: ignore[attr-defined,no-any-return]

    assert len(rows()) == 2
    with store.changing("compact"):
        store.compact()
    assert len(rows()) == 1
    assert store.manifest().generation == generation
    assert [hit.document.text for hit in found(store, "hills")] == [ANTS]


# A writer that stands still and comes back.


@pytest.fixture
def other(store: Store, place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Give another writer of the library, which takes one that is quiet for half a second for dead."""
    monkeypatch.setattr("index.store.milvus.lock.SECONDS_OF_SILENCE", 0.5)
    put(store, note(BEES))
    with closing(open_store(place)) as other:
        yield other


@pytest.mark.parametrize("comes_back", ["while the next one writes", "after that"])
def test_a_writer_that_was_overtaken_spoils_nothing_with_rows_that_come_late(
    store: Store, other: Store, comes_back: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stalled, resume = Event(), Event()
    late, own = store._connection.insert, other._connection.insert  # type: ignore[attr-defined]  # a Milvus store

    def insert_late(*given: Any) -> Iterator[None]:  # noqa: ANN401 - passed on
        stalled.set()
        assert resume.wait(PATIENCE)
        yield from late(*given)
        raise LibraryError("nothing answers")

    def insert(*given: Any) -> Iterator[None]:  # noqa: ANN401 - passed on
        yield from own(*given)
        if comes_back == "while the next one writes":
            resume.set()
            thread.result(PATIENCE)

    def put_late() -> None:
        with pytest.raises(LibraryError, match="nothing answers"):
            put(store, note(ANTS, "/ants.txt"))

    monkeypatch.setattr(store._connection, "insert", insert_late)  # type: ignore[attr-defined]
    monkeypatch.setattr(other._connection, "insert", insert)  # type: ignore[attr-defined]
    with ThreadPoolExecutor(1) as threads:
        thread = threads.submit(put_late)
        assert stalled.wait(PATIENCE)
        put(other, note(ARTICLE, "/a.txt"))
        resume.set()
        thread.result(PATIENCE)
    held = {"/notes/bees.txt": (), "/a.txt": ()}
    assert sources(other) == held
    assert {hit.document.source for hit in found(other, "heron hills honey")} == held.keys()
    put(other, note("Crows use tools.", "/crows.txt"))
    assert sources(other) == held | {"/crows.txt": ()}


def test_a_rebuild_that_was_overtaken_at_its_end_is_not_made(
    store: Store, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, manifest = store._reader.state, store.manifest()  # type: ignore[attr-defined]  # a Milvus store

    def stand_still() -> State:
        state: State = read()
        put(other, note(ANTS, "/ants.txt"))
        return state

    monkeypatch.setattr(store._reader, "state", stand_still)  # type: ignore[attr-defined]
    with pytest.raises(LibraryError, match="another one took over"):
        store.replace([indexed(note(BEES))], replace(manifest, identity="f" * 32), made_from=manifest)
    assert sources(other) == {"/notes/bees.txt": (), "/ants.txt": ()}
