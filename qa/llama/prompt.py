"""A chat as tokens: the model's own template, in which only the template's markers are control."""

import re
from collections.abc import Sequence
from itertools import chain

import numpy as np

from index.errors import ModelError
from qa.chat_model import Message
from qa.llama.native import Weights
from qa.llama.template import Template

# Stand in for the messages' contents while the template is rendered, so that the template's own text and the
# contents can be tokenised apart. Contents never pass through the template.
_SLOT = "\ue000{}\ue001"
_SLOT_PATTERN = re.compile("\ue000(\\d+)\ue001")


class ChatTemplate:
    """The chat template that a model file carries."""

    def __init__(self, weights: Weights) -> None:
        """Read the template. Raises ModelError when there is none, or a broken one."""
        template = weights.metadata("tokenizer.chat_template")
        if template is None:
            raise ModelError(f"{weights.path} carries no chat template; give the instruct version of the model.")
        end, begin = (
            weights.piece(token, special=True).decode() if token >= 0 else ""
            for token in (weights.end, weights.begin)
        )
        self._weights = weights
        self._template = Template(template, begin=begin, end=end, of=str(weights.path))

    def tokens(self, messages: Sequence[Message]) -> tuple[int, ...]:
        """Tokenise a chat: markers of the template are control tokens, messages are letters whatever they hold."""
        return tuple(chain.from_iterable(self._parts(messages)))

    def places(
        self, messages: Sequence[Message], texts: Sequence[str], asked: str
    ) -> tuple[tuple[int, ...], list[range]]:
        """Return the tokens of a chat, and which of them hold each of some texts of its last message, and `asked`.

        `asked` is the last of its kind, a text the first before it. Raises ValueError when one is not there.
        """
        *before, last, behind = self._parts(messages)
        begin = sum(map(len, before))
        pieces = [self._weights.piece(token) for token in last]
        ends, said = np.cumsum([len(piece) for piece in pieces]), b"".join(pieces)
        *wanted, asks = (text.encode("utf-8", "replace") for text in (*texts, asked))
        asked_at = said.rindex(asks)
        starts = [said.index(text, 0, asked_at) for text in wanted]
        places: list[range] = []
        for text, start in zip((*wanted, asks), (*starts, asked_at), strict=True):
            first = np.searchsorted(ends, start, side="right")
            final = np.searchsorted(ends, start + len(text))
            places.append(range(begin + int(first), begin + int(final) + 1))
        return tuple(chain(*before, last, behind)), places

    def _parts(self, messages: Sequence[Message]) -> list[list[int]]:
        """Return the tokens of the template's own text and of the messages, in turn, as they stand."""
        slots = [{"role": message.role, "content": _SLOT.format(i)} for i, message in enumerate(messages)]
        parts = _SLOT_PATTERN.split(self._template.render(slots))
        return [
            self._weights.tokenize(messages[int(part)].text if i % 2 else part, special=i % 2 == 0)
            for i, part in enumerate(parts)
        ]
