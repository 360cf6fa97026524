"""Which sentences the model is shown: the best, in runs, with what they mean nothing without."""

from qa_parts import ToldReader, make_hit

from index.types import Hit
from qa.evidence import choose
from qa.reading import read

LETTERS = ("A.", "B.", "C.", "D.", "E.")


def shown(odds: dict[str, float], *hits: Hit, sentences: int) -> list[list[str]]:
    chosen = choose(read("What?", hits, ToldReader(odds)).candidates, sentences=sentences)
    return [[hit.document.text[one.start : one.end] for one in hit.passage.sentences] for hit in chosen]


def test_sentences_side_by_side_are_one_run_in_their_order() -> None:
    assert shown({"E.": 9.0, "B.": 8.0, "A.": 7.0}, make_hit(*LETTERS), sentences=3) == [["A.", "B."], ["E."]]


def test_no_more_sentences_are_shown_than_are_wanted() -> None:
    assert shown({"E.": 9.0, "B.": 8.0}, make_hit(*LETTERS), sentences=1) == [["E."]]
    assert choose((), sentences=4) == ()


def test_the_passage_of_the_best_sentence_comes_first() -> None:
    hits = (make_hit("A.", "B.", title="one"), make_hit("C.", title="two"))
    assert shown({"C.": 9.0, "B.": 8.0}, *hits, sentences=2) == [["C."], ["B."]]


def test_the_sentences_of_one_document_stay_together() -> None:
    hits = (make_hit("A.", "B.", "D.", title="one"), make_hit("C.", title="two"))
    assert shown({"A.": 9.0, "C.": 8.0, "D.": 7.0}, *hits, sentences=3) == [["A."], ["D."], ["C."]]


def test_a_heading_comes_with_the_sentence_right_below_it_only() -> None:
    hit = make_hit("HOURS", "From nine.", "Until two.", headings=1)
    assert shown({"From nine.": 9.0}, hit, sentences=1) == [["HOURS", "From nine."]]
    assert shown({"Until two.": 9.0}, hit, sentences=1) == [["Until two."]]


def test_a_turn_of_a_transcript_comes_with_the_reply() -> None:
    turns = ("Ana: Where?", "Li: At the pier.", "Ana: When?", "Li: At nine.")
    hit = make_hit(*turns, gap="\n")
    assert shown({"Ana: Where?": 9.0}, hit, sentences=1) == [["Ana: Where?", "Li: At the pier."]]
