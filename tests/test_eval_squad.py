import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.squad import best_f1, exact, held, normalise, token_f1, without_markers

# Letters whose upper and lower case have the same length, so that lowering twice is lowering once.
TEXT = st.text(st.characters(max_codepoint=0x17F, exclude_characters="İ"), max_size=60)


def test_normalisation_lowers_and_drops_punctuation_articles_and_extra_space() -> None:
    assert normalise('  The "U.S." economy,\n an  $40.5bn one!') == "us economy 405bn one"


def test_an_article_inside_a_word_stays() -> None:
    assert normalise("Another theory, an anthem") == "another theory anthem"


@given(TEXT)
def test_normalised_text_has_no_capitals_articles_or_outer_space(text: str) -> None:
    normalised = normalise(text)
    assert normalised == normalised.lower().strip()
    assert not {"a", "an", "the"} & set(normalised.split())
    assert normalise(f"The {text} !") == normalise(text)


def test_markers_are_taken_out_and_other_brackets_stay() -> None:
    assert without_markers("In 2024[1][12]. See [a].").split() == ["In", "2024", ".", "See", "[a]."]


def test_held_is_plain_containment_after_normalisation() -> None:
    assert held(["10th and 11th centuries"], "In the 10th and 11th centuries.")
    assert held(["Rollo"], "It was Rollo's.")
    assert held(["3"], "It began in 1930.")
    assert not held(["$40.5bn"], "It was 40.5 billion dollars.")
    assert not held([], "Anything.")


def test_an_accepted_answer_of_articles_or_punctuation_alone_is_not_held_by_everything() -> None:
    assert not held(["The", "?"], "Anything.")


def test_exact_match_ignores_what_normalisation_drops() -> None:
    assert exact(["Rome", "The city of Rome"], "the city of Rome.")
    assert not exact(["Rome"], "In Rome.")


def test_token_f1_counts_repeated_tokens_once_each() -> None:
    # 4 tokens against 2, 2 in common: precision 2/4, recall 2/2, F1 = 2/3.
    assert token_f1("It was Mark Carney.", "Mark Carney") == pytest.approx(2 / 3)
    # "to" is twice in one and once in the other: one in common out of 3 and 2.
    assert token_f1("to to rome", "to paris") == pytest.approx(2 / 5)
    assert token_f1("Rome", "Paris") == 0
    assert token_f1("", "The") == 1
    assert token_f1("", "Rome") == 0


def test_best_f1_takes_the_nearest_accepted_answer() -> None:
    assert best_f1(["Rome", "Mark Carney"], "It was Mark Carney.") == pytest.approx(2 / 3)


@given(TEXT, TEXT)
def test_token_f1_is_symmetric_and_one_for_the_same_text(first: str, second: str) -> None:
    assert token_f1(first, second) == token_f1(second, first)
    assert 0 <= token_f1(first, second) <= 1
    assert token_f1(first, first) == 1
