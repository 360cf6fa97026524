"""How far a check agrees with people's labels: confusion matrix, recall of each label, balanced accuracy."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from eval.metrics.bootstrap import RESAMPLES

Matrices = npt.NDArray[np.int64]


def agreement(pairs: Iterable[tuple[str, str]], labels: Sequence[str]) -> dict[str, Any]:
    """Return the figures for pairs of (people's label, the check's), made of JSON types only.

    `confusion[people's][the check's]` are counts; `recall` is the share of a label's pairs that the check gave it
    too, None where people gave it to none. `balanced_accuracy` is the mean of these recalls (Brodersen et al.
    2010): guessing gives 1 / number of labels, however uneven they are. `interval` is its percentile bootstrap's
    95 % interval (Efron 1979); both are None without any pair.
    """
    counts = Counter(pairs)
    matrix = np.array([[counts[people, check] for check in labels] for people in labels], dtype=np.int64)
    n = int(matrix.sum())
    if n == 0:
        accuracy, bounds = None, None
    else:
        accuracy = float(_balanced_accuracies(matrix[np.newaxis])[0])
        # To draw n pairs with replacement and count them is to draw the cells from a multinomial distribution.
        drawn = np.random.default_rng(0).multinomial(n, matrix.ravel() / n, RESAMPLES).reshape(-1, *matrix.shape)
        bounds = [float(bound) for bound in np.percentile(_balanced_accuracies(drawn), [2.5, 97.5])]
    return {
        "n": n,
        "balanced_accuracy": accuracy,
        "interval": bounds,
        "recall": {
            label: _share(counts[label, label], int(row.sum())) for label, row in zip(labels, matrix, strict=True)
        },
        "confusion": {people: {check: counts[people, check] for check in labels} for people in labels},
    }


def _balanced_accuracies(matrices: Matrices) -> npt.NDArray[np.float64]:
    """Return the mean recall of each matrix over the labels that occur in it."""
    totals = matrices.sum(axis=2)
    hits = np.diagonal(matrices, axis1=1, axis2=2)
    recalls = hits / np.maximum(totals, 1)
    return np.asarray(recalls.sum(axis=1) / (totals > 0).sum(axis=1))


def _share(part: int, total: int) -> float | None:
    return part / total if total else None
