"""Ray as the engine that reads and embeds: on this machine, or on the workers of a cluster.

Of Ray its tasks are used, and nothing else: results in the order of the files, as many at work as there are
processors. A task whose process is killed is begun again elsewhere; when this process ends, so do its tasks.
"""

import logging
import os
import secrets
import socket
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any

from index.adding.mapped import Engine, Files, Rows
from index.errors import LibraryError, PinciteError
from index.worker import WorkerLost

LOCAL = "local"
AGAIN = 10
"""How often a task is begun again whose process was lost, by no fault of its files perhaps."""
WAITING = 2
"""Tasks for each processor, so that none waits for this process."""
SECONDS = 10.0
INSTALL = "pip install 'pincite[ray]'"


@contextmanager
def ray_engine(address: str = LOCAL, *, processors: int | None = None) -> Iterator[Engine]:
    """Give the engine of a cluster by its address, HOST:PORT or "auto", or of one that is made here and ended.

    `processors` is how many that one uses (default: all). It is for this machine alone, unless ray was imported
    before by somebody else. Raises LibraryError where there is no ray, nothing answers, or this process has a
    Ray already, which stays as it is. The environment is put back in the end.
    """
    settings = {"RAY_USAGE_STATS_ENABLED": "0"}  # nothing is reported to anyone
    own: dict[str, Any] = {}
    if address == LOCAL:  # who reaches a port of Ray, and knows its token, runs what they like here
        settings["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"  # 127.0.0.1; by default, and if asked, the network's
        settings["RAY_AUTH_TOKEN"] = os.environ.get("RAY_AUTH_TOKEN", _token())  # else in a file others can read
        own = {"num_cpus": processors, "include_dashboard": False}
    elif address != "auto":
        _check_answers(address)
    with _environment(settings):
        try:
            import ray  # reads the former
        except ImportError as error:
            raise LibraryError(f"adding with Ray needs ray ({error}); install it with `{INSTALL}`") from error
        if ray.is_initialized():
            raise LibraryError(
                "this process uses Ray already: call `ray.shutdown()` first, or add in another process"
            )
        try:
            try:
                ray.init(address, log_to_driver=False, logging_level=logging.ERROR, **own)
            except Exception as error:  # of a start that takes too long ray says no more
                raise LibraryError(
                    f"no Ray answers at {address} ({error}); check the address, and that the machines are not too "
                    "busy"
                ) from error
            yield partial(_mapped, ray)
        finally:
            ray.shutdown()


@cache
def _token() -> str:
    return secrets.token_hex(32)  # one for this process: what ray has read it may keep


@contextmanager
def _environment(settings: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _check_answers(address: str) -> None:
    """Raise LibraryError where nothing answers: ray would try for minutes."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=SECONDS).close()
    except (OSError, ValueError) as error:
        raise LibraryError(f"no Ray answers at {address} ({error}); check the address and that it runs") from error


def _mapped(ray: Any, work: Any, batches: Iterable[Files]) -> Iterator[Rows | WorkerLost]:  # noqa: ANN401 - the module
    """Yield the rows of each batch, in order; a lost worker where even the last try lost it."""
    task = ray.remote(num_cpus=1, max_retries=AGAIN, scheduling_strategy="SPREAD")(_done)
    shared = ray.put(work)
    most = WAITING * max(int(ray.cluster_resources().get("CPU", 1)), 1)
    begun: deque[Any] = deque()
    for batch in batches:
        if len(begun) == most:
            yield _rows(ray, begun.popleft())
        begun.append(task.remote(shared, batch))
    while begun:
        yield _rows(ray, begun.popleft())


def _done(work: Any, batch: Files) -> Rows:  # noqa: ANN401 - a function
    rows: Rows = work(batch)
    return rows


def _rows(ray: Any, result: Any) -> Rows | WorkerLost:  # noqa: ANN401 - as above
    try:
        rows: Rows = ray.get(result)
        return rows
    except (ray.exceptions.WorkerCrashedError, ray.exceptions.OutOfMemoryError) as error:
        return WorkerLost(f"lost {AGAIN + 1} workers ({str(error).partition('.')[0]})")
    except ray.exceptions.RayTaskError as error:
        if isinstance(error.cause, PinciteError):
            raise error.cause from error
        raise
    except ray.exceptions.RayError as error:
        raise LibraryError(
            f"the Ray cluster was lost ({type(error).__name__}: {error}). What was added is kept; add again "
            "to go on from there"
        ) from error
