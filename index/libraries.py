"""Several libraries by name: beside the documents of the first one, each a folder below its `libraries`."""

import re
import shutil
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.errors import LibraryError
from index.library import Library
from index.limits import LIBRARY_NAME
from index.models.embed import Embedder
from index.store.opening import LIBRARIES, folders_of, is_store, name_of, open_store

_NAME = re.compile(rf"(?=.{{1,{LIBRARY_NAME}}}\Z)[^\W_]([\w .-]*[\w-])?")


@dataclass(frozen=True, slots=True)
class Named:
    """A library that has a name; the first is the one that is meant where none is named."""

    name: str
    place: Path
    first: bool = False


def named_libraries(first: Path) -> tuple[Named, ...]:
    """Return the libraries there are, the first before the others. Raises LibraryError."""
    there = (Named(first_name(first), first, first=True),) if is_store(first) else ()
    return (*there, *below(folders_of(first)[0]))


def below(folder: Path) -> tuple[Named, ...]:
    """Return those that lie in the folder of a first one, by name. Raises LibraryError."""
    home = folder / LIBRARIES
    try:
        found = sorted(home.iterdir(), key=lambda one: one.name.casefold()) if home.is_dir() else []
    except OSError as error:
        raise LibraryError(f"{home} cannot be read ({error.strerror}): check who may read it") from error
    return tuple(Named(one.name, one) for one in found if is_name(one.name) and _is_one(one))


def _is_one(folder: Path) -> bool:
    """Tell whether a folder is a library; one that may not be looked into counts: opening it tells why."""
    try:
        return is_store(folder)
    except LibraryError:
        return True


def first_name(first: Path) -> str:
    """Return what the first one is called: as its folder is, or by its address."""
    named = name_of(first)
    return named if isinstance(named, str) else named.resolve().name or str(named)


def is_name(text: str) -> bool:
    """Tell whether a library may be called so."""
    return _NAME.fullmatch(text) is not None


def place_of(given: Path, first: Path) -> Path:
    """Return the place of a library that was given by its name, or else what was given: a folder or an address.

    A folder of that name that holds a library is meant before one that is called so.
    """
    name = str(given)
    if given.is_absolute() or not is_name(name) or is_store(given):
        return given
    return next((one.place for one in named_libraries(first) if one.name == name), given)


def check_there(given: Path, first: Path) -> None:
    """Raise LibraryError, with the names there are, where something like a name is given that none has."""
    if is_name(str(given)) and not is_store(place_of(given, first)):
        names = ", ".join(one.name for one in named_libraries(first)) or "none yet"
        raise LibraryError(
            f"no library at {given}, and none is called so. By name there are: {names}. Make one with "
            f"`pincite libraries make NAME`, or in a folder with `pincite add PATH --index DIR`"
        )


def make(first: Path, name: str, embedder: Embedder | None = None) -> Library:
    """Make an empty library and return it, opened. Raises LibraryError for a name that it cannot have."""
    taken = [first_name(first), *(one.name for one in named_libraries(first))]
    return make_below(folders_of(first)[0], name, embedder, taken=taken)


def make_below(folder: Path, name: str, embedder: Embedder | None, *, taken: Iterable[str]) -> Library:
    """Make one in the folder of a first one; none of those `taken` may differ from it in case alone.

    Raises LibraryError.
    """
    if not is_name(name):
        raise LibraryError(
            f"{name!r} is no name for a library: use up to {LIBRARY_NAME} letters, digits, spaces and . _ -, "
            "with a letter or a digit first"
        )
    place = folder / LIBRARIES / name
    if name.casefold() in {one.casefold() for one in taken} or place.exists():
        raise LibraryError(f"there is a library {name!r} already, or a folder in its place: choose another name")
    return Library.open(place, embedder, create=True)


def remove(first: Path, name: str) -> None:
    """Delete a library as `remove_below` does. Raises LibraryError for the first, too."""
    if name == first_name(first) and is_store(first):
        raise LibraryError(f"{name} is the first library, which holds the others: delete its folder by hand")
    remove_below(folders_of(first)[0], name)


def remove_below(folder: Path, name: str) -> None:
    """Delete a library with all that lies in its folder: conversations and uploaded files too.

    Raises LibraryError for one there is not, and while a process changes it.
    """
    delete(set_aside_below(folder, name))


def set_aside_below(folder: Path, name: str) -> Path:
    """Rename a library, so that it is gone at once and as a whole, and return what is left to `delete`.

    Raises LibraryError as `remove_below` does.
    """
    place = next((one.place for one in below(folder) if one.name == name), None)
    if place is None:
        names = ", ".join(one.name for one in below(folder)) or "none"
        raise LibraryError(f"no library is called {name!r}. By name there are: {names}")
    leaving = place.with_name(f".{name}.removed")
    try:
        if place.is_symlink():
            place.rename(leaving)  # the link alone: what it leads to stays
        else:
            _set_aside(place, leaving)
    except OSError as error:
        raise LibraryError(f"{error.filename} cannot be deleted ({error.strerror}): delete it by hand") from error
    return leaving


def delete(leaving: Path) -> None:
    """Delete what was set aside. Raises LibraryError."""
    try:
        if leaving.is_symlink():
            leaving.unlink()
        else:
            shutil.rmtree(leaving)
    except OSError as error:
        raise LibraryError(f"{error.filename} cannot be deleted ({error.strerror}): delete it by hand") from error


def _set_aside(place: Path, leaving: Path) -> None:
    """Rename a library that nobody is changing, so that it is gone at once, and as a whole."""
    if leaving.exists():
        shutil.rmtree(leaving)  # of a removal that was broken off
    try:
        store = open_store(place)
    except LibraryError:  # damaged: nothing of it can be changed, and it may be removed all the same
        place.rename(leaving)
        return
    with closing(store), store.changing("remove the library"):
        pass  # it raises while another process is at it; within, the store would look for its files when it ends
    place.rename(leaving)
