"""Statements and their sentences put together: text with markers, citations, and what other documents say."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.answer import Citation, CitedDocument, Statement, Support
from qa.attribution import Source, word_weights
from qa.disagreement import Disagreement, disagreements
from qa.support import support
from qa.words import content_words, weighted_share

NOT_FOUND = "The answer is not in the documents."
CLOSEST = 3  # sentences that are shown with a refusal


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement of the draft with the sentences it rests on."""

    text: str
    sources: tuple[Source, ...]


def compose(
    question: str, claims: Sequence[Claim], sources: Sequence[Source], found: Sequence[Source]
) -> tuple[str, tuple[Statement, ...], tuple[Citation, ...]]:
    """Return the text, each statement with its markers behind it, numbered as they first come.

    `sources` were shown to the model, `found` are all that the search brought. Where other documents among them
    give another amount, a last statement says which, the newest first.
    """
    judged: list[tuple[Claim, Support]] = [
        (claim, support(claim.text, question, claim.sources, word_weights(sources, claim.text, question)))
        for claim in claims
    ]
    if all(label == "unsupported" for _, label in judged):
        return NOT_FOUND, (), ()
    for claim, label in tuple(judged):
        others = disagreements(claim.text, question, claim.sources, found, word_weights(found, question))
        if label == "supported" and claim.sources and others:
            judged.append((_both(claim, others), label))
    numbered: dict[Source, int] = {}
    statements: list[Statement] = []
    text = ""
    for claim, label in judged:
        markers = tuple(numbered.setdefault(source, len(numbered) + 1) for source in claim.sources)
        start = len(text) + bool(text)
        text = f"{text} {claim.text}".lstrip()
        statements.append(Statement(claim.text, start, len(text), markers, label))
        text += "".join(f" [{marker}]" for marker in markers)
    return text, tuple(statements), tuple(citation(number, source) for source, number in numbered.items())


def _both(claim: Claim, others: Sequence[Disagreement]) -> Claim:
    """Return a claim that sets the amounts of several documents side by side, the newest first."""
    says = [(claim.sources[0], others[0].stated.text), *((one.source, one.found.text) for one in others)]
    says.sort(key=lambda said: said[0].document.published or "", reverse=True)
    sides = "; ".join(f"{amount} ({_named(source)})" for source, amount in says)
    return Claim(f"The documents differ: {sides}.", tuple(source for source, _ in says))


def _named(source: Source) -> str:
    document = source.document
    return f"{document.title}, {document.published[:10]}" if document.published else document.title


def closest(question: str, sources: Sequence[Source]) -> tuple[Citation, ...]:
    """Return the sentences with the most words of the question, for a reader without an answer.

    Headings, and lines that end in no mark as a heading does, come last.
    """
    asked, weights = set(content_words(question)), word_weights(sources, question)

    def distance(source: Source) -> tuple[bool, float]:
        fragment = source.sentence.heading or source.text[-1:].isalnum()
        return fragment, -weighted_share(asked, source.words, weights)

    best = sorted(sources, key=distance)[:CLOSEST]
    return tuple(citation(number, source) for number, source in enumerate(best, start=1))


def citation(number: int, source: Source) -> Citation:
    """Return the pointer to a sentence."""
    document, sentence = source.document, source.sentence
    return Citation(
        number=number,
        document=CitedDocument(document.id, document.title, document.source, document.published),
        start=sentence.start,
        end=sentence.end,
        page=document.page_at(sentence.start),
        quote=source.text,
    )
