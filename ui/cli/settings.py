"""What the environment decides for the command line, read here and nowhere else in it."""

import os
from pathlib import Path

from index.models.files import DEFAULT_EMBEDDER, DEFAULT_GENERATOR

DEFAULT_LIBRARY = Path("library")


def first_library() -> Path:
    """Return the library that the named ones lie in: $PINCITE_INDEX, unless that is a name, else ./library."""
    named = Path(os.environ.get("PINCITE_INDEX") or DEFAULT_LIBRARY)
    return named if _by_name(named, DEFAULT_LIBRARY) == named else DEFAULT_LIBRARY


def library_folder(given: Path | None, *, there: bool = False) -> Path:
    """Return the library that was given, by its name or its folder; else $PINCITE_INDEX, else ./library.

    Raises LibraryError where it is to be `there`, and nothing is called so.
    """
    if given is None:
        return _by_name(Path(os.environ.get("PINCITE_INDEX") or DEFAULT_LIBRARY), DEFAULT_LIBRARY)
    first = first_library()
    if there and _may_be_name(given):
        from index.libraries import check_there

        check_there(given, first)
    return _by_name(given, first)


def _by_name(given: Path, first: Path) -> Path:
    if given == first or not _may_be_name(given):
        return given
    from index.libraries import place_of  # not needed for a folder, and `pincite doctor` does without

    return place_of(given, first)


def _may_be_name(given: Path) -> bool:
    return len(given.parts) == 1 and not given.is_absolute()


def own_generator() -> str | None:
    """Return the generator the user has named in $PINCITE_MODEL, a name of the table or a path, or None."""
    return os.environ.get("PINCITE_MODEL") or None


def model_url() -> str | None:
    """Return the address of the service that runs the model, in $PINCITE_MODEL_URL, or None: it runs here."""
    return os.environ.get("PINCITE_MODEL_URL") or None


def api_key() -> str | None:
    """Return the key of that service, in $PINCITE_API_KEY: a command line is there for all to see."""
    return os.environ.get("PINCITE_API_KEY") or None


def generator() -> str:
    """Return the generator in use."""
    return own_generator() or DEFAULT_GENERATOR


def embedder() -> str:
    """Return the embedder's name or path: $PINCITE_EMBEDDER, else the default."""
    return os.environ.get("PINCITE_EMBEDDER") or DEFAULT_EMBEDDER
