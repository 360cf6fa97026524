"""The way to a model under llama.cpp, which need not be installed: all but writing works without it."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.errors import ModelError

if TYPE_CHECKING:
    from qa.llama.model import LlamaModel

INSTALL = "pip install 'pincite[write]'"


class Loader(Protocol):
    """Loads the model of a file, once a process."""

    def __call__(self, path: Path) -> "LlamaModel":
        """Return the model. Raises ModelError."""

    def cache_clear(self) -> None:
        """Let go of the one that is loaded."""


def llama_loader() -> Loader:
    """Return what loads a model. Raises ModelError where llama.cpp is not installed, or does not start."""
    try:
        from qa.llama.model import load_model
    except (
        ImportError,
        OSError,
        RuntimeError,
    ) as error:  # the last two: its library is broken, or of another machine
        raise ModelError(cannot_write(error)) from error
    return load_model


def cannot_write(why: object) -> str:
    """Return what people are told where llama.cpp cannot be used."""
    return (
        f"No language model can write here: llama-cpp-python cannot be used ({why}). `{INSTALL}` adds it (a C++ "
        "compiler is needed). Without it the documents' own sentences are the answers: `pincite ask --quote`, "
        "`pincite chat`."
    )


def why_not() -> str:
    """Return why no model can be loaded here, in a sentence or more; "" where one can."""
    try:
        llama_loader()
    except ModelError as error:
        return str(error)
    return ""
