"""The figures of a run as the report lays them out: rows of tables, and plots with their descriptions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from eval.metrics.bootstrap import bootstrap_interval
from eval.metrics.calibration import Calibration
from eval.metrics.summary import LABELS, LOWER_IS_BETTER
from eval.report.plots import Bar, Dot, dot_plot, histogram, reliability
from eval.report.text import percent, plain
from eval.report.words import METRICS, Metric
from eval.results import Result
from index.vocabulary.english import counted

LONGEST_KIND = 22
MOST_KINDS_DRAWN = 30


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One metric of the run: its mean over n questions with the 95 % interval, and the errors beside these n."""

    words: Metric
    value: float | None
    interval: Sequence[float] | None
    n: int
    errors: int
    lower_is_better: bool


def metric_rows(summary: Mapping[str, Any]) -> tuple[MetricRow, ...]:
    """Return every metric of the summary; one that has no words yet comes last under its own name."""
    known = {metric.name for metric in METRICS}
    others = tuple(Metric("Other", name, name, LABELS[name]) for name in LABELS if name not in known)
    return tuple(
        MetricRow(
            words=words,
            value=summary[words.name],
            interval=summary["intervals"][words.name],
            n=summary["counts"][words.name],
            errors=summary["error_counts"][words.name],
            lower_is_better=words.name in LOWER_IS_BETTER,
        )
        for words in (*METRICS, *others)
    )


def kind_plot(results: Sequence[Result], overall: float | None) -> Markup | None:
    """Draw the share of trustworthy answers of each kind, largest kind first; None when none was judged."""
    if overall is None:
        return None
    dots = sorted(_dots(results), key=lambda dot: -dot.n)[:MOST_KINDS_DRAWN]
    said = "; ".join(f"{dot.label}: {percent(dot.mean)} of {dot.n}" for dot in dots)
    return dot_plot("kinds", "Trustworthy answers by kind of question, with 95 % intervals", said, dots, overall)


def _dots(results: Sequence[Result]) -> Iterator[Dot]:
    values: dict[str, list[float]] = {}
    for result in results:
        if result.scores is not None and result.scores.trustworthy is not None:
            values.setdefault(result.kind, []).append(result.scores.trustworthy)
    for kind, ones in sorted(values.items()):
        interval = bootstrap_interval(ones)
        assert interval is not None
        yield Dot(plain(kind, LONGEST_KIND) or "no kind", sum(ones) / len(ones), interval, len(ones))


def latency_plot(bars: Sequence[Bar], speed: Mapping[str, float]) -> Markup | None:
    """Draw how long the answers took, with the 50th and 95th percentile; None when there are none."""
    if not bars:
        return None
    marks = [(f"{name} {speed[f'total_{name}']:.1f} s", speed[f"total_{name}"]) for name in ("p50", "p95")]
    said = f"{counted(sum(bar.n for bar in bars), 'answer')}; " + ", ".join(label for label, _ in marks)
    return histogram("seconds", "Seconds from the question to the whole answer", said, bars, marks)


def calibration_plot(measured: Calibration | None) -> Markup | None:
    """Draw confidence against what came of it; None when no answer was given and judged."""
    if measured is None:
        return None
    said = "; ".join(
        f"confidence {one.low:.1f} to {one.high:.1f}: {percent(one.share)} of {one.n} trustworthy"
        for one in measured.bins
    )
    return reliability("reliability", "Share of trustworthy answers by confidence", said, measured)
