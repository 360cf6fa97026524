import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.squad import best_f1, exact, held, normalise, token_f1
from qa.answer import without_markers

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
    assert without_markers("In 2024 [1][12]. See [a].") == "In 2024. See [a]."


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


def published_f1(prediction: str, truth: str) -> float:
    """Compute F1 step by step as section 6.1 of the paper and the script for SQuAD 2.0 describe it."""
    bags = []
    for text in (prediction, truth):
        kept = "".join(letter for letter in text.lower() if letter not in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
        bags.append(re.sub(r"(?<!\w)(the|an|a)(?!\w)", " ", kept).split())
    predicted, true = bags
    if not predicted or not true:
        return 1.0 if predicted == true else 0.0
    left, common = list(true), 0
    for token in predicted:
        if token in left:
            left.remove(token)
            common += 1
    if not common:
        return 0.0
    precision, recall = common / len(predicted), common / len(true)
    return 2 * precision * recall / (precision + recall)


@pytest.mark.parametrize(
    ("prediction", "truth", "f1", "same"),
    [
        ("The Denver Broncos!", "Denver Broncos", 1, True),
        ("10:30 a.m.", "1030 am", 1, True),  # punctuation goes before articles, so the "a" of "a.m." stays
        ("the A-Team", "A Team", 0, False),  # "ateam" and "team"
        ("the-end", "end", 0, False),  # "theend"
        ("snake_case", "snakecase", 1, True),  # the underscore is punctuation
        ("\u201cThe end\u201d", "end", 0, False),  # typographic quotes are not: "\u201c" and "end\u201d"
        ("an a the", "THE", 1, True),  # nothing is left of either
        ("a", "Rome", 0, False),
        ("", "", 1, True),
        ("ten\u00a0years", "ten years", 1, True),
        ("10 20 20", "10 10 20", 2 / 3, False),  # one 10 and one 20 in common
        ("rome rome rome", "Rome", 0.5, False),  # precision 1/3, recall 1
        ("caf\u00e9", "cafe", 0, False),
        ("half-time show of the day", "Half time show", 2 / 7, False),  # "halftime show of day": only "show"
    ],
)
def test_f1_and_exact_match_follow_the_published_definition(
    prediction: str, truth: str, f1: float, same: bool
) -> None:
    assert token_f1(prediction, truth) == pytest.approx(f1)
    assert published_f1(prediction, truth) == pytest.approx(f1)
    assert exact([truth], prediction) is same


PIECES = st.sampled_from(
    ["a", "an", "the", "The", "rome", "10", " ", "  ", "\n", ".", "-", "'", "_", "$", "\u2019", "\u00e9"]
)


@given(st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES, max_size=12).map("".join))
def test_f1_is_that_of_another_implementation(prediction: str, truth: str) -> None:
    assert token_f1(prediction, truth) == pytest.approx(published_f1(prediction, truth))
