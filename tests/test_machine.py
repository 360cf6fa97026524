"""What a model is given of the machine, worked out from the kernel's own files."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from index.processors import processors
from qa.llama import machine
from qa.llama.machine import GIGABYTE, Share, available_bytes, fits, share, threads

Kernel = Callable[..., None]


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kernel:
    """Give a function that lets the kernel say other things: four processors on two cores unless told."""

    def kernel(*, siblings: tuple[str, ...] = ("0,2", "1,3", "0,2", "1,3"), **files: str) -> None:
        for cpu, listed in enumerate(siblings):
            path = tmp_path / f"cpu{cpu}/topology/thread_siblings_list"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{listed}\n")
        monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(len(siblings))))
        for name, content in files.items():
            (tmp_path / name.replace("_", ".")).write_text(content)

    monkeypatch.setattr(machine, "CPUS", tmp_path)
    monkeypatch.setattr(machine, "GROUP", tmp_path)
    monkeypatch.setattr(machine, "MEMORY", tmp_path / "meminfo")
    return kernel


def test_a_core_gets_one_thread_however_many_it_could_run(kernel: Kernel) -> None:
    kernel()
    assert threads() == 2
    kernel(siblings=("0", "1", "2", "3"))
    assert threads() == 4


@pytest.mark.parametrize(
    ("quota", "given"), [("max 100000", 2), ("100000 100000", 1), ("150000 100000", 2), ("", 2)]
)
def test_a_quota_of_processors_leaves_the_threads_that_it_can_keep_busy(
    kernel: Kernel, quota: str, given: int
) -> None:
    kernel(cpu_max=quota)
    assert threads() == given


def test_a_machine_that_tells_no_cores_gets_a_thread_for_each_processor(
    kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 5, 9})
    assert threads() == 3


def test_a_system_that_tells_nothing_of_one_process_gives_all_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert processors() == {0, 1, 2}


def test_memory_is_what_the_machine_and_the_control_group_both_have(kernel: Kernel) -> None:
    kernel(meminfo="MemTotal: 9000 kB\nMemAvailable:    8000 kB\n")
    assert available_bytes() == 8000 * 1024
    kernel(memory_max="5000000", memory_current="1000000")
    assert available_bytes() == 4_000_000
    kernel(memory_max="max")
    assert available_bytes() == 8000 * 1024


@pytest.mark.parametrize(
    ("left", "context", "batch", "room"),
    [
        (GIGABYTE, 4096, 512, True),
        (GIGABYTE - 1024, 2048, 256, True),
        (GIGABYTE // 2 - 1024, 1024, 128, True),
        (GIGABYTE // 4 - 1024, 1024, 128, False),
        (-GIGABYTE, 1024, 128, False),
    ],
)
def test_the_context_is_as_large_as_the_memory_beside_the_weights_allows(
    kernel: Kernel, left: int, context: int, batch: int, room: bool
) -> None:
    weights = 2 * GIGABYTE
    kernel(meminfo=f"MemAvailable: {(weights + left) // 1024} kB\n")
    assert share(weights) == Share(context, batch, 2)
    assert fits(weights) == room
