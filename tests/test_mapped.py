"""Files in, rows out, by an engine: the library is the one that is made without."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any
from zipfile import ZipFile

import pytest
from conftest import HashingEmbedder
from mapped_parts import added, same_rows

from index.adding.mapped import Files, Rows, maker_of, rows_of
from index.adding.ray_cluster import ray_engine
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
    sent = sorted(path for batch in batches for path in batch)
    assert sent == sorted(set(folder.iterdir()) - {folder / "more.zip"})  # members are not sent
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
    assert [path.name for path in asked] == ["broken.docx", "new.txt"]
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


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"recipe": 0}, "install the same version"),
        ({"release": "0.0.1"}, "has 0.0.1 with recipe .* install the same version"),
        ({"fingerprint": "hashing-2"}, "put the same model at the same path"),
    ],
)
def test_another_version_or_model_on_a_worker_is_told(folder: Path, other: dict[str, Any], told: str) -> None:
    maker = replace(maker_of(HashingEmbedder()), **other)
    work = partial(rows_of, embedder=HashingEmbedder(), passage_tokens=40, maker=maker)
    with pytest.raises(LibraryError, match=told):
        work((folder / "note-00.txt",))


def test_relative_paths_go_out_absolute_and_are_reported_as_given(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("one.txt", "Cats sleep.")
    (tmp_path / "files" / "link.txt").symlink_to(write("blob", "Dogs bark."))
    monkeypatch.chdir(tmp_path)

    def elsewhere(work: Callable[[Files], Rows], files: Iterable[Files]) -> Iterator[Rows]:
        for batch in files:
            with monkeypatch.context() as patch:
                patch.chdir("/")
                rows = work(batch)
            yield rows

    with Library.open(tmp_path / "library", HashingEmbedder(), create=True) as library:
        given = ["files/link.txt", "files/one.txt"]
        report = library.add([*given, tmp_path / "files" / "one.txt"], engine=elsewhere)
        assert (report.added, report.failed) == ((str(tmp_path / "files" / "one.txt"), "files/link.txt"), ())
        assert report.unchanged == ("files/one.txt",)


def test_rows_of_another_file_are_refused(tmp_path: Path, write: Write) -> None:
    asked, other = write("one.txt", "Cats sleep."), write("two.txt", "Dogs bark.")

    def mistaken(work: Callable[[Files], Rows], files: Iterable[Files]) -> Iterator[Rows]:
        for (path,) in files:
            (read,) = work((other,))
            yield (replace(read, path=path),)

    with Library.open(tmp_path / "library", HashingEmbedder(), create=True) as library:
        with pytest.raises(LibraryError, match=r"a worker gave .*two\.txt: files must lie under the same paths"):
            library.add([asked], engine=mistaken)
        with pytest.raises(LibraryError, match="the engine gave nothing"):
            library.add([asked], engine=lambda work, files: [() for _ in files][1:])
        assert library.documents() == ()


def test_members_of_an_archive_are_embedded_once(tmp_path: Path, folder: Path) -> None:
    (folder / "records.jsonl").write_text('{"text": "Crabs dig."}\n{"text": "Doves coo."}\n', encoding="utf-8")
    embedder = HashingEmbedder()
    with Library.open(tmp_path / "library", embedder, create=True) as library:
        assert library.add([folder], engine=map).failed[1:] == ()
        embedded = len(embedder.embedded)
        report = library.add([folder], engine=map)
        assert (report.added, len(report.unchanged), len(embedder.embedded)) == ((), 76, embedded)


def test_a_ray_that_is_in_use_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    ray = ModuleType("ray")  # without init and shutdown
    monkeypatch.setattr(ray, "is_initialized", lambda: True, raising=False)
    monkeypatch.setitem(sys.modules, "ray", ray)
    before = dict(os.environ)
    with pytest.raises(LibraryError, match="uses Ray already"), ray_engine():
        pass
    assert dict(os.environ) == before


def test_what_ray_was_told_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    ray = ModuleType("ray")
    ended: list[bool] = []
    for name, function in (
        ("is_initialized", lambda: False),
        ("init", lambda *_, **__: None),
        ("shutdown", lambda: ended.append(True)),
    ):
        monkeypatch.setattr(ray, name, function, raising=False)
    monkeypatch.setitem(sys.modules, "ray", ray)
    monkeypatch.delenv("RAY_AUTH_TOKEN", raising=False)
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "1")
    tokens = []
    before = dict(os.environ)
    for _ in range(2):
        with ray_engine():
            tokens.append(os.environ["RAY_AUTH_TOKEN"])
            assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"
        assert dict(os.environ) == before
    assert tokens[0] == tokens[1]  # ray may have kept the first
    assert ended == [True, True]
