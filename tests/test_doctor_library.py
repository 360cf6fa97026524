"""What `pincite doctor` says of a library or a folder that cannot be used: the line that mends just that."""

import sqlite3
from pathlib import Path

import pytest
from conftest import HashingEmbedder

import ui.doctor.machine as doctor_machine
from index.library import Library
from index.models.files import DEFAULT_EMBEDDER
from ui.doctor.library import library


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
