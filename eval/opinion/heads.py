"""Which heads of the model look at what answers a question: `python -m eval.opinion.heads FILE... --out DIR`.

The files are documents written for the reader (`*.jsonl`, with questions whose gold sentences are marked). Of each
document twice a few sentences are shown, as the reader chooses them for one of its questions, and every question
asked that these answer, whole or in part. What is kept, in `heads.npz`, which a run that was broken off goes on
from: a row a sentence, with the attention each head pays to it, the reader's log-odds and whether it is gold.
From these a logistic regression is learned, and written to `opinion.safetensors` beside what the shipped one
holds.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save_file
from sklearn.metrics import roc_auc_score

from eval.opinion.collect import ALSO_ELSEWHERE, read_documents, titled
from eval.opinion.fit import Numbers, held_out, learn, say
from eval.reader.windows import TITLE_NAMED, naming
from index.models.files import DEFAULT_GENERATOR, model_path
from qa.llama.model import LlamaModel
from qa.prompt import asks, chat
from qa.reader.model import TrainedReader
from qa.reader.protocol import Reader, ReadPassage
from qa.second_opinion import HEADS_OF, STATED, WEIGHTS, compared

SHOWN = (4, 5, 6, 7)
TWICE = 2
HEADS_STRENGTH = 1e-3  # as STRENGTH, for inputs that are fewer and surer
EVERY = 10  # documents after which what was seen is written
FACTORS = (0.0, 0.2, 0.3, 0.4, 0.5, 1.0, 2.0)  # of the heads' log-odds


@dataclass(frozen=True, slots=True)
class Shown:
    """A question over sentences of a document; which of them are `gold`."""

    sources: str
    sentences: tuple[str, ...]
    gold: tuple[bool, ...]
    reader: tuple[float, ...]
    question: str


@dataclass
class Kept:
    """What was seen: columns of rows, each a sentence."""

    attention: list[Numbers] = field(default_factory=list)
    reader: list[float] = field(default_factory=list)
    gold: list[bool] = field(default_factory=list)
    question: list[int] = field(default_factory=list)
    document: list[int] = field(default_factory=list)

    def add(self, number: int, one: Shown, attention: npt.NDArray[np.float32]) -> None:
        """Keep what was seen of a question over the document of that number."""
        question = self.question[-1] + 1 if self.question else 0
        self.attention += list(compared(attention))
        self.reader += one.reader
        self.gold += one.gold
        self.question += [question] * len(one.gold)
        self.document += [number] * len(one.gold)


def shown(documents: Sequence[dict[str, Any]], number: int, reader: Reader) -> Iterator[Shown]:
    """Yield what is asked over the document of that number."""
    document, other = documents[number], documents[(number * 7 + 13) % len(documents)]
    chance = random.Random(f"{number} heads")
    sentences: list[str] = document["sentences"]
    passage = ReadPassage(document["title"], tuple(sentences))
    questions = document["questions"]
    judged = [reader.read(one["q"], [passage])[0].sentences for one in questions]
    for _ in range(TWICE):
        odds = np.array(chance.choice(judged))
        places = sorted(np.argsort(-odds)[: chance.choice(SHOWN)].tolist())
        elsewhere = [chance.choice(other["sentences"])] if chance.random() < ALSO_ELSEWHERE else []
        sources = titled(document["title"], [sentences[place] for place in places])
        if elsewhere:
            sources += titled(other["title"], elsewhere)
        for one, mine in zip(questions, judged, strict=True):
            gold = set(one["gold"])
            if not gold & set(places):
                continue
            named = chance.random() < TITLE_NAMED
            yield Shown(
                sources,
                (*(sentences[place] for place in places), *elsewhere),
                (*(place in gold for place in places), *(False for _ in elsewhere)),
                (*(mine[place] for place in places), *(min(mine) for _ in elsewhere)),
                naming(one["q"], document["title"], chance) if named else one["q"],
            )


def collect(documents: Sequence[dict[str, Any]], path: Path) -> dict[str, npt.NDArray[Any]]:
    """Return the columns of what is seen over documents, written to the path as it grows."""
    reader, model = TrainedReader(), LlamaModel(model_path(DEFAULT_GENERATOR))
    kept, begin = Kept(), 0
    if path.exists():
        with np.load(path) as before:
            begin = int(before["done"])
            kept = Kept(**{name: list(before[name]) for name in before.files if name != "done"})
    for number in range(begin, len(documents)):
        for one in shown(documents, number, reader):
            prompt = chat(one.sources, one.question, STATED)
            kept.add(number, one, model.attention(prompt, one.sentences, asks(one.question), layers=HEADS_OF))
        if (number + 1) % EVERY == 0 or number + 1 == len(documents):
            columns: dict[str, Any] = {name: np.array(of) for name, of in vars(kept).items()}
            np.savez(path, done=np.array(number + 1), **columns)
            say(f"{number + 1} documents, {len(kept.gold)} sentences")
    with np.load(path) as whole:
        return dict(whole)


def first_is_gold(odds: Numbers, gold: npt.NDArray[np.bool_], question: npt.NDArray[np.int64]) -> float:
    """Return of how many questions the likeliest sentence is gold."""
    order = np.lexsort((-odds, question))
    _, firsts = np.unique(question[order], return_index=True)
    return float(gold[order[firsts]].mean())


def main() -> None:
    """Collect over the documents of the command line, learn, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, help="documents written for the reader")
    parser.add_argument("--documents", type=int, default=60, help="how many of them (default %(default)s)")
    parser.add_argument("--out", type=Path, required=True, help="folder for heads.npz and opinion.safetensors")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    documents = read_documents(given.files)[: given.documents]
    seen = collect(documents, given.out / "heads.npz")
    gold = seen["gold"].astype(bool)
    odds = held_out(seen["attention"], seen["gold"], seen["document"], HEADS_STRENGTH)
    say(f"{len(gold)} sentences, held out by document: AUC {roc_auc_score(gold, odds):.3f}")
    for factor in FACTORS:
        first = first_is_gold(seen["reader"] + factor * odds, gold, seen["question"])
        say(f"gold first, by the reader's log-odds and {factor} times the heads': {first:.3f}")
    weights = learn(seen["attention"], seen["gold"], HEADS_STRENGTH)
    save_file({**load_file(WEIGHTS), "sentences": weights.astype(np.float32)}, given.out / WEIGHTS.name)


if __name__ == "__main__":
    main()
