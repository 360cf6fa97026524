"""Passages: whole sentences, in order, within the limit, with headings where they belong."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.chunk import chunk
from index.text.segment import segment
from index.types import Block, Sentence

Layout = list[tuple[str, bool, str]]  # a sentence's words, whether it is a heading, what stands before it


def words(text: str) -> int:
    return len(text.split())


def lay_out(layout: Layout) -> tuple[str, list[Sentence]]:
    text = ""
    sentences = []
    for content, heading, gap in layout:
        text += gap
        sentences.append(Sentence(len(text), len(text) + len(content), heading))
        text += content
    return text, sentences


def passages(layout: Layout, limit: int) -> list[list[str]]:
    text, sentences = lay_out(layout)
    return [
        [text[sentence.start : sentence.end] for sentence in passage.sentences]
        for passage in chunk("doc", text, sentences, words, limit)
    ]


layouts = st.lists(
    st.tuples(
        st.integers(1, 12).map(lambda n: " ".join(["word"] * n)),
        st.booleans(),
        st.sampled_from([" ", "\n\n", "\n", " MenuHomeNews "]),
    ),
    max_size=30,
)


@given(layouts, st.integers(1, 40), st.integers(0, 2))
def test_each_sentence_is_in_one_passage_within_the_limit(layout: Layout, limit: int, markers: int) -> None:
    text, sentences = lay_out(layout)
    found = chunk("doc", text, sentences, lambda part: words(part) + markers, limit)
    assert [sentence for passage in found for sentence in passage.sentences] == sentences
    assert all(passage.document_id == "doc" for passage in found)
    for passage in found:
        tokens = sum(words(text[sentence.start : sentence.end]) for sentence in passage.sentences) + markers
        assert tokens <= limit or len(passage.sentences) == 1


@given(layouts, st.integers(1, 40))
def test_a_heading_is_last_only_if_what_follows_has_no_room(layout: Layout, limit: int) -> None:
    text, sentences = lay_out(layout)
    found = chunk("doc", text, sentences, words, limit)
    for passage, following in pairwise(found):
        if passage.sentences[-1].heading:
            first = following.sentences[0]
            assert all(sentence.heading for sentence in passage.sentences)
            assert sum(words(text[s.start : s.end]) for s in (*passage.sentences, first)) > limit


@given(st.lists(st.text("ab \n", min_size=1, max_size=20), max_size=20), st.integers(1, 60))
def test_the_stretch_of_text_is_within_the_limit_too(parts: list[str], limit: int) -> None:
    text = ". ".join(f"A{part}" for part in parts)
    sentences = segment(text, [Block(0, len(text), "prose")])
    for passage in chunk("doc", text, sentences, len, limit):
        assert passage.end - passage.start <= limit or len(passage.sentences) == 1


def test_fills_a_passage_with_as_many_sentences_as_fit() -> None:
    layout: Layout = [(f"s{i} two three", False, " ") for i in range(5)]
    assert passages(layout, limit=6) == [
        ["s0 two three", "s1 two three"],
        ["s2 two three", "s3 two three"],
        ["s4 two three"],
    ]


def test_prefers_to_end_before_a_heading() -> None:
    layout: Layout = [
        ("one two three", False, ""),
        ("four five", False, " "),
        ("Heading", True, "\n\n"),
        ("six", False, "\n\n"),
        ("seven eight nine", False, " "),
    ]
    assert passages(layout, limit=7) == [["one two three", "four five"], ["Heading", "six", "seven eight nine"]]


def test_prefers_to_end_at_a_paragraph() -> None:
    layout: Layout = [
        ("one two three", False, ""),
        ("four five", False, "\n\n"),
        ("six seven eight", False, " "),
    ]
    assert passages(layout, limit=5) == [["one two three"], ["four five", "six seven eight"]]


def test_does_not_give_up_more_than_half_of_a_passage_for_a_border() -> None:
    layout: Layout = [("one", False, ""), ("a b c d", False, "\n\n"), ("e f g", False, " ")]
    assert passages(layout, limit=6) == [["one", "a b c d"], ["e f g"]]


def test_a_heading_is_never_cut_off_from_its_text() -> None:
    layout: Layout = [
        ("a b c", False, ""),
        ("Heading", True, "\n"),
        ("Sub heading", True, "\n"),
        ("d e f", False, "\n"),
    ]
    assert passages(layout, limit=6) == [["a b c"], ["Heading", "Sub heading", "d e f"]]


def test_a_sentence_over_the_limit_is_alone() -> None:
    layout: Layout = [("a b", False, ""), ("c d e f g h", False, " "), ("i j", False, " ")]
    assert passages(layout, limit=4) == [["a b"], ["c d e f g h"], ["i j"]]


def test_text_of_no_sentence_divides_passages() -> None:
    layout: Layout = [("a b", False, ""), ("c d", False, " ShareSave "), ("e f", False, " ")]
    assert passages(layout, limit=100) == [["a b"], ["c d", "e f"]]


def test_a_heading_reaches_its_text_over_text_of_no_sentence() -> None:
    layout: Layout = [("Title", True, ""), ("c d", False, " ShareSave ")]
    assert passages(layout, limit=100) == [["Title", "c d"]]


def test_counts_each_sentence_once() -> None:
    text, sentences = lay_out([("a b c", False, " ")] * 50)
    counted: list[str] = []

    def count(part: str) -> int:
        counted.append(part)
        return words(part)

    chunk("doc", text, sentences, count, 20)
    assert len(counted) == 51


def test_no_sentences_give_no_passage() -> None:
    assert chunk("doc", "", [], words, 10) == ()


def test_refuses_a_limit_without_room() -> None:
    with pytest.raises(ValueError, match="at least one token"):
        chunk("doc", "a", [Sentence(0, 1)], words, 0)
