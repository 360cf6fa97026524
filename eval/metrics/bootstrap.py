"""How far a mean may be off by the luck of the draw: the percentile bootstrap."""

from collections.abc import Sequence

import numpy as np

RESAMPLES = 10_000
MOST_COUNTS_AT_ONCE = 1_000_000


def bootstrap_interval(values: Sequence[float]) -> list[float] | None:
    """Return the 95 % interval of the mean of any values, or None of none (Efron 1979, the percentile method).

    Over the differences of two runs on the same questions it is the paired bootstrap. To draw n values with
    replacement is to draw how often each different value comes, from a multinomial distribution.
    """
    if not values:
        return None
    different, counts = np.unique(np.asarray(values, dtype=float), return_counts=True)
    generator = np.random.default_rng(0)
    at_once = max(1, MOST_COUNTS_AT_ONCE // len(different))
    means = [
        generator.multinomial(len(values), counts / len(values), size=min(at_once, RESAMPLES - done)) @ different
        for done in range(0, RESAMPLES, at_once)
    ]
    low, high = np.percentile(np.concatenate(means) / len(values), [2.5, 97.5])
    return [float(low), float(high)]
