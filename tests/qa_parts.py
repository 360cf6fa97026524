"""What the tests of qa share: hits made of plain sentences, and a chat model that says what it is told."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from conftest import make_document

from index.types import Hit, Passage, Sentence
from qa.chat_model import Message, Piece


def make_hit(
    *sentences: str,
    title: str = "note",
    gap: str = " ",
    headings: int = 0,
    dense: float = 0.5,
    published: str | None = None,
) -> Hit:
    """Make a passage of the given sentences with `gap` between them; the first `headings` are headings."""
    document = make_document(gap.join(sentences), title=title, source=f"/notes/{title}.txt")
    if published is not None:
        document = replace(document, published=published)
    placed, start = [], 0
    for i, sentence in enumerate(sentences):
        placed.append(Sentence(start, start + len(sentence), heading=i < headings))
        start += len(sentence) + len(gap)
    return Hit(Passage(document.id, tuple(placed)), document, score=0.9, dense=dense, lexical=1.0)


@dataclass
class ScriptedModel:
    """Writes `draft` a word a token, holds Yes for as likely as `yes`, and counts words as tokens."""

    draft: str = ""
    yes: float = 0.99
    log_probability: float = -0.01
    name: str = "scripted"
    weighs: bool = True
    prompts: list[tuple[Message, ...]] = field(default_factory=list)
    asked_yes: list[tuple[Message, ...]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return sum(len(message.text.split()) for message in messages)

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[Piece]:
        with self.lock:
            self.prompts.append(tuple(messages))
            words = self.draft.split(" ")
            for i, word in enumerate(words[:max_tokens]):
                yield Piece(word if i == 0 else f" {word}", self.log_probability)
            if len(words) < max_tokens:
                yield Piece("", self.log_probability)

    def probability_of_yes(self, messages: Sequence[Message]) -> float:
        with self.lock:
            self.asked_yes.append(tuple(messages))
            return self.yes
