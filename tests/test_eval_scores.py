from dataclasses import replace

import pytest

from eval.questions import Question
from eval.scores import Scores, outcome, same_sentence, score
from index.errors import LibraryError
from index.types import Document
from qa.answer import Answer, Citation, CitedDocument, Timings, Tokens

TEXT = (
    "Carney met Sheinbaum on 18 September 2025. Trade was worth C$56bn in 2024. The pact is reviewed in July 2026."
)
FIRST, SECOND, THIRD = (sentence + "." for sentence in TEXT.rstrip(".").split(". "))
QUESTION = Question("q", "How much was it?", ("C$56bn", "56 billion"), (SECOND,), ("a.txt",), True, "", ())
UNANSWERABLE = replace(QUESTION, answers=(), gold=(), answerable=False)


class Shelf:
    """A source with one document."""

    def document(self, key: str, /) -> Document:
        if key != "d1":
            raise LibraryError(f"no document {key}")
        return Document("d1", "Trade", TEXT, "/a.txt", None, (), (), "0")


def cite(number: int, quote: str, document: str = "d1", shift: int = 0) -> Citation:
    start = TEXT.index(quote) + shift
    cited = CitedDocument(document, "Trade", "/a.txt", None)
    return Citation(number, cited, start, start + len(quote), None, quote)


def answer(text: str, *citations: Citation, answered: bool = True) -> Answer:
    return Answer(
        "?", answered, 0.9, text, (), citations, (), "scripted", Timings(0.1, 0.2, 1.0, 0.8), Tokens(10, 5)
    )


REFUSAL = answer("The documents don't say how much: C$56bn is not in them.", answered=False)


def test_a_right_answer_with_its_gold_sentence_is_trustworthy() -> None:
    given = answer("It was worth C$56bn [1].", cite(1, SECOND))
    # F1 with "C$56bn": tokens "it was worth c56bn" and "c56bn", one in common: 2 * 1 / 5.
    assert score(QUESTION, given, Shelf()) == Scores(
        held=1,
        right=1,
        exact=0,
        f1=pytest.approx(0.4),
        cited=1,
        citation_precision=1,
        citation_recall=1,
        citation_validity=1,
        refused=None,
        false_refusal=0,
        trustworthy=1,
    )
    assert outcome(QUESTION, given, score(QUESTION, given, Shelf())) == "trustworthy"


def test_precision_is_over_the_citations_and_recall_over_the_gold_sentences() -> None:
    question = replace(QUESTION, gold=(SECOND, THIRD))
    scores = score(question, answer("C$56bn [1][2][3].", cite(1, FIRST), cite(2, SECOND), cite(3, FIRST)), Shelf())
    assert (scores.cited, scores.citation_recall) == (1, 0.5)
    assert scores.citation_precision == pytest.approx(1 / 3)


def test_a_right_answer_that_cites_another_sentence_missed_its_citation() -> None:
    given = answer("C$56bn [1].", cite(1, THIRD))
    scores = score(QUESTION, given, Shelf())
    assert (scores.right, scores.cited, scores.citation_precision, scores.citation_recall) == (1, 0, 0, 0)
    assert (scores.exact, scores.f1, scores.trustworthy) == (1, 1, 0)
    assert outcome(QUESTION, given, scores) == "citation missed"


def test_a_wrong_answer_is_wrong_though_its_citation_is_gold() -> None:
    given = answer("It was worth C$57bn [1].", cite(1, SECOND))
    scores = score(QUESTION, given, Shelf())
    assert (scores.held, scores.right, scores.cited, scores.trustworthy) == (0, 0, 1, 0)
    assert outcome(QUESTION, given, scores) == "wrong answer"


def test_right_sees_what_held_does_not() -> None:
    scores = score(QUESTION, answer("56 billion Canadian dollars."), Shelf())
    assert (scores.held, scores.right) == (1, 1)
    scores = score(replace(QUESTION, answers=("C$56bn",)), answer("56 billion Canadian dollars."), Shelf())
    assert (scores.held, scores.right) == (0, 1)


def test_a_refusal_of_an_answerable_question_holds_nothing_whatever_its_words() -> None:
    scores = score(QUESTION, REFUSAL, Shelf())
    assert (scores.held, scores.right, scores.f1, scores.cited, scores.citation_recall) == (0, 0, 0, 0, 0)
    assert (scores.citation_precision, scores.citation_validity) == (None, None)
    assert (scores.false_refusal, scores.refused, scores.trustworthy) == (1, None, 0)
    assert outcome(QUESTION, REFUSAL, scores) == "refused wrongly"


def test_only_refusing_is_scored_where_the_documents_do_not_say() -> None:
    scores = score(UNANSWERABLE, REFUSAL, Shelf())
    assert scores == Scores(None, None, None, None, None, None, None, None, 1, None, 1)
    assert outcome(UNANSWERABLE, REFUSAL, scores) == "trustworthy"
    given = answer("C$56bn [1].", cite(1, SECOND))
    scores = score(UNANSWERABLE, given, Shelf())
    assert scores == Scores(None, None, None, None, None, None, None, 1, 0, None, 0)
    assert outcome(UNANSWERABLE, given, scores) == "answered wrongly"


def test_without_gold_a_right_answer_is_enough() -> None:
    question = replace(QUESTION, gold=())
    scores = score(question, answer("C$56bn."), Shelf())
    assert (scores.cited, scores.citation_precision, scores.citation_recall, scores.trustworthy) == (
        None,
        None,
        None,
        1,
    )


def test_without_accepted_answers_the_answer_is_not_judged_but_its_citations_are() -> None:
    question = replace(QUESTION, answers=())
    given = answer("C$56bn [1].", cite(1, SECOND))
    scores = score(question, given, Shelf())
    assert (scores.held, scores.right, scores.exact, scores.f1, scores.trustworthy) == (None,) * 5
    assert (scores.cited, scores.citation_recall, scores.false_refusal) == (1, 1, 0)
    assert outcome(question, given, scores) == "unjudged"
    assert outcome(question, REFUSAL, score(question, REFUSAL, Shelf())) == "refused wrongly"


def test_validity_is_the_share_of_citations_whose_offsets_give_the_quote_back() -> None:
    given = answer(
        "C$56bn.", cite(1, SECOND), cite(2, SECOND, shift=1), cite(3, SECOND, document="gone"), cite(4, FIRST)
    )
    assert score(QUESTION, given, Shelf()).citation_validity == 0.5


@pytest.mark.parametrize(
    ("quote", "gold", "same"),
    [
        ("The pact is reviewed in 2026.", "the pact is  reviewed in 2026", True),
        ("aaaaaa", "aaaaaabbbb", True),  # 6 of 10 characters
        ("aaaaa", "aaaaaabbbb", False),  # 5 of 10
        ("aaaaaabbbb", "aaaaaa", True),
        ("b c d x", "b c d y", True),  # 3 of 4 tokens on both sides: F1 0.75
        ("b c x y", "b c d e", False),
        ("", "", False),
        ("The", "The", False),
    ],
)
def test_a_quote_is_a_gold_sentence_when_it_nearly_is(quote: str, gold: str, same: bool) -> None:
    assert same_sentence(quote, gold) is same
