"""Which store a library is in: the one place that knows."""

from collections.abc import Callable
from pathlib import Path

from index.errors import LibraryError
from index.store.embedded.store import EmbeddedStore
from index.store.milvus.address import milvus_address
from index.store.milvus.store import MilvusStore
from index.store.protocol import Store
from index.store.values import Manifest

LIBRARIES = "libraries"
"""The folder, in that of a first library, that those with a name lie in."""


def open_store(place: Path, new: Callable[[], Manifest] | None = None) -> Store:
    """Open the store in a folder or at an address; where there is none, make one with the manifest of `new`.

    Raises LibraryError when there is none and none is to be made, or when it cannot be used.
    """
    address = milvus_address(place)
    there = is_store(place)
    if not there and new is None:
        raise LibraryError(f"no library at {address or place}; make one with `pincite add PATH`")
    if address is not None:
        return MilvusStore.open(address) if there or new is None else MilvusStore.create(address, new())
    return EmbeddedStore.open(place) if there or new is None else EmbeddedStore.create(place, new())


def is_store(place: Path) -> bool:
    """Return whether there is a store at a place. Raises LibraryError where that cannot be seen."""
    address = milvus_address(place)
    if address is not None:
        return MilvusStore.is_at(address)
    try:
        return "\0" not in str(place) and EmbeddedStore.is_in(place)
    except OSError as error:
        raise LibraryError(f"{place}: cannot be looked into ({error.strerror}); name another folder") from error


def lies_below(place: Path) -> bool:
    """Tell whether a library is one of those by name, in the folder of a first one."""
    home = place.absolute().parent
    return home.name == LIBRARIES and is_store(home.parent)


def name_of(place: Path) -> Path | str:
    """Return what a person calls a place by: its folder, or its address as it is written."""
    address = milvus_address(place)
    return place if address is None else str(address)


def folders_of(place: Path) -> tuple[Path, ...]:
    """Return the folders of a library here: first that for what is no part of it, made if there is none.

    One that lies in the folder of another has that too: nothing in it is a document to be added.
    """
    address = milvus_address(place)
    if address is None:
        return (place, place.parent.parent) if lies_below(place) else (place,)
    try:
        address.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"{address.folder} cannot be made ({error.strerror}); free its place") from error
    return (address.folder,) if address.file is None else (address.folder, address.file)
