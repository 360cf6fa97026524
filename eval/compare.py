"""Two runs side by side: how far each metric moved, whether by more than noise, and which questions changed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import comb
from typing import Any, Literal

from eval.metrics.bootstrap import bootstrap_interval
from eval.metrics.summary import LABELS
from eval.results import Result
from eval.run_folder import Run
from index.errors import EvaluationError

# With five questions all moved the same way, a fair coin does as well in 1 of 16 cases.
FEWEST_MOVED = 6

Change = Literal["mended", "broken", "other"]
Pairs = Sequence[tuple[Result, Result]]


@dataclass(frozen=True, slots=True)
class Movement:
    """One metric over the n questions for which both runs define it; None where there are none.

    `interval` is the 95 % interval of the difference of the means, B - A.
    """

    n: int
    a: float | None
    b: float | None
    difference: float | None
    interval: tuple[float, float] | None
    more_than_noise: bool


@dataclass(frozen=True, slots=True)
class ChangedQuestion:
    """A question whose outcome is not the same; an answer is None where there was an error."""

    change: Change
    id: str
    question: str
    outcome_a: str
    outcome_b: str
    answer_a: str | None
    answer_b: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of comparing run B with run A over the `common` questions.

    `only_a` and `only_b` are ids with a result in one run only, `reworded` those whose question is not the same in
    both; none of these is compared. `settings` holds those that differ, as (A, B). `gained` and `lost` count the
    questions that became trustworthy and that ceased to be, errors aside; `p_value` is McNemar's of the two.
    """

    a: str
    b: str
    common: int
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    reworded: tuple[str, ...]
    settings: Mapping[str, tuple[Any, Any]]
    metrics: Mapping[str, Movement]
    gained: int
    lost: int
    p_value: float
    questions: tuple[ChangedQuestion, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON, schema 1."""
        return {"schema": 1, **asdict(self)}


def compare(a: Run, b: Run) -> Comparison:
    """Compare run B with run A. Raises EvaluationError when they have no question in common."""
    in_a, in_b = ({result.id: result for result in run.results} for run in (a, b))
    both = [(result, in_b[result.id]) for result in a.results if result.id in in_b]
    pairs = [pair for pair in both if pair[0].fingerprint == pair[1].fingerprint]
    if not pairs:
        raise EvaluationError(
            f"{a.folder} and {b.folder} have no question in common, so there is nothing to compare. "
            "Give two runs of the same question set."
        )
    moves = [after - before for before, after in _defined(pairs, "trustworthy")]
    gained, lost = moves.count(1), moves.count(-1)
    return Comparison(
        a=str(a.folder),
        b=str(b.folder),
        common=len(pairs),
        only_a=tuple(name for name in in_a if name not in in_b),
        only_b=tuple(name for name in in_b if name not in in_a),
        reworded=tuple(pair[0].id for pair in both if pair[0].fingerprint != pair[1].fingerprint),
        settings=_differing(a.settings, b.settings),
        metrics={metric: _movement(_defined(pairs, metric)) for metric in LABELS},
        gained=gained,
        lost=lost,
        p_value=mcnemar(gained, lost),
        questions=_changed(pairs, {question.id: question.question for question in a.questions}),
    )


def mcnemar(gained: int, lost: int) -> float:
    """Return the exact two-sided p-value of McNemar's test (1947): the sign test on what changed."""
    changed = gained + lost
    tail = sum(comb(changed, count) for count in range(min(gained, lost) + 1))
    return min(1.0, 2 * tail / (1 << changed))


def _defined(pairs: Pairs, metric: str) -> list[tuple[float, float]]:
    """Return the values of a metric, A and B, for the questions for which both runs define it."""
    scored = [(a.scores, b.scores) for a, b in pairs if a.scores is not None and b.scores is not None]
    values = [(getattr(a, metric), getattr(b, metric)) for a, b in scored]
    return [(a, b) for a, b in values if a is not None and b is not None]


def _movement(values: Sequence[tuple[float, float]]) -> Movement:
    if not values:
        return Movement(0, None, None, None, None, more_than_noise=False)
    n = len(values)
    differences = [b - a for a, b in values]
    interval = bootstrap_interval(differences)
    assert interval is not None  # there are values
    moved = sum(difference != 0 for difference in differences)
    return Movement(
        n=n,
        a=sum(a for a, _ in values) / n,
        b=sum(b for _, b in values) / n,
        difference=sum(differences) / n,
        interval=(interval[0], interval[1]),
        more_than_noise=moved >= FEWEST_MOVED and not interval[0] <= 0 <= interval[1],
    )


def _changed(pairs: Pairs, texts: Mapping[str, str]) -> tuple[ChangedQuestion, ...]:
    return tuple(
        ChangedQuestion(
            change=_change(a, b),
            id=a.id,
            question=texts[a.id],
            outcome_a=a.outcome,
            outcome_b=b.outcome,
            answer_a=a.answer.text if a.answer else None,
            answer_b=b.answer.text if b.answer else None,
        )
        for a, b in pairs
        if a.outcome != b.outcome
    )


def _change(a: Result, b: Result) -> Change:
    if b.outcome == "trustworthy":
        return "mended"
    return "broken" if a.outcome == "trustworthy" else "other"


def _differing(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {name: (a.get(name), b.get(name)) for name in {**a, **b} if a.get(name) != b.get(name)}
