"""The sentences of a document; those of a very long one are found in a worker process, within a limit of time.

The rules are linear in all texts that people write; the limit is for a text made to be slow.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.guarded import in_worker
from index.text.segment import segment
from index.types import Block, Document, Sentence
from index.worker import Begun

MOST_HERE = 200_000  # characters, which take a fraction of a second
_TASK = "index.text.segment_guarded:sentences_in"
_SECONDS, _SECONDS_A_MILLION = 10, 20  # and so many more a million characters; prose takes 1, the worst known 7


@dataclass(frozen=True, slots=True)
class Stretch:
    """What the worker is sent of a document: its text and blocks, and where it is from."""

    text: str
    blocks: Sequence[Block]
    source: str


def sentences_of(document: Document) -> tuple[Sentence, ...]:
    """Return the sentences of a document. Raises DocumentError when that takes too long."""
    if len(document.text) <= MOST_HERE:
        return segment(document.text, document.blocks)
    stretch = Stretch(document.text, document.blocks, document.source)
    (found,) = in_worker(_TASK, stretch, kind=tuple, source=document.source)
    return found


def sentences_in(stretch: Stretch) -> Iterator[Begun | tuple[Sentence, ...]]:
    """Yield the sentences; this runs in the worker."""
    yield Begun(stretch.source, _SECONDS + _SECONDS_A_MILLION * len(stretch.text) // 1_000_000)
    yield segment(stretch.text, stretch.blocks)
