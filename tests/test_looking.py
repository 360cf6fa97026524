"""A folder looked at again and again: the library is like it, no half file is read, nothing leaves unasked."""

import errno
import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from types import SimpleNamespace

import pytest

from index.adding.building import Progress
from index.adding.gone import without_files
from index.adding.looking import Looker
from index.adding.outcomes import AddReport
from index.errors import LibraryError
from index.library import Library
from ui.several.following import what_happened

Write = Callable[[str, str], Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


def settled(looker: Looker) -> None:
    """Look until nothing waits."""
    looker.look()
    while looker.look().waiting:
        pass


def texts(library: Library) -> dict[str, str]:
    """Return what the library holds: the text of each source."""
    return {
        source: library.document(one.id).text for one in library.documents() for source in (one.source, *one.also)
    }


def test_a_file_is_read_once_two_looks_find_it_alike(library: Library, folder: Path, write: Write) -> None:
    looker = Looker(library, folder)
    half = write("note.txt", "The kettle")
    assert (looker.look().waiting, library.documents()) == (1, ())
    half.write_text("The kettle holds 1.7 litres.", encoding="utf-8")
    assert (looker.look().waiting, library.documents()) == (1, ())
    assert looker.look().counted("added") == 1
    assert list(texts(library).values()) == ["The kettle holds 1.7 litres."]
    assert looker.look().outcomes == ()


def test_a_change_of_the_same_length_is_seen(library: Library, folder: Path, write: Write) -> None:
    looker = Looker(library, folder)
    write("note.txt", "It holds 1.7 litres.")
    settled(looker)
    write("note.txt", "It holds 1.8 litres.")
    looker.look()
    assert looker.look().counted("replaced") == 1
    assert list(texts(library).values()) == ["It holds 1.8 litres."]


def test_what_vanished_is_told_once_and_stays(library: Library, folder: Path, write: Write) -> None:
    looker = Looker(library, folder)
    note = write("note.txt", "The kettle holds 1.7 litres.")
    write("other.txt", "The pan is heavy.")
    settled(looker)
    note.unlink()
    assert [Path(one).name for one in looker.look().vanished] == ["note.txt"]
    assert looker.look().vanished == ()
    assert [one.title for one in without_files(library.documents())] == ["note"]
    write("note.txt", "The kettle holds 1.7 litres.")
    settled(looker)
    assert without_files(library.documents()) == ()


def test_a_moved_file_leaves_nothing_at_its_old_place(library: Library, folder: Path, write: Write) -> None:
    looker = Looker(library, folder)
    note = write("note.txt", "The kettle holds 1.7 litres.")
    settled(looker)
    (folder / "sub").mkdir()
    note.rename(folder / "sub" / "kettle.txt")
    looks = [looker.look() for _ in range(2)]
    assert [Path(one).name for look in looks for one in look.moved] == ["note.txt"]
    assert [look.vanished for look in looks] == [(), ()]
    assert [what_happened(look) for look in looks] == ["", "1 moved"]
    assert [Path(one).name for one in texts(library)] == ["kettle.txt"]


def test_a_file_that_goes_while_it_is_moved_is_gone(library: Library, folder: Path, write: Write) -> None:
    looker = Looker(library, folder)
    write("pan.txt", "The pan is heavy.")
    note = write("note.txt", "The kettle holds 1.7 litres.")
    settled(looker)
    moved = note.rename(folder / "kettle.txt")
    assert looker.look().vanished == ()
    moved.unlink()
    assert [Path(one).name for one in looker.look().vanished] == ["note.txt"]
    assert looker.look().vanished == ()


def test_a_folder_that_is_missing_changes_nothing(library: Library, folder: Path, write: Write) -> None:
    looker = Looker(library, folder)
    write("note.txt", "The kettle holds 1.7 litres.")
    settled(looker)
    folder.rename(folder.with_name("away"))
    look = looker.look()
    assert "is not there" in look.note
    assert (look.vanished, len(library.documents())) == ((), 1)


def test_an_emptied_folder_tells_nothing_until_it_is_back(
    library: Library, folder: Path, tmp_path: Path, write: Write
) -> None:
    looker = Looker(library, folder)
    note = write("note.txt", "The kettle holds 1.7 litres.")
    copied = tmp_path / "copied.txt"
    copied.write_text("The kettle holds 1.7 litres.", encoding="utf-8")
    library.add([copied])
    settled(looker)
    note.rename(tmp_path / "away.txt")  # the mount point of a disk that was unplugged is there, and empty
    for look in (looker.look(), looker.look()):
        assert ("empty" in look.note, look.vanished, look.moved) == (True, (), ())
    assert sorted(Path(one).name for one in texts(library)) == ["copied.txt", "note.txt"]
    write("pan.txt", "The pan is heavy.")
    looks = [looker.look() for _ in range(2)]
    assert [Path(one).name for look in looks for one in look.moved] == ["note.txt"]


def test_a_disk_that_goes_meanwhile_is_told(
    library: Library, folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    looker = Looker(library, folder)
    write("note.txt", "The kettle holds 1.7 litres.")
    looker.look()

    def stale(*_: object, **__: object) -> None:
        raise OSError(errno.ESTALE, "Stale file handle")

    with monkeypatch.context() as patched:
        patched.setattr("index.adding.looking.find_files", stale)
        assert "Stale file handle). It is tried again" in looker.look().note
    assert looker.look().counted("added") == 1


def test_what_could_not_be_read_when_the_disk_went_is_read_when_it_is_back(
    library: Library, folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    looker, add, away = Looker(library, folder), library.add, folder.with_name("away")
    write("note.txt", "The kettle holds 1.7 litres.")
    looker.look()

    def going(files: list[Path], progress: Progress | None, *, by_name: bool) -> AddReport:
        folder.rename(away)
        return add(files, progress, by_name=by_name)

    with monkeypatch.context() as patched:
        patched.setattr(library, "add", going)
        assert "disk that is not connected" in looker.look().note
    away.rename(folder)
    assert looker.look().counted("added") == 1


def test_the_seconds_of_a_look_hold_no_reading(
    library: Library, folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    looker, add, later = Looker(library, folder), library.add, time.monotonic() + 1000
    write("note.txt", "The kettle holds 1.7 litres.")

    def slow(files: list[Path], progress: Progress | None, *, by_name: bool) -> AddReport:
        monkeypatch.setattr("index.adding.looking.time", SimpleNamespace(monotonic=lambda: later))
        return add(files, progress, by_name=by_name)

    monkeypatch.setattr(library, "add", slow)
    looker.look()
    look = looker.look()
    assert look.counted("added") == 1
    assert 0 < look.seconds < 100


def test_what_cannot_be_written_now_is_tried_again(
    library: Library, folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    looker = Looker(library, folder)
    write("note.txt", "The kettle holds 1.7 litres.")
    looker.look()

    def busy(*_: object, **__: object) -> None:
        raise LibraryError("another process is at it")

    with monkeypatch.context() as patched:
        patched.setattr(library, "add", busy)
        assert "another process is at it. It is tried again" in looker.look().note
    assert looker.look().counted("added") == 1


def test_the_librarys_own_files_are_passed_over(library: Library, tmp_path: Path, write: Write) -> None:
    own = library.folder / "files"
    own.mkdir()
    (own / "uploaded.txt").write_text("Uploaded.", encoding="utf-8")
    write("note.txt", "The kettle holds 1.7 litres.")
    settled(Looker(library, tmp_path))
    assert [Path(one).name for one in texts(library)] == ["note.txt"]


class Changes:
    """Changes a folder by chance; what is half written is finished later."""

    def __init__(self, folder: Path, write: Write) -> None:
        self.folder = folder
        self.chance = random.Random(22)
        self.half: dict[Path, str] = {}
        self._write = write

    def files(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.is_file())

    def one(self) -> None:
        kinds = (self.write, self.write, self.begin, self.replace, self.move, self.delete, self.delete_folder)
        kind = self.chance.choice(kinds)
        if self.files() or kind in (self.write, self.begin):
            kind()

    def write(self) -> None:
        self._write(self._name(), self._text())

    def begin(self) -> None:
        self.half[self._write(self._name(), "Number")] = self._text()

    def replace(self) -> None:
        """Put a file from elsewhere, of the same size and older, into the place of one."""
        target = self.chance.choice(self.files())
        other, size = self.folder.with_name("other"), target.stat().st_size
        other.write_text(f"{self._text()} {'x' * size}"[: max(size, 40)], encoding="utf-8")
        os.utime(other, (1, 1))
        other.replace(target)
        self.half.pop(target, None)

    def move(self) -> None:
        source, target = self.chance.choice(self.files()), self.folder / self._name()
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
        if source in self.half:
            self.half[target] = self.half.pop(source)

    def delete(self) -> None:
        self.chance.choice(self.files()).unlink()

    def delete_folder(self) -> None:
        folder = self.chance.choice(self.files()).parent
        if folder != self.folder and self.chance.random() < 0.3:
            rmtree(folder)

    def finish(self) -> None:
        for path, rest in self.half.items():
            if path.exists():
                path.write_text(rest, encoding="utf-8")
        self.half.clear()

    def _name(self) -> str:
        folder, suffix = self.chance.choice(("", "a/", "a/b/", "c/")), self.chance.choice(("txt", "md"))
        return f"{folder}{self.chance.randrange(12)}.{suffix}"

    def _text(self) -> str:
        return f"Number {self.chance.randrange(30)} stands here. It is {self.chance.choice('xyz')}."  # some alike


def test_after_200_random_changes_the_library_is_like_the_folder(
    library: Library, folder: Path, write: Write
) -> None:
    looker, changes = Looker(library, folder), Changes(folder, write)
    for number in range(200):
        changes.one()
        if changes.chance.random() < 0.6:
            looker.look()
            changes.finish()
        if number % 5 == 4:
            assert "Number" not in texts(library).values(), number  # no half of a file
    changes.finish()
    settled(looker)
    for one in without_files(library.documents()):
        library.remove(one.id)
    there = {str(path): path.read_text(encoding="utf-8") for path in changes.files()}
    assert len(there) > 5
    assert texts(library) == there
