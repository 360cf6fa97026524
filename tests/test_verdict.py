"""Whether the documents answer: the odds, and from which on they suffice."""

import math

import pytest

from qa.verdict import ABOUT, BESIDE, CONSTANT, NEARNESS, PASSAGE, SENTENCE, SUFFICES, Signals, decide


def test_the_odds_are_the_weighted_sum_of_the_signals() -> None:
    verdict = decide(Signals(2.0, 3.0, 1.5, 0.5, 0.75), "told")
    odds = 2 * SENTENCE + 3 * PASSAGE + 1.5 * BESIDE + 0.5 * NEARNESS + 0.75 * ABOUT + CONSTANT
    assert verdict.probability == pytest.approx(1 / (1 + math.exp(-odds)))
    assert (verdict.answered, verdict.by) == (True, "told")


@pytest.mark.parametrize(
    ("more", "stricter", "answered"),
    [(0.01, 0.0, True), (-0.01, 0.0, False), (0.99, 1.0, False), (-0.99, -1.0, True)],
)
def test_a_question_is_answered_from_the_odds_that_suffice(more: float, stricter: float, answered: bool) -> None:
    verdict = decide(
        Signals((SUFFICES + more - CONSTANT) / SENTENCE, 0.0, 0.0, 0.0, 0.0), "told", stricter=stricter
    )
    assert (verdict.answered, verdict.reason) == (answered, "answered" if answered else "not_stated")
    assert verdict.probability == pytest.approx(1 / (1 + math.exp(-SUFFICES - more)))


def test_very_small_odds_are_no_error() -> None:
    assert decide(Signals(-8000.0, -8000.0, 0.0, 0.0, 0.0), "told").probability == pytest.approx(0.0)


def test_where_nothing_was_read_nothing_answers() -> None:
    verdict = decide(None, "told")
    assert (verdict.answered, verdict.probability) == (False, 0.0)
