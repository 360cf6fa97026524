"""Work that takes a while, in a thread of its own: its steps are told as they come, and it can be given up."""

from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

from index.adding.building import Progress
from index.errors import PinciteError

Result = TypeVar("Result")


class GivenUp(PinciteError):
    """The work was given up before its end; what it had done by then stays done."""


def steps(
    work: Callable[[Progress], Result], *, given_up: Callable[[], bool] = lambda: False
) -> Iterator[str | Result]:
    """Yield "2 of 5: name" before each step of `work`, and what it returns last.

    `work` is handed what it calls as (number, total, name). Raises what it raises, GivenUp when `given_up()`.
    """
    queue: SimpleQueue[tuple[str | Result | BaseException, bool]] = SimpleQueue()

    def tell(number: int, total: int, name: str) -> None:
        if given_up():
            raise GivenUp("given up")
        queue.put((f"{number:,} of {total:,}: {name}", False))

    def run() -> None:
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
