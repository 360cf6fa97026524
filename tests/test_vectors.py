"""Vector search: every kind of index against numpy, how it follows the library, when its file is written."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from vector_stores import new_store, put, unit_vectors

from index.store.embedded.rows.tables import Tables
from index.store.embedded.vectors.file import DamagedFile, read_header, read_index
from index.store.embedded.vectors.kinds import KINDS, Kind, kind_for, recall
from index.store.embedded.vectors.nearest import PassageVectors
from index.store.embedded.vectors.recall import measure_recall

FLAT, HALF, LISTS = "IDMap,Flat", "IDMap,SQfp16", "IVF8,SQ8"
SMALL_KINDS = (Kind(0, FLAT), Kind(400, LISTS, lists=8))


@pytest.fixture(autouse=True)
def many_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let vectors be read in several steps, as those of a large library are, and probing begin with one list."""
    monkeypatch.setattr("index.store.embedded.vectors.kinds.FIRST_PROBES", 1)
    monkeypatch.setattr("index.store.embedded.vectors.stored.ROWS_A_STEP", 64)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Tables]:
    store = new_store(tmp_path / "library.db")
    yield store
    store.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "vectors.faiss"


@pytest.fixture(params=[FLAT, HALF, LISTS])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let one kind of index be the one for any library."""
    factory: str = request.param
    monkeypatch.setattr(
        "index.store.embedded.vectors.kinds.KINDS", (Kind(0, factory, lists=8 if factory == LISTS else 0),)
    )
    return factory


def test_the_kind_grows_with_the_library() -> None:
    counts = (0, 65_535, 65_536, 262_143, 262_144, 1_000_000, 1 << 20, 1 << 22)
    assert [kind_for(count).factory for count in counts] == [
        "IDMap,Flat",
        "IDMap,Flat",
        "IVF1024,SQ8",
        "IVF1024,SQ8",
        "IVF2048,SQ8",
        "IVF2048,SQ8",
        "IVF4096,SQ8",
        "IVF8192,SQ8",
    ]
    assert all(kind.lists == 0 or kind.passages / kind.lists >= 39 for kind in KINDS)


def test_recall_is_the_share_of_the_wanted_that_is_found() -> None:
    assert recall(np.array([[4, 1, 9], [7, 8, -1]]), np.array([[1, 2], [8, 7]])) == 0.75


def test_every_kind_finds_what_numpy_finds(store: Tables, file: Path, kind: str) -> None:
    vectors = unit_vectors(600, seed=1)
    put(store, "all", vectors)
    index = PassageVectors(file, store)
    index.keep()
    assert index.kind == kind
    shares = []
    for question in unit_vectors(40, seed=2):
        cosines = vectors @ question
        found = index.nearest(question, 10)
        assert found == pytest.approx({number: cosines[number - 1] for number in found}, abs=1e-6)
        assert list(found.values()) == sorted(found.values(), reverse=True)
        shares.append(len(found.keys() & set((np.argsort(-cosines)[:10] + 1).tolist())) / 10)
    assert np.mean(shares) >= 0.98
    assert list(index.problems()) == []


def test_every_kind_finds_the_nearest_among_some(
    store: Tables, file: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = unit_vectors(600, seed=1)
    put(store, "all", vectors)
    index = PassageVectors(file, store)
    index.keep()
    among = range(3, 600, 7)  # 86 of them
    questions = unit_vectors(20, seed=2)
    expected = [{*sorted(among, key=lambda one: -float(vectors[one - 1] @ asked))[:10]} for asked in questions]
    for few in (2000, 0):
        monkeypatch.setattr("index.store.embedded.vectors.nearest.FEW", few)
        found = [index.nearest(asked, 10, among).keys() for asked in questions]
        assert all(one <= set(among) for one in found)
        assert np.mean([len(one & wanted) / 10 for one, wanted in zip(found, expected, strict=True)]) >= 0.98
    assert index.nearest(questions[0], 1000, among).keys() == set(among)


def test_every_kind_follows_the_library_without_a_new_file(store: Tables, file: Path, kind: str) -> None:
    put(store, "many", unit_vectors(1000, seed=1))
    gone = put(store, "gone", unit_vectors(3, seed=2))
    index = PassageVectors(file, store)
    index.keep()
    store.remove(gone)
    come = unit_vectors(4, seed=3)
    put(store, "come", come)
    written = read_header(file)
    PassageVectors(file, store).keep()
    assert read_header(file) == written  # 7 of 1003 is less than a hundredth
    for follower in (index, PassageVectors(file, store)):
        assert follower.kind == kind
        for place, vector in enumerate(come):
            assert next(iter(follower.nearest(vector, 10))) == 1004 + place
        everything = follower.nearest(come[0], 1007)
        assert not everything.keys() & {1001, 1002, 1003}
        assert list(follower.problems()) == []


def test_the_file_is_written_when_one_in_a_hundred_has_changed(store: Tables, file: Path) -> None:
    put(store, "many", unit_vectors(198, seed=1))
    put(store, "two", unit_vectors(2, seed=2))
    index = PassageVectors(file, store)
    index.keep()
    first = read_header(file)
    store.remove(put(store, "brief", unit_vectors(2, seed=3)))
    index.keep()
    assert read_header(file) == first
    put(store, "one", unit_vectors(1, seed=4))
    index.keep()
    second = read_header(file)
    assert second is not None
    assert (second.passages, second.last) == (201, 203)


def test_a_question_never_trains_and_a_change_does(
    store: Tables, file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("index.store.embedded.vectors.kinds.KINDS", SMALL_KINDS)
    index = PassageVectors(file, store)
    put(store, "first", unit_vectors(300, seed=1))
    index.keep()
    put(store, "second", unit_vectors(300, seed=2))
    old = PassageVectors(file, store)
    question = unit_vectors(1, seed=3)[0]
    exact = old.nearest(question, 10)
    assert old.kind == FLAT
    with caplog.at_level(logging.WARNING):
        index.keep()
    assert "training a vector index (IVF8,SQ8) for 600 passages" in caplog.text
    assert index.kind == LISTS
    assert len(index.nearest(question, 10).keys() & exact.keys()) >= 9
    put(store, "third", unit_vectors(1, seed=4))
    assert old.kind == LISTS  # what another process has trained is taken over with the next change
    assert list(old.problems()) == []


def test_without_a_file_a_question_makes_do_with_what_needs_no_training(
    store: Tables, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.embedded.vectors.kinds.KINDS", SMALL_KINDS)
    put(store, "all", unit_vectors(500, seed=1))
    reader = PassageVectors(file, store)
    assert len(reader.nearest(unit_vectors(1, seed=2)[0], 10)) == 10
    assert (reader.kind, file.exists()) == (HALF, False)
    reader.keep()
    assert reader.kind == LISTS
    assert file.exists()


def test_what_has_gone_is_found_out_without_a_record_of_it(
    store: Tables, file: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "many", unit_vectors(500, seed=1))
    gone = put(store, "gone", unit_vectors(5, seed=2))
    PassageVectors(file, store).keep()
    store.remove(gone)
    put(store, "come", unit_vectors(1, seed=3))
    monkeypatch.setattr(store, "removed_since", lambda _: None)
    late = PassageVectors(file, store)
    assert late.kind == kind
    assert list(late.problems()) == []


def test_the_file_of_another_library_is_not_used(store: Tables, file: Path, tmp_path: Path) -> None:
    other = new_store(tmp_path / "other.db")
    put(other, "other", unit_vectors(30, seed=5))
    PassageVectors(file, other).keep()
    other.close()
    vectors = unit_vectors(20, seed=1)
    put(store, "own", vectors)
    index = PassageVectors(file, store)
    assert len(index.nearest(vectors[0], 100)) == 20
    index.keep()
    header = read_header(file)
    assert header is not None
    assert (header.identity, header.passages) == (store.manifest().identity, 20)


@pytest.mark.parametrize("place", [0, 20, 600, -1])
def test_any_changed_byte_is_noticed(store: Tables, file: Path, place: int) -> None:
    put(store, "all", unit_vectors(50, seed=1))
    PassageVectors(file, store).keep()
    whole = bytearray(file.read_bytes())
    whole[place] ^= 1
    file.write_bytes(whole)
    with pytest.raises(DamagedFile, match=r"vectors\.faiss is damaged"):
        read_index(file)


def test_a_kill_while_writing_leaves_the_old_file(store: Tables, file: Path) -> None:
    put(store, "all", unit_vectors(50, seed=1))
    PassageVectors(file, store).keep()
    before = file.read_bytes()
    put(store, "more", unit_vectors(50, seed=2))
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from index.store.embedded.rows.database import Database\n"
        "from index.store.embedded.rows.tables import Tables\n"
        "from index.store.embedded.vectors.nearest import PassageVectors\n"
        "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        "folder = Path(sys.argv[1])\n"
        "PassageVectors(folder / 'vectors.faiss', Tables(Database(folder / 'library.db'))).keep()\n"
    )
    root = Path(__file__).parents[1]
    killed = subprocess.run(
        [sys.executable, "-c", script, str(file.parent)], env={**os.environ, "PYTHONPATH": str(root)}, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert file.read_bytes() == before
    (draft,) = file.parent.glob("*.new")
    os.utime(draft, (0, 0))
    index = PassageVectors(file, store)
    assert list(index.problems()) == []
    index.keep()
    assert list(file.parent.glob("*.new")) == []
    header = read_header(file)
    assert header is not None
    assert header.passages == 100


def test_recall_is_measured_against_every_vector(
    store: Tables, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "all", unit_vectors(300, seed=1))
    index = PassageVectors(file, store)
    assert measure_recall(store, index).at_10 == 1.0
    half = [number for number in store.passage_ids() if number % 2]
    monkeypatch.setattr(
        index, "nearest", lambda question, limit: dict(list(index.cosines(question, half).items())[:limit])
    )
    assert measure_recall(store, index).at_10 < 0.2
