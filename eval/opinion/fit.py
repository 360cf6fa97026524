"""Learn the direction of the second opinion: `python -m eval.opinion.fit SEEN... --ask FILE... --out DIR`.

What `eval.opinion.collect` kept in the folders SEEN gives the direction: a logistic regression over what the
layer holds, written to `opinion.safetensors`. The question sets are then searched, read and shown to the model as
in life; their labels give how reader and direction count together. Figures are by cross-validation over documents
and sets.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, LeaveOneGroupOut, cross_val_predict

from eval.opinion.life import ask_in_life
from index.models.files import DEFAULT_GENERATOR, model_path
from qa.llama.model import LlamaModel
from qa.reader.model import TrainedReader
from qa.second_opinion import WEIGHTS

Numbers = npt.NDArray[np.float64]

STRENGTH = 1e-4
"""Of the squared weights against the mean loss, with inputs of variance 1 / width."""
FOLDS = 5
RATES = (0.03, 0.05, 0.08, 0.1, 0.12)


def learn(states: Numbers, answered: Numbers, strength: float = STRENGTH) -> Numbers:
    """Return the direction and behind it its constant, (width + 1,), of states (n, width) and labels (n,)."""
    mean, spread = states.mean(axis=0), states.std(axis=0) + 1e-3
    scale = spread * np.sqrt(states.shape[1])
    fitted = LogisticRegression(C=1 / (strength * len(states)), max_iter=2000)
    fitted.fit((states - mean) / scale, answered)
    weights = fitted.coef_[0] / scale
    return np.append(weights, fitted.intercept_[0] - weights @ mean)


def along(direction: Numbers, states: npt.NDArray[np.floating[Any]]) -> Numbers:
    """Return the log-odds of states, (n, width) or (width,), along a direction with its constant behind it."""
    odds: Numbers = states @ direction[:-1] + direction[-1]
    return odds


def seen(folders: Sequence[Path]) -> tuple[Numbers, Numbers, list[str]]:
    """Return what was collected: states (n, width), labels (n,) and documents."""
    rows = [
        json.loads(line)
        for one in folders
        for line in (one / "seen.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    states = np.concatenate([np.load(one / "states.npy") for one in folders]).astype(np.float64)
    return states, np.array([float(row["answered"]) for row in rows]), [row["document"] for row in rows]


def held_out_auc(states: Numbers, answered: Numbers, documents: Sequence[str]) -> float:
    """Return the area under the curve where the questions of a document were never learned from."""
    odds = np.zeros(len(answered))
    for train, test in GroupKFold(FOLDS).split(states, answered, documents):
        odds[test] = along(learn(states[train], answered[train]), states[test])
    return float(roc_auc_score(answered, odds))


def report(name: str, odds: Numbers, answerable: npt.NDArray[np.bool_], near: npt.NDArray[np.bool_]) -> None:
    """Print how well log-odds tell what is answered, and what is refused at each rate of wrong refusals."""
    told = roc_auc_score(answerable, odds)
    limits = [np.quantile(odds[answerable], rate) for rate in RATES]
    of_near = " ".join(f"{(odds[near] < limit).mean():.2f}" for limit in limits)
    rest = " ".join(f"{(odds[~answerable & ~near] < limit).mean():.2f}" for limit in limits)
    say(f"{name}: AUC {told:.3f}, near misses refused {of_near}, others {rest} at {RATES} wrong refusals")


def say(line: str) -> None:
    """Print a line at once, also into a file."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Learn, join, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seen", nargs="+", type=Path, help="folders of eval.opinion.collect")
    parser.add_argument(
        "--ask", nargs="*", type=Path, default=[], help="question sets to join reader and model by"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for opinion.safetensors")
    given = parser.parse_args()
    states, answered, documents = seen(given.seen)
    told = held_out_auc(states, answered, documents)
    say(f"{len(answered)} questions, held out by document: AUC {told:.3f}")
    direction = learn(states, answered)
    given.out.mkdir(parents=True, exist_ok=True)
    save_file({"stated": direction.astype(np.float32)}, given.out / WEIGHTS.name)
    if not given.ask:
        return
    reader, model = TrainedReader(), LlamaModel(model_path(DEFAULT_GENERATOR))
    rows = [
        (number, held.reader, float(along(direction, held.state)), held.question)
        for number, questions in enumerate(given.ask)
        for held in ask_in_life(questions, given.out / f"asked{number}", reader, model)
    ]
    groups = np.array([row[0] for row in rows])
    both = np.array([row[1:3] for row in rows])
    answerable = np.array([row[3].answerable for row in rows])
    near = np.array([row[3].kind == "near-miss" for row in rows])
    report("reader", both[:, 0], answerable, near)
    report("model", both[:, 1], answerable, near)
    joined = LogisticRegression(C=10)
    folds = LeaveOneGroupOut() if len(given.ask) > 1 else FOLDS
    odds = cross_val_predict(joined, both, answerable, groups=groups, cv=folds, method="decision_function")
    report("both, left one set out", odds, answerable, near)
    joined.fit(both, answerable)
    say(f"reader, model, constant: {joined.coef_[0].round(3)} {joined.intercept_.round(3)}")
    fitted = joined.decision_function(both)
    suffices = {rate: round(float(np.quantile(fitted[answerable], rate)), 2) for rate in RATES}
    say(f"suffices at {suffices}")


if __name__ == "__main__":
    main()
