"""How fast is indexing, and how near to its limit? Compare ratios within a run, not runs.

    python -m eval.bench.indexing FOLDER [--peers VENV]

The limit is the time the embedding model alone takes for the same passages; the default is sentence-transformers
as it comes: float32, batches of 32. `--peers` lets LlamaIndex and txtai index the same files with the same model.
They are put into a virtual environment of their own (a minute, once) that shares the packages of this one.
"""

import argparse
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from eval.bench.measured import timed
from eval.bench.peers import PEERS
from index.adding.indexing import embedded_text
from index.library import Library
from index.load.files import find_files
from index.models.embed import BATCH, Embedder, SentenceTransformerEmbedder, load_model, multiplies_bfloat16
from index.models.files import DEFAULT_EMBEDDER, model_path

ROOT = Path(__file__).parents[2]
PACKAGES = ("llama-index-core", "llama-index-embeddings-huggingface", "txtai")
ROUNDS = 3
PIPELINE, LIMIT, DEFAULT = "whole pipeline", "the model alone, as we use it", "the model alone, default float32"


def index(folder: Path, embedder: Embedder) -> tuple[float, list[str]]:
    """Make a library of the files and return the seconds it took and the texts that were embedded."""
    with TemporaryDirectory() as scratch, Library.open(Path(scratch), embedder, create=True) as library:
        started = time.perf_counter()
        library.add([folder])
        seconds = time.perf_counter() - started
        texts = [
            embedded_text(library.document(document.id), passage)
            for document in library.documents()
            for passage in library.passages(document.id)
        ]
    return seconds, texts


def measure(folder: Path) -> tuple[int, dict[str, float]]:
    """Return the number of passages and, for each way, the least seconds of `ROUNDS` that take turns."""
    model = model_path(DEFAULT_EMBEDDER)
    embedder = SentenceTransformerEmbedder(model)
    ours = load_model(model, bfloat16=multiplies_bfloat16())
    default = load_model(model, bfloat16=False)
    _, texts = index(folder, embedder)
    works: dict[str, Callable[[], float]] = {
        PIPELINE: lambda: index(folder, embedder)[0],
        LIMIT: partial(timed, partial(ours.encode, texts, batch_size=BATCH, convert_to_tensor=True)),
        DEFAULT: partial(timed, partial(default.encode, texts)),
    }
    rounds = [{name: work() for name, work in works.items()} for _ in range(ROUNDS)]
    return len(texts), {name: min(one[name] for one in rounds) for name in works}


def peers(environment: Path, folder: Path) -> dict[str, float]:
    """Return the seconds each peer takes for the same files, the least of `ROUNDS`, without loading its model."""
    python = environment.resolve() / "bin" / "python"
    if not python.exists():
        venv.create(environment, with_pip=True)
        shared = next(environment.glob("lib/python*/site-packages")) / "shared.pth"
        shared.write_text(f"{Path(np.__file__).parents[1]}\n", encoding="utf-8")
        subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
    files = [str(path) for path in find_files([folder.resolve()]).files]
    seconds = {}
    for peer in PEERS:
        command = [str(python), "-m", "eval.bench.peers", peer, str(model_path(DEFAULT_EMBEDDER)), *files]
        runs = (
            subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(ROUNDS)
        )
        seconds[peer] = min(float(run.stdout.split()[-1]) for run in runs)
    return seconds


def table(passages: int, seconds: Mapping[str, float]) -> str:
    """Return seconds, passages a second, and how many times as long as the whole pipeline each takes."""
    lines = [f"{passages} passages{'':26}{'seconds':>9}{'passages/s':>12}{'x pipeline':>12}"]
    lines += [
        f"{name:36}{spent:9.2f}{passages / spent:12.1f}{spent / seconds[PIPELINE]:12.2f}"
        for name, spent in seconds.items()
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.indexing", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peers", type=Path, metavar="VENV", help="where the peers are, or are to be, installed")
    arguments = parser.parse_args()
    passages, seconds = measure(arguments.folder)
    if arguments.peers:
        seconds |= peers(arguments.peers, arguments.folder)
    sys.stdout.write(table(passages, seconds))


if __name__ == "__main__":
    main()
