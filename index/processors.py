"""The processors that this process may use."""

import os


def processors() -> frozenset[int]:
    """Return their numbers; all that the machine has, where the system tells nothing of a single process."""
    if hasattr(os, "sched_getaffinity"):
        return frozenset(os.sched_getaffinity(0))
    return frozenset(range(os.cpu_count() or 1))
