"""Every error Pincite raises on purpose.

Each message says what happened, to what, and what to do next. Only entry points catch them.

    PinciteError
    ├── DocumentError     a file cannot be read as a document
    ├── LibraryError      a library cannot be opened, read or written
    │   ├── EmbedderMismatch   it was built with another embedding model
    │   └── AddingStopped      it failed while sources were added; `outcomes` has what was done by then
    ├── ModelError        a model is missing, cannot be fetched or does not load
    │   ├── HashMismatch       a model file is not the one in the table
    │   └── EndpointError      a service that runs the model refuses a request
    ├── QuestionError     a question cannot be asked (empty, or too long for the model)
    ├── Stopped           nobody waits for the work any more, and it was ended
    └── EvaluationError   a question set or a run folder cannot be used

"Not in the documents" is an answer, not an error.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.types import SourceOutcome


class PinciteError(Exception):
    """The root: catch this to catch all of them."""


class DocumentError(PinciteError):
    """A file cannot be read as a document."""


class LibraryError(PinciteError):
    """A library cannot be opened, read or written."""


class EmbedderMismatch(LibraryError):
    """The library was built with another embedding model than the one given."""


class AddingStopped(LibraryError):
    """A library failed while sources were added to it; what became of those before stays done."""

    def __init__(self, message: str, *, outcomes: "Sequence[SourceOutcome]") -> None:
        """Keep the outcomes of those before."""
        super().__init__(message)
        self.outcomes = tuple(outcomes)


class ModelError(PinciteError):
    """A model is missing, cannot be fetched or does not load."""


class HashMismatch(ModelError):
    """A model file's content is not the one the table names."""


class EndpointError(ModelError):
    """A service that runs the model refuses a request, with this HTTP status."""

    def __init__(self, message: str, *, status: int) -> None:
        """Keep the status beside the message."""
        super().__init__(message)
        self.status = status


class QuestionError(PinciteError):
    """A question cannot be asked: it is empty, or too long for the model's context."""


class Stopped(PinciteError):
    """Nobody waits for the work any more: it was ended, and what it had not finished is undone."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("It was stopped.")


class EvaluationError(PinciteError):
    """A question set or a run folder cannot be used."""
