"""Which sentences carry a statement, and how well."""

from dataclasses import replace

import pytest
from qa_parts import ToldReader, make_hit

from qa.answer import Support
from qa.checking import ANOTHER_NUMBER, FURTHER, PARTIAL, STRETCH, SUPPORTED, Claim, check
from qa.sources import Source, sources_of

SHOWN = sources_of([make_hit("One.", "Two.", "Three.", "Four.")])


def checked(
    odds: dict[str, float], shown: tuple[Source, ...] = SHOWN, statement: str = "So.", **more: float
) -> Claim:
    return check(statement, "When?", shown, ToldReader(odds, {"note": 2.0, **more}))


@pytest.mark.parametrize(
    ("odds", "cited"),
    [
        ({"Three.": 0.1, "One.": 1.0}, ["One.", "Three."]),  # in the order of the document
        ({"Three.": 1.0, "One.": 0.1}, ["One.", "Three."]),
        ({"Three.": -0.1, "One.": 1.0}, ["One."]),
        ({"Three.": 0.1, "One.": 0.2 + FURTHER}, ["One."]),  # too far behind
        ({"One.": 1.0, "Two.": 4.0, "Three.": 3.0, "Four.": 2.0}, ["Two.", "Three.", "Four."]),  # three at most
        ({"Two.": -2.0}, ["Two."]),  # the best, where none carries it
    ],
)
def test_the_sentences_that_carry_a_statement_are_cited(odds: dict[str, float], cited: list[str]) -> None:
    assert [source.text for source in checked(odds).sources] == cited


def test_of_sentences_with_like_odds_that_is_cited_of_whose_words_the_statement_is() -> None:
    drying, baking = make_hit("Hang up the wool.", title="wool"), make_hit("Rye must rest a day.", title="rye")
    odds = {"Hang up the wool.": 1.5, "Rye must rest a day.": 1.0, "wool": 1.5, "rye": 1.0}
    for statement, cited in (("The rye rests a day.", baking), ("Nothing.", drying)):
        claim = check(statement, "When?", sources_of([drying, baking]), ToldReader(odds, odds))
        assert [source.document.title for source in claim.sources] == [cited.document.title]


def test_a_heading_is_no_further_sentence() -> None:
    shown = sources_of([make_hit("THE ROOFS", "They are nine.", headings=1)])
    assert [one.text for one in checked({"THE ROOFS": 1.0, "They are nine.": 1.5}, shown).sources] == [
        "They are nine."
    ]


@pytest.mark.parametrize(
    ("odds", "support"),
    [
        (SUPPORTED, "supported"),
        (SUPPORTED - 0.01, "partial"),
        (PARTIAL, "partial"),
        (PARTIAL - 0.01, "unsupported"),
    ],
)
def test_support_is_told_by_the_odds_that_the_passage_carries_it(odds: float, support: Support) -> None:
    assert checked({}, note=odds).support == support


def test_the_probability_is_that_of_the_odds() -> None:
    assert checked({}, note=0.0).probability == 0.5


@pytest.mark.parametrize(
    ("statement", "carried"),
    [
        ("It opens at 12.", True),  # in the sentences
        ("It opens at twelve.", True),
        ("It cost £1,300.", True),
        ("It is of the fair of 1998.", True),  # in the title
        ("It is of 4 March 2025.", True),  # the date of the document
        ("It opens after 8.", True),  # in the question
        ("It opens at 13.", False),
        ("It cost £1,300 in 1999.", False),
    ],
)
def test_a_number_that_stands_nowhere_is_never_supported(statement: str, carried: bool) -> None:
    hit = make_hit("It opens at 12.", "It cost £1300.", title="Fair of 1998", published="2025-03-04")
    claim = check(statement, "What opens after 8?", sources_of([hit]), ToldReader(passages={"Fair of 1998": 50.0}))
    assert claim.support == ("supported" if carried else "unsupported")
    assert (claim.probability < 0.1) is not carried
    assert ANOTHER_NUMBER < PARTIAL


def test_a_long_page_is_read_in_stretches_and_the_best_of_them_is_cited() -> None:
    long = [letter * (STRETCH // 2 - 1) for letter in "abc"]
    sources = sources_of([make_hit(*long)])
    reader = ToldReader({long[2]: 5.0, long[0]: 4.0})
    claim = check("So.", "When?", sources, reader)
    assert [read.sentences for read in reader.asked] == [tuple(long[:2]), tuple(long[2:])]
    assert claim.sources == sources[:1]  # both stretches are as good: the first


def test_sentences_of_several_documents_are_never_read_together() -> None:
    hits = [make_hit("One.", title="a"), make_hit("Two.", "Three.", title="b")]
    sources = sources_of(hits)
    reader = ToldReader({"One.": 9.0, "Three.": 1.0}, {"a": -2.0, "b": 3.0})
    claim = check("So.", "When?", sources, reader)
    assert [(read.title, read.sentences) for read in reader.asked] == [("a", ("One.",)), ("b", ("Two.", "Three."))]
    assert (claim.sources, claim.support) == (sources[2:], "supported")


def test_where_nothing_was_shown_nothing_is_carried() -> None:
    assert check("So.", "When?", (), ToldReader()) == Claim("So.", (), "unsupported", 0.0)


def test_who_speaks_is_read_with_the_sentence() -> None:
    hit = make_hit("Ana: Hello! I saw it.", "Li: Where?", "Ana: Here.", gap="\n")
    first = hit.passage.sentences[0]
    parts = (
        replace(first, end=first.start + 11),
        replace(first, start=first.start + 12),
        *hit.passage.sentences[1:],
    )
    reader = ToldReader()
    check("Ana saw it.", "Who?", sources_of([replace(hit, passage=replace(hit.passage, sentences=parts))]), reader)
    assert reader.asked[0].sentences == ("Ana: Hello!", "Ana: I saw it.", "Li: Where?", "Ana: Here.")


def test_of_sentences_that_carry_it_alike_those_that_answer_are_cited() -> None:
    near, far = sources_of([make_hit("One.", title="near"), make_hit("Two.", title="far")])
    reader = ToldReader({"One.": 1.0, "Two.": 1.0}, {"near": 2.0, "far": 2.5})
    assert check("So.", "When?", (near, far), reader).sources == (far,)
    assert check("So.", "When?", (near, far), reader, {near: 2.0, far: 0.0}).sources == (near,)
