"""Work that nobody waits for any more ends early, wherever it is: its slow steps look whether it was stopped.

They lie behind protocols that have other things to say, so what tells it goes with the thread. A thread that does
a part of the work for another is told as well: `ThreadPoolExecutor(initializer=STOP.set, initargs=(STOP.get(),))`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock, RLock

from index.errors import Stopped

_LOOK = 0.1  # seconds after which who waits for a lock looks


def never() -> bool:
    """Return that nobody has stopped it."""
    return False


STOP: ContextVar[Callable[[], bool]] = ContextVar("stopped", default=never)
"""Tells whether what this thread works on was stopped; quick, as it is asked often."""


def check_stopped() -> None:
    """Raise Stopped where nobody waits for what this thread works on."""
    if STOP.get()():
        raise Stopped


@contextmanager
def turn(lock: "Lock | RLock") -> Iterator[None]:
    """Hold a lock. Raises Stopped where nobody waits any more for what this thread wants it for."""
    while not lock.acquire(timeout=_LOOK):
        check_stopped()
    try:
        yield
    finally:
        lock.release()
