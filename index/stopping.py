"""Work that nobody waits for any more ends early, wherever it is: its slow steps look whether it was stopped.

They lie behind protocols that have other things to say, so what tells it goes with the thread. A thread that does
a part of the work for another is told as well: `ThreadPoolExecutor(initializer=STOP.set, initargs=(STOP.get(),))`.
"""

from collections.abc import Callable
from contextvars import ContextVar

from index.errors import Stopped


def never() -> bool:
    """Return that nobody has stopped it."""
    return False


STOP: ContextVar[Callable[[], bool]] = ContextVar("stopped", default=never)
"""Tells whether what this thread works on was stopped; quick, as it is asked often."""


def check_stopped() -> None:
    """Raise Stopped where nobody waits for what this thread works on."""
    if STOP.get()():
        raise Stopped
