from collections.abc import Sequence
from dataclasses import fields, replace

import pytest

from eval.metrics.scores import Scores, outcome, same_sentence, score
from eval.sets.questions import Question
from index.errors import LibraryError
from index.types import Block, Document
from qa.answer import Answer, Citation, CitedDocument, SourcePassage, Statement, Timings, Tokens

TEXT = (
    "Carney met Sheinbaum on 18 September 2025. Trade was worth C$56bn in 2024. The pact is reviewed in July 2026."
)
FIRST, SECOND, THIRD = (sentence + "." for sentence in TEXT.rstrip(".").split(". "))
BLOCKS = (Block(0, len(TEXT), "prose"),)
QUESTION = Question("q", "How much was it?", ("C$56bn", "56 billion"), (SECOND,), ("a.txt",), True, "", ())
UNANSWERABLE = replace(QUESTION, answers=(), gold=(), answerable=False)
NOTHING = Scores(**dict.fromkeys((field.name for field in fields(Scores)), None))


class Shelf:
    """A source with one document."""

    def document(self, key: str, /) -> Document:
        if key != "d1":
            raise LibraryError(f"no document {key}")
        return Document("d1", "Trade", TEXT, "/a.txt", None, (), BLOCKS, "0")


def cite(number: int, quote: str, document: str = "d1", shift: int = 0) -> Citation:
    start = TEXT.index(quote) + shift
    cited = CitedDocument(document, "Trade", "/a.txt", None)
    return Citation(number, cited, start, start + len(quote), None, quote)


def answer(
    text: str,
    *citations: Citation,
    answered: bool = True,
    shown: Sequence[tuple[int, int]] = (),
    statements: tuple[Statement, ...] = (),
) -> Answer:
    return Answer(
        question="?",
        answered=answered,
        confidence=0.9,
        text=text,
        statements=statements,
        citations=citations,
        passages=tuple(SourcePassage("d1", start, end, 0.5) for start, end in shown),
        model="scripted",
        timings=Timings(0.1, 0.2, 1.0, 0.8),
        tokens=Tokens(10, 5),
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
        retrieved=0,
        cited=1,
        citation_precision=1,
        citation_recall=1,
        citation_f1=1,
        citation_validity=1,
        uncited=None,
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
    # 2 * 1/3 * 1/2 / (1/3 + 1/2)
    assert scores.citation_f1 == pytest.approx(0.4)


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
    assert outcome(QUESTION, given, scores) == "retrieval missed"
    found = answer("It was worth C$57bn [1].", cite(1, SECOND), shown=[(0, len(TEXT))])
    assert outcome(QUESTION, found, score(QUESTION, found, Shelf())) == "model missed"
    unknown = replace(QUESTION, gold=())
    assert outcome(unknown, given, score(unknown, given, Shelf())) == "model missed"


def test_right_sees_what_held_does_not() -> None:
    scores = score(QUESTION, answer("56 billion Canadian dollars."), Shelf())
    assert (scores.held, scores.right) == (1, 1)
    scores = score(replace(QUESTION, answers=("C$56bn",)), answer("56 billion Canadian dollars."), Shelf())
    assert (scores.held, scores.right) == (0, 1)


def test_a_refusal_of_an_answerable_question_holds_nothing_whatever_its_words() -> None:
    scores = score(QUESTION, REFUSAL, Shelf())
    assert (scores.held, scores.right, scores.f1, scores.cited, scores.citation_recall) == (0, 0, 0, 0, 0)
    assert (scores.citation_precision, scores.citation_validity, scores.citation_f1) == (None, None, 0)
    assert (scores.false_refusal, scores.refused, scores.trustworthy) == (1, None, 0)
    assert outcome(QUESTION, REFUSAL, scores) == "refused wrongly"


def test_only_refusing_is_scored_where_the_documents_do_not_say() -> None:
    scores = score(UNANSWERABLE, REFUSAL, Shelf())
    assert scores == replace(NOTHING, refused=1, trustworthy=1)
    assert outcome(UNANSWERABLE, REFUSAL, scores) == "trustworthy"
    given = answer("C$56bn [1].", cite(1, SECOND))
    scores = score(UNANSWERABLE, given, Shelf())
    assert scores == replace(NOTHING, citation_validity=1, refused=0, trustworthy=0)
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


GOLD_AT = TEXT.index(SECOND), TEXT.index(SECOND) + len(SECOND)


@pytest.mark.parametrize(
    ("shown", "retrieved"),
    [
        ([(0, len(FIRST))], 0),
        ([(0, len(FIRST)), GOLD_AT], 1),
        ([(0, GOLD_AT[1] - 20)], 0),  # only "Trade was worth" of it, less than 0.6
        ([(0, GOLD_AT[1] - 9)], 1),  # "Trade was worth C$56bn": the most of it
        ([], 0),
    ],
)
def test_gold_is_retrieved_when_it_stands_in_a_passage(shown: list[tuple[int, int]], retrieved: float) -> None:
    assert score(QUESTION, answer("No idea.", shown=shown), Shelf()).retrieved == retrieved
    assert (
        score(QUESTION, replace(REFUSAL, passages=answer("", shown=shown).passages), Shelf()).retrieved
        == retrieved
    )


class Page(Shelf):
    """A source whose document has a menu in mid-sentence, and its gold over two lines and two sentences."""

    def document(self, key: str, /) -> Document:
        text = "Trade was worth\nMenu: what others say of C$57bn\nC$56bn. That was\nin 2024."
        ends = [text.index("\nMenu"), text.index("\nC$56bn"), len(text)]
        blocks = (
            Block(0, ends[0], "prose"),
            Block(ends[0] + 1, ends[1], "boilerplate"),
            Block(ends[1] + 1, ends[2], "prose"),
        )
        return replace(super().document(key), text=text, blocks=blocks)


@pytest.mark.parametrize(
    ("gold", "retrieved"),
    [
        ("Trade was worth  C$56bn. That was in 2024.", 1),
        ("Menu: what others say of C$57bn", 0),
    ],
)
def test_what_is_shown_of_a_passage_leaves_menus_out_and_knows_no_line_breaks(gold: str, retrieved: float) -> None:
    given = answer("No idea.", shown=[(0, len(Page().document("d1").text))])
    assert score(replace(QUESTION, gold=(gold,)), given, Page()).retrieved == retrieved


def test_the_question_that_is_repeated_where_a_part_has_no_answer_holds_none() -> None:
    statements = (Statement("It is reviewed.", 0, 15, (), "supported"),)
    given = answer('It is reviewed. Not in the documents: "Was it C$56bn?"', statements=statements)
    scores = score(QUESTION, given, Shelf())
    assert (scores.held, scores.right, scores.uncited) == (0, 0, 1)


def test_uncited_is_the_share_of_statements_without_a_citation() -> None:
    statements = tuple(Statement("It was.", 0, 7, cited, "supported") for cited in [(1,), (), (1, 2), ()])
    assert score(QUESTION, answer("It was.", statements=statements), Shelf()).uncited == 0.5
    assert score(UNANSWERABLE, answer("It was.", statements=statements[:1]), Shelf()).uncited == 0


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
        ("No.: 8; Name: Jam; Time: 1:20; Timer: no.", "| 8 | Jam | 1:20 | | no |", True),
        ("No.: 8; Name: Jam; Time: 1:20; Timer: no.", '8,"Jam",1:20,no', True),
        ("No.: 8; Name: Jam; Time: 1:20; Timer: no.", "| 9 | Jam | 1:20 | no |", False),
        ("No.: 8; Name: Jam; Time: 1:20; Timer: no.", "8, jam,\n1:20", False),
        ("Sun, sea: blue", "sun,blue", False),
    ],
)
def test_a_quote_is_a_gold_sentence_when_it_nearly_is(quote: str, gold: str, same: bool) -> None:
    assert same_sentence(quote, gold) is same
