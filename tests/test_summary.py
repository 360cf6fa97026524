"""Which sentences of a document a summary is made of: values worked out by hand on counts of words."""

from conftest import HashingEmbedder, make_document

from index.types import Sentence
from qa.talk.summary import MOST_EMBEDDED, SENTENCES, summarise


def sentences_of(text: str) -> list[Sentence]:
    """Return the sentences of a text that ends each with a full stop and parts them by one space."""
    found, start = [], 0
    for part in text.removesuffix(".").split(". "):
        found.append(Sentence(start, start + len(part) + 1))
        start += len(part) + 2
    return found


def summary(text: str, title: str = "Otters") -> list[str]:
    document = make_document(text, title=title)
    _, statements, citations = summarise(document, sentences_of(text), HashingEmbedder())
    assert [document.text[one.start : one.end] for one in citations] == [one.quote for one in citations]
    return [statement.text for statement in statements]


def test_a_short_document_is_repeated_whole() -> None:
    text = "Otters live along the quiet river near town. Otters eat silver fish from the cold river."
    assert summary(text) == [
        "Otters live along the quiet river near town.",
        "Otters eat silver fish from the cold river.",
    ]


def test_the_central_sentences_are_taken_in_their_order_and_what_is_beside_the_point_is_not() -> None:
    about = [f"Otters of the river eat {food} near town." for food in ("fish", "crabs", "eels", "frogs")]
    text = " ".join([about[0], "Somebody parked seven yellow lorries behind that cinema.", *about[1:]])
    assert summary(text) == about


def test_two_sentences_that_say_the_same_are_not_both_taken() -> None:
    same = "Otters of the river eat fish near town."
    others = [
        f"Otters of the river {rest}."
        for rest in ("sleep under old roots", "play on wet stones", "swim at dawn always")
    ]
    assert len(set(summary(" ".join([same, same, *others])))) == SENTENCES


def test_a_sentence_that_leans_on_the_one_before_it_is_left_out() -> None:
    text = "Otters live along the quiet river near town. They eat silver fish from the cold river."
    assert summary(text) == ["Otters live along the quiet river near town."]


def test_where_no_sentence_can_stand_alone_all_may_be_taken() -> None:
    assert summary("It rains. They sleep.") == ["It rains.", "They sleep."]


def test_a_document_without_sentences_has_no_summary() -> None:
    assert summarise(make_document("x"), [], HashingEmbedder()) == ("", (), ())


def test_a_long_document_is_looked_at_evenly_and_not_embedded_whole() -> None:
    text = " ".join(f"Otters number {number} live along the quiet river." for number in range(3 * MOST_EMBEDDED))
    embedder = HashingEmbedder()
    summarise(make_document(text), sentences_of(text), embedder)
    assert len(embedder.embedded) == MOST_EMBEDDED
    assert embedder.embedded[-1].startswith(f"Otters number {3 * MOST_EMBEDDED - 3} ")
