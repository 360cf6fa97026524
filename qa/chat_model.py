"""What Pincite asks of a language model: text as it comes, and how sure it is of Yes against No."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat. It is text, never control: markers of a template in it are letters."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of generated text, and the natural logarithm of its probability, or None where that is not known.

    It is one token long where the probability is known. The last piece of a finished text is the end marker: empty
    text, with the log-probability of ending there.
    """

    text: str
    log_probability: float | None


class ChatModel(Protocol):
    """A chat model. Calls from several threads may wait for one another; the same call gives the same text."""

    @property
    def name(self) -> str:
        """What the model is called, for the answer's record."""

    @property
    def weighs(self) -> bool:
        """Whether `probability_of_yes` weighs probabilities; else it goes by the word that the model says."""

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Return how many tokens a prompt has, template included: exactly, or an estimate that is not too low."""

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[Piece]:
        """Yield the reply piece by piece. Raises QuestionError when the prompt leaves no room for it."""

    def probability_of_yes(self, messages: Sequence[Message]) -> float:
        """Return P(Yes) / (P(Yes) + P(No)) for the first token of the reply, in [0, 1]."""
