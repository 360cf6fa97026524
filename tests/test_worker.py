"""A worker that hangs, crashes or fills memory costs its task and nothing else."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace

import pytest

from index.errors import Stopped
from index.stopping import STOP
from index.worker import Begun, Onward, Worker, WorkerLost, tell_onward

TASK = "worker_tasks:behave"


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker(TASK, memory=1024**3)
    yield worker
    worker.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a second of work done in five on the clock: the machine may have other work."""
    monkeypatch.setattr("index.worker._WAIT", 5)


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def ends(process: int) -> bool:
    for _ in range(300):
        if not is_running(process):
            return True
        time.sleep(0.1)
    return False


def test_a_child_that_nobody_waits_for_any_more_is_ended_at_once(worker: Worker) -> None:
    stopped = Event()
    stopping = STOP.set(stopped.is_set)
    try:
        running = worker.run("sleep")
        assert next(running) == Begun("sleep", 1)
        process = next(running)
        stopped.set()
        began = time.monotonic()
        with pytest.raises(Stopped):
            next(running)
        assert time.monotonic() - began < 2
        assert not is_running(process)
    finally:
        STOP.reset(stopping)


def test_a_child_that_has_more_to_say_is_ended_as_well(worker: Worker) -> None:
    running = worker.run("well")
    next(running)
    stopping = STOP.set(lambda: True)
    try:
        time.sleep(0.5)  # by then it has said it all
        with pytest.raises(Stopped):
            next(running)
    finally:
        STOP.reset(stopping)


def test_one_process_does_one_task_after_another(worker: Worker) -> None:
    first, second = list(worker.run("well")), list(worker.run("well"))
    assert first == second == [Begun("well", 1), first[1], "done"]
    assert first[1] != os.getpid()


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("spin", r"took longer than \d seconds( of processor time)?"),
        ("sleep", "took longer than 5 seconds"),
        ("crash", r"crashed the program that reads it \(SIGSEGV\)"),
        ("leave", r"stopped the program that reads it \(KeyError: 'no such part'\)"),
        ("fill", r"stopped the program that reads it \(MemoryError\)"),
    ],
)
@pytest.mark.usefixtures("impatient")
def test_a_task_that_goes_wrong_is_ended_and_says_why(worker: Worker, how: str, why: str) -> None:
    seen: list[object] = []
    with pytest.raises(WorkerLost, match=f"^{why}$"):
        seen.extend(worker.run("well"))
        for message in worker.run(how):
            seen.append(message)
    process = seen[1]
    assert isinstance(process, int)
    assert seen[2:5] == ["done", Begun(how, 1), process]
    assert not is_running(process)


def test_a_task_that_tells_that_it_goes_on_has_time_for_it(worker: Worker) -> None:
    assert list(worker.run("onward"))[2:] == [Onward(1, 2, 20), "done"]


def test_outside_of_a_worker_nobody_is_told() -> None:
    tell_onward(Onward(1, 2, 20))


def test_waiting_for_the_reader_of_the_results_costs_no_time(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = worker.run("think")
    next(results)
    later = time.monotonic() + 1000
    monkeypatch.setattr("index.worker.time", SimpleNamespace(monotonic=lambda: later))
    assert list(results)[-1] == "done"


def test_results_that_nobody_wants_end_the_worker(worker: Worker) -> None:
    results = worker.run("sleep")
    next(results)
    process = next(results)
    results.close()
    assert isinstance(process, int)
    assert not is_running(process)


def test_a_worker_may_be_used_from_another_thread(worker: Worker) -> None:
    results: list[object] = []
    thread = Thread(target=lambda: results.extend(worker.run("well")))
    thread.start()
    thread.join()
    assert results[-1] == "done"
    assert list(worker.run("well"))[-1] == "done"  # the thread that used it first is gone


CHILD = """
import sys
from index.worker import Worker
for message in Worker("worker_tasks:behave", memory=1024**3).run(sys.argv[1]):
    print(message, flush=True)
"""


@pytest.mark.parametrize("how", ["sleep", "spin"])
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_no_worker_outlives_its_process(how: str, end: signal.Signals) -> None:
    paths = os.pathsep.join(path for path in sys.path if path)
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, how],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    ) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        process = int(parent.stdout.readline())
        assert is_running(process)
        parent.send_signal(end)
    assert ends(process)
