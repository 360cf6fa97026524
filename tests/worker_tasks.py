"""What a worker of the tests does: each way in which reading a file goes wrong."""

import ctypes
import os
import time
from collections.abc import Iterator

from index.worker import Begun


def behave(how: str) -> Iterator[object]:
    """Yield the process's number, and then do as told."""
    yield Begun(how, 1)
    yield os.getpid()
    if how == "spin":
        while True:
            pass
    if how == "sleep":
        time.sleep(60)
    if how == "crash":
        ctypes.string_at(0)
    if how == "leave":
        raise KeyError("no such part")
    if how == "fill":
        yield len(bytearray(2 * 1024**3))
    yield "done"
