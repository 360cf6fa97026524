"""Libraries by name: made, listed, meant and removed, and what a name may be."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cli_parts import run
from conftest import HashingEmbedder

from index import libraries
from index.errors import LibraryError
from index.library import Library
from index.store.opening import LIBRARIES
from ui.cli import settings

__all__ = ["run"]

Run = Callable[..., int]
Write = Callable[[str, str], Path]


@pytest.fixture
def first(library: Library) -> Path:
    return library.folder


def names(first: Path) -> list[str]:
    return [one.name for one in libraries.named_libraries(first)]


def make(first: Path, name: str) -> None:
    libraries.make(first, name, HashingEmbedder()).close()


def test_the_first_is_called_as_its_folder_and_stands_before_the_others(first: Path) -> None:
    make(first, "notes")
    make(first, "Contracts 2026")
    assert names(first) == ["library", "Contracts 2026", "notes"]
    (first / LIBRARIES / "no library").mkdir()
    assert names(first) == ["library", "Contracts 2026", "notes"]


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../up", "a/b", "a\\b", ".hidden", " a", "a ", "a.", "x" * 65, "a\0b"]
)
def test_what_would_lead_elsewhere_is_no_name(first: Path, name: str) -> None:
    with pytest.raises(LibraryError, match="is no name for a library"):
        make(first, name)
    assert names(first) == ["library"]


@pytest.mark.parametrize("name", ["library", "Notes", "NOTES"])
def test_no_two_libraries_differ_in_case_alone(first: Path, name: str) -> None:
    make(first, "notes")
    with pytest.raises(LibraryError, match="already"):
        make(first, name)


def test_a_name_means_a_folder_that_is_a_library_before_one_called_so(
    first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(first, "notes")
    monkeypatch.chdir(tmp_path)
    named = first / LIBRARIES / "notes"
    assert libraries.place_of(Path("notes"), first) == named
    (tmp_path / "notes").mkdir()  # documents may lie in a folder of the same name
    assert libraries.place_of(Path("notes"), first) == named
    Library.open("notes", HashingEmbedder(), create=True).close()
    assert libraries.place_of(Path("notes"), first) == Path("notes")
    assert libraries.place_of(Path("./sub/notes"), first) == Path("sub/notes")
    assert libraries.place_of(Path("milvus:x.db/notes"), first) == Path("milvus:x.db/notes")


def test_removing_deletes_the_folder_and_no_other(first: Path) -> None:
    make(first, "notes")
    make(first, "old")
    (first / LIBRARIES / "old" / "files").mkdir()
    libraries.remove(first, "old")
    assert names(first) == ["library", "notes"]
    assert sorted(one.name for one in (first / LIBRARIES).iterdir()) == ["notes"]
    for name, why in (("old", "By name there are: notes"), ("library", "holds the others")):
        with pytest.raises(LibraryError, match=why):
            libraries.remove(first, name)
    assert names(first) == ["library", "notes"]


def test_a_library_that_is_being_changed_is_not_removed(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock

    make(first, "busy")
    monkeypatch.setattr("index.store.embedded.writer.SECONDS_TO_WAIT", 0.05)
    with FileLock(first / LIBRARIES / "busy" / "library.lock"), pytest.raises(LibraryError):
        libraries.remove(first, "busy")
    assert names(first) == ["library", "busy"]


def test_one_that_may_not_be_looked_into_takes_no_other_along(
    first: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        make(first, name)
    exists = Path.exists

    def guarded(path: Path) -> bool:
        if "a" in path.parts[len(first.parts) :]:
            raise PermissionError(13, "Permission denied")
        return exists(path)

    monkeypatch.setattr(Path, "exists", guarded)
    assert names(first) == ["library", "a", "b"]


def test_a_damaged_library_can_be_removed(first: Path) -> None:
    make(first, "broken")
    (first / LIBRARIES / "broken" / "library.db").write_bytes(b"no database at all" * 100)
    libraries.remove(first, "broken")
    assert names(first) == ["library"]


def test_the_documents_of_one_are_no_file_of_the_other(first: Path, library: Library, write: Write) -> None:
    made = libraries.make(first, "notes", HashingEmbedder())
    with made:
        made.add([write("a.txt", "The kettle holds 1.7 litres.")])
        (made.folder / "files").mkdir()
        (made.folder / "files" / "b.txt").write_text("Uploaded.", encoding="utf-8")
        assert library.add([first.parent]).added == (str(write("a.txt", "The kettle holds 1.7 litres.")),)
        assert library.status().bytes_on_disk == sum(
            path.stat().st_size for path in first.iterdir() if path.is_file()
        )


def test_the_files_of_the_first_are_no_documents_of_the_others(first: Path, write: Write) -> None:
    (first / "files").mkdir()
    (first / "files" / "uploaded.txt").write_text("Of the first.", encoding="utf-8")
    write("a.txt", "The kettle holds 1.7 litres.")
    with libraries.make(first, "notes", HashingEmbedder()) as made:
        assert [Path(one).name for one in made.add([first.parent]).added] == ["a.txt"]


def test_the_command_line_makes_lists_uses_and_removes(
    run: Run, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("add", write("a.txt", "The harbour opened in 1902."))
    assert run("libraries", "make", "contracts") == 0
    assert run("add", write("b.txt", "Notice is six weeks."), "--index", "contracts") == 0
    capsys.readouterr()
    assert run("libraries") == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.split("  ")[0] == "library"
    assert ("1 document" in first, "(meant where none is named)" in first) == (True, True)
    assert second.split()[0] == "contracts"
    assert str(tmp_path / "library" / "libraries" / "contracts") in second
    assert run("list", "--index", "contracts") == 0
    listed = capsys.readouterr().out
    assert ("b.txt" in listed, "a.txt" in listed) == (True, False)
    assert run("list") == 0
    assert "b.txt" not in capsys.readouterr().out
    assert run("libraries", "remove", "contracts") == 1
    assert "contracts (1 document" in capsys.readouterr().out
    assert run("libraries", "remove", "contracts", "--yes") == 0
    assert run("list", "--index", "contracts") == 1
    assert "By name there are: library." in capsys.readouterr().err


def test_a_name_in_the_environment_means_one_below_the_usual_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Library.open("library", HashingEmbedder(), create=True).close()
    make(Path("library"), "notes")
    monkeypatch.setenv("PINCITE_INDEX", "notes")
    assert settings.library_folder(None) == Path("library/libraries/notes")
    assert settings.first_library() == Path("library")
    monkeypatch.delenv("PINCITE_INDEX")
    assert settings.library_folder(None) == Path("library")
    assert settings.library_folder(Path("notes")) == Path("library/libraries/notes")


def test_a_new_name_still_makes_a_folder_for_documents(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("add", write("a.txt", "The harbour opened in 1902."), "--index", "fresh") == 0
    assert (tmp_path / "fresh" / "library.db").exists()
