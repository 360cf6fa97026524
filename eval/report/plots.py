"""The report's plots as SVG: x in percent and y in pixels, so that text keeps its size at every width.

An `<svg class="plot">` is as wide as its plotting area; the labels of its axes stand in the margins that the style
sheet leaves around it. Colours are classes of the style sheet, so a plot follows the reader's light or dark.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from eval.metrics.calibration import Calibration
from eval.report.text import percent

ROW = 46
HISTOGRAM_TOP, HISTOGRAM_BOTTOM = 40, 200
MOST_BARS = 25
FAR_OUT = 2.5  # a total beyond so many times the 95th percentile would squeeze all others into one bar
SQUARE = 260
COUNT_BARS = 34


@dataclass(frozen=True, slots=True)
class Dot:
    """A mean with its interval, for one row of a dot plot."""

    label: str
    mean: float
    interval: Sequence[float]
    n: int


@dataclass(frozen=True, slots=True)
class Bar:
    """How many values are in [low, high); `high` is infinite in a last bar for what is far out."""

    low: float
    high: float
    n: int


def whisker(mean: float, interval: Sequence[float] | None) -> Markup:
    """Draw a mean and its interval on a line from 0 to 1, to stand in a table beside its figures."""
    return Markup('<svg class="spark" height="14" aria-hidden="true">{}</svg>').format(_whisker(mean, interval, 7))


def dot_plot(name: str, title: str, description: str, dots: Sequence[Dot], overall: float) -> Markup:
    """Draw a row for each dot, each on a line from 0 to 100 %, and the overall mean across all of them."""
    bottom = ROW * len(dots)
    parts = [
        *(_line(x=tick, y=(0, bottom), style="grid") for tick in (0, 0.25, 0.5, 0.75, 1)),
        *(_text(tick, bottom + 18, percent_of(tick), anchor=_anchor(tick)) for tick in (0, 0.25, 0.5, 0.75, 1)),
        _line(x=overall, y=(0, bottom), style="overall"),
    ]
    for number, dot in enumerate(dots):
        top = ROW * number
        value = f"{percent(dot.mean)} of {dot.n}"
        parts += [
            _text(0, top + 17, dot.label, style="label", anchor="start"),
            _text(1, top + 17, value, style="value", anchor="end"),
            _whisker(dot.mean, dot.interval, top + 31),
        ]
    return _plot(name, title, description, parts, height=bottom + 24)


def stacked_bar(counts: Sequence[tuple[str, int]]) -> Markup:
    """Draw the parts of a whole as links that name what they filter; a part too small for its number has none."""
    parts, start = [], 0.0
    total = sum(count for _, count in counts)
    for name, count in counts:
        share = count / total
        label = _text(start + share / 2, 27, f"{count}", style="count") if share >= 0.04 else ""
        parts.append(
            Markup(
                '<a href="#questions" tabindex="-1" data-outcome="{}"><title>{}: {}</title>'
                '<rect class="tone-{}" x="{:.3f}%" width="{:.3f}%" height="44"/>{}</a>'
            ).format(name, name, count, name.replace(" ", "-"), 100 * start, 100 * share, label)
        )
        start += share
    return Markup('<svg class="stack" height="44" aria-hidden="true">{}</svg>').format(Markup("").join(parts))


def bars_of(values: Sequence[float]) -> tuple[Bar, ...]:
    """Count values of 0 and more into bars of one width: 1, 2 or 5 times a power of ten, for at most 25 bars.

    What is more than 2.5 times the 95th percentile shares one more bar at the end.
    """
    if not values:
        return ()
    far = FAR_OUT * float(np.percentile(values, 95))
    largest = max(value for value in values if value <= far)
    width = _round_step(largest / (MOST_BARS - 1))
    number = int(largest / width) + 1
    counts = [0] * (number + 1)
    for value in values:
        counts[min(int(value / width), number)] += 1
    bars = tuple(Bar(width * i, width * (i + 1), counts[i]) for i in range(number))
    return (*bars, Bar(width * number, math.inf, counts[number])) if counts[number] else bars


def histogram(
    name: str, title: str, description: str, bars: Sequence[Bar], marks: Sequence[tuple[str, float]]
) -> Markup:
    """Draw bars, and a line with its name for each of two marks."""
    width = bars[0].high
    most = max(bar.n for bar in bars)
    height = HISTOGRAM_BOTTOM - HISTOGRAM_TOP
    parts = []
    for tick in _ticks(most, least=1):
        y = HISTOGRAM_BOTTOM - height * tick / most
        parts += [_rule(y), _text(0, y + 4, f"{tick:g}", anchor="end", shift=-8)]
    for number, bar in enumerate(bars):
        high = height * bar.n / most
        parts.append(
            Markup(
                '<rect class="bar" x="{:.3f}%" width="{:.3f}%" y="{:.1f}" height="{:.1f}">'
                "<title>{}: {}</title></rect>"
            ).format(100 * number / len(bars), 100 / len(bars), HISTOGRAM_BOTTOM - high, high, span(bar), bar.n)
        )
    end = width * len(bars)
    for tick in _ticks(end):
        parts.append(_text(tick / end, HISTOGRAM_BOTTOM + 18, f"{tick:g}", anchor="middle"))
    parts.append(_text(1, HISTOGRAM_BOTTOM + 36, "seconds", anchor="end"))
    for number, (label, value) in enumerate(marks):
        x, y = min(value / end, 1.0), 12 + 15 * number
        anchor, shift = ("start", 5) if x < 0.5 else ("end", -5)
        parts += [
            _line(x=x, y=(y - 10, HISTOGRAM_BOTTOM), style="mark"),
            _text(x, y, label, style="value", anchor=anchor, shift=shift),
        ]
    return _plot(name, title, description, parts, height=HISTOGRAM_BOTTOM + 42)


def span(bar: Bar) -> str:
    """Return the limits of a bar in words."""
    return f"{bar.low:g} s and more" if math.isinf(bar.high) else f"{bar.low:g} to {bar.high:g} s"


def reliability(name: str, title: str, description: str, measured: Calibration) -> Markup:
    """Draw confidence against what came of it (the reliability diagram), with the diagonal and each bin's size."""
    most = max(one.n for one in measured.bins)
    base = SQUARE + 26 + COUNT_BARS
    parts = [
        Markup('<line class="diagonal" x1="0" y1="{}" x2="100%" y2="0"/>').format(SQUARE),
        _text(0, base + 16, "answers in each bin", anchor="start"),
        _text(1, base + 16, "confidence", anchor="end"),
    ]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        y = SQUARE * (1 - tick)
        parts += [
            _rule(y),
            _text(0, y + 4, percent_of(tick), anchor="end", shift=-8),
            _text(tick, SQUARE + 18, f"{tick:g}", anchor=_anchor(tick)),
        ]
    for one in measured.bins:
        high = COUNT_BARS * 0.6 * one.n / most
        middle = (one.low + one.high) / 2
        low, top = one.interval or (one.share, one.share)
        parts += [
            Markup('<rect class="size" x="{:.2f}%" width="{:.2f}%" y="{:.1f}" height="{:.1f}"/>').format(
                100 * one.low + 0.5, 100 * (one.high - one.low) - 1, base - high, high
            ),
            _text(middle, base - high - 4, f"{one.n}", style="size-number"),
            _line(x=one.confidence, y=(SQUARE * (1 - top), SQUARE * (1 - low)), style="whisker"),
            Markup('<circle class="dot" cx="{:.2f}%" cy="{:.1f}" r="5"/>').format(
                100 * one.confidence, SQUARE * (1 - one.share)
            ),
        ]
    return _plot(name, title, description, parts, height=base + 22)


def percent_of(share: float) -> str:
    """Return a share as a whole percentage, for an axis."""
    return f"{100 * share:.0f}\u00a0%"


def _plot(name: str, title: str, description: str, parts: Iterable[Markup], *, height: float) -> Markup:
    return Markup(
        '<svg class="plot {0}" height="{1:.0f}" role="img" aria-labelledby="{0}-title {0}-description">'
        '<title id="{0}-title">{2}</title><desc id="{0}-description">{3}</desc>{4}</svg>'
    ).format(name, height, title, description, Markup("").join(parts))


def _whisker(mean: float, interval: Sequence[float] | None, y: float) -> Markup:
    low, high = interval or (mean, mean)
    return Markup(
        '<line class="track" x1="0" x2="100%" y1="{0}" y2="{0}"/>'
        '<line class="whisker" x1="{1:.2f}%" x2="{2:.2f}%" y1="{0}" y2="{0}"/>'
        '<circle class="dot" cx="{3:.2f}%" cy="{0}" r="4.5"/>'
    ).format(y, 100 * low, 100 * high, 100 * mean)


def _line(*, x: float, y: tuple[float, float], style: str) -> Markup:
    return Markup('<line class="{0}" x1="{1:.2f}%" x2="{1:.2f}%" y1="{2:.1f}" y2="{3:.1f}"/>').format(
        style, 100 * x, *y
    )


def _rule(y: float) -> Markup:
    return Markup('<line class="grid" x1="0" x2="100%" y1="{0:.1f}" y2="{0:.1f}"/>').format(y)


def _text(
    x: float, y: float, text: str, *, style: str = "tick", anchor: str = "middle", shift: float = 0
) -> Markup:
    return Markup('<text class="{}" x="{:.2f}%" dx="{}" y="{:.1f}" text-anchor="{}">{}</text>').format(
        style, 100 * x, shift, y, anchor, text
    )


def _anchor(share: float) -> str:
    return "start" if share == 0 else "end" if share == 1 else "middle"


def _round_step(least: float) -> float:
    """Return the smallest 1, 2 or 5 times a power of ten that is not below `least`, which may be 0."""
    power = 10.0 ** math.floor(math.log10(least)) if least > 0 else 0.1
    return next(step * power for step in (1, 2, 5, 10) if step * power >= least)


def _ticks(end: float, *, least: float = 0) -> list[float]:
    """Return round numbers from 0 up to `end`, about five of them and at least `least` apart."""
    step = max(_round_step(end / 5), least)
    return [step * number for number in range(math.floor(end / step + 1e-9) + 1)]
