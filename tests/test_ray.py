"""Adding with Ray, a cluster of two processes on this machine: the same rows, whatever is killed meanwhile."""

import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest
from conftest import HashingEmbedder
from mapped_parts import added, same_rows

from index.adding.mapped import Engine, Files
from index.adding.ray_cluster import ray_engine
from index.errors import LibraryError, ModelError
from index.library import Library
from index.worker import WorkerLost

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    # Not imported here: what a cluster of our own listens to is read by ray when it is imported.
    pytest.mark.skipif(find_spec("ray") is None, reason="ray is not installed: pip install 'pincite[ray]'"),
]

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "eval" / "samples" / "documents"
KILLS = int(os.environ.get("PINCITE_RAY_KILLS", "3"))
PATIENCE = 300.0

# What a person does: add a folder with two processes. The library is told when its first document is stored.
ADDING = """
import sys
from conftest import HashingEmbedder
from index.adding.ray_cluster import ray_engine
from index.library import Library

with Library.open(sys.argv[1], HashingEmbedder(), create=True) as library, ray_engine(processors=2) as engine:
    library.add([sys.argv[2]], lambda number, *_: print(number, flush=True), engine=engine)
"""


@pytest.fixture(scope="module", autouse=True)
def _workers_find_the_tests() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(
            "PYTHONPATH", os.pathsep.join((str(ROOT), str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")))
        )
        yield


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with ray_engine(processors=2) as engine:
        yield engine


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of 40 PDF files, each of which is heavy to read, and goes to a worker by itself."""
    folder = tmp_path_factory.mktemp("many")
    manual = (SAMPLES / "brindle-d4-manual.pdf").read_bytes()
    for number in range(40):
        (folder / f"manual-{number:02}.pdf").write_bytes(manual + b"\n%" + str(number).encode())
    return folder


def workers() -> list[psutil.Process]:
    """Return the processes of the cluster that are at work on files."""
    return [one for one in psutil.Process().children(recursive=True) if one.name().startswith("ray::_done")]


def test_no_cluster_is_an_error_that_says_so() -> None:
    with pytest.raises(LibraryError, match=r"no Ray answers at 127\.0\.0\.1:1"), ray_engine("127.0.0.1:1"):
        pass


def test_the_rows_are_the_same(tmp_path: Path, engine: Engine) -> None:
    with added(tmp_path / "plain", SAMPLES) as plain, added(tmp_path / "ray", SAMPLES, engine) as library:
        assert len(library.documents()) == len(list(SAMPLES.iterdir()))
        same_rows(plain, library)
        assert library.check() == ()


def test_it_listens_to_this_machine_alone(engine: Engine) -> None:
    list(engine(len, [(Path("a.txt"),)]))  # type: ignore[arg-type]
    listening = {
        connection.laddr.ip.removeprefix("::ffff:")
        for process in psutil.Process().children(recursive=True)
        for connection in process.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}


def test_killed_workers_lose_and_double_nothing(
    tmp_path: Path, engine: Engine, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.adding.mapped.TOGETHER", 1)
    killed: list[int] = []
    done = threading.Event()

    def kill() -> None:
        chance = random.Random(1)
        while not done.wait(chance.random() * 2) and len(killed) < KILLS:
            if found := workers():
                victim = chance.choice(found)
                victim.kill()
                killed.append(victim.pid)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        with added(tmp_path / "plain", many, map) as plain, added(tmp_path / "ray", many, engine) as library:
            same_rows(plain, library)
            assert library.check() == ()
    finally:
        done.set()
        killer.join()
    assert len(killed) == KILLS


def test_a_file_that_ends_every_worker_is_told(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.adding.ray_cluster.AGAIN", 1)
    files: list[Files] = [(Path("a.txt"),), (Path("b.txt"),)]
    lost, whole = engine(_ends_itself, files)
    assert isinstance(lost, WorkerLost)
    assert str(lost).startswith("lost 2 workers")
    assert whole == ()


def _ends_itself(files: Files) -> tuple[()]:
    if files[0].name == "a.txt":
        os.kill(os.getpid(), 9)
    return ()


def test_an_error_of_ours_on_a_worker_is_ours_here(engine: Engine) -> None:
    with pytest.raises(ModelError, match="no such model"):
        list(engine(_has_no_model, [(Path("a.txt"),)]))


def _has_no_model(files: Files) -> tuple[()]:
    raise ModelError("no such model")


def test_a_killed_command_goes_on_where_it_was(tmp_path: Path, many: Path) -> None:
    command = [sys.executable, "-c", ADDING, str(tmp_path / "library"), str(many)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as adding:
        assert adding.stdout is not None
        while adding.stdout.readline().strip() != "3":
            assert adding.poll() is None
        begun = psutil.Process(adding.pid).children(recursive=True)
        adding.kill()
    _, left = psutil.wait_procs(begun, timeout=PATIENCE)
    assert left == []  # its workers ended with it
    with Library.open(tmp_path / "library", HashingEmbedder()) as library:
        assert 0 < (stored := len(library.documents())) < 40
        assert library.check() == ()
    again = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=PATIENCE)
    assert again.stdout.split()[-1] == "40"
    with (
        Library.open(tmp_path / "library", HashingEmbedder()) as library,
        added(tmp_path / "plain", many) as plain,
    ):
        assert stored < len(library.documents())
        assert library.documents() == plain.documents()
        assert library.check() == ()
