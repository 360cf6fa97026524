"""How often somebody may do something: a count over the last seconds, for each of many."""

import threading
import time
from collections import deque
from collections.abc import Callable


class Rate:
    """At most `most` within `seconds`, by key, over a window that slides. May be used by several threads."""

    def __init__(self, *, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing counted."""
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._times: dict[str, deque[float]] = {}

    def wait(self, key: str) -> float:
        """Return the seconds until another is allowed: 0.0 when it is now."""
        with self._lock:
            return self._wait(key)

    def count(self, key: str) -> None:
        """Count one."""
        with self._lock:
            self._times.setdefault(key, deque()).append(self._clock())

    def take(self, key: str) -> float:
        """Count one if it is allowed, and return 0.0; else return the seconds until it is."""
        with self._lock:
            wait = self._wait(key)
            if not wait:
                self._times.setdefault(key, deque()).append(self._clock())
            return wait

    def _wait(self, key: str) -> float:
        since = self._clock() - self._seconds
        for times in self._times.values():
            while times and times[0] <= since:
                times.popleft()
        self._times = {name: times for name, times in self._times.items() if times}
        times = self._times.get(key, deque())
        return times[-self._most] - since if len(times) >= self._most else 0.0
