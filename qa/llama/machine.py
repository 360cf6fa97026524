"""What this machine has, and what a model is given of it: threads, and room for the prompt."""

import os
from dataclasses import dataclass
from pathlib import Path

from index.processors import processors

GIGABYTE = 1024**3
CPUS = Path("/sys/devices/system/cpu")
GROUP = Path("/sys/fs/cgroup")
MEMORY = Path("/proc/meminfo")

# Tokens of prompt and reply, tokens read at once, and the bytes of memory that are left beside the weights from
# which on they are taken. Keys and values take 28 kB a token for the default model, 128 kB for one of 8 billion
# parameters; what is worked on takes .6 MB a token read at once.
_ROOMS = ((4096, 512, GIGABYTE), (2048, 256, GIGABYTE // 2), (1024, 128, 0))


@dataclass(frozen=True, slots=True)
class Share:
    """What a model is given: tokens of prompt and reply together, tokens read at once, and threads."""

    context_tokens: int
    batch_tokens: int
    threads: int


def share(model_bytes: int) -> Share:
    """Return what a model whose file has so many bytes is given here."""
    left = available_bytes() - model_bytes
    context, batch = next((context, batch) for context, batch, least in _ROOMS if left >= least or least == 0)
    return Share(context, batch, threads())


def fits(model_bytes: int) -> bool:
    """Return whether weights of so many bytes and the smallest context find room in what memory is available."""
    return available_bytes() - model_bytes >= GIGABYTE // 4


def suits(model_bytes: int) -> bool:
    """Return whether weights of so many bytes are few for this machine: a third of what memory is available.

    Other programs want some, and what is larger writes too slowly where there is no more.
    """
    return model_bytes * 3 <= available_bytes()


def threads() -> int:
    """Return the threads that pay: one for each physical core that this process may use, as far as its quota goes.

    Two threads on the two halves of a core wait for each other's arithmetic. Never less than 1.
    """
    cores = {_siblings(cpu) for cpu in processors()}
    return max(1, min(len(cores), _quota() or len(cores)))


def available_bytes() -> int:
    """Return the bytes of memory that are available, in the machine and in the control group of this process."""
    machine = int(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    for line in _read(MEMORY).splitlines():
        if line.startswith("MemAvailable:"):
            machine = int(line.split()[1]) * 1024
    most, used = _read(GROUP / "memory.max"), _read(GROUP / "memory.current")
    return min(machine, max(0, int(most) - int(used))) if most.isdecimal() and used.isdecimal() else machine


def _siblings(cpu: int) -> str:
    """Return the logical processors of the core that one is of, as the kernel lists them."""
    return _read(CPUS / f"cpu{cpu}/topology/thread_siblings_list") or str(cpu)


def _quota() -> int | None:
    """Return how many processors the control group may keep busy, rounded up; None without a limit."""
    quota, _, period = _read(GROUP / "cpu.max").partition(" ")
    return -(-int(quota) // int(period)) if quota.isdecimal() and period.isdecimal() else None


def _read(path: Path) -> str:
    """Return what a file of the kernel says; nothing where there is none."""
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return ""
