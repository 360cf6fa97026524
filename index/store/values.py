"""What a store tells of itself: its manifest, how much it holds, what was meant, and what can be saved of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from index.types import Document


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a library was built with.

    `identity` is drawn anew when passages are numbered anew, and `generation` grows with every change:
    together they name one state of the library. `recipe` is the version of the rules that made its sentences and
    passages. Passages removed after generation `pruned` are on record.
    """

    identity: str
    generation: int
    embedder: str
    fingerprint: str
    dimension: int
    passage_tokens: int
    recipe: int
    pruned: int = 0

    def is_sound(self) -> bool:
        """Return whether texts are texts and numbers are numbers."""
        texts = (self.identity, self.embedder, self.fingerprint)
        numbers = (self.generation, self.dimension, self.passage_tokens, self.recipe, self.pruned)
        return all(isinstance(one, str) for one in texts) and all(isinstance(one, int) for one in numbers)


@dataclass(frozen=True, slots=True)
class Totals:
    """How much a library holds; `characters` counts the documents' texts."""

    documents: int
    sentences: int
    passages: int
    characters: int


@dataclass(frozen=True, slots=True)
class Found:
    """The document that is meant; `sources` are those of its paths that a reference by path or name fits."""

    document_id: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored of one document: it, or what is wrong with it and what is left of its text."""

    id: str
    source: str
    document: Document | None = None
    problem: str = ""
    remains: bytes = b""


@dataclass(frozen=True, slots=True)
class Salvage:
    """What can be read of a store that may be damaged.

    `state` is its manifest, or None where it can only be set aside. The `documents`, `total` of them, come one
    after the other, as they were added. `sources` has all that are listed, also where the document is gone.
    """

    state: Manifest | None
    total: int
    documents: Iterator[Stored]
    sources: frozenset[str]
