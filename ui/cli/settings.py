"""What the environment decides for the command line, read here and nowhere else in it."""

import os
from pathlib import Path

from index.models.files import DEFAULT_EMBEDDER, DEFAULT_GENERATOR

DEFAULT_LIBRARY = Path("library")


def library_folder(given: Path | None) -> Path:
    """Return the library's folder: the one given, else $PINCITE_INDEX, else ./library."""
    return given or Path(os.environ.get("PINCITE_INDEX") or DEFAULT_LIBRARY)


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
