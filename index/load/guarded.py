"""Documents read in a worker process: no file can hang, crash or fill this one.

A worker that is idle is kept for the next file, since starting one takes as long as reading many small files.
"""

import atexit
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import DocumentError
from index.load.files import source_of
from index.load.parts import Refused
from index.types import Document
from index.worker import Begun, Onward, Worker, WorkerLost

TASK = "index.load.members:documents_in"
MEMORY = 4 * 1024**3
_HELP = "Split it, or save it anew or in another format, and add that"
_idle: list[Worker] = []
_idle_lock = threading.Lock()  # of two threads that want the idle worker, one gets it


@dataclass(frozen=True, slots=True)
class Request:
    """What a worker is to read: a file, or `data`; it passes over as many members as were seen before."""

    source: str
    suffix: str
    path: Path | None = None
    data: bytes = b""
    skip: int = 0


def load_documents(
    path: Path, onward: Callable[[Onward], None] = lambda page: None
) -> Iterator[Document | Refused]:
    """Yield the documents in a file one by one: most hold one, archives (.zip) and record files (.jsonl) many.

    The source of a member of an archive is "<path>!/<inner path>", that of the n-th record "<path>#<n>", n from 1.
    What cannot be read is yielded as Refused, with the reason, in its place; so is a part that was left out.
    `onward` is called before each page that takes long: one that is read by OCR.
    """
    yield from _documents(Request(source=source_of(path), suffix=path.suffix.lower(), path=path), onward)


def load_guarded(data: bytes, *, suffix: str, source: str) -> Document:
    """Read a document that is in memory, as `load_bytes` does, in a worker. Raises DocumentError."""
    request = Request(source=source, suffix=suffix.lower(), data=data)
    found = list(_documents(request))
    for item in found:
        if isinstance(item, Document):
            return item
    reason = next((item.reason for item in found if isinstance(item, Refused)), "holds no document")
    raise DocumentError(f"{source}: {reason}")


def _documents(
    request: Request, onward: Callable[[Onward], None] = lambda page: None
) -> Iterator[Document | Refused]:
    seen = 0
    while True:
        kept = _take()
        worker = kept or Worker(TASK, memory=MEMORY)
        name = ""
        try:
            for message in worker.run(replace(request, skip=seen)):
                if isinstance(message, Begun):
                    name = message.name
                    seen += 1
                elif isinstance(message, Onward):
                    onward(message)
                elif isinstance(message, Document | Refused):
                    yield message
        except WorkerLost as lost:
            if kept and not name:
                continue  # it was lost while it had nothing to do
            yield Refused(name or request.source, f"{lost}. {_HELP}")
            if not name:
                return
        else:
            _keep(worker)
            return


def _take() -> Worker | None:
    with _idle_lock:
        return _idle.pop() if _idle else None


def _keep(worker: Worker) -> None:
    with _idle_lock:
        if not _idle:
            _idle.append(worker)
            return
    worker.close()


@atexit.register
def _close() -> None:
    while worker := _take():
        worker.close()
