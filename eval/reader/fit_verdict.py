"""Fit what joins the reader with search: `python -m eval.reader.fit_verdict WRITTEN.jsonl... --out DIR`.

The documents written for the reader that were held out of training are taken a dozen at a time, as the library of
one person, and their questions are searched and read as in life. Two logistic regressions follow: which sentences
answer (`qa.reading`), and whether any does (`qa.verdict`). Figures are by five-fold cross-validation over groups.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from eval.reader.data import evened_out, read_items
from eval.reader.items import Item
from eval.reader.windows import TITLE_NAMED, naming
from index.filters import Filters
from index.library import Library
from qa.reader.model import TrainedReader
from qa.reader.protocol import Reader
from qa.reading import read, signals
from qa.verdict import Signals

CANDIDATES = 30  # of a question that are looked at
DOZEN = 12  # documents among which a question is asked
SEED = 11


def collect(files: Sequence[Path], out: Path, reader: Reader, most: int) -> Path:
    """Search and read up to `most` questions of held-out documents; what was seen becomes a line of JSON each."""
    items = [item for item in read_items(Path("nowhere"), files) if item.held_out and not item.example.states]
    chance = random.Random(SEED)
    items = [item for item, share in zip(items, evened_out(items), strict=True) if chance.random() < share]
    chance.shuffle(items)
    groups = list(dict.fromkeys(item.group for item in items))
    dozens = [groups[start : start + DOZEN] for start in range(0, len(groups), DOZEN)]
    among = {group: Filters(documents=tuple(f"{one}.txt" for one in dozen)) for dozen in dozens for group in dozen}
    path = out / "seen.jsonl"
    with _library(items, out) as library, path.open("w", encoding="utf-8") as lines:
        for item in items[:most]:
            text = item.example.text
            asked = naming(text, item.example.title, chance) if chance.random() < TITLE_NAMED else text
            lines.write(json.dumps(_seen(asked, item, library, among[item.group], reader)) + "\n")
    return path


def _library(items: Sequence[Item], out: Path) -> Library:
    folder = out / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    for item in items:
        text = "\n\n".join([item.example.title, *item.example.sentences])
        (folder / f"{item.group}.txt").write_text(text, encoding="utf-8")
    from index.models.embed import SentenceTransformerEmbedder
    from index.models.files import DEFAULT_EMBEDDER, model_path

    library = Library.open(out / "library", SentenceTransformerEmbedder(model_path(DEFAULT_EMBEDDER)), create=True)
    library.add([str(folder)])
    return library


def _seen(asked: str, item: Item, library: Library, among: Filters, reader: Reader) -> dict[str, Any]:
    example = item.example
    hits = library.search(asked, k=24, filters=among)
    reading = read(asked, hits, reader, library.embedder)
    gold = {_plain(example.sentences[number]) for number in example.gold} if example.label else set[str]()
    return {
        "question": asked,
        "answerable": bool(example.label),
        "group": item.group,
        "yes": example.yes,
        "said_yes": reading.yes,
        "signals": astuple(signals(reading.candidates) or Signals(0.0, 0.0, 0.0, 0.0, 0.0)),
        "candidates": [
            [
                any(_plain(one.source.text) in text or text in _plain(one.source.text) for text in gold),
                one.answers,
                one.passage,
                one.hit.score,
                one.hit.dense,
            ]
            for one in reading.candidates[:CANDIDATES]
        ],
    }


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def fit(path: Path) -> Iterator[str]:
    """Yield lines that say what was fitted, and how good it is on documents it was not fitted on."""
    seen = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    answerable = [one for one in seen if one["answerable"]]
    yield f"{len(answerable)} answerable questions, {len(seen) - len(answerable)} others"
    rows = np.array([candidate[1:] for one in answerable for candidate in one["candidates"]])
    gold = np.array([candidate[0] for one in answerable for candidate in one["candidates"]])
    order = LogisticRegression(C=10.0).fit(rows, gold).coef_[0]
    passage, fused, cosine, about = order[1:] / order[0]
    yield f"sentence 1, passage {passage:.2f}, fused {fused:.2f}, cosine {cosine:.2f}, document {about:.2f}"
    for name, weights in (("reader alone", np.array([1, 0, 0, 0, 0])), ("joined", order)):
        ranks = [_rank_of_gold(one["candidates"], weights) for one in answerable]
        shares = ", ".join(f"{k}: {np.mean([rank < k for rank in ranks]):.3f}" for k in (1, 2, 4, 5, 8))
        yield f"gold among the first, {name}: {shares}"
    told = np.array([one["signals"] for one in seen])
    labels = np.array([one["answerable"] for one in seen])
    groups = [one["group"] for one in seen]
    model = LogisticRegression(C=10.0)
    apart = np.zeros(len(seen))
    for train, test in GroupKFold(5).split(told, labels, groups):
        apart[test] = model.fit(told[train], labels[train]).decision_function(told[test])
    yield f"answerable or not: AUC {roc_auc_score(labels, apart):.3f}"
    model.fit(told, labels)
    error = _calibration_error(apart, labels)
    named = zip(Signals.__dataclass_fields__, model.coef_[0], strict=True)
    yield ", ".join(f"{name} {weight:.3f}" for name, weight in named)
    yield f"constant {model.intercept_[0]:.3f}"
    yield f"expected calibration error {error:.3f}"
    for rate in (0.05, 0.1, 0.2):
        limit = float(np.quantile(apart[labels], rate))
        yield f"wrongly refused {rate:.2f}: from {limit:.2f} on, refused {np.mean(apart[~labels] < limit):.3f}"
    polar = [(one["said_yes"] > 0) == one["yes"] for one in answerable if one["yes"] is not None]
    yield f"yes or no: right {np.mean(polar):.3f} of {len(polar)}"


def _rank_of_gold(candidates: Sequence[Sequence[float]], weights: "np.ndarray[Any, Any]") -> int:
    scored = sorted(candidates, key=lambda one: -float(np.dot(weights, one[1:])))
    return next((rank for rank, one in enumerate(scored) if one[0]), CANDIDATES)


def _calibration_error(odds: "np.ndarray[Any, Any]", labels: "np.ndarray[Any, Any]") -> float:
    bins = 10
    probabilities = 1 / (1 + np.exp(-odds))
    place = np.minimum((probabilities * bins).astype(int), bins - 1)
    return float(
        sum(
            np.mean(place == one) * abs(probabilities[place == one].mean() - labels[place == one].mean())
            for one in range(bins)
            if (place == one).any()
        )
    )


def main() -> None:
    """Read the command line, collect unless that is done, and fit."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.reader.fit_verdict", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("files", type=Path, nargs="+", help="files of written documents")
    parser.add_argument("--out", type=Path, required=True, help="where the library and what was seen go")
    parser.add_argument("--questions", type=int, default=600, help="how many (default: 600)")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / "seen.jsonl"
    if not path.is_file():
        collect(options.files, options.out, TrainedReader(), options.questions)
    for line in fit(path):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
