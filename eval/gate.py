"""Is a run as good as the pinned floors? Each metric may fall short by a few questions' worth, and no more.

Answers are the same on every run of one build on one machine. Another processor or compiler rounds otherwise and
flips a few answers, either way: the margin is for that noise. The draw of the questions is none, as they are the
same. So it is counted in questions: two answers of n that turn bad move a mean by 2 / n. No floor is ever lowered.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.durable import write_whole
from eval.metrics.summary import LABELS, LOWER_IS_BETTER, about, summarise
from eval.run_folder import Run
from eval.sets.questions import set_fingerprint
from index.errors import EvaluationError

SCHEMA = 1
MARGIN = 2
WITHOUT_MARGIN = frozenset({"citation_validity"})  # offsets are exact on every machine
CEILINGS = LOWER_IS_BETTER | {"errors"}
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Baseline:
    """Pinned floors (ceilings where lower is better) for the question set of `n` questions with that fingerprint.

    `margin` is in questions; `errors` is how many questions may end in an error.
    """

    path: Path
    set: str
    n: int
    floors: Mapping[str, float]
    margin: int
    errors: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """One metric against its floor. `seen` is None when the run has nothing that the metric could be taken of."""

    metric: str
    floor: float
    seen: float | None
    margin: float

    @property
    def surplus(self) -> float | None:
        """How much better than its floor the metric is."""
        if self.seen is None:
            return None
        return self.floor - self.seen if self.metric in CEILINGS else self.seen - self.floor

    @property
    def held(self) -> bool:
        """Whether the floor holds, within the margin."""
        return self.surplus is not None and self.surplus >= -self.margin - ROUNDING


def read_baseline(path: Path) -> Baseline:
    """Read pinned floors. Raises EvaluationError that says what is wrong with the file."""
    data = _read_json(path)
    try:
        if data["schema"] != SCHEMA:
            raise ValueError(f"its schema is {data['schema']!r}, not {SCHEMA}")
        return Baseline(
            path=path,
            set=str(data["set"]),
            n=int(data["n"]),
            floors={metric: _floor(metric, value) for metric, value in data["floors"].items()},
            margin=int(data.get("margin", MARGIN)),
            errors=int(data.get("errors", 0)),
        )
    except KeyError as error:
        raise EvaluationError(f"The baseline {path} cannot be used: {error} is missing. Add it.") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise EvaluationError(f"The baseline {path} cannot be used: {error}. Mend it.") from error


def gate(run: Run, baseline: Baseline) -> tuple[Verdict, ...]:
    """Hold a run against the floors, errors first. Raises EvaluationError unless it is a whole run of the set."""
    _check_set(run, baseline)
    summary = summarise(run.results)
    verdicts = [Verdict("errors", baseline.errors, summary["errors"], 0)]
    for metric, floor in baseline.floors.items():
        # When few answers cite any more, say, the precision of the citations gets no wide margin for it.
        n = max(summary["counts"][metric], len(about(run.results, metric)) / 2)
        margin = 0 if metric in WITHOUT_MARGIN or not n else baseline.margin / n
        verdicts.append(Verdict(metric, floor, summary[metric], margin))
    return tuple(verdicts)


def raise_floors(baseline: Baseline, verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """Lift the floors that the run surpasses to what was seen, and no floor down; returns their metrics."""
    data = _read_json(baseline.path)
    surpassed = [one for one in verdicts if one.metric in baseline.floors and (one.surplus or 0) > ROUNDING]
    for verdict in surpassed:
        data["floors"][verdict.metric] = {"most": verdict.seen} if verdict.metric in CEILINGS else verdict.seen
    write_whole(baseline.path, (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode())
    return tuple(verdict.metric for verdict in surpassed)


def gate_text(verdicts: Sequence[Verdict]) -> str:
    """Return one line a metric: floor, what was seen, margin, verdict."""
    lines = [f"{'':<19}{'floor':>11}{'seen':>9}{'margin':>9}"]
    for verdict in verdicts:
        floor = f"{'most' if verdict.metric in CEILINGS else 'least'} {verdict.floor:.3f}"
        seen = "-" if verdict.seen is None else f"{verdict.seen:.3f}"
        word = "held" if verdict.held else "BROKEN"
        lines.append(f"{verdict.metric:<19}{floor:>11}{seen:>9}{verdict.margin:>9.3f}  {word}")
    return "\n".join(lines)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EvaluationError(f"The baseline {path} cannot be read: {error}. Name another.") from error
    if not isinstance(data, dict):
        raise EvaluationError(f"The baseline {path} is not a JSON object. Mend it, or name another.")
    return data


def _floor(metric: str, value: object) -> float:
    """Check one floor: a number, or {"most": number} where lower is better; raises ValueError."""
    if metric not in LABELS:
        raise ValueError(f"there is no metric {metric!r}")
    if (metric in LOWER_IS_BETTER) != isinstance(value, dict):
        wanted = '{"most": number}' if metric in LOWER_IS_BETTER else "a number"
        raise ValueError(f"the floor of {metric!r} is {value!r}, not {wanted}")
    floor = value["most"] if isinstance(value, dict) else value
    if not isinstance(floor, int | float) or not 0 <= floor <= 1:
        raise ValueError(f"the floor of {metric!r} is {floor!r}, not a number from 0 to 1")
    return floor


def _check_set(run: Run, baseline: Baseline) -> None:
    asked = set_fingerprint(run.questions)
    if asked != baseline.set:
        raise EvaluationError(
            f"{run.folder} asked {len(run.questions)} questions (set {asked}), and the floors in {baseline.path} "
            f"are for {baseline.n} (set {baseline.set}). Ask that set whole, or name its own baseline."
        )
    if len(run.results) < len(run.questions):
        raise EvaluationError(
            f"{run.folder} is not finished: {len(run.results)} of {len(run.questions)} questions have a result. "
            "Run `pincite eval` with the same --out again, which goes on where it was."
        )
