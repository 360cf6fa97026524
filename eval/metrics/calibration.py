"""Whether an answer's confidence means what it says: 80 % of the answers given with 0.8 are trustworthy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.metrics.bootstrap import bootstrap_interval
from eval.results import Result

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers with a confidence in [low, high); the last bin takes 1.0 as well.

    `confidence` is their mean, `share` how many of them came out trustworthy, with its 95 % interval.
    """

    low: float
    high: float
    n: int
    confidence: float
    share: float
    interval: list[float] | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """The bins that hold answers; `error` is the expected calibration error, `brier` the Brier score."""

    n: int
    bins: tuple[Bin, ...]
    error: float
    brier: float


def calibration(results: Iterable[Result]) -> Calibration | None:
    """Compare confidence with outcome over the answers that were given and judged; None when there are none.

    Refusals are left out: there a low confidence is the right one. The bins are of equal width. The expected
    calibration error is the mean distance of `share` and `confidence` over the answers (Guo et al. 2017), the
    Brier score the mean squared distance of an answer's confidence and its outcome, 0 or 1 (Brier 1950).
    """
    judged = [
        (result.answer.confidence, result.scores.trustworthy)
        for result in results
        if result.answer and result.answer.answered and result.scores and result.scores.trustworthy is not None
    ]
    if not judged:
        return None
    sorted_in: list[list[tuple[float, float]]] = [[] for _ in range(BINS)]
    for confidence, outcome in judged:
        sorted_in[min(int(confidence * BINS), BINS - 1)].append((confidence, outcome))
    bins = tuple(_bin(number, pairs) for number, pairs in enumerate(sorted_in) if pairs)
    return Calibration(
        n=len(judged),
        bins=bins,
        error=sum(one.n * abs(one.share - one.confidence) for one in bins) / len(judged),
        brier=sum((confidence - outcome) ** 2 for confidence, outcome in judged) / len(judged),
    )


def _bin(number: int, pairs: Sequence[tuple[float, float]]) -> Bin:
    outcomes = [outcome for _, outcome in pairs]
    return Bin(
        low=number / BINS,
        high=(number + 1) / BINS,
        n=len(pairs),
        confidence=sum(confidence for confidence, _ in pairs) / len(pairs),
        share=sum(outcomes) / len(pairs),
        interval=bootstrap_interval(outcomes),
    )
