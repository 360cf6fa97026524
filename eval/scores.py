"""What one answer is worth: its scores, and the one word for how it came out."""

from dataclasses import dataclass
from typing import Literal, Protocol

from eval.questions import Question
from eval.right import right
from eval.squad import best_f1, exact, held, normalise, token_f1, without_markers
from index.errors import LibraryError
from index.types import Document
from qa.answer import Answer, Citation

Outcome = Literal[
    "trustworthy",  # right with a gold sentence cited, or rightly refused
    "wrong answer",  # answerable, answered, no accepted answer in it
    "citation missed",  # right, but no gold sentence cited
    "refused wrongly",  # answerable, refused
    "answered wrongly",  # not answerable, answered
    "unjudged",  # answerable, answered, and no accepted answer is known
    "error",  # the answer did not come to be; never counted as a wrong one
]

CONTAINED_SHARE = 0.6
SAME_F1 = 0.75


class DocumentSource(Protocol):
    """Where the texts that citations point into are read back from: `index.library.Library`."""

    def document(self, key: str, /) -> Document:
        """Return the document. Raises LibraryError when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Scores:
    """Each in [0, 1], higher is better but for `false_refusal`; None where the score is not defined.

    Over answerable questions with accepted answers: `held`, `right`, `exact`, `f1`; with gold sentences: `cited`,
    `citation_recall`, and `citation_precision` when something is cited. `citation_validity` is defined for every
    answer with citations, `refused` for questions that are not answerable, `false_refusal` for those that are.
    """

    held: float | None
    right: float | None
    exact: float | None
    f1: float | None
    cited: float | None
    citation_precision: float | None
    citation_recall: float | None
    citation_validity: float | None
    refused: float | None
    false_refusal: float | None
    trustworthy: float | None


def score(question: Question, answer: Answer, documents: DocumentSource) -> Scores:
    """Score an answer; a refusal of an answerable question holds nothing and cites nothing."""
    text = without_markers(answer.text) if answer.answered else ""
    refused = float(not answer.answered)
    accepted = question.answers if question.answerable else ()
    gold = question.gold if question.answerable else ()
    is_right = float(right(accepted, text)) if accepted else None
    cited = float(any(is_gold(citation.quote, gold) for citation in answer.citations)) if gold else None
    trustworthy = is_right if cited is None or is_right is None else is_right * cited
    return Scores(
        held=float(held(accepted, text)) if accepted else None,
        right=is_right,
        exact=float(exact(accepted, text)) if accepted else None,
        f1=best_f1(accepted, text) if accepted else None,
        cited=cited,
        citation_precision=_precision(answer, gold),
        citation_recall=_recall(answer, gold),
        citation_validity=_validity(answer, documents),
        refused=None if question.answerable else refused,
        false_refusal=refused if question.answerable else None,
        trustworthy=trustworthy if question.answerable else refused,
    )


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
    return "citation missed" if scores.right else "wrong answer"


def same_sentence(quote: str, gold: str) -> bool:
    """Tell whether a quote is a gold sentence, both normalised as SQuAD does.

    It is when they are equal, when one contains the other and the shorter has at least 0.6 of the longer's
    characters, or when their token F1 is at least 0.75: two segmenters do not cut in quite the same places.
    """
    shorter, longer = sorted((normalise(quote), normalise(gold)), key=len)
    if not shorter:
        return False
    contained = shorter in longer and len(shorter) >= CONTAINED_SHARE * len(longer)
    return contained or token_f1(quote, gold) >= SAME_F1


def is_gold(quote: str, gold: tuple[str, ...]) -> bool:
    """Tell whether a quote is any of the gold sentences."""
    return any(same_sentence(quote, sentence) for sentence in gold)


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
