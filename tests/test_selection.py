"""Which sentences the model is shown of the passages that were found."""

from conftest import HashingEmbedder
from qa_parts import make_hit

from index.embed import Vectors
from index.types import Hit
from qa.selection import select

REVIEW = "The trade pact comes up for review in 2026."
STEEL = "Steel was taxed at 35 percent."
DOGS = "Dogs must be kept on a lead."
SOUP = "Soup is served until nine."
VISIT = "The trade pact was signed during the visit."
QUESTION = "When does the trade pact come up for review?"


def shown(hits: tuple[Hit, ...]) -> list[list[str]]:
    """Return the sentences of each hit."""
    return [[hit.document.text[one.start : one.end] for one in hit.passage.sentences] for hit in hits]


def chosen(*hits: Hit, sentences: int = 2, question: str = QUESTION) -> list[list[str]]:
    return shown(select(question, hits, HashingEmbedder(), sentences=sentences))


def test_the_best_sentences_are_shown_in_the_order_of_the_passages() -> None:
    hits = (make_hit(DOGS, VISIT, SOUP, title="one"), make_hit(STEEL, REVIEW, title="two"))
    assert chosen(*hits) == [[VISIT], [REVIEW]]
    assert chosen(*hits[::-1]) == [[REVIEW], [VISIT]]
    assert chosen(*hits, sentences=1) == [[REVIEW]]


def test_neighbours_that_are_both_chosen_stay_together() -> None:
    assert chosen(make_hit(DOGS, VISIT, REVIEW, SOUP)) == [[VISIT, REVIEW]]


def test_chosen_sentences_with_others_between_are_apart() -> None:
    """Joined, they would read as if one followed from the other."""
    assert chosen(make_hit(REVIEW, DOGS, SOUP, VISIT)) == [[REVIEW], [VISIT]]


def test_a_heading_right_before_a_chosen_sentence_comes_with_it() -> None:
    assert chosen(make_hit("Trade", REVIEW, DOGS, headings=1), sentences=1) == [["Trade", REVIEW]]
    assert chosen(make_hit("Trade pact review", DOGS, REVIEW, headings=1), sentences=1) == [[REVIEW]]


def test_the_words_of_the_heading_right_above_speak_for_a_sentence() -> None:
    meeting = ("Trade pact review", "On Tuesday at nine in the library.", "Tea is served.")
    hits = (make_hit(VISIT, SOUP, title="one"), make_hit(*meeting, headings=1, title="two"))
    assert chosen(*hits, sentences=1, question="When is the review of the pact?") == [list(meeting[:2])]


def test_a_passage_of_headings_alone_is_shown_by_its_headings() -> None:
    assert chosen(make_hit("Review of the trade pact", headings=1)) == [["Review of the trade pact"]]


def test_with_room_for_all_every_sentence_is_shown_once_and_passages_are_as_found() -> None:
    hits = (make_hit(REVIEW, DOGS, title="one"), make_hit(STEEL, SOUP, title="two"))
    assert select(QUESTION, hits, HashingEmbedder(), sentences=99) == hits


def test_meaning_counts_where_no_word_is_shared() -> None:
    """Word weights alone cannot choose between two sentences with none of the question's words."""

    class Near(HashingEmbedder):
        def embed_query(self, text: str) -> Vectors:
            return super().embed_query(text.replace("canines", "dogs"))

    hit = make_hit(SOUP, STEEL, DOGS)
    assert shown(select("Must canines be leashed?", (hit,), Near(), sentences=1)) == [[DOGS]]


def test_nothing_found_is_nothing_shown() -> None:
    assert select(QUESTION, (), HashingEmbedder(), sentences=5) == ()


def test_scores_are_those_of_the_passage() -> None:
    hit = make_hit(DOGS, REVIEW, dense=0.7)
    (narrowed,) = select(QUESTION, (hit,), HashingEmbedder(), sentences=1)
    assert (narrowed.dense, narrowed.score, narrowed.document) == (0.7, hit.score, hit.document)
