"""Which store a library is in: the one place that knows."""

from collections.abc import Callable
from pathlib import Path

from index.errors import LibraryError
from index.store.embedded.store import EmbeddedStore
from index.store.protocol import Store
from index.store.values import Manifest


def open_store(folder: Path, new: Callable[[], Manifest] | None = None) -> Store:
    """Open the store in a folder; where there is none, make one with the manifest that `new` returns.

    Raises LibraryError when there is none and none is to be made, or when it cannot be used.
    """
    if is_store(folder):
        return EmbeddedStore.open(folder)
    if new is None:
        raise LibraryError(f"no library at {folder}; make one with `pincite add PATH`")
    return EmbeddedStore.create(folder, new())


def is_store(folder: Path) -> bool:
    """Return whether there is a store in a folder. Raises LibraryError where that cannot be seen."""
    try:
        return "\0" not in str(folder) and EmbeddedStore.is_in(folder)
    except OSError as error:
        raise LibraryError(f"{folder}: cannot be looked into ({error.strerror}); name another folder") from error
