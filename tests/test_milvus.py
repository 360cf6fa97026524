"""A library in Milvus: how it is named, what a stopped writer leaves, and what readers see meanwhile."""

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
from store_parts import ANTS, ARTICLE, BEES, EMBEDDER, found, indexed, note, put, sources

from index.adding.building import new_manifest
from index.errors import LibraryError
from index.library import Library
from index.load.documents import document_id
from index.store.milvus.address import Address, milvus_address
from index.store.milvus.connection import Row
from index.store.milvus.layout import LONGEST
from index.store.milvus.rows import COUNTS, dumped, held_of, read_held
from index.store.milvus.state import MOST_KEPT, State, Stretch
from index.store.milvus.words import counts_of, norm_of, to_merge, weighed
from index.store.opening import is_store, open_store
from index.store.protocol import Store

ROOT = Path(__file__).parents[1]
STOPPED = 9
PATIENCE = 60.0


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Give the address of a library in a file that is not there yet."""
    for needed in ("pymilvus", "milvus_lite"):
        pytest.importorskip(needed, reason="needs pincite[milvus]")
    return Path(f"milvus:{tmp_path}/team.db/notes")


@pytest.fixture
def store(place: Path) -> Iterator[Store]:
    with closing(open_store(place, lambda: new_manifest(EMBEDDER, 40))) as store:
        yield store


def test_what_was_left_out_may_be_missing_in_what_is_stored_and_nothing_else_may() -> None:
    held = held_of(indexed(note(BEES)))
    assert "left_out" not in dumped(held)
    assert read_held(dumped(held)) == held
    told = replace(held, document=replace(held.document, left_out=("2 charts",)))
    assert read_held(dumped(told)) == told
    with pytest.raises(LookupError):
        read_held(dumped(held).replace('"pages"', '"leaves"'))


# How it is named.


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("milvus:/data/team.db/notes", Address("notes", file=Path("/data/team.db"))),
        ("milvus:http://host:19530/notes", Address("notes", server="http://host:19530")),
        ("milvus:https://me:a%2Fb@host/n_1/", Address("n_1", server="https://host", token="me:a/b")),
        ("library", None),
        ("/data/team.db/notes", None),
    ],
)
def test_an_address_is_read_also_where_it_was_made_a_path(given: str, address: Address | None) -> None:
    assert milvus_address(given) == milvus_address(Path(given)) == address


def test_an_address_is_told_without_what_lets_in() -> None:
    address = milvus_address("milvus:http://me:secret@host:19530/notes")
    assert str(address) == "milvus:http://host:19530/notes"
    assert "secret" not in f"{address!r} {address} {address and address.folder}"


@pytest.mark.parametrize(
    "given", ["milvus:", "milvus:team", "milvus:ftp://host/x", "milvus:http://host", "milvus:a.db"]
)
def test_what_is_no_address_says_how_one_is_written(given: str) -> None:
    with pytest.raises(LibraryError, match=r"write milvus:FILE\.db/NAME or milvus:http://HOST:19530/NAME"):
        milvus_address(given)


@pytest.mark.parametrize(
    "where",
    [
        "htp://me:secret@host/x",
        "http://me:secret@host",
        "http:/me:secret/s@host/x",
        "http://me:secret@host/a b",
        "http://host/me:secret@x",
        "me:secret@host",
    ],
)
def test_a_mistyped_address_is_told_without_what_lets_in(where: str) -> None:
    with pytest.raises(LibraryError) as told:
        milvus_address(f"milvus:{where}")
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("name", ["two words", "a-b", "1st", "a__lock", "_a", "x" * 101])
def test_a_name_that_milvus_does_not_take_is_refused(name: str) -> None:
    with pytest.raises(LibraryError, match="cannot be the name of a library in Milvus"):
        milvus_address(f"milvus:a.db/{name}")


def test_without_a_library_there_nothing_is_made(place: Path, tmp_path: Path) -> None:
    assert not is_store(place)
    with pytest.raises(LibraryError, match=r"no library at milvus:/.*/team\.db/notes; make one with `pincite add"):
        Library.open(place)
    assert list(tmp_path.iterdir()) == []


def test_pymilvus_is_not_imported_for_a_folder(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from index.store.opening import is_store; "
        f"assert not is_store(Path({str(tmp_path)!r})); import index.library, ui.cli.main; "
        "assert not {'pymilvus', 'milvus_lite', 'grpc'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT)


def test_a_library_is_named_by_its_address_and_keeps_other_things_beside_the_file(place: Path) -> None:
    with Library.open(place, EMBEDDER, create=True) as library:
        assert str(library.status().folder) == str(place)
        assert library.folder.name == "team.db.notes"
        assert library.folder.parent == milvus_address(place).file.parent  # type: ignore[union-attr]  # it is one
        assert (library.status().bytes_on_disk or 0) > 0


def test_two_libraries_in_a_file_are_apart(place: Path, store: Store) -> None:
    put(store, note(BEES))
    with closing(open_store(Path(f"{place}2"), lambda: new_manifest(EMBEDDER, 40))) as other:
        put(other, note(ANTS, "/ants.txt"))
        assert (sources(store), sources(other)) == ({"/notes/bees.txt": ()}, {"/ants.txt": ()})


def test_a_file_that_another_process_has_open_says_what_to_do(place: Path, store: Store) -> None:
    put(store, note(BEES))
    script = (
        f"from pathlib import Path; from index.store.opening import open_store; open_store(Path({str(place)!r}))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "milvus-lite lets one process at a time use a file" in done.stderr


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


# What is damaged, and what only seems to be.


def _damage(store: Store, collection: str, where: str, **values: object) -> None:
    connection = store._connection  # type: ignore[attr-defined]  # a Milvus store
    name = getattr(store._reader.collections(store._reader.state()), collection)  # type: ignore[attr-defined]
    for row in connection.rows(name, where, ["*"]):
        connection.upsert(name, row | values)


def test_a_damaged_row_of_a_document_is_told_and_the_others_are_saved(store: Store) -> None:
    put(store, note(BEES), note(ANTS, "/ants.txt"))
    _damage(store, "documents", f'document == "{document_id("/ants.txt")}"', summary="{")
    assert any("/ants.txt" in line and "its row cannot be read" in line for line in store.problems())
    saved = store.salvage()
    assert {one.source: one.document is not None for one in saved.documents} == {
        "/notes/bees.txt": True,
        "/ants.txt": False,
    }
    assert saved.sources == {"/notes/bees.txt", "/ants.txt"}
    with pytest.raises(LibraryError, match="`pincite rebuild` takes it out"):
        store.documents()


def test_damaged_counts_of_terms_are_told(store: Store) -> None:
    put(store, note(BEES))
    _damage(store, "texts", f"part >= {COUNTS}", body="%")
    with pytest.raises(LibraryError, match=r"the counts of terms of .* cannot be read"):
        found(store, "honey")


def _changed_while_it_is_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a document anew, and take out the rows of the old one, before its text is read."""
    read = store._reader.bodies  # type: ignore[attr-defined]  # a Milvus store

    def change_first(*given: Any) -> Any:  # noqa: ANN401 - passed on
        monkeypatch.setattr(store._reader, "bodies", read)  # type: ignore[attr-defined]
        put(store, note(ANTS))
        store.compact()
        return read(*given)

    monkeypatch.setattr(store._reader, "bodies", change_first)  # type: ignore[attr-defined]


def test_a_library_that_is_written_to_while_it_is_checked_is_whole(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, note(BEES))
    _changed_while_it_is_read(store, monkeypatch)
    assert list(store.problems(EMBEDDER)) == []


def test_what_is_changed_while_it_is_salvaged_is_not_said_to_be_damaged(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, note(BEES))
    _changed_while_it_is_read(store, monkeypatch)
    with pytest.raises(LibraryError, match="was changed while it was read"):
        list(store.salvage().documents)


def test_the_state_fits_its_row_with_as_many_dead_entries_as_it_keeps(store: Store) -> None:
    state = State(store.manifest(), dead=tuple((10**6 + one, 1.8e9 + 0.1) for one in range(MOST_KEPT + 100)))
    assert len(state.dumped()) < LONGEST


def test_a_server_that_does_not_answer_is_told(store: Store) -> None:
    from grpc import FutureTimeoutError

    with pytest.raises(LibraryError, match="nothing answers"), store._connection._explained():  # type: ignore[attr-defined]
        raise FutureTimeoutError


# Its words.


@pytest.mark.parametrize("count", [1, 2, 3, 17, 254, 255])
@pytest.mark.parametrize("length", [1, 60, 9000])
def test_counts_come_back_from_the_weights_that_are_stored(count: int, length: int) -> None:
    stored = weighed(length, {5: count, 7: 1}, norm_of(length, 6000, 100))
    as_floats = {
        one: float(f"{weight:.7g}") for one, weight in stored.weights.items()
    }  # four bytes have that many
    assert counts_of(as_floats, stored.norm) == {5: count, 7: 1}


def test_counts_of_terms_are_taken_together_so_that_few_stretches_are_left() -> None:
    held: list[Stretch] = []
    for number in range(1000):
        taken = to_merge(held, 100)
        held = [*held[: len(held) - len(taken)], Stretch(number, 100 + sum(one.terms for one in taken))]
    assert len(held) <= 10
    assert sum(one.terms for one in held) == 100_000
