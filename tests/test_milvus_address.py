"""How a library in Milvus is named: by an address that tells nobody the password in it."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from milvus_parts import ROOT, place, store
from store_parts import ANTS, BEES, EMBEDDER, note, put, sources

from index.adding.building import new_manifest
from index.errors import LibraryError
from index.library import Library
from index.store.milvus.address import Address, milvus_address
from index.store.opening import is_store, open_store
from index.store.protocol import Store

__all__ = ["place", "store"]


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


def test_a_server_that_does_not_answer_is_told(store: Store) -> None:
    from grpc import FutureTimeoutError

    with pytest.raises(LibraryError, match="nothing answers"), store._connection._explained():  # type: ignore[attr-defined]
        raise FutureTimeoutError
