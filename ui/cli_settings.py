"""What the environment decides for the command line, read here and nowhere else in it."""

import os
from pathlib import Path

from index.models import DEFAULT_EMBEDDER, DEFAULT_GENERATOR

DEFAULT_LIBRARY = Path("library")


def library_folder(given: Path | None) -> Path:
    """Return the library's folder: the one given, else $PINCITE_INDEX, else ./library."""
    return given or Path(os.environ.get("PINCITE_INDEX") or DEFAULT_LIBRARY)


def generator() -> str:
    """Return the generator's name or path: $PINCITE_MODEL, else the default."""
    return os.environ.get("PINCITE_MODEL") or DEFAULT_GENERATOR


def embedder() -> str:
    """Return the embedder's name or path: $PINCITE_EMBEDDER, else the default."""
    return os.environ.get("PINCITE_EMBEDDER") or DEFAULT_EMBEDDER
