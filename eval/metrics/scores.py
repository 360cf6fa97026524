"""What one answer is worth: its scores, and the one word for how it came out."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from eval.metrics.right import right
from eval.metrics.squad import best_f1, exact, held, normalise, token_f1
from eval.sets.questions import Question
from index.errors import LibraryError
from index.text.segment import segment
from index.types import Document
from qa.answer import Answer, Citation, without_markers
from qa.reader.rows import cells_of

Outcome = Literal[
    "trustworthy",  # right with a gold sentence cited, or rightly refused
    "retrieval missed",  # not right, and no gold sentence was in what the model was shown
    "model missed",  # not right although one was, or no gold sentence is known
    "citation missed",  # right, but no gold sentence cited
    "refused wrongly",  # answerable, refused
    "answered wrongly",  # not answerable, answered
    "unjudged",  # answerable, answered, and no accepted answer is known
    "error",  # the answer did not come to be; never counted as a wrong one
]

CONTAINED_SHARE = 0.6
SAME_F1 = 0.75


class DocumentSource(Protocol):
    """Where the texts that citations and passages point into are read from: `index.library.Library`."""

    def document(self, key: str, /) -> Document:
        """Return the document. Raises LibraryError when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Scores:
    """Each in [0, 1], higher is better but for `uncited` and `false_refusal`; None where it is not defined.

    Over answerable questions with accepted answers: `held`, `right`, `exact`, `f1`; with gold sentences:
    `retrieved`, `cited`, `citation_recall`, `citation_f1`, and `citation_precision` when something is cited.
    `citation_validity` is defined for every answer with citations, `uncited` for every one with statements,
    `refused` for questions that are not answerable, `false_refusal` for those that are.
    """

    held: float | None
    right: float | None
    exact: float | None
    f1: float | None
    retrieved: float | None
    cited: float | None
    citation_precision: float | None
    citation_recall: float | None
    citation_f1: float | None
    citation_validity: float | None
    uncited: float | None
    refused: float | None
    false_refusal: float | None
    trustworthy: float | None


def score(question: Question, answer: Answer, documents: DocumentSource) -> Scores:
    """Score an answer; a refusal of an answerable question holds nothing and cites nothing.

    Raises LibraryError when a document the model was shown is not in the library.
    """
    text = _said(answer) if answer.answered else ""
    refused = float(not answer.answered)
    accepted = question.answers if question.answerable else ()
    gold = question.gold if question.answerable else ()
    is_right = float(right(accepted, text)) if accepted else None
    cited = float(any(is_gold(citation.quote, gold) for citation in answer.citations)) if gold else None
    precision, recall = _precision(answer, gold), _recall(answer, gold)
    trustworthy = is_right if cited is None or is_right is None else is_right * cited
    return Scores(
        held=float(held(accepted, text)) if accepted else None,
        right=is_right,
        exact=float(exact(accepted, text)) if accepted else None,
        f1=best_f1(accepted, text) if accepted else None,
        retrieved=float(_is_shown(answer, gold, documents)) if gold else None,
        cited=cited,
        citation_precision=precision,
        citation_recall=recall,
        citation_f1=None if recall is None else _harmonic_mean(precision or 0, recall),
        citation_validity=_validity(answer, documents),
        uncited=_uncited(answer),
        refused=None if question.answerable else refused,
        false_refusal=refused if question.answerable else None,
        trustworthy=trustworthy if question.answerable else refused,
    )


def _said(answer: Answer) -> str:
    """Return what an answer states: where it leaves a part open it repeats that question, which is no answer."""
    stated = " ".join(statement.text for statement in answer.statements)
    return without_markers(stated or answer.text)


def outcome(question: Question, answer: Answer, scores: Scores) -> Outcome:
    """Name how an answer came out."""
    if scores.trustworthy == 1:
        return "trustworthy"
    if not question.answerable:
        return "answered wrongly"
    if not answer.answered:
        return "refused wrongly"
    if scores.right is None:
        return "unjudged"
    if scores.right:
        return "citation missed"
    return "retrieval missed" if scores.retrieved == 0 else "model missed"


def same_sentence(quote: str, gold: str) -> bool:
    """Tell whether a quote is a gold sentence, both normalised as SQuAD does.

    It is when they are equal, when one contains the other and the shorter has at least 0.6 of the longer's
    characters, or when their token F1 is at least 0.75: two segmenters do not cut in quite the same places. Rows
    of a table are the same when their cells are: one as it stands in the file ("| 8 | Jam |", "8,Jam"), one
    behind the names of its columns.
    """
    shorter, longer = sorted((normalise(quote), normalise(gold)), key=len)
    if not shorter:
        return False
    contained = shorter in longer and len(shorter) >= CONTAINED_SHARE * len(longer)
    return contained or token_f1(quote, gold) >= SAME_F1 or _same_row(quote, gold)


def _same_row(quote: str, gold: str) -> bool:
    if not (quoted := [normalise(cell.value) for cell in cells_of(quote)]):
        return False
    gold = " ".join(gold.split())
    row = gold.split("|") if "|" in gold else next(csv.reader([gold], skipinitialspace=True))
    return quoted == [normalise(cell) for cell in row if cell.strip()]


def is_gold(quote: str, gold: tuple[str, ...]) -> bool:
    """Tell whether a quote is any of the gold sentences."""
    return any(same_sentence(quote, sentence) for sentence in gold)


def _is_shown(answer: Answer, gold: tuple[str, ...], documents: DocumentSource) -> bool:
    """Tell whether a gold sentence stands in a passage of the answer, as a sentence or white space aside."""
    for sentences in _shown_sentences(answer, documents):
        spaced = _spaced(" ".join(sentences))
        if any(_spaced(sentence) in spaced for sentence in gold):
            return True
        if any(is_gold(sentence, gold) for sentence in sentences):
            return True
    return False


def _shown_sentences(answer: Answer, documents: DocumentSource) -> Iterator[list[str]]:
    """Yield the sentences of each passage, which are not all of its stretch: menus stand between them."""
    for passage in answer.passages:
        document = documents.document(passage.document)
        blocks = [
            replace(block, start=max(block.start, passage.start), end=min(block.end, passage.end))
            for block in document.blocks
            if block.start < passage.end and passage.start < block.end
        ]
        yield [document.text[one.start : one.end] for one in segment(document.text, blocks)]


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _precision(answer: Answer, gold: tuple[str, ...]) -> float | None:
    """Share of the answer's citations that are gold. Of no citations there is no share."""
    if not gold or not answer.citations:
        return None
    return sum(is_gold(citation.quote, gold) for citation in answer.citations) / len(answer.citations)


def _recall(answer: Answer, gold: tuple[str, ...]) -> float | None:
    """Share of the gold sentences that are cited, also where any one of them would do."""
    if not gold:
        return None
    quotes = [citation.quote for citation in answer.citations]
    return sum(any(same_sentence(quote, sentence) for quote in quotes) for sentence in gold) / len(gold)


def _harmonic_mean(first: float, second: float) -> float:
    return 2 * first * second / (first + second) if first + second else 0.0


def _uncited(answer: Answer) -> float | None:
    """Share of the answer's statements that carry no citation."""
    if not answer.statements:
        return None
    return sum(not statement.citations for statement in answer.statements) / len(answer.statements)


def _validity(answer: Answer, documents: DocumentSource) -> float | None:
    """Share of the citations whose offsets, in the library's own text, give the quote back."""
    if not answer.citations:
        return None
    return sum(_is_valid(citation, documents) for citation in answer.citations) / len(answer.citations)


def _is_valid(citation: Citation, documents: DocumentSource) -> bool:
    try:
        text = documents.document(citation.document.id).text
    except LibraryError:  # a citation into a document that is not there points at nothing
        return False
    return 0 <= citation.start < citation.end and text[citation.start : citation.end] == citation.quote
