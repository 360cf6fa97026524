from dataclasses import replace

import pytest
from report_runs import results_of

from eval.metrics.calibration import calibration
from eval.results import Result


def judged(confidence: float, trustworthy: float | None, *, answered: bool = True) -> Result:
    result = results_of(1)[1][0]
    assert result.answer is not None
    assert result.scores is not None
    answer = replace(result.answer, confidence=confidence, answered=answered)
    return replace(result, answer=answer, scores=replace(result.scores, trustworthy=trustworthy))


def test_answers_are_binned_by_confidence_and_compared_with_what_came_of_them() -> None:
    measured = calibration([judged(0.9, 1.0), judged(0.96, 0.0), judged(1.0, 1.0), judged(0.55, 0.0)])
    assert measured is not None
    low, high = measured.bins
    assert (low.low, low.high, low.n, low.confidence, low.share) == (0.5, 0.6, 1, 0.55, 0.0)
    assert (high.low, high.high, high.n) == (0.9, 1.0, 3)
    assert high.confidence == pytest.approx(2.86 / 3)
    assert high.share == pytest.approx(2 / 3)
    # 3/4 of |2/3 - 2.86/3|, which is 0.86/3, and 1/4 of |0 - 0.55|
    assert measured.error == pytest.approx(0.215 + 0.1375)
    # (0.1^2 + 0.96^2 + 0^2 + 0.55^2) / 4
    assert measured.brier == pytest.approx((0.01 + 0.9216 + 0.3025) / 4)


def test_refusals_and_what_nobody_judged_are_left_out() -> None:
    given = judged(0.7, 1.0)
    others = [judged(0.1, 1.0, answered=False), judged(0.2, None), results_of(9)[1][8]]
    assert calibration([given, *others]) == calibration([given])
    assert calibration(others) is None
