"""Files in, rows out, as one function that an engine can map: many processes read and embed, one stores.

The pipeline is the one of index/adding/reading_ahead.py, and so is what comes of it; only where it runs is another
matter. What the store has by then is there, whatever becomes of the engine: a second run reads what is missing.
Archives and record files stay in this process: it alone knows which members are new, and it holds few at once.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from itertools import groupby
from pathlib import Path

from index.adding.building import Progress
from index.adding.indexing import RECIPE
from index.adding.outcomes import is_as_stored, read_files
from index.adding.reading_ahead import TOGETHER, Read, ahead
from index.errors import LibraryError
from index.load.documents import Refused, is_inside, load_documents, source_of
from index.load.formats import ARCHIVES, RECORDS
from index.models.embed import Embedder
from index.store.protocol import Store
from index.worker import WorkerLost

MOST_BYTES = 1_000_000
"""Of the files that a process is given together: small ones share the model's batches, large ones spread."""

Files = tuple[Path, ...]
Rows = tuple[Read, ...]
Engine = Callable[[Callable[[Files], Rows], Iterable[Files]], Iterable[Rows | WorkerLost]]
"""The built-in `map` is one: results in order. A worker that was lost too often stands in its result's place."""


@dataclass(frozen=True, slots=True)
class Maker:
    """What rows depend on beside their file: the version of Pincite, its recipe, and the model's weights."""

    release: str
    recipe: int
    fingerprint: str


def maker_of(embedder: Embedder) -> Maker:
    """Return what makes the rows in this process. Raises ModelError where there is no such model."""
    try:
        release = version("pincite")
    except PackageNotFoundError:  # it runs from its folder
        release = ""
    return Maker(release, RECIPE, embedder.fingerprint)


def rows_of(files: Files, *, embedder: Embedder, passage_tokens: int, maker: Maker) -> Rows:
    """Read, segment, chunk and embed files. It depends on nothing else, so any process may do it, and again.

    The files must be there under the same paths. Raises LibraryError where another version of Pincite or of the
    model is than the `maker` who asks has, ModelError where there is no such model.
    """
    here = maker_of(embedder)
    if (here.release, here.recipe) != (maker.release, maker.recipe):
        raise LibraryError(
            f"a worker has Pincite {here.release or '(not installed)'} with recipe {here.recipe}, who asks it has "
            f"{maker.release or '(not installed)'} with recipe {maker.recipe}: install the same version of "
            "Pincite on all machines"
        )
    if here.fingerprint != maker.fingerprint:
        raise LibraryError(
            f"the embedding model {embedder.name} of a worker has other weights ({here.fingerprint[:12]}) than "
            f"that of who asks it ({maker.fingerprint[:12]}): put the same model at the same path on all machines"
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
    from 1, total, path) before a file is read, with an engine when it comes back. Raises LibraryError where an
    engine gives other rows than those of its files.
    """
    tokens = store.manifest().passage_tokens

    def here(files: Sequence[Path], progress: Progress | None = None) -> Iterator[Read]:
        reads = read_files(files, store, progress)
        return ahead(reads, embedder, tokens, new=lambda document: not store.has_twin(document))

    if engine is None:
        yield from here(files, progress)
        return
    model = embedder()
    work = partial(rows_of, embedder=model, passage_tokens=tokens, maker=maker_of(model))
    turns: Turns = deque()
    by_file = groupby(
        _mapped(engine(work, _together(files, store, here, turns)), turns), key=lambda read: read.path
    )
    for number, (path, found) in enumerate(by_file, start=1):
        if progress is not None:
            progress(number, len(files), str(path))
        yield from found


Batch = dict[Path, Path]
"""Files for the engine by their absolute paths, each with the path that was given."""
Turns = deque[Batch | Iterator[Read]]
"""In the order of the files: what the engine was asked for, and what is read in this process."""


def _mapped(results: Iterable[Rows | WorkerLost], turns: Turns) -> Iterator[Read]:
    for rows in results:
        while isinstance(turn := turns.popleft(), Iterator):
            yield from turn
        if isinstance(rows, WorkerLost):
            yield from (Read(path, _refused(path, rows, among=len(turn))) for path in turn.values())
        else:
            yield from (_as_given(read, turn) for read in rows)
    for turn in turns:
        if not isinstance(turn, Iterator):
            raise LibraryError(
                f"the engine gave nothing for {next(iter(turn))}: it must give a result for each batch"
            )
        yield from turn


def _as_given(read: Read, batch: Batch) -> Read:
    """Return a row under the path that was given. Raises LibraryError unless it is one of these files."""
    given = batch.get(read.path)
    source = read.item.source if read.item is not None else ""
    if given is None or not (source == source_of(given) or is_inside(source, source_of(given))):
        raise LibraryError(
            f"asked for {source_of(given or next(iter(batch)))}, a worker gave {source or read.path}: files must "
            "lie under the same paths on all machines, links resolved"
        )
    return replace(read, path=given)


def _together(
    files: Sequence[Path], store: Store, here: Callable[[Sequence[Path]], Iterator[Read]], turns: Turns
) -> Iterator[Files]:
    """Yield the files for the engine, some at once; these, and what is read `here`, are noted in `turns`."""
    batch: Batch = {}
    size = 0
    for path in files:
        if is_as_stored(path, store.content_hash(source_of(path))):
            turns.append(iter([Read(path, None)]))
            continue
        more, local = _bytes(path), path.suffix.lower() in ARCHIVES | RECORDS
        absolute = path.absolute()  # links as they are: the suffix is that of the link
        full = len(batch) == TOGETHER or size + more > MOST_BYTES or absolute in batch
        if batch and (full or local):
            turns.append(batch)
            yield tuple(batch)
            batch, size = {}, 0
        if local:
            turns.append(here([path]))
        else:
            batch[absolute] = path
            size += more
    if batch:
        turns.append(batch)
        yield tuple(batch)


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # reading it will say why


def _refused(path: Path, lost: WorkerLost, *, among: int) -> Refused:
    others = f", or one of the {among - 1} read along with it," if among > 1 else ""
    return Refused(source_of(path), f"{lost}: it{others} ends the process that reads it. Add it by itself")
