"""Work in another process that may be killed: what hangs, crashes or fills memory costs the work in hand.

A plain child process over a pair of sockets: `multiprocessing` would run the caller's main module a second time,
which not every script and no notebook survives. The child ends by itself when this process does.
"""

import contextlib
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from time import process_time

from index.errors import DocumentError
from index.stopping import check_stopped

_START = "import sys; sys.path[:] = sys.argv[5:]; from index.worker import main; main(sys.argv[1:5])"
_FIRST_SECONDS = 30  # starting counts, too
_WAIT = 6  # the time on the clock for each second of work: the machine may have other work
_LOOK = 0.1  # seconds after which it is asked whether anybody waits
_END = None
_serving: list[Connection] = []  # in a child: the way to its parent


@dataclass(frozen=True, slots=True)
class Begun:
    """A task's word that it begins with `name` and needs no more than `seconds` of processor time for it."""

    name: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Onward:
    """A task's word that it goes on with part `number` of `total`, and needs no more than `seconds` for that."""

    number: int
    total: int
    seconds: int


class WorkerLost(Exception):
    """The child was killed or crashed; the message says why."""


class Worker:
    """A child process for one task, "module:function": a generator function of one argument.

    `memory` is the most bytes of address space the child may have. Arguments and results must be picklable.
    """

    def __init__(self, task: str, *, memory: int) -> None:
        """Start the child."""
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the worker
        self._connection, theirs = Pipe()
        self._seconds = _FIRST_SECONDS
        numbers = [str(number) for number in (theirs.fileno(), memory, os.getpid())]
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, task, *numbers, *sys.path],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
                process_group=0,  # Ctrl-C is for us, who then end the child
            )

    def run(self, argument: object) -> Iterator[object]:
        """Yield what the task yields, and raise the DocumentError that it raises.

        Raises WorkerLost when the child is lost, Stopped when that is the case: it cannot be used after either.
        Only the time that is spent waiting here counts. A generator that is closed early ends the child.
        """
        self._seconds = _FIRST_SECONDS
        ended = False
        try:
            self._send(argument)
            while (message := self._receive()) is not _END:
                if isinstance(message, Begun):
                    self._seconds = message.seconds
                if isinstance(message, Onward):
                    self._seconds = max(self._seconds, message.seconds)
                if isinstance(message, DocumentError):
                    ended = True
                    raise message
                yield message
            ended = True
        finally:
            if not ended:
                self.close()

    def close(self) -> None:
        """End the child."""
        self._connection.close()
        self._process.kill()
        self._process.wait()
        self._errors.close()

    def _send(self, argument: object) -> None:
        try:
            self._connection.send(argument)
        except OSError as error:
            raise WorkerLost(self._why()) from error

    def _receive(self) -> object:
        until = time.monotonic() + self._seconds * _WAIT
        check_stopped()
        while not self._connection.poll(_LOOK):
            check_stopped()
            if time.monotonic() > until:
                raise WorkerLost(f"took longer than {self._seconds * _WAIT} seconds")
        try:
            return self._connection.recv()
        except (EOFError, OSError) as error:
            raise WorkerLost(self._why()) from error

    def _why(self) -> str:
        code = self._process.wait()
        if code == -signal.SIGXCPU:
            return f"took longer than {self._seconds} seconds of processor time"
        if code < 0:
            return f"crashed the program that reads it ({signal.Signals(-code).name})"
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").split("\n")
        return f"stopped the program that reads it ({next((line for line in lines[::-1] if line.strip()), code)})"


def tell_onward(message: Onward) -> None:
    """Tell, from deep within a task, that it goes on, and have the time for it; outside of a worker, nothing."""
    for connection in _serving:
        left, _ = resource.getrlimit(resource.RLIMIT_CPU)
        _limit(resource.RLIMIT_CPU, max(left, _from_now(message.seconds)))
        connection.send(message)


def main(arguments: list[str]) -> None:
    """Run in the child: do the task for each argument that arrives, until the other side is gone."""
    task, descriptor, memory, parent = arguments
    warnings.simplefilter("ignore")
    _limit(resource.RLIMIT_AS, int(memory))
    _limit(resource.RLIMIT_CORE, 0)
    threading.Thread(target=_end_with, args=(int(parent),), daemon=True).start()
    module, _, function = task.partition(":")
    with Connection(int(descriptor)) as connection, contextlib.suppress(EOFError, BrokenPipeError):
        _serving.append(connection)
        while True:
            argument = connection.recv()
            _allow(_FIRST_SECONDS)
            _serve(connection, getattr(import_module(module), function), argument)


def _serve(connection: Connection, task: Callable[[object], Iterator[object]], argument: object) -> None:
    try:
        for message in task(argument):
            if isinstance(message, Begun):
                _allow(message.seconds)
            connection.send(message)
    except DocumentError as error:
        connection.send(error)
    else:
        connection.send(_END)


def _allow(seconds: int) -> None:
    """Let the system end this process when it has worked for so much longer."""
    _limit(resource.RLIMIT_CPU, _from_now(seconds))


def _from_now(seconds: int) -> int:
    return int(process_time()) + 1 + seconds


def _limit(what: int, most: int) -> None:
    """Set a limit, or the one the system sets already where that is lower."""
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _end_with(parent: int) -> None:
    """End this process soon after its parent, also in the middle of its work."""
    while os.getppid() == parent:
        threading.Event().wait(1)
    os._exit(1)
