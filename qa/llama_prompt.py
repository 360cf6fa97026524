"""A chat as tokens: the model's own template, in which only the template's markers are control."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from index.errors import ModelError
from qa.chat_model import Message
from qa.llama_native import Weights

# Stand in for the messages' contents while the template is rendered, so that the template's own text and the
# contents can be tokenised apart. Contents never pass through the template.
_SLOT = "\ue000{}\ue001"
_SLOT_PATTERN = re.compile("\ue000(\\d+)\ue001")


@dataclass(frozen=True, slots=True)
class Arranged:
    """A prompt as tokens: what stands before the passages, the passages, and all that follows."""

    before: tuple[int, ...]
    passages: tuple[tuple[int, ...], ...]
    after: tuple[int, ...]

    @property
    def length(self) -> int:
        """How many tokens they are together."""
        return len(self.before) + sum(map(len, self.passages)) + len(self.after)


class ChatTemplate:
    """The chat template that a model file carries."""

    def __init__(self, weights: Weights) -> None:
        """Read the template. Raises ModelError when there is none."""
        template = weights.metadata("tokenizer.chat_template")
        if template is None:
            raise ModelError(f"{weights.path} carries no chat template; give the instruct version of the model.")
        end, begin = (
            weights.piece(token, special=True).decode() if token >= 0 else ""
            for token in (weights.end, weights.begin)
        )
        self._weights = weights
        self._formatter = Jinja2ChatFormatter(template=template, eos_token=end, bos_token=begin)

    def arranged(self, messages: Sequence[Message], *, passages_apart: bool) -> Arranged:
        """Tokenise a chat: markers of the template are control tokens, messages are letters whatever they hold.

        A passage's tokens are the same wherever it stands. Without `passages_apart` they are among those before
        the passages, as all others are.
        """
        slots = [{"role": message.role, "content": _SLOT.format(i)} for i, message in enumerate(messages)]
        before: list[int] = []
        passages: list[tuple[int, ...]] = []
        after: list[int] = []
        rendered = self._formatter(messages=slots).prompt  # type: ignore[arg-type]  # its types name every role
        for i, part in enumerate(_SLOT_PATTERN.split(rendered)):
            if i % 2 == 0:
                after += self._weights.tokenize(part, special=True)
                continue
            message = messages[int(part)]
            after += self._letters(message.opening)
            read = [tuple(self._letters(passage.text)) for passage in message.passages]
            if read and passages_apart and not passages:
                before, passages, after = after, read, []
            else:
                after += chain.from_iterable(read)
            after += self._letters(message.content)
        return Arranged(tuple(before), tuple(passages), tuple(after))

    def _letters(self, text: str) -> list[int]:
        return self._weights.tokenize(text, special=False)
