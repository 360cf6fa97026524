"""One piece of work on what strangers wrote, in a worker process of its own that is limited in time and memory."""

from typing import TypeVar

from index.errors import DocumentError
from index.worker import Worker, WorkerLost

MEMORY = 4 * 1024**3
Result = TypeVar("Result")


def in_worker(task: str, argument: object, *, kind: type[Result], source: str) -> list[Result]:
    """Return what a task, "module:function", yields of a kind. Raises DocumentError, also when it is lost."""
    worker = Worker(task, memory=MEMORY)
    try:
        return [message for message in worker.run(argument) if isinstance(message, kind)]
    except WorkerLost as lost:
        raise DocumentError(
            f"{source}: {lost}. Add parts of it, or save it in another format and add that"
        ) from lost
    finally:
        worker.close()
