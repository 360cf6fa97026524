"""How search grows with a library: `python -m eval.bench.search --passages 10000 100000`.

Libraries of synthetic text and vectors, each measured in a process of its own. No model is loaded: embedding the
question and the memory of a model come on top. A library of 1000000 takes some minutes to build; --folder keeps
the libraries for another run.
"""

import argparse
import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from eval.bench.measured import megabytes, timed
from eval.bench.synthetic import SyntheticEmbedder, build, texts
from index.library import Library
from index.types import Block, Document

QUESTIONS = 300
WORDS_A_QUESTION = 12  # with stop words


@dataclass(frozen=True, slots=True)
class Figures:
    """What one library gave: seconds, and megabytes of memory in use after the questions."""

    open_and_ask: float
    ask_p50: float
    ask_p95: float
    memory: float
    add: float
    ask_after_adding: float
    delete: float
    recall_at_10: float
    kind: str


LABELS = {
    "open_and_ask": "open and ask the first question, s",
    "ask_p50": "ask, median, s",
    "ask_p95": "ask, 95th percentile, s",
    "memory": "memory, MB",
    "add": "add a document of ten sentences, s",
    "ask_after_adding": "ask right after it, s",
    "delete": "delete a document, s",
    "recall_at_10": "recall@10 against exact search",
    "kind": "vector index",
}


def measure(folder: Path) -> Figures:
    """Measure a library in this process, which should do nothing else. What is added is deleted again."""
    questions = [" ".join(text.split()[:WORDS_A_QUESTION]) for text in texts(QUESTIONS, seed=1)]
    started = time.perf_counter()
    with Library.open(folder, SyntheticEmbedder()) as library:
        library.search(questions[0])
        opened = time.perf_counter() - started
        spent = [timed(partial(library.search, question)) for question in questions[1:]]
        memory = megabytes()
        document = _document(questions[:10])
        return Figures(
            open_and_ask=opened,
            ask_p50=float(np.median(spent)),
            ask_p95=float(np.quantile(spent, 0.95)),
            memory=memory,
            add=timed(lambda: library.add_document(document)),
            ask_after_adding=timed(lambda: library.search(questions[0])),
            delete=timed(lambda: library.remove(document.id)),
            recall_at_10=(found := library.recall()).at_10,
            kind=found.kind,
        )


def _document(lines: list[str]) -> Document:
    text = " ".join(f"{line.capitalize()}." for line in lines)
    block = Block(0, len(text), "prose")
    return Document("added", "", text, "/synthetic/added.txt", None, (), (block,), content_hash="added")


def main() -> None:
    """Build, measure each in a fresh process, print a table."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.search", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000, 100_000], metavar="N")
    parser.add_argument("--folder", type=Path, help="where to keep the libraries (default: not kept)")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        sys.stdout.write(json.dumps(asdict(measure(arguments.measure))))
        return
    with TemporaryDirectory() as scratch:
        columns = []
        for passages in arguments.passages:
            folder = (arguments.folder or Path(scratch)) / str(passages)
            sys.stderr.write(f"{passages} passages: built in {timed(partial(build, folder, passages)):.0f} s\n")
            command = [sys.executable, "-m", "eval.bench.search", "--measure", str(folder)]
            columns.append(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))
    sys.stdout.write(table(arguments.passages, columns))


def table(sizes: list[int], columns: list[dict[str, float | str]]) -> str:
    """Return the figures of each library side by side."""
    lines = [f"{'passages':<40}" + "".join(f"{size:>16,}" for size in sizes)]
    for name, label in LABELS.items():
        values = (column[name] for column in columns)
        cells = (f"{value:>16}" if isinstance(value, str) else f"{value:>16.4g}" for value in values)
        lines.append(f"{label:<40}" + "".join(cells))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
