"""A chat as tokens: the model's own template, in which only the template's markers are control."""

import re
from collections.abc import Sequence

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
        slots = [{"role": message.role, "content": _SLOT.format(i)} for i, message in enumerate(messages)]
        rendered = self._template.render(slots)
        tokens: list[int] = []
        for i, part in enumerate(_SLOT_PATTERN.split(rendered)):
            if i % 2 == 0:
                tokens += self._weights.tokenize(part, special=True)
            else:
                tokens += self._weights.tokenize(messages[int(part)].text, special=False)
        return tuple(tokens)
