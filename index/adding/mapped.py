"""Files in, rows out, as one function that an engine can map: many processes read and embed, one stores.

The pipeline is the one of index/adding/reading_ahead.py, and so is what comes of it; only where it runs is another
matter. What the store has by then is there, whatever becomes of the engine: a second run reads what is missing.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

from index.adding.building import Progress
from index.adding.indexing import RECIPE
from index.adding.outcomes import is_as_stored, read_files
from index.adding.reading_ahead import TOGETHER, Read, ahead
from index.errors import LibraryError
from index.load.documents import Refused, load_documents, source_of
from index.models.embed import Embedder
from index.store.protocol import Store
from index.worker import WorkerLost

MOST_BYTES = 1_000_000
"""Of the files that a process is given together: small ones share the model's batches, large ones spread."""

Files = tuple[Path, ...]
Rows = tuple[Read, ...]
Engine = Callable[[Callable[[Files], Rows], Iterable[Files]], Iterable[Rows | WorkerLost]]
"""The built-in `map` is one: results in order. A worker that was lost too often stands in its result's place."""


def rows_of(files: Files, *, embedder: Embedder, passage_tokens: int, recipe: int) -> Rows:
    """Read, segment, chunk and embed files. It depends on nothing else, so any process may do it, and again.

    The files must be there under the same paths. Raises LibraryError where another version of Pincite runs than
    the one that asks, ModelError where there is no such model.
    """
    if recipe != RECIPE:
        raise LibraryError(
            f"a worker makes passages by recipe {RECIPE}, and they are to be made by {recipe}: install the same "
            "version of Pincite on all machines"
        )
    reads = (Read(path, item) for path in files for item in load_documents(path))
    return tuple(ahead(reads, lambda: embedder, passage_tokens, new=lambda document: True))


def read_indexed(
    files: Sequence[Path],
    store: Store,
    embedder: Callable[[], Embedder],
    progress: Progress | None,
    engine: Engine | None = None,
) -> Iterator[Read]:
    """Yield what is in files, new documents indexed. A file whose bytes are stored is not read again.

    With an engine, files whose process was lost too often are yielded as refused. `progress` is called as (number
    from 1, total, path) before a file is read, with an engine when it comes back.
    """
    tokens = store.manifest().passage_tokens
    if engine is None:
        reads = read_files(files, store, progress)
        yield from ahead(reads, embedder, tokens, new=lambda document: not store.has_twin(document))
        return
    work = partial(rows_of, embedder=embedder(), passage_tokens=tokens, recipe=RECIPE)
    by_file = groupby(_mapped(engine, work, files, store), key=lambda read: read.path)
    for number, (path, found) in enumerate(by_file, start=1):
        if progress is not None:
            progress(number, len(files), str(path))
        yield from found


def _mapped(engine: Engine, work: Callable[[Files], Rows], files: Sequence[Path], store: Store) -> Iterator[Read]:
    as_stored: deque[Path] = deque()
    asked: deque[Files] = deque()
    for rows in engine(work, _together(files, store, as_stored, asked)):
        batch = asked.popleft()
        if isinstance(rows, WorkerLost):
            yield from (Read(path, _refused(path, rows, among=len(batch))) for path in batch)
        else:
            yield from rows
        while as_stored:
            yield Read(as_stored.popleft(), None)
    yield from (Read(path, None) for path in as_stored)


def _together(files: Sequence[Path], store: Store, as_stored: deque[Path], asked: deque[Files]) -> Iterator[Files]:
    """Yield the files to be read, some at once, and note them in `asked`; the others go to `as_stored`."""
    batch: list[Path] = []
    size = 0
    for path in files:
        if is_as_stored(path, store.content_hash(source_of(path))):
            as_stored.append(path)
            continue
        more = _bytes(path)
        if batch and (len(batch) == TOGETHER or size + more > MOST_BYTES):
            asked.append(tuple(batch))
            yield asked[-1]
            batch, size = [], 0
        batch.append(path)
        size += more
    if batch:
        asked.append(tuple(batch))
        yield asked[-1]


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # reading it will say why


def _refused(path: Path, lost: WorkerLost, *, among: int) -> Refused:
    others = f", or one of the {among - 1} read along with it," if among > 1 else ""
    return Refused(source_of(path), f"{lost}: it{others} ends the process that reads it. Add it by itself")
