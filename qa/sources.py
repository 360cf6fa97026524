"""A sentence of a document as it is read, shown and cited."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self

from index.quantity.dates import spellings
from index.text.file_name import file_words
from index.types import Document, Hit, Sentence
from qa.transcript import speaker_of, spoken_line
from qa.words import content_words


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence, and what follows from it.

    `speaker` is who says it, where that stands earlier in its line, else ""; `words` are its content words with
    the speaker's; `about` those of its document's title and date, in any spelling, and of who is spoken to.
    """

    document: Document
    sentence: Sentence
    speaker: str = field(compare=False)
    words: frozenset[str] = field(compare=False)
    about: frozenset[str] = field(compare=False)

    @classmethod
    def of(cls, document: Document, sentence: Sentence) -> Self:
        """Return a sentence of a document with what follows from it."""
        line = spoken_line(document.text, sentence)
        speaker = speaker_of(document.text, sentence, line)
        about = _about(document.title, document.published, line.beside if line else ())
        text = document.text[sentence.start : sentence.end]
        return cls(document, sentence, speaker, frozenset(content_words(f"{speaker} {text}")), about)

    def __hash__(self) -> int:
        """By the place alone: a document may have thousands of blocks."""
        return hash((self.document.id, self.sentence))

    @property
    def text(self) -> str:
        """The sentence, exactly as it stands in the document."""
        return self.document.text[self.sentence.start : self.sentence.end]

    @property
    def on_one_line(self) -> str:
        """The sentence without the line breaks of its document."""
        return " ".join(self.text.split())

    @property
    def prefix(self) -> str:
        """What a reader is told before the sentence: who speaks."""
        return f"{self.speaker}: " if self.speaker else ""


@lru_cache(maxsize=256)
def _about(title: str, published: str | None, spoken_to: tuple[str, ...]) -> frozenset[str]:
    return frozenset(content_words(" ".join([title, spellings(published), *spoken_to])))


def sources_of(hits: Sequence[Hit]) -> tuple[Source, ...]:
    """Return the sentences of the passages in their order."""
    return tuple(Source.of(hit.document, sentence) for hit in hits for sentence in hit.passage.sentences)


def heading_above(document: Document, start: int) -> str:
    """Return the last heading before a place, on one line; "" where there is none."""
    ends = [block for block in document.blocks if block.kind == "heading" and block.end <= start]
    return " ".join(document.text[ends[-1].start : ends[-1].end].split()) if ends else ""


def word_weights(sources: Sequence[Source], words: Iterable[str]) -> dict[str, float]:
    """Return the inverse document frequency of every one of the words, over the sentences given."""
    frequency = Counter(word for source in sources for word in source.words)
    return {word: math.log((len(sources) + 1) / (frequency[word] + 0.5)) for word in words}


def shares_of_words(question: str, passages: Sequence[Sequence[Source]]) -> dict[str, float]:
    """Return which share of the question's words each document has, a word the fewer documents have it the more.

    What was found of a document counts, its title and its file's name. The reader sees a passage: that the lease
    it is of names the flat in question on another page, it cannot know. Words that stand nowhere are left out.
    """
    words: dict[str, set[str]] = {}
    for passage in passages:
        document = passage[0].document
        if document.id not in words:
            words[document.id] = set(content_words(file_words(document.source, document.title)))
        words[document.id].update(*(source.words | source.about for source in passage))
    having = Counter(word for there in words.values() for word in there)
    weights = {
        word: math.log((len(words) + 1) / (having[word] + 0.5))
        for word in set(content_words(question))
        if having[word]
    }
    whole = sum(weights.values()) or 1.0
    return {
        document: sum(weight for word, weight in weights.items() if word in there) / whole
        for document, there in words.items()
    }
