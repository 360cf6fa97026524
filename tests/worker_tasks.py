"""What a worker of the tests does: each way in which reading a file goes wrong."""

import ctypes
import os
import time
from collections.abc import Iterator

from index.load.documents import load_bytes
from index.load.guarded import Request
from index.types import Document
from index.worker import Begun, Onward, tell_onward


def behave(how: str) -> Iterator[object]:
    """Yield the process's number, and then do as told."""
    yield Begun(how, 1)
    yield os.getpid()
    if how == "spin":
        while True:
            pass
    if how == "sleep":
        time.sleep(60)
    if how == "think":
        time.sleep(0.5)
    if how == "crash":
        ctypes.string_at(0)
    if how == "leave":
        raise KeyError("no such part")
    if how == "onward":
        tell_onward(Onward(1, 2, 20))
        until = time.process_time() + 3
        while time.process_time() < until:
            pass
    if how == "fill":
        yield len(bytearray(2 * 1024**3))
    yield "done"


def read_for_long(request: Request) -> Iterator[Begun | Document]:
    """Read what is called long.txt for ever, all else at once; an archive has two members, and that is one."""
    members = ("!/short.txt", "!/long.txt") if request.source.endswith(".zip") else ("",)
    for name in (request.source + member for member in members):
        yield Begun(name, 600)
        if name.endswith("long.txt"):
            time.sleep(600)
        yield load_bytes(f"These are the words of {name}.".encode(), suffix=".txt", source=name)


def read(request: Request) -> Iterator[Begun | Document]:
    """Read three members, the second of which crashes the reader."""
    for name in ("first", "crash", "last")[request.skip :]:
        yield Begun(name, 10)
        if name == "crash":
            ctypes.string_at(0)
        yield load_bytes(b"Some words.", suffix=".txt", source=name)
