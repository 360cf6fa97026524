"""The figures of a whole run: means over the questions they are defined for, each with its n and its errors."""

from collections import Counter
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Any

import numpy as np

from eval.metrics.bootstrap import bootstrap_interval
from eval.results import Result

LABELS = {
    "trustworthy": "right and cited, or refused",
    "held": "accepted answer in the text",
    "right": "the same in any spelling",
    "exact": "text is an accepted answer",
    "f1": "tokens shared with one",
    "retrieved": "gold sentence was shown",
    "cited": "gold sentence is cited",
    "citation_precision": "citations that are gold",
    "citation_recall": "gold sentences cited",
    "citation_f1": "harmonic mean of the two",
    "citation_validity": "offsets give the quote back",
    "uncited": "statements without citation",
    "refused": "not answerable, refused",
    "false_refusal": "answerable, refused",
}
COLUMNS = 80
LOWER_IS_BETTER = frozenset({"uncited", "false_refusal"})
OVER_ALL = frozenset({"trustworthy", "citation_validity", "uncited"})
KIND_COLUMNS = ("trustworthy", "right", "cited", "refused")
SPEED_TEXT = {
    "first_token_p50": "{:.1f} s to the first word (p50)",
    "first_token_p95": "{:.1f} s (p95)",
    "total_p50": "{:.1f} s in all (p50)",
    "total_p95": "{:.1f} s (p95)",
    "tokens_per_second": "{:.1f} tokens/s",
    "overhead": "{:.3f} of the time outside the model",
    "peak_memory_mb": "{:.0f} MB at most",
}


def summarise(results: Iterable[Result], *, peak_memory_mb: float | None = None) -> dict[str, Any]:
    """Return summary.json: `n` counts every question, `errors` those without an answer.

    An error is in no mean. A mean over no question is None. `counts` holds the n of each mean, `error_counts` the
    errors among the questions it is about, `intervals` its bootstrap 95 % interval, `outcomes` the number of each
    outcome. `peak_memory_mb` is what the caller has measured.
    """
    results = tuple(results)
    values = {metric: _values(results, metric) for metric in LABELS}
    by_kind = _by_kind(results)
    intervals = {metric: bootstrap_interval(values[metric]) for metric in LABELS}
    seconds = [result.answer.timings.total for result in results if result.answer is not None]
    return {
        "n": len(results),
        "errors": _errors(results),
        **{metric: _mean(values[metric]) for metric in LABELS},
        "refused_by_kind": _refused_by_kind(by_kind),
        "seconds_p50": _percentile(seconds, 50),
        "seconds_p95": _percentile(seconds, 95),
        "trustworthy_interval": intervals["trustworthy"],
        "intervals": intervals,
        "counts": {metric: len(values[metric]) for metric in LABELS},
        "error_counts": {metric: _errors(about(results, metric)) for metric in LABELS},
        "by_kind": by_kind,
        "abstention": _abstention(results),
        "speed": {**_speed(results), "peak_memory_mb": peak_memory_mb},
        "outcomes": dict(sorted(Counter(result.outcome for result in results).items())),
    }


def table(summary: dict[str, Any]) -> str:
    """Return a summary as text for a terminal of 80 columns."""
    lines = [f"{summary['n']} questions, {summary['errors']} errors", ""]
    lines.append(f"{'':<19} mean  {'95 % interval':<13}{'n':>5} errors")
    for metric, meaning in LABELS.items():
        counts = f"{summary['counts'][metric]:>5} {summary['error_counts'][metric]:>6}"
        interval = _between(summary["intervals"][metric])
        lines.append(f"{metric:<19}{_figure(summary[metric])}  {interval:<13}{counts}  {meaning}")
    lines += ["", f"{'by kind':<19}{'n':>5} errors  {'  '.join(KIND_COLUMNS)}"]
    for kind, row in summary["by_kind"].items():
        figures = "  ".join(f"{_figure(row[metric]):>{len(metric)}}" for metric in KIND_COLUMNS)
        lines.append(f"{kind or 'no kind':<19}{row['n']:>5} {row['errors']:>6}  {figures}")
    refusals = ", ".join(f"{name} {_figure(value).strip()}" for name, value in summary["abstention"].items())
    known = {name: value for name, value in summary["speed"].items() if value is not None}
    speed = ", ".join(SPEED_TEXT[name].format(value) for name, value in known.items())
    outcomes = ", ".join(f"{name} {count}" for name, count in summary["outcomes"].items())
    lines += ["", *_wrapped("refusals", refusals), *_wrapped("speed", speed), *_wrapped("outcomes", outcomes)]
    return "\n".join(lines)


def about(results: Iterable[Result], metric: str) -> list[Result]:
    """Return the results of the questions that a metric is about: all, those with an answer, or the others."""
    return [result for result in results if metric in OVER_ALL or result.answerable == (metric != "refused")]


def _values(results: Sequence[Result], metric: str) -> list[float]:
    scores = (result.scores for result in results if result.scores is not None)
    return [value for one in scores if (value := getattr(one, metric)) is not None]


def _errors(results: Iterable[Result]) -> int:
    return sum(result.outcome == "error" for result in results)


def _by_kind(results: Sequence[Result]) -> dict[str, dict[str, float | None]]:
    rows = {}
    for kind in sorted({result.kind for result in results}):
        ones = [result for result in results if result.kind == kind]
        means = {metric: _mean(_values(ones, metric)) for metric in LABELS}
        rows[kind] = {"n": len(ones), "errors": _errors(ones), **means}
    return rows


def _refused_by_kind(by_kind: dict[str, dict[str, float | None]]) -> dict[str, float]:
    return {kind: share for kind, row in by_kind.items() if (share := row["refused"]) is not None}


def _abstention(results: Sequence[Result]) -> dict[str, float | None]:
    """Precision, recall and F1 of refusing, a question that is not answerable being the positive class."""
    rightly, wrongly = _values(results, "refused"), _values(results, "false_refusal")
    refusals = sum(rightly) + sum(wrongly)
    return {
        "precision": _ratio(sum(rightly), refusals),
        "recall": _mean(rightly),
        "f1": _ratio(2 * sum(rightly), refusals + len(rightly)),
        "false_refusal": _mean(wrongly),
    }


def _speed(results: Sequence[Result]) -> dict[str, float | None]:
    """Percentiles over all answers and refusals; tokens a second over what was written after the first token."""
    answers = [result.answer for result in results if result.answer is not None]
    first = [answer.timings.first_token for answer in answers]
    total = [answer.timings.total for answer in answers]
    written = [answer for answer in answers if answer.answered]
    model = _ratio(sum(answer.timings.model for answer in answers), sum(total))
    return {
        "first_token_p50": _percentile(first, 50),
        "first_token_p95": _percentile(first, 95),
        "total_p50": _percentile(total, 50),
        "total_p95": _percentile(total, 95),
        "tokens_per_second": _ratio(
            sum(answer.tokens.completion - 1 for answer in written),
            sum(answer.timings.total - answer.timings.first_token for answer in written),
        ),
        "overhead": None if model is None else 1 - model,
    }


def _mean(values: Sequence[float]) -> float | None:
    return _ratio(sum(values), len(values))


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _percentile(values: Sequence[float], percent: float) -> float | None:
    return float(np.percentile(values, percent)) if values else None


def _figure(value: float | None) -> str:
    return f"{'-':>5}" if value is None else f"{value:>5.3f}"


def _wrapped(name: str, text: str) -> list[str]:
    return wrap(f"{name:<11}{text}", COLUMNS, subsequent_indent=" " * 11)


def _between(interval: Sequence[float] | None) -> str:
    return "-".join(f"{bound:.3f}" for bound in interval) if interval else "-"
