"""What a reader is shown of the sentences where there is no answer."""

from qa.attribution import sources_of
from qa_parts import make_hit

from qa.composing import closest


def test_headings_come_last_among_the_closest_sentences() -> None:
    sources = sources_of([make_hit("TRAM LINES OF VELL", headings=1), make_hit("The tram stops at the quay.")])
    assert [near.quote for near in closest("Which tram lines of Vell stop?", sources)] == [
        "The tram stops at the quay.",
        "TRAM LINES OF VELL",
    ]


def test_a_line_without_an_end_comes_behind_the_sentences() -> None:
    sources = sources_of(
        [make_hit("From: the tram of Vell"), make_hit("The tram stops here.", "“All trams stop.”")]
    )
    quotes = [near.quote for near in closest("Which tram of Vell?", sources)]
    assert quotes == ["The tram stops here.", "“All trams stop.”", "From: the tram of Vell"]
