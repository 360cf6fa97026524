"""What the tests of qa share: hits of plain sentences, a model that says what it is told, a reader of words."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from conftest import make_document

from index.types import Hit, Passage, Sentence
from qa.chat_model import ChatModel, Message, Piece
from qa.reader.protocol import Judgement, ReadPassage
from qa.words import content_words

SYSTEM = Message("system", "You answer questions about documents.")
FACTS = "Sources:\nThe harbour inn serves soup until nine. Dogs must be kept on a lead.\n\nQuestion: "
SOUP = (SYSTEM, Message("user", f"{FACTS}Until when is soup served?\nAnswer in one short sentence."))
DOGS = (SYSTEM, Message("user", f"{FACTS}What must dogs be kept on?\nAnswer in one short sentence."))


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
    """Writes `draft` a word a token, and counts words as tokens."""

    draft: str = ""
    name: str = "scripted"
    prompts: list[tuple[Message, ...]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return sum(len(message.text.split()) for message in messages)

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[Piece]:
        with self.lock:
            self.prompts.append(tuple(messages))
            words = self.draft.split(" ")
            for i, word in enumerate(words[:max_tokens]):
                yield Piece(word if i == 0 else f" {word}")
            if len(words) < max_tokens:
                yield Piece("")


def written(model: ChatModel, messages: Sequence[Message] = SOUP, max_tokens: int = 40) -> str:
    """Return what a model writes."""
    return "".join(piece.text for piece in model.stream(messages, max_tokens=max_tokens))


@dataclass
class WordReader:
    """Goes by shared words: all of them are log-odds of 5, half of them 0, none -5. `yes` are those of any yes."""

    name: str = "words"
    yes: float = 0.0
    asked: list[str] = field(default_factory=list)

    def read(self, question: str, passages: Sequence[ReadPassage]) -> tuple[Judgement, ...]:
        self.asked.append(question)
        return tuple(self._judged(question, passage) for passage in passages)

    def check(self, statement: str, passages: Sequence[ReadPassage]) -> tuple[Judgement, ...]:
        return self.read(statement, passages)

    def _judged(self, text: str, passage: ReadPassage) -> Judgement:
        asked, title = set(content_words(text)), set(content_words(passage.title))
        words = [set(content_words(sentence)) for sentence in passage.sentences]
        shares = [len(asked & (one | title)) / max(len(asked), 1) for one in words]
        whole = len(asked & title.union(*words)) / max(len(asked), 1)
        spans = tuple((0, len(sentence)) for sentence in passage.sentences)
        return Judgement(10 * whole - 5, tuple(10 * share - 5 for share in shares), spans, self.yes)


@dataclass
class ToldReader:
    """Says what it is told: log-odds of sentences (-5) and of passages (0) and of a yes (0) by text and title."""

    sentences: dict[str, float] = field(default_factory=dict)
    passages: dict[str, float] = field(default_factory=dict)
    yes: dict[str, float] = field(default_factory=dict)
    span: tuple[int, int] = (0, 3)
    most: int = 100
    name: str = "told"
    asked: list[ReadPassage] = field(default_factory=list)

    def read(self, _: str, passages: Sequence[ReadPassage]) -> tuple[Judgement, ...]:
        self.asked.extend(passages)
        return tuple(self._judged(passage) for passage in passages)

    check = read

    def _judged(self, passage: ReadPassage) -> Judgement:
        odds = tuple(self.sentences.get(sentence, -5.0) for sentence in passage.sentences[: self.most])
        whole, yes = self.passages.get(passage.title, 0.0), self.yes.get(passage.title, 0.0)
        return Judgement(whole, odds, (self.span,) * len(odds), yes)
