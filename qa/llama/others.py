"""How many cores other programs keep busy, and so how many threads a model is given at this moment.

The threads of llama.cpp meet some hundred times a token. Where one of them shares its core with another program,
all wait for it at every meeting: one thread fewer is faster (docs/decisions/sleeping-threads.md).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil

GLANCE = 0.05  # seconds: what counters tell that count in hundredths
SPELL = 0.25  # seconds between two looks while a model is at work
RECENT = 5.0  # seconds that a look is still of this moment


@dataclass(frozen=True, slots=True)
class Look:
    """Seconds of processors at a moment: those of all programs, and those of this process."""

    at: float
    spent: float
    own: float


def look() -> Look:
    """Return what the system has counted so far."""
    times = psutil.cpu_times()._asdict()
    idle = ("idle", "iowait", "guest", "guest_nice")  # guests are counted with the user's
    return Look(
        time.perf_counter(),
        sum(seconds for name, seconds in times.items() if name not in idle),
        time.process_time(),
    )


class Threads:
    """The threads that pay: one for each core, of `most`, that other programs leave free, and never none."""

    def __init__(self, most: int, look: Callable[[], Look] = look) -> None:
        """Take a first `look`; `most` are the cores that this process may use."""
        self._most = most
        self._look = look
        self._last = look()
        self._now = most

    def begin(self) -> None:
        """Look afresh, for a moment, unless it was done just now: what was counted for long says nothing of it."""
        if self._most > 1 and (seen := self._look()).at - self._last.at > RECENT:
            self._last = seen
            time.sleep(GLANCE)
            self._count(self._look())

    def now(self) -> int:
        """Return how many threads to use for what comes next."""
        if self._most > 1 and (seen := self._look()).at - self._last.at >= SPELL:
            self._count(seen)
        return self._now

    def _count(self, seen: Look) -> None:
        others = (seen.spent - self._last.spent) - (seen.own - self._last.own)
        cores = others / (seen.at - self._last.at)
        self._now = max(1, self._most - int(cores + 0.5))
        self._last = seen
