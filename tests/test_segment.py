"""Sentences: known boundaries, exact offsets, blocks, over-long stretches."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.segment import LONGEST_SENTENCE, segment, split_sentences
from index.types import Block, BlockKind, Sentence

CASES = [
    line.replace("\\n", "\n")
    for line in Path(__file__).with_name("sentence_cases.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
FRAGMENTS = [
    *["Dr. ", "U.S. ", "e.g. ", "No. 5 ", "3.14 ", "the end. ", "The ", "security.This is ", "he said", "J. K. "],
    *['"', "“", "”", "'", "(", ")", "[1]", "...", "…", "!", "?", ".", "。", "。」", "«", "»", ";", ","],
    *[
        "\n",
        "\n\n",
        "\n- ",
        "1. ",
        " ",
        "\u00a0",
        "\t",
        "\u2028",
        "\x1f",
        "\ufeff",
        "iPhone ",
        "www.example.com/a.B ",
    ],
    *["word ", "Word ", "é", "e\u0301", "😀", "ß", "x" * 700, "a b " * 300],
]
texts = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(FRAGMENTS), max_size=60).map("".join))
KINDS: list[BlockKind] = ["heading", "prose", "item", "boilerplate"]


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def without_space(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("case", CASES)
def test_finds_the_known_boundaries(case: str) -> None:
    assert pieces(case.replace("|", "")) == [sentence.strip() for sentence in case.split("|")]


def test_the_cases_are_many() -> None:
    assert len(CASES) > 100


@given(texts)
def test_every_character_is_in_exactly_one_sentence(text: str) -> None:
    spans = split_sentences(text)
    assert all(start < end for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    assert without_space("".join(pieces(text))) == without_space(text)


@given(texts)
def test_no_sentence_is_longer_than_an_embedding_window(text: str) -> None:
    assert all(end - start <= LONGEST_SENTENCE for start, end in split_sentences(text))


@given(st.lists(st.tuples(texts, st.sampled_from(KINDS)), max_size=6))
def test_sentences_keep_to_their_blocks(parts: list[tuple[str, BlockKind]]) -> None:
    text = ""
    blocks = []
    for content, kind in parts:
        blocks.append(Block(len(text), len(text) + len(content), kind))
        text += content + "\n\n"
    sentences = segment(text, blocks)
    kept = [block for block in blocks if block.kind != "boilerplate"]
    for sentence in sentences:
        [home] = [block for block in kept if block.start <= sentence.start and sentence.end <= block.end]
        assert sentence.heading == (home.kind == "heading")
    assert list(sentences) == sorted(sentences, key=lambda sentence: sentence.start)
    covered = "".join(text[sentence.start : sentence.end] for sentence in sentences)
    assert without_space(covered) == without_space("".join(text[block.start : block.end] for block in kept))


def test_a_heading_is_one_sentence() -> None:
    text = "What is new? Who pays? And why. It depends."
    assert segment(text, [Block(0, 31, "heading"), Block(32, len(text), "prose")]) == (
        Sentence(0, 31, heading=True),
        Sentence(32, 43),
    )


def test_a_very_long_heading_is_split_but_stays_a_heading() -> None:
    text = "This was never a heading at all. " * 10
    sentences = segment(text, [Block(0, len(text), "heading")])
    assert len(sentences) == 10
    assert all(sentence.heading for sentence in sentences)


def test_boilerplate_gives_no_sentence() -> None:
    text = "Home News Sport\nThe bridge is open."
    assert segment(text, [Block(0, 15, "boilerplate"), Block(16, 35, "prose")]) == (Sentence(16, 35),)


def test_a_block_border_ends_a_sentence_without_a_stop() -> None:
    text = "Ferry times9 a.m. to noon"
    assert segment(text, [Block(0, 11, "item"), Block(11, 25, "item")]) == (Sentence(0, 11), Sentence(11, 25))


def test_nothing_comes_of_nothing() -> None:
    assert split_sentences("") == []
    assert split_sentences(" \n\t ") == []
    assert segment("   ", [Block(0, 3, "prose")]) == ()


def test_run_together_names_are_split_only_in_a_text_that_is_run_together() -> None:
    sentence = "They use threading.Lock here"
    assert pieces(sentence + ". It works.") == [sentence + ".", "It works."]
    glued = "The tower fell.It was old.Nobody was hurt.Lund said so.Berg agreed."
    assert pieces(glued) == ["The tower fell.", "It was old.", "Nobody was hurt.", "Lund said so.", "Berg agreed."]


def test_straight_quotation_marks_without_spaces_go_to_their_own_sentence() -> None:
    text = 'He left the city."We stay," she said. "It is ours."The rest followed.'
    assert pieces(text) == ["He left the city.", '"We stay," she said.', '"It is ours."', "The rest followed."]


def test_an_overlong_stretch_is_cut_at_line_breaks_first() -> None:
    row = "Harbour dues, pilotage; towage and mooring " * 4
    parts = pieces("\n".join([row.strip()] * 12))
    assert len(parts) > 1
    assert all(part.startswith("Harbour") and part.endswith("mooring") for part in parts)


def test_an_overlong_stretch_without_line_breaks_is_cut_at_semicolons() -> None:
    parts = pieces("name, address and telephone of the member; " * 60)
    assert len(parts) > 1
    assert all(part.endswith(";") and len(part) <= LONGEST_SENTENCE for part in parts)


def test_a_long_sentence_within_the_limit_stays_whole() -> None:
    text = "They came " + "again and " * 95 + "left."
    assert pieces(text) == [text]


@pytest.mark.parametrize(
    "unit", ["a. ", '."', "(a. ", "..", "x.Y", "U.S.", "'a.'B", "1.", "? ", ".\n", "\n- ", "!»", "_*"]
)
def test_nothing_of_a_long_run_of_marks_is_lost(unit: str) -> None:
    """Time that grew with the square of the length would be seen here too: the run would not end."""
    text = unit * (200_000 // len(unit))
    found = "".join(text[start:end] for start, end in split_sentences(text))
    assert "".join(found.split()) == "".join(text.split())


def test_no_sentence_of_the_seed_page_is_run_together() -> None:
    seeds = Path(__file__).parents[2] / "shared" / "seeds"
    if not seeds.is_dir():
        pytest.skip("the seed page is not beside this checkout")
    [page] = seeds.glob("*.txt")
    text = page.read_text(encoding="utf-8")
    body = text[text.index("Canada and Mexico have agreed") : text.index("Trump tariffsDonald")]
    found = pieces(body)
    assert len(found) == 32
    assert not [sentence for sentence in found if re.search(r'[a-z0-9%"][.?!]"?[A-Z][a-z]', sentence)]
    [trade] = [sentence for sentence in found if "2024" in sentence]
    assert trade.endswith("in 2024.")
