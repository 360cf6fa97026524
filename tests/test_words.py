# ruff: noqa: RUF001 - curly apostrophes are meant
"""Content words and numbers in one form, and the weighted share worked out by hand."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.words import asks_yes_or_no, content_words, stem, weighted_share, without_spaces_in_numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It cost C$1,200.", {"1200"}),
        ("The rate is 5.6%.", {"5.6"}),
        ("A two-day visit", {"2"}),
        ("about $40.5bn or £30bn", {"40.5", "30"}),
        ("from 1994 to 2026", {"1994", "2026"}),
        ("1,234,567 and 10,000.50", {"1234567", "10000.50"}),
        ("The pages are 3,14 and 1,2000", {"3,14", "1,2000"}),
        ("Nineteen or ninety boats", {"19", "90"}),
        ("at 7:30 p.m. or at 19.45", {"7.30", "19.45"}),
        ("from 7:00 pm, a ratio of 1:10, John 3:16", {"7", "1", "10", "3", "16"}),
        ("no number at all", set()),
    ],
)
def test_numbers_have_digits_and_no_thousands_separators(text: str, expected: set[str]) -> None:
    assert {word for word in content_words(text) if word[0].isdigit()} == expected


def test_a_number_in_words_is_the_number_in_digits() -> None:
    assert content_words("seven tariffs") == content_words("7 tariffs")
    assert content_words("Sixty-two tariffs") == content_words("sixty\u2011two tariffs") == ["62", "tariff"]
    assert content_words("thirty-year sixty-ten city-two") == ["30", "year", "60", "10", "citi", "2"]


def test_words_written_as_one_are_found_as_one_and_apart() -> None:
    assert content_words("YurikoYamamoto") == ["yurikoyamamoto", "yuriko", "yamamoto"]
    assert content_words("iPhone NASA USMCA") == ["iphon", "nasa", "usmca"]


@pytest.mark.parametrize("word", ["Carney's", "Carney’s", "Carney", "CARNEY", "carneys’", "carneys'"])
def test_possessives_and_capitals_are_one_word(word: str) -> None:
    assert content_words(word) == ["carney"]


def test_inflected_forms_are_one_word() -> None:
    assert content_words("suspended tariffs") == content_words("suspend tariff")


def test_what_denies_is_no_matter_of_its_own() -> None:
    denying = "cannot can't couldn't won't wouldn't shouldn't hasn't haven't hadn't"
    assert content_words(f"{denying} sail") == ["sail"]


def test_function_words_are_left_out_and_the_order_stays() -> None:
    assert content_words("Who is the minister of trade in Canada?") == ["minist", "trade", "canada"]


def test_a_letter_that_names_something_is_a_word_and_a_contraction_is_none() -> None:
    assert content_words("T cells don’t need vitamin S") == ["t", "cell", "need", "vitamin", "s"]


def test_words_keep_their_accents() -> None:
    assert content_words("Zoë Ångström") == ["zoë", "ångström"]


def test_full_width_forms_are_plain_ones() -> None:
    assert content_words("１２ ＦＩＳＨ") == ["12", "fish"]


@given(st.text())
def test_any_text_gives_words_without_white_space(text: str) -> None:
    assert all(word and not any(character.isspace() for character in word) for word in content_words(text))


def test_weighted_share_by_hand() -> None:
    weights = {"tariff": 3.0, "steel": 2.0, "canada": 1.0}
    assert weighted_share({"tariff", "steel", "canada"}, {"tariff", "canada", "other"}, weights) == 4 / 6
    assert weighted_share({"steel", "canada"}, {"steel"}, weights) == 2 / 3


def test_weighted_share_is_all_nothing_or_nothing_to_share() -> None:
    weights = {"steel": 2.0, "canada": 1.0}
    assert weighted_share({"steel", "canada"}, {"canada", "steel"}, weights) == 1
    assert weighted_share({"steel"}, {"canada"}, weights) == 0
    assert weighted_share(set(), {"steel"}, weights) == 0


def test_threads_that_stem_at_once_do_not_mix_their_words() -> None:
    words = [f"{'walk' * n}{ending}" for n in range(1, 40) for ending in ("ing", "ed", "s")]
    expected = [content_words(word) for word in words]
    stem.cache_clear()
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda _: [content_words(word) for word in words], range(8)))
    finally:
        sys.setswitchinterval(interval)
    assert found == [expected] * 8


def test_a_question_that_begins_with_an_auxiliary_asks_yes_or_no() -> None:
    assert asks_yes_or_no("Does the barrier protect the houseboats, and why?")
    assert asks_yes_or_no("“Is it open?”")
    assert not asks_yes_or_no("When does the barrier open?")
    assert not asks_yes_or_no("Isolde sang what?")


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("If the machine packs up, does the landlord have to mend it?", True),
        ("My niece is 17, is she old enough to volunteer?", True),
        ("I've put it in a house that I rent out. Does the warranty apply?", True),
        ("And may dogs come?", True),
        ("When I am away, who has the key?", False),
        ("I lost my card, what does a new one cost?", False),
        ("Can you tell me when it opens?", False),
        ("Do you know who has the key?", False),
        ("So how much is it, is it more than last year?", False),
        ("Was it more in January or in May?", False),
        ("Did the rent go up or down?", False),
        ("Were the wages higher or lower than planned?", False),
        ("Did it cost more or less than planned?", False),
        ("Is the work more or less finished?", True),
        ("Can my mother or father sign?", True),
        ("Can I swim before or after the course?", True),
        ("Is it the red or the blue one?", False),
        ("May dogs or cats come in?", True),
        ("Does the policy cover theft or loss?", True),
        ("Is it open on Sundays? I come in the morning or in the evening.", True),
        ("Am I insured abroad?", True),
        ("Is it open or not?", True),
        ("Is it three metres or more?", True),
        ("May dogs or any other animals come?", True),
        ("Does it stop if it rains or snows?", True),
        ("If it rains or snows, does it stop?", True),
        ("Is it shut, and why or why not?", True),
    ],
)
def test_the_first_clause_that_asks_tells_whether_yes_or_no_is_asked(question: str, asks: bool) -> None:
    assert asks_yes_or_no(question) == asks


def test_a_number_loses_the_spaces_that_its_source_has_not() -> None:
    source = "About 1,300,000 people; rooms 12, 300 and 450."
    assert without_spaces_in_numbers("c. 1, 300, 000 people", source) == "c. 1,300,000 people"
    assert without_spaces_in_numbers("rooms 12, 300 and 450", source) == "rooms 12, 300 and 450"
    assert without_spaces_in_numbers("in 1939, 300 came", source) == "in 1939, 300 came"
