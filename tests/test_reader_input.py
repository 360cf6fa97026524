"""What the reader reads, with the tokenizer it is trained with."""

import pytest
from tokenizers import Tokenizer

from qa.reader.input import ASKED_TOKENS, END, START, UNKNOWN, Read, read_input

pytestmark = pytest.mark.slow

SENTENCES = ("The café opens at nine.", "Soup is served.")


def words(tokenizer: Tokenizer, read: Read) -> list[str]:
    return [tokenizer.id_to_token(number) for number in read.ids]


def test_question_title_and_sentences_stand_one_behind_the_other(tokenizer: Tokenizer) -> None:
    read = read_input(tokenizer, "When open?", SENTENCES, title="Inn", states=False, tokens=64)
    first = ["[CLS]", "[unused0]", "when", "open", "?", "[SEP]"]
    title = ["inn", "."]
    one, two = ["the", "cafe", "opens", "at", "nine", "."], ["soup", "is", "served", "."]
    assert words(tokenizer, read) == [*first, *title, *one, *two, "[SEP]"]
    assert (read.second, read.sentences) == (6, 2)
    assert read.sentence == [-1] * 8 + [0] * 6 + [1] * 4 + [-1]


def test_a_statement_is_told_from_a_question_and_no_title_is_no_token(tokenizer: Tokenizer) -> None:
    read = read_input(tokenizer, "Open.", ("Soup.",), title="", states=True, tokens=64)
    assert words(tokenizer, read) == ["[CLS]", "[unused1]", "open", ".", "[SEP]", "soup", ".", "[SEP]"]


def test_offsets_are_characters_of_the_own_sentence(tokenizer: Tokenizer) -> None:
    read = read_input(tokenizer, "When open?", SENTENCES, title="Inn", states=False, tokens=64)
    pieces = [
        SENTENCES[number][slice(*place)]
        for number, place in zip(read.sentence, read.offsets, strict=True)
        if number >= 0
    ]
    assert pieces == ["The", "café", "opens", "at", "nine", ".", "Soup", "is", "served", "."]


@pytest.mark.parametrize(("tokens", "sentences", "cut"), [(19, 2, 4), (18, 1, 0), (13, 1, 0), (12, 1, 0)])
def test_a_sentence_that_finds_no_room_is_cut_or_left(
    tokenizer: Tokenizer, tokens: int, sentences: int, cut: int
) -> None:
    """The first needs 8 + 6 tokens and one for the end; with fewer than 4 left the second is not begun."""
    read = read_input(tokenizer, "When open?", SENTENCES, title="Inn", states=False, tokens=tokens)
    assert (read.sentences, read.sentence.count(1)) == (sentences, cut)
    assert read.sentence.count(0) == min(6, tokens - 9)
    assert len(read.ids) == len(read.sentence) == len(read.offsets) <= tokens
    assert (read.ids[0], read.ids[-1]) == (START, END)


def test_a_long_sentence_question_or_title_is_cut(tokenizer: Tokenizer) -> None:
    long = "soup " * 500
    read = read_input(tokenizer, long, (long, "Bread."), title=long, states=False, tokens=200)
    assert (len(read.ids), read.second, read.sentences) == (200, ASKED_TOKENS + 3, 1)
    assert read.sentence.count(0) == 200 - (ASKED_TOKENS + 3) - 200 // 4 - 1


@pytest.mark.parametrize("nothing", ["\u200b", "\u0000", "\ufffd", ""])
def test_a_sentence_of_which_the_tokenizer_makes_nothing_keeps_its_place(
    tokenizer: Tokenizer, nothing: str
) -> None:
    read = read_input(tokenizer, "When?", (nothing, "Soup."), title="", states=False, tokens=64)
    assert (read.sentences, read.sentence.count(0), read.sentence.count(1)) == (2, 1, 2)
    assert read.ids[read.sentence.index(0)] == UNKNOWN
    assert read.offsets[read.sentence.index(0)] == (0, 0)
