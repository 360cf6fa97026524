"""Amounts and whether another document gives another one; the shares of words are worked out by hand."""

from dataclasses import replace

import pytest
from qa_parts import make_hit

from index.quantity.numerals import plain
from index.types import Hit
from qa.checking import Claim
from qa.citations import compose
from qa.disagreement import amounts, disagreements
from qa.question import Question
from qa.sources import sources_of

QUESTION = Question("How much did the harbour repairs cost?")
STATEMENT = "The harbour repairs cost £3.8 million."


def article(name: str, published: str | None, *sentences: str) -> Hit:
    hit = make_hit(*sentences)
    document = replace(hit.document, id=name, title=name, published=published)
    return replace(hit, document=document, passage=replace(hit.passage, document_id=name))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It cost £2.3m.", [("2300000", "pound", "£2.3m")]),
        (
            "C$56bn and $40.5 billion",
            [("56000000000", "canadian dollar", "C$56bn"), ("40500000000", "dollar", "$40.5 billion")],
        ),
        ("a duty of 50% or 12.5 per cent", [("50", "percent", "50%"), ("12.5", "percent", "12.5 per cent")]),
        ("1,204 homes in 1987 and 3 of them", [("1204", "home", "1,204 homes")]),
        ("€1.200.000 or 1.200,50 Euro", [("1200000", "euro", "€1.200.000"), ("1200.5", "euro", "1.200,50 Euro")]),
        ("3,5 % in 4.2.1 % of £4.50.30", [("3.5", "percent", "3,5 %")]),
        ("90 minutes, 1.5 hours", [("5400", "second", "90 minutes"), ("5400", "second", "1.5 hours")]),
        ("at 23:50 on 12 May, 01.09.2024, 2019-03 or 2019", []),
        ("40 only, 14 each, and in 1938 under the old rules", []),
    ],
)
def test_amounts_have_a_value_and_a_unit(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(plain(amount.value), amount.unit, amount.text) for amount in amounts(text)] == expected


def found_in(other: Hit) -> list[tuple[str, str]]:
    cited = sources_of([article("inquiry", "2025-03-04", STATEMENT)])
    others = (*cited, *sources_of([other]))
    weights = {"harbour": 1.0, "repair": 1.0, "cost": 1.0}
    return [
        (one.stated.text, one.found.text) for one in disagreements(STATEMENT, QUESTION, cited, others, weights)
    ]


def test_another_amount_for_the_same_matter_disagrees() -> None:
    assert found_in(article("report", None, "Repairs of the harbour cost £2.3m.")) == [("£3.8 million", "£2.3m")]
    beside = article("report", None, "The harbour wall broke.", "Repairs cost £2.3m so far.")
    assert found_in(beside) == [("£3.8 million", "£2.3m")]


@pytest.mark.parametrize(
    "sentences",
    [
        ("Repairs of the harbour cost £3.8m.",),
        ("Repairs of the harbour cost $2.3m.",),
        ("Repairs of the harbour cost £23.",),
        ("Repairs of the harbour took 3.8 weeks.",),
        ("The school hall cost £2.3m.",),
        ("The hall took £2.3m.", "The harbour repairs are done, at a cost.", "It rained."),
        ("Repairs of the harbour cost £2.3m.", "In the end the harbour repairs cost £3.8 million."),
    ],
)
def test_what_is_of_another_matter_or_says_the_same_does_not(sentences: tuple[str, ...]) -> None:
    assert found_in(article("report", None, *sentences)) == []


def test_the_amount_of_the_question_and_the_own_document_do_not_count() -> None:
    both = sources_of([article("inquiry", None, STATEMENT, "The harbour repairs cost £2.3m at first.")])
    weights = {"harbour": 1.0, "repair": 1.0, "cost": 1.0}
    assert disagreements(STATEMENT, QUESTION, both[:1], both, weights) == ()
    asked = Question("Did the harbour repairs cost £3.8 million?")
    other = sources_of([article("report", None, "Repairs of the harbour cost £2.3m.")])
    assert disagreements(STATEMENT, asked, both[:1], (*both, *other), weights) == ()


def test_an_answer_sets_both_side_by_side_the_newest_first() -> None:
    cited = sources_of([article("Inquiry", "2025-03-04T08:00", STATEMENT)])
    others = sources_of([article("Report", "2025-09-18", "Repairs of the harbour cost £2.3m.")])
    text, statements, citations = compose(QUESTION, [Claim(STATEMENT, cited, "supported", 0.9)], (*cited, *others))
    differ = "The documents differ: £2.3m (Report, 2025-09-18); £3.8 million (Inquiry, 2025-03-04)."
    assert text == f"{STATEMENT} [1] {differ} [2] [1]"
    assert [statement.citations for statement in statements] == [(1,), (2, 1)]
    assert [citation.document.title for citation in citations] == ["Inquiry", "Report"]
    assert [text[one.start : one.end] for one in statements] == [one.text for one in statements]
