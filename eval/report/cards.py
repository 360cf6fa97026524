"""One question as the report shows it: what was expected beside what was answered."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from eval.metrics.scores import is_gold, same_sentence
from eval.report.text import figure
from eval.report.words import METRICS, verdict
from eval.results import Result
from eval.sets.questions import Question
from qa.answer import Answer, Citation, Support

LONGEST_ID = 60
YES_OR_NO = frozenset({"trustworthy", "right", "held", "exact", "retrieved", "cited", "refused", "false_refusal"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an answer's text; what is between the statements, the markers, has no support."""

    text: str
    support: Support | None


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation and whether it is a gold sentence; None where no gold sentence is known."""

    citation: Citation
    gold: bool | None


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold sentence and whether it is cited."""

    text: str
    cited: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage the model was shown; `document` is a title where a citation of the run tells it, else an id."""

    document: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Card:
    """One question; `expected` is None where the question, as it was asked, is not in the run's folder."""

    anchor: str
    result: Result
    expected: Question | None
    verdict: str
    pieces: tuple[Piece, ...]
    citations: tuple[Cited, ...]
    gold: tuple[Gold, ...]
    passages: tuple[Shown, ...]
    scores: tuple[tuple[str, str], ...]

    @property
    def question(self) -> str | None:
        """What was asked; None for an error of a question that is not known."""
        if self.expected:
            return self.expected.question
        return self.result.answer.question if self.result.answer else None


def cards(results: Sequence[Result], questions: Mapping[str, Question]) -> tuple[Card, ...]:
    """Put each result beside its question, if that is still the one that was asked."""
    titles = {
        citation.document.id: citation.document.title
        for result in results
        if result.answer
        for citation in result.answer.citations
    }
    return tuple(_card(result, questions.get(result.id), titles) for result in results)


def anchor(identity: str) -> str:
    """Return the name by which a link finds the question with this id, the same in every run."""
    end = "" if len(identity) <= LONGEST_ID else "-" + hashlib.sha256(ascii(identity).encode()).hexdigest()[:8]
    return f"q-{quote(identity[:LONGEST_ID], safe='', errors='backslashreplace')}{end}"


def _card(result: Result, question: Question | None, titles: Mapping[str, str]) -> Card:
    expected = question if question and question.fingerprint == result.fingerprint else None
    gold = expected.gold if expected else ()
    citations = result.answer.citations if result.answer else ()
    passages = result.answer.passages if result.answer else ()
    return Card(
        anchor=anchor(result.id),
        result=result,
        expected=expected,
        verdict=verdict(result),
        pieces=tuple(_pieces(result.answer)) if result.answer else (),
        citations=tuple(Cited(one, is_gold(one.quote, gold) if gold else None) for one in citations),
        gold=tuple(Gold(one, any(same_sentence(cited.quote, one) for cited in citations)) for one in gold),
        passages=tuple(
            Shown(titles.get(one.document, one.document), one.start, one.end, one.score) for one in passages
        ),
        scores=tuple(_scores(result)),
    )


def _pieces(answer: Answer) -> Iterator[Piece]:
    """Take the answer's text apart so that the pieces, joined, are the text."""
    position = 0
    for statement in sorted(answer.statements, key=lambda statement: statement.start):
        if statement.start > position:
            yield Piece(answer.text[position : statement.start], None)
        yield Piece(answer.text[max(position, statement.start) : statement.end], statement.support)
        position = max(position, statement.end)
    if position < len(answer.text):
        yield Piece(answer.text[position:], None)


def _scores(result: Result) -> Iterator[tuple[str, str]]:
    for metric in METRICS:
        value = getattr(result.scores, metric.name) if result.scores else None
        if value is not None:
            yield metric.title, ("yes" if value else "no") if metric.name in YES_OR_NO else figure(value)
