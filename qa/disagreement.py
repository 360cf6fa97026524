"""Other documents that give another number: two articles on one matter may, and a reader should see both.

Only amounts are compared: money with money, per cent with per cent, homes with homes. Dates and bare numbers
differ for too many good reasons.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from index.quantity.quantities import quantities
from index.quantity.units import in_base_unit, is_unit
from qa.question import Question
from qa.sources import Source
from qa.words import content_words, weighted_share

SAME_MATTER = 0.75  # of the weight of the question's words: in a sentence, those beside it and its title together
SAME_SENTENCE = 0.2  # of it: in the sentence alone
MOST_APART = 10  # times; amounts further apart are of different things

LEAST_UNIT = 3  # letters of a word that counts something


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what it counts: a unit of `quantity.units`, or the stem of a noun; `text` as it is written.

    Lengths, weights and times are in the base unit of their kind.
    """

    value: Decimal
    unit: str
    text: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A sentence of another document with another amount than the one that was stated."""

    source: Source
    stated: Amount
    found: Amount


def amounts(text: str) -> tuple[Amount, ...]:
    """Return the amounts in a text that are written in digits, in order: "£2.3m" is 2,300,000 pounds."""
    found = []
    for quantity in quantities(text):
        written = text[quantity.start : quantity.end]
        if quantity.value is not None and len(quantity.unit) >= LEAST_UNIT and any(map(str.isdigit, written)):
            value, unit = in_base_unit(quantity.value, quantity.unit)
            found.append(Amount(value, unit if is_unit(unit) else _stem(unit), written))
    return tuple(found)


def _stem(noun: str) -> str:
    return (content_words(noun) or [noun])[0]


def disagreements(
    statement: str,
    question: Question,
    cited: Sequence[Source],
    others: Sequence[Source],
    weights: Mapping[str, float],
) -> tuple[Disagreement, ...]:
    """Return sentences of other documents that speak of the same matter with other amounts than the statement's.

    One a document, the one with most of the question's words. A document that has the stated amount anywhere among
    `others` does not disagree.
    """
    asked_for = amounts(question.text)
    stated = [amount for amount in amounts(statement) if amount not in asked_for]
    agreeing = {source.document.id for source in others if set(stated) & set(amounts(source.text))}
    agreeing |= {source.document.id for source in cited}
    best: dict[str, tuple[float, Disagreement]] = {}
    for number, source in enumerate(others):
        pair = None if source.document.id in agreeing else _pair(stated, amounts(source.text))
        if pair is None:
            continue
        beside = [one for one in others[max(number - 1, 0) : number + 2] if one.document.id == source.document.id]
        words = set(content_words(source.document.title)).union(*(one.words for one in beside))
        alone, share = (weighted_share(question.words, found, weights) for found in (source.words, words))
        if alone >= SAME_SENTENCE and share >= SAME_MATTER and share > best.get(source.document.id, (0.0,))[0]:
            best[source.document.id] = share, Disagreement(source, *pair)
    return tuple(disagreement for _, disagreement in best.values())


def _pair(stated: Sequence[Amount], found: Sequence[Amount]) -> tuple[Amount, Amount] | None:
    """Return the first two amounts of one unit that differ, but not so much that they are of different things."""
    for one in stated:
        for other in found:
            low, high = sorted((one.value, other.value))
            if one.unit == other.unit and low != high and high <= MOST_APART * low:
                return one, other
    return None
