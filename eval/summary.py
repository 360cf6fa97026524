"""The figures of a whole run: means over the questions they are defined for, each with its n."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from eval.results import Result
from eval.scores import Scores

METRICS = tuple(field.name for field in fields(Scores))
RESAMPLES = 10_000
LABELS = {
    "trustworthy": "right and cited, or rightly refused",
    "held": "an accepted answer stands in the text",
    "right": "the same, numbers, dates, units and lists understood",
    "exact": "the text is an accepted answer",
    "f1": "token F1 with the nearest accepted answer",
    "cited": "at least one gold sentence cited",
    "citation_precision": "share of the citations that are gold",
    "citation_recall": "share of the gold sentences that are cited",
    "citation_validity": "offsets give the quote back",
    "refused": "not answerable, and refused",
    "false_refusal": "answerable, but refused",
}


def summarise(results: Iterable[Result]) -> dict[str, Any]:
    """Return summary.json: `n` counts every question, `errors` those without an answer.

    An error is in no mean. A mean over no question is None. `counts` holds the n of each mean, `outcomes` the
    number of each outcome, `trustworthy_interval` the bootstrap 95 % interval of the headline.
    """
    results = tuple(results)
    scores = [result.scores for result in results if result.scores is not None]
    values = {
        metric: [value for one in scores if (value := getattr(one, metric)) is not None] for metric in METRICS
    }
    seconds = [result.answer.timings.total for result in results if result.answer is not None]
    return {
        "n": len(results),
        "errors": sum(result.outcome == "error" for result in results),
        **{metric: _mean(values[metric]) for metric in LABELS},
        "refused_by_kind": _refused_by_kind(results),
        "seconds_p50": _percentile(seconds, 50),
        "seconds_p95": _percentile(seconds, 95),
        "trustworthy_interval": bootstrap_interval(values["trustworthy"]),
        "counts": {metric: len(values[metric]) for metric in LABELS},
        "outcomes": dict(sorted(Counter(result.outcome for result in results).items())),
    }


def bootstrap_interval(values: Sequence[float], *, seed: int = 0) -> list[float] | None:
    """Return the percentile bootstrap's 95 % interval (Efron 1979) of the mean of zeros and ones, or None.

    To draw n zeros and ones with replacement and count the ones is to draw from a binomial distribution.
    """
    if not values:
        return None
    n = len(values)
    means = np.random.default_rng(seed).binomial(n, sum(values) / n, RESAMPLES) / n
    return [float(bound) for bound in np.percentile(means, [2.5, 97.5])]


def table(summary: dict[str, Any]) -> str:
    """Return a summary as text for a terminal."""
    answered = summary["n"] - summary["errors"]
    lines = [f"{summary['n']} questions, {summary['errors']} errors", ""]
    for metric, meaning in LABELS.items():
        lines.append(f"{metric:<19}{_figure(summary[metric])}  n={summary['counts'][metric]:<5}{meaning}")
        if metric == "trustworthy" and (interval := summary["trustworthy_interval"]):
            lines.append(f"{'':<19}95 % interval {interval[0]:.3f} to {interval[1]:.3f}")
    lines += [f"  refused, {kind or 'no kind'}: {share:.3f}" for kind, share in summary["refused_by_kind"].items()]
    lines.append(f"{'seconds p50':<19}{_figure(summary['seconds_p50'], 1)}  n={answered}")
    lines.append(f"{'seconds p95':<19}{_figure(summary['seconds_p95'], 1)}  n={answered}")
    lines.append("outcomes: " + ", ".join(f"{name} {count}" for name, count in summary["outcomes"].items()))
    return "\n".join(lines)


def _refused_by_kind(results: Sequence[Result]) -> dict[str, float]:
    by_kind: dict[str, list[float]] = {}
    for result in results:
        if result.scores is not None and result.scores.refused is not None:
            by_kind.setdefault(result.kind, []).append(result.scores.refused)
    return {kind: sum(values) / len(values) for kind, values in sorted(by_kind.items())}


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _percentile(values: Sequence[float], percent: float) -> float | None:
    return float(np.percentile(values, percent)) if values else None


def _figure(value: float | None, decimals: int = 3) -> str:
    return f"{'-':>6}" if value is None else f"{value:>6.{decimals}f}"
