"""Files in, rows out, by an engine: the library is the one that is made without."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from zipfile import ZipFile

import pytest
from conftest import HashingEmbedder
from mapped_parts import added, same_rows

from index.adding.indexing import RECIPE
from index.adding.mapped import Files, Rows, rows_of
from index.errors import LibraryError
from index.library import Library
from index.worker import WorkerLost

Write = Callable[[str, str], Path]


@pytest.fixture
def folder(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of small files, one too large to share, a copy, an archive, and one that cannot be read."""
    monkeypatch.setattr("index.adding.mapped.MOST_BYTES", 4000)
    for number in range(70):
        write(f"note-{number:02}.txt", f"Ship {number} came in.\n\nIt left on day {number}.")
    write("large.txt", "\n\n".join(f"Crate {number} holds tea." for number in range(200)))
    write("copy.txt", "Ship 3 came in.\n\nIt left on day 3.")
    write("broken.docx", "no word file")
    with ZipFile(tmp_path / "files" / "more.zip", "w") as archive:
        archive.writestr("a.txt", "Ants build.")
        archive.writestr("b.txt", "Bees dance.")
    return tmp_path / "files"


def test_the_rows_are_the_same(tmp_path: Path, folder: Path) -> None:
    batches: list[Files] = []

    def engine(work: Callable[[Files], Rows], files: Iterable[Files]) -> Iterator[Rows]:
        for batch in files:
            batches.append(batch)
            yield work(batch)

    with added(tmp_path / "plain", folder) as plain, added(tmp_path / "mapped", folder, engine) as mapped:
        same_rows(plain, mapped)
        assert mapped.check() == ()
    assert sorted(path for batch in batches for path in batch) == sorted(folder.iterdir())
    assert (folder / "large.txt",) in batches
    assert max(map(len, batches)) == 64


def test_what_is_stored_as_it_is_goes_to_no_engine(tmp_path: Path, folder: Path, write: Write) -> None:
    asked: list[Path] = []

    def engine(work: Callable[[Files], Rows], files: Iterable[Files]) -> Iterator[Rows]:
        for batch in files:
            asked.extend(batch)
            yield work(batch)

    with added(tmp_path / "library", folder) as library:
        write("new.txt", "Cats sleep.")
        report = library.add([folder], engine=engine)
    assert [path.name for path in asked] == ["broken.docx", "more.zip", "new.txt"]  # an archive is looked into
    assert report.added == (str(folder / "new.txt"),)
    assert len(report.unchanged) == 74
    assert [source for source, _ in report.failed] == [str(folder / "broken.docx")]


def test_a_file_that_ends_every_process_fails_and_the_others_are_added(tmp_path: Path, folder: Path) -> None:
    def losing(work: Callable[[Files], Rows], files: Iterable[Files]) -> Iterator[Rows | WorkerLost]:
        for batch in files:
            yield WorkerLost("lost 3 workers") if folder / "large.txt" in batch else work(batch)

    with Library.open(tmp_path / "library", HashingEmbedder(), create=True) as library:
        report = library.add([folder], engine=losing)
        assert [source for source, _ in report.failed] == [str(folder / "broken.docx"), str(folder / "large.txt")]
        assert report.failed[1][1] == "lost 3 workers: it ends the process that reads it. Add it by itself"
        assert len(library.documents()) == 72


def test_an_engine_that_breaks_down_loses_nothing_that_was_stored(tmp_path: Path, folder: Path) -> None:
    done: list[Files] = []

    def breaking(work: Callable[[Files], Rows], files: Iterable[Files]) -> Iterator[Rows]:
        for batch in files:
            if done:
                raise LibraryError("the cluster was lost")
            yield work(batch)
            done.append(batch)

    with Library.open(tmp_path / "library", HashingEmbedder(), create=True) as library:
        with pytest.raises(LibraryError, match="the cluster was lost"):
            library.add([folder], engine=breaking)
        stored = len(library.documents())
        assert 0 < stored < 73
        report = library.add([folder], engine=map)
        assert len(report.added) == 73 - stored
    with added(tmp_path / "plain", folder) as plain, Library.open(tmp_path / "library") as library:
        same_rows(plain, library)


def test_another_version_on_a_worker_is_told(folder: Path) -> None:
    work = partial(rows_of, embedder=HashingEmbedder(), passage_tokens=40, recipe=RECIPE + 1)
    with pytest.raises(LibraryError, match="install the same version"):
        work((folder / "note-00.txt",))
