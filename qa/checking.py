"""Which of the sentences shown carry a statement, and how well: the reader says it after the model has written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from index.quantity.dates import spellings
from index.quantity.quantities import missing_numbers
from qa.answer import Support
from qa.reader.protocol import Reader
from qa.reading import as_read
from qa.sources import Source
from qa.verdict import probability_of
from qa.words import content_words

SUPPORTED, PARTIAL = -0.5, -1.7
"""Log-odds from which on a statement is supported, or partly: of true ones one in ten has less than the first."""
ANSWERING = 0.3  # what it counts that a sentence answers the question, against that it carries the statement
IN_COMMON = 3.0  # what it counts that all words of the statement stand there: it was written from these sentences
CARRIES = 0.0  # log-odds from which on a further sentence is cited,
FURTHER = 2.0  # unless it falls behind the best one by more than this
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

    Of sentences that carry it alike those are preferred that answer the question with higher odds (`answering`),
    and that have more of its words.
    """
    stretches = _stretches(shown)
    judgements = reader.check(statement, [as_read(sources) for sources in stretches])
    if not judgements:
        return Claim(statement, (), "unsupported", 0.0)
    words = set(content_words(statement))

    def counts(odds: float, sources: Sequence[Source]) -> float:
        there = set(content_words(" ".join(source.text for source in sources)))
        answers = max(answering.get(source, 0.0) for source in sources)
        return odds + ANSWERING * answers + IN_COMMON * len(words & there) / max(len(words), 1)

    best, sources = max(zip(judgements, stretches, strict=True), key=lambda pair: counts(pair[0].passage, pair[1]))
    ranked = sorted(
        ((counts(odds, [source]), odds, source) for odds, source in zip(best.sentences, sources, strict=False)),
        key=lambda one: -one[0],
    )
    top, _, first = ranked[0]
    cited = [first] + [
        source
        for score, odds, source in ranked[1:MOST_SENTENCES]
        if odds >= CARRIES and score >= top - FURTHER and not source.sentence.heading
    ]
    document = sources[0].document
    known = (document.title, spellings(document.published), question, *(source.text for source in sources))
    odds = min(best.passage, ANOTHER_NUMBER) if missing_numbers(statement, *known) else best.passage
    label = supported(odds)
    in_order = tuple(source for source in sources if source in cited and label != "unsupported")
    return Claim(statement, in_order, label, probability_of(odds))


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
