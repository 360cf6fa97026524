"""What Pincite asks of a language model: text as it comes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from index.errors import ModelError

if TYPE_CHECKING:  # the command line starts without numpy
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat. It is text, never control: markers of a template in it are letters."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of generated text. The last one of a finished text is the end marker: empty."""

    text: str


class ChatModel(Protocol):
    """A chat model. Calls from several threads may wait for one another; the same call gives the same text."""

    @property
    def name(self) -> str:
        """What the model is called, for the answer's record."""

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Return how many tokens a prompt has, template included: exactly, or an estimate that is not too low."""

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[Piece]:
        """Yield the reply piece by piece. Raises QuestionError when the prompt leaves no room for it."""


@runtime_checkable
class OpenModel(ChatModel, Protocol):
    """A chat model that can be looked into. Both raise QuestionError when a prompt leaves no room for a reply."""

    def log_odds(self, messages: Sequence[Message], one: str, other: str) -> float:
        """Return the log-odds that a reply begins with the first token of `one`, not with that of `other`."""

    def look(self, messages: Sequence[Message], *, layer: int) -> "npt.NDArray[np.float32]":
        """Return what a layer, from 0, puts out for the last token of a prompt, (width,)."""


@dataclass(frozen=True, slots=True)
class NoModel:
    """Stands for a model while none is in memory, or where none is needed.

    What is asked of it raises ModelError. With a reason `why` there is none to be had, an assistant asks nothing
    of it, and quotes.
    """

    name: str
    why: str = ""

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Raise ModelError."""
        raise self._error

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[Piece]:
        """Raise ModelError."""
        raise self._error

    @property
    def _error(self) -> ModelError:
        return ModelError("No language model is loaded. Choose one in the settings.")


def why_no_model(model: object) -> str:
    """Return why there is no model to be had, where answers are quotes; "" where there is one, or may be."""
    return model.why if isinstance(model, NoModel) else ""
