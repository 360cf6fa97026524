"""Statements and their sentences put together: text with markers, citations, and what other documents say."""

import re
from collections.abc import Sequence, Set

from index.programs.links import link_into_program
from index.text.bullets import without_bullet
from qa.answer import Citation, CitedDocument, Quote, Statement
from qa.checking import Claim
from qa.disagreement import Disagreement, disagreements
from qa.question import Question
from qa.reading import Candidate, Reading, states
from qa.sources import Source, word_weights
from qa.words import content_words

_TOKEN = re.compile(r"\w+(?:[^\w\s]\w+)*")

NOT_FOUND = "The answer is not in the documents."
CLOSEST = 3  # sentences that are shown with a refusal
DOUBTFUL = -4.5
"""Log-odds below which a draft does not answer the question, or a sentence is none that could."""
NEARLY = 4.0
"""Log-odds that a sentence may answer less than the best one, and be the answer as a draft comes nearest to it."""
SURE = 1.0
"""Log-odds of yes against no from which on that word stands before a quote without "Probably"."""


def compose(
    question: Question, claims: Sequence[Claim], found: Sequence[Source]
) -> tuple[str, tuple[Statement, ...], tuple[Citation, ...]]:
    """Return the text, each statement with its markers behind it, numbered as they first come.

    `found` are all sentences that were read. Where other documents among them give another amount, a last
    statement says which, the newest first.
    """
    claims = [*claims, *_differing(question, claims, found)]
    numbered: dict[Source, int] = {}
    statements: list[Statement] = []
    text = ""
    for claim in claims:
        markers = tuple(numbered.setdefault(source, len(numbered) + 1) for source in claim.sources)
        start = len(text) + bool(text)
        text = f"{text} {claim.text}".lstrip()
        statements.append(Statement(claim.text, start, len(text), markers, claim.support))
        text += "".join(f" [{marker}]" for marker in markers)
    return text or NOT_FOUND, tuple(statements), tuple(citation(n, source) for source, n in numbered.items())


def quoted(candidate: Candidate, *, reply: str = "") -> Claim:
    """Return a sentence of the documents as the answer, behind a `reply` ("Yes", "Probably no") if there is one.

    What begins with that yes or no needs no other.
    """
    said = without_bullet(candidate.source.on_one_line)
    before = f"{reply}: " if reply and not re.match(rf"{reply.split()[-1]}\b", said, re.IGNORECASE) else ""
    return Claim(f"{before}{candidate.source.prefix}{said}", (candidate.source,), "supported", 1.0)


def the_sentence(
    question: Question, reading: Reading, draft: str = "", shown: Sequence[Source] = ()
) -> tuple[Claim, ...]:
    """Return the best sentence as the answer, behind yes or no where that is asked.

    Else, of those `shown`, the one that a draft which is not carried comes nearest to: its writer took it from
    there. Nothing where not even that sentence may answer.
    """
    best = reading.candidates[0]
    if best.answers < DOUBTFUL:
        return ()
    if draft and not question.is_yes_or_no:
        least = max(best.answers - NEARLY, DOUBTFUL)
        near = [
            one
            for one in reading.candidates
            if one.source in shown and one.answers >= least and one.named >= best.named and states(one.source)
        ]
        new = set(content_words(draft)) - question.words
        best = min(near, key=lambda one: _lacking(one, new), default=best)
    return (quoted(best, reply=yes_or_no(question, reading)),)


def _lacking(candidate: Candidate, words: Set[str]) -> tuple[int, int]:
    """Return how many numbers a sentence lacks of these words, and how many in all."""
    lacking = words - candidate.source.words
    return sum(word[0].isdigit() for word in lacking), len(lacking)


def yes_or_no(question: Question, reading: Reading) -> str:
    """Return the word that such a question is answered with, how surely; "" for others, or where nobody knows.

    The reader alone is too often wrong where it is not sure.
    """
    if not question.is_yes_or_no or not reading.yes:
        return ""
    word = "yes" if reading.yes > 0 else "no"
    if abs(reading.yes) >= SURE:
        return word.capitalize()
    return f"Probably {word}" if reading.seconded else ""


def quote_of(reading: Reading, question: Question | None = None, claims: Sequence[Claim] = ()) -> Quote:
    """Return the best sentence, of those that the claims rest on if it is among them, with its span that answers.

    Offsets are into the document's text.
    """
    cited = [source for claim in claims for source in claim.sources]
    best = next((one for one in reading.candidates if one.source in cited), reading.candidates[0])
    pointer, start = citation(1, best.source), best.source.sentence.start
    first, last = _told(best, question, " ".join(claim.text for claim in claims)) if question else best.span
    return Quote(
        document=pointer.document,
        start=pointer.start,
        end=pointer.end,
        page=pointer.page,
        quote=pointer.quote,
        span=(start + first, start + last),
        probability=reading.verdict.probability,
    )


def _told(candidate: Candidate, question: Question, answer: str) -> tuple[int, int]:
    """Return the characters of a sentence that an answer tells: the span that the reader found.

    Where the answer has no word of that, it is from the first to the last word that both have, and the question
    has not.
    """
    text, (first, last) = candidate.source.text, candidate.span
    new = set(content_words(answer)) - question.words
    told = [found.span() for found in _TOKEN.finditer(text) if new.intersection(content_words(found.group()))]
    if not told or new.intersection(content_words(text[first:last])):
        return first, last
    return told[0][0], told[-1][1]


def _differing(question: Question, claims: Sequence[Claim], found: Sequence[Source]) -> list[Claim]:
    weights = word_weights(found, question.words)
    return [
        _both(claim, others)
        for claim in claims
        if claim.support == "supported"
        and (others := disagreements(claim.text, question, claim.sources, found, weights))
    ]


def _both(claim: Claim, others: Sequence[Disagreement]) -> Claim:
    """Return a claim that sets the amounts of several documents side by side, the newest first."""
    says = [(claim.sources[0], others[0].stated.text), *((one.source, one.found.text) for one in others)]
    says.sort(key=lambda said: said[0].document.published or "", reverse=True)
    sides = "; ".join(f"{amount} ({_named(source)})" for source, amount in says)
    return Claim(f"The documents differ: {sides}.", tuple(source for source, _ in says), "supported", 1.0)


def _named(source: Source) -> str:
    document = source.document
    return f"{document.title}, {document.published[:10]}" if document.published else document.title


def closest(candidates: Sequence[Candidate]) -> tuple[Citation, ...]:
    """Return the sentences that come nearest to an answer."""
    return tuple(citation(number, one.source) for number, one in enumerate(candidates[:CLOSEST], start=1))


def citation(number: int, source: Source) -> Citation:
    """Return the pointer to a sentence."""
    document, sentence = source.document, source.sentence
    link = link_into_program(document, sentence.start)
    return Citation(
        number=number,
        document=CitedDocument(
            document.id, document.title, document.source, document.published, link, document.language
        ),
        start=sentence.start,
        end=sentence.end,
        page=document.page_at(sentence.start),
        quote=source.text,
    )
