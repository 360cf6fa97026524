"""What a model keeps of the passages it has read: budgets, files that are not as they were written, and kills."""

import hashlib
import os
from pathlib import Path

import pytest

from qa.evaluated import EvaluatedPassages


def kept(memory_bytes: int = 1000, disk_bytes: int = 1000) -> EvaluatedPassages:
    return EvaluatedPassages(memory_bytes=memory_bytes, disk_bytes=disk_bytes)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_an_entry_is_read_back_by_another_process_from_its_folder(tmp_path: Path) -> None:
    kept().put("a", b"keys and values", tmp_path / "document")
    assert files(tmp_path) == ["a.kv"]
    assert kept().get("a", tmp_path / "document") == b"keys and values"
    assert kept().get("a", tmp_path / "other") is None
    assert kept().get("a", None) is None
    assert kept().get("b", tmp_path / "document") is None


def test_an_entry_without_a_folder_is_in_memory_only(tmp_path: Path) -> None:
    entries = kept()
    entries.put("a", b"x", None)
    assert entries.get("a", tmp_path) == b"x"
    assert files(tmp_path) == []


@pytest.mark.parametrize("place", range(0, 72, 7))
def test_a_flipped_byte_anywhere_loses_the_entry_and_nothing_else(tmp_path: Path, place: int) -> None:
    kept().put("a", bytes(range(40)), tmp_path / "document")
    kept().put("b", b"good", tmp_path / "document")
    path = tmp_path / "document" / "a.kv"
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    assert kept().get("a", tmp_path / "document") is None
    assert files(tmp_path) == ["b.kv"]
    assert kept().get("b", tmp_path / "document") == b"good"


@pytest.mark.parametrize("length", [0, 5, 32, 40])
def test_a_file_cut_short_is_no_entry(tmp_path: Path, length: int) -> None:
    kept().put("a", bytes(40), tmp_path / "document")
    path = tmp_path / "document" / "a.kv"
    path.write_bytes(path.read_bytes()[:length])
    assert kept().get("a", tmp_path / "document") is None
    kept().put("a", b"anew", tmp_path / "document")
    assert kept().get("a", tmp_path / "document") == b"anew"


def test_the_least_recently_used_leave_memory_first() -> None:
    entries = kept(memory_bytes=30)
    for key in "abc":
        entries.put(key, bytes(10), None)
    assert entries.get("a", None) == bytes(10)  # used: now b is the oldest
    entries.put("d", bytes(10), None)
    assert [entries.get(key, None) is not None for key in "abcd"] == [True, False, True, True]
    entries.put("large", bytes(31), None)
    assert entries.get("large", None) is None
    assert entries.get("d", None) is not None


def test_the_same_entry_twice_counts_once_in_memory() -> None:
    entries = kept(memory_bytes=20)
    entries.put("a", bytes(10), None)
    for _ in range(5):
        entries.put("b", bytes(10), None)
    assert entries.get("a", None) is not None


def test_the_least_recently_used_leave_the_disk_first_of_all_documents(tmp_path: Path) -> None:
    entry = 100 + hashlib.sha256().digest_size
    entries = kept(memory_bytes=0, disk_bytes=10 * entry)
    for i in range(10):
        entries.put(str(i), bytes(100), tmp_path / f"document {i % 2}")
        os.utime(tmp_path / f"document {i % 2}" / f"{i}.kv", ns=(i, i))
    assert entries.get("0", tmp_path / "document 0") is not None  # used just now
    entries.put("10", bytes(100), tmp_path / "document 1")
    assert files(tmp_path) == sorted(f"{i}.kv" for i in (0, 3, 4, 5, 6, 7, 8, 9, 10))


def test_what_a_killed_process_left_half_written_is_no_entry_and_goes_in_its_turn(tmp_path: Path) -> None:
    folder = tmp_path / "document"
    folder.mkdir()
    draft = folder / "a.kv.123.new"
    draft.write_bytes(bytes(500))
    os.utime(draft, ns=(1, 1))
    entries = kept(memory_bytes=0, disk_bytes=600)
    assert entries.get("a", folder) is None
    entries.put("b", bytes(200), folder)
    assert files(tmp_path) == ["b.kv"]


def test_no_room_on_disk_at_all_keeps_entries_in_memory(tmp_path: Path) -> None:
    entries = kept(disk_bytes=0)
    entries.put("a", b"x", tmp_path / "document")
    assert entries.get("a", None) == b"x"
    assert files(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_said_and_the_entry_is_in_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "document").write_text("a file in the way")
    entries = kept()
    entries.put("a", b"x", tmp_path / "document")
    assert entries.get("a", None) == b"x"
    assert "not kept on disk" in caplog.text
    assert files(tmp_path) == ["document"]
