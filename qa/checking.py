"""Which of the sentences shown carry a statement, and how well: the reader says it after the model has written."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from index.quantity.dates import spellings
from index.quantity.quantities import missing_numbers
from qa.answer import Support
from qa.reader.protocol import Reader
from qa.reading import as_read
from qa.sources import Source

SUPPORTED, PARTIAL = -0.5, -1.7
"""Log-odds from which on a statement is supported, or partly: of true ones one in ten has less than the first."""
ANSWERING = 0.3  # what it counts that a sentence answers the question, against that it carries the statement
CARRIES = 0.0  # log-odds from which on a further sentence is cited
MOST_SENTENCES = 3
STRETCH = 1000  # characters that are read at once
ANOTHER_NUMBER = -3.0  # at most, with a number that stands neither in the sentences nor in the question


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement of the draft, the sentences it rests on, and how far they carry it."""

    text: str
    sources: tuple[Source, ...]
    support: Support
    probability: float


def check(
    statement: str,
    question: str,
    shown: Sequence[Source],
    reader: Reader,
    answering: Mapping[Source, float] = MappingProxyType({}),
) -> Claim:
    """Return the statement with the sentences, of one document, that carry it best; unsupported it has none.

    Of sentences that carry it alike those are preferred that answer the question with higher odds (`answering`).
    """
    stretches = _stretches(shown)
    judgements = reader.check(statement, [as_read(sources) for sources in stretches])
    if not judgements:
        return Claim(statement, (), "unsupported", 0.0)
    best, sources = max(
        zip(judgements, stretches, strict=True),
        key=lambda pair: pair[0].passage + ANSWERING * max(answering.get(source, 0.0) for source in pair[1]),
    )
    ranked = sorted(
        zip(best.sentences, sources, strict=False),
        key=lambda pair: -(pair[0] + ANSWERING * answering.get(pair[1], 0.0)),
    )
    cited = [source for odds, source in ranked[:MOST_SENTENCES] if odds >= CARRIES] or [ranked[0][1]]
    document = sources[0].document
    known = (document.title, spellings(document.published), question, *(source.text for source in sources))
    odds = min(best.passage, ANOTHER_NUMBER) if missing_numbers(statement, *known) else best.passage
    label = supported(odds)
    in_order = tuple(source for source in sources if source in cited and label != "unsupported")
    return Claim(statement, in_order, label, 1 / (1 + math.exp(-odds)))


def _stretches(shown: Sequence[Source]) -> list[list[Source]]:
    """Return the sentences in runs of one document each, short enough to be read at once."""
    runs: list[list[Source]] = []
    room = 0
    for source in shown:
        room -= len(source.text)
        if not runs or room < 0 or source.document.id != runs[-1][-1].document.id:
            runs.append([])
            room = STRETCH - len(source.text)
        runs[-1].append(source)
    return runs


def supported(odds: float) -> Support:
    """Return the label of a statement that is carried with these log-odds."""
    if odds >= SUPPORTED:
        return "supported"
    return "partial" if odds >= PARTIAL else "unsupported"
