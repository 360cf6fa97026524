"""What is said with an answer, and where there is none."""

from dataclasses import replace

import pytest
from qa_parts import WordReader, make_hit

from qa.answer import Verdict
from qa.checking import Claim
from qa.citations import NOT_FOUND, closest, compose, quote_of, quoted
from qa.question import Question
from qa.reading import Candidate, Reading, read
from qa.sources import sources_of


def best(question: str, *sentences: str) -> Candidate:
    return read(question, [make_hit(*sentences)], WordReader()).candidates[0]


def test_headings_come_last_among_the_closest_sentences() -> None:
    hits = [make_hit("TRAM LINES OF VELL", headings=1), make_hit("The tram stops at the quay.", title="quay")]
    candidates = read("Which tram lines of Vell stop?", hits, WordReader()).candidates
    assert [(near.number, near.quote) for near in closest(candidates)] == [
        (1, "The tram stops at the quay."),
        (2, "TRAM LINES OF VELL"),
    ]


def test_without_a_statement_the_text_says_that_nothing_was_found() -> None:
    assert compose(Question("When?"), [], ()) == (NOT_FOUND, (), ())


def test_a_sentence_is_quoted_without_its_bullet_and_in_one_line() -> None:
    claim = quoted(best("Which dogs?", "• Dogs stay\n  outside."))
    assert (claim.text, claim.support) == ("Dogs stay outside.", "supported")
    assert [source.text for source in claim.sources] == ["• Dogs stay\n  outside."]
    assert quoted(best("Which dogs?", "Dogs stay outside."), reply="No").text == "No: Dogs stay outside."
    assert quoted(best("Dogs?", "No dogs stay inside."), reply="Probably no").text == "No dogs stay inside."


def test_a_quote_counts_its_span_from_the_start_of_the_document() -> None:
    reading = read(
        "When does the fair open?", [make_hit("Bread is sold.", "The fair opens at nine.")], WordReader()
    )
    opens = replace(reading.candidates[0], span=(18, 22))
    quote = quote_of(replace(reading, candidates=(opens, *reading.candidates[1:])))
    text = opens.source.document.text
    assert (quote.quote, text[quote.start : quote.end]) == ("The fair opens at nine.",) * 2
    assert text[slice(*quote.span)] == "nine"
    assert (quote.document.title, quote.probability) == ("note", reading.verdict.probability)


@pytest.mark.parametrize(
    ("answer", "marked"),
    [
        ("The town has 187 nests.", "187"),  # the reader found another number
        ("There were 131 nests.", "131"),
        ("The town has nests.", "131"),  # tells no other
        ("It grew from 187 in 2019.", "187 nests, up from 131 in 2019"),
    ],
)
def test_the_span_is_what_the_answer_tells(answer: str, marked: str) -> None:
    said = "The town has 187 nests, up from 131 in 2019."
    found = best("How many nests has the town?", said)
    found = replace(found, span=(said.index("131"), said.index("131") + 3))
    reading = Reading((found,), Verdict(True, "answered", 0.9, "words"))
    quote = quote_of(
        reading, Question("How many nests has the town?"), [Claim(answer, (found.source,), "supported", 0.9)]
    )
    assert found.source.document.text[slice(*quote.span)] == marked


@pytest.mark.parametrize("support", ["partial", "unsupported"])
def test_only_what_is_supported_is_set_beside_other_documents(support: str) -> None:
    said = "The harbour repairs cost £3.8 million."
    hits = [make_hit(said, title="one"), make_hit("Repairs of the harbour cost £2.3m.", title="two")]
    found = sources_of(hits)

    def text(support: str) -> str:
        claim = Claim(said, found[:1], support, 0.9)  # type: ignore[arg-type]  # a name of it
        return compose(Question("How much did the harbour repairs cost?"), [claim], found)[0]

    assert "The documents differ" in text("supported")
    assert "The documents differ" not in text(support)
