"""What `pincite doctor` says of a library or a folder that cannot be used: the line that mends just that."""

import sqlite3
from pathlib import Path

import pytest
from conftest import HashingEmbedder
from doctor_parts import WEIGHTS, Doctor, doctor, folder, sha, ships

import ui.doctor.library as doctor_library
import ui.doctor.machine as doctor_machine
from index.library import Library
from index.models.files import DEFAULT_EMBEDDER
from ui.doctor.library import library

__all__ = ["doctor", "folder", "ships"]


def test_a_folder_without_a_library_is_mended_by_adding(tmp_path: Path) -> None:
    found = library(tmp_path, DEFAULT_EMBEDDER)
    assert (found.state, found.said) == ("broken", f"there is none at {tmp_path} yet")
    assert found.mend.startswith("pincite add PATH")


def test_a_newer_library_is_not_to_be_rebuilt(tmp_path: Path) -> None:
    Library.open(tmp_path, HashingEmbedder(), create=True).close()
    with sqlite3.connect(tmp_path / "library.db") as rows:
        rows.execute("PRAGMA user_version = 99")
    rows.close()
    found = library(tmp_path, DEFAULT_EMBEDDER)
    assert (found.state, found.mend) == ("broken", "")
    assert "Update Pincite" in found.said


def test_what_may_not_be_looked_into_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", refused)
    found = library(tmp_path, DEFAULT_EMBEDDER)
    room = doctor_machine.disk({"models": tmp_path})
    monkeypatch.undo()
    assert (found.state, room.state) == ("broken", "limited")
    for one in (found, room):
        assert str(tmp_path) in one.said
        assert "Permission denied" in one.said


def damage(library: Path, statement: str) -> None:
    with sqlite3.connect(library / "library.db") as rows:
        rows.execute(statement)
    rows.close()


@pytest.mark.parametrize("most", [doctor_library.QUICK_BYTES, 0], ids=["whole", "sampled"])
def test_a_damaged_library_is_found_however_large(
    doctor: Doctor, ships: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(doctor_library, "QUICK_BYTES", most)
    assert doctor()["library"]["state"] == "good"
    damage(ships, "UPDATE documents SET blocks = 'x'")
    found = doctor()
    assert found["code"] == 1
    assert found["library"]["state"] == "broken"
    assert found["library"]["mend"].startswith("pincite rebuild")


def test_sentences_of_a_large_library_that_leave_the_text_are_found(
    doctor: Doctor, ships: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_library, "QUICK_BYTES", 0)
    damage(ships, "UPDATE sentences SET end = 9999")
    assert "a sentence leaves the text" in doctor()["library"]["said"]


def test_a_file_that_is_no_library_is_broken(doctor: Doctor, ships: Path) -> None:
    (ships / "library.db").write_bytes(b"no library" * 1000)
    found = doctor()
    assert (found["code"], found["library"]["state"]) == (1, "broken")
    assert "damaged or no library" in found["library"]["said"]


def test_a_library_of_another_embedder_or_version_is_said_to_be_one(
    doctor: Doctor, ships: Path, tmp_path: Path
) -> None:
    damage(ships, "UPDATE manifest SET recipe = 'older'")
    found = doctor()
    assert (found["code"], found["library"]["state"]) == (0, "limited")
    with Library.open(tmp_path / "other", HashingEmbedder(), create=True):
        pass
    found = doctor("--index", str(tmp_path / "other"))
    assert "was built with the embedding model hashing" in found["library"]["said"]
    assert found["library"]["mend"].startswith("pincite rebuild")


def test_no_library_and_an_empty_one_have_nothing_to_ask(doctor: Doctor, tmp_path: Path) -> None:
    found = doctor("--index", str(tmp_path / "none"))
    assert (found["code"], found["library"]["state"]) == (1, "broken")
    assert not (tmp_path / "none").exists()
    with Library.open(tmp_path / "new", HashingEmbedder(fingerprint=sha(WEIGHTS)), create=True):
        pass
    found = doctor("--index", str(tmp_path / "new"))
    assert (found["code"], found["library"]["mend"]) == (1, "pincite add PATH")
