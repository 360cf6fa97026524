"""Work that takes a while, in a thread of its own: its steps are told as they come, and it can be stopped."""

from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

from index.adding.building import Progress
from index.stopping import STOP, check_stopped, never

Result = TypeVar("Result")


def steps(work: Callable[[Progress], Result], *, stopped: Callable[[], bool] = never) -> Iterator[str | Result]:
    """Yield "2 of 5: name" before each step of `work`, and what it returns last.

    `work` is handed what it calls as (number, total, name). Raises what it raises, Stopped when `stopped()`.
    """
    queue: SimpleQueue[tuple[str | Result | BaseException, bool]] = SimpleQueue()

    def tell(number: int, total: int, name: str) -> None:
        check_stopped()
        queue.put((f"{number:,} of {total:,}: {name}", False))

    def run() -> None:
        STOP.set(stopped)
        try:
            queue.put((work(tell), True))
        except BaseException as error:  # noqa: BLE001 - not swallowed: raised again below, in the thread that waits
            queue.put((error, True))

    Thread(target=run, name="library", daemon=True).start()
    last = False
    while not last:
        item, last = queue.get()
        if isinstance(item, BaseException):
            raise item
        yield item
