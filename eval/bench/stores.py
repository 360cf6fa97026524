"""A library in a folder and in Milvus: `python -m eval.bench.stores --passages 10000 100000`.

The same synthetic documents in both, asked the same questions by turns: seconds and bytes of each, and how far
what they find is the same. Bytes of the folder are those of the closed library: while it is written to, its log
comes on top. Those of Milvus are of the open one. --to names a server instead of a file:
milvus:http://HOST:19530/NAME, where there is no library yet, for one size.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from eval.bench.synthetic import PASSAGES_A_DOCUMENT, SyntheticEmbedder, bytes_of, texts, vectors
from index.adding.building import new_manifest
from index.adding.indexing import IndexedDocument
from index.load.documents import document_id
from index.store.opening import open_store
from index.store.protocol import Store
from index.types import Block, Document, Hit, Passage, Sentence

QUESTIONS = 100
WORDS_A_QUESTION = 12  # with stop words
FOUND = 24  # what a question of the chat asks for
MORE = 20  # documents that are put one by one, as `add` does


def documents(passages: int, start: int = 0) -> Iterator[IndexedDocument]:
    """Yield documents of `PASSAGES_A_DOCUMENT`, each passage one sentence and one line."""
    for first in range(start, start + passages, PASSAGES_A_DOCUMENT):
        lines = texts(min(PASSAGES_A_DOCUMENT, start + passages - first), seed=first)
        ends = np.cumsum([len(line) + 1 for line in lines]).tolist()
        sentences = tuple(Sentence(end - len(line) - 1, end - 1) for line, end in zip(lines, ends, strict=True))
        source, text = f"/synthetic/{first}.txt", "\n".join(lines)
        blocks = (Block(0, len(text), "prose"),)
        document = Document(document_id(source), "", text, source, None, (), blocks, content_hash=str(first))
        parts = tuple(Passage(document.id, (sentence,)) for sentence in sentences)
        yield IndexedDocument(document, sentences, parts, tuple(lines), vectors(len(lines), seed=first))


def ask(store: Store, question: str, seed: int) -> tuple[float, tuple[Hit, ...]]:
    """Return the seconds that a question takes, without its embedding, and what is found."""
    embedder = SyntheticEmbedder()
    vector = embedder.embed_query(question + "." * seed)
    started = time.perf_counter()
    hits = store.search(question, vector, FOUND, fingerprint=embedder.fingerprint)
    return time.perf_counter() - started, hits


def same(one: tuple[Hit, ...], other: tuple[Hit, ...]) -> float:
    """Return the share of passages that both have found."""
    return len({hit.passage for hit in one} & {hit.passage for hit in other}) / max(len(one), 1)


def main() -> None:
    """Fill both, ask both by turns, print a table for each size."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.stores", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000], metavar="N")
    parser.add_argument("--to", type=Path, help="a library in Milvus (default: in a file that is not kept)")
    arguments = parser.parse_args()
    if arguments.to and len(arguments.passages) > 1:
        parser.error("--to is filled once: name one size with --passages")
    for passages in arguments.passages:
        with TemporaryDirectory() as scratch:
            measure(Path(scratch) / "library", arguments.to or Path(f"milvus:{scratch}/bench.db/bench"), passages)


def measure(folder: Path, other: Path, passages: int) -> None:
    """Fill two places, ask both, and print what it took and takes; then put more into both."""
    manifest = new_manifest(SyntheticEmbedder(), 128)
    with (
        closing(open_store(folder, lambda: manifest)) as embedded,
        closing(open_store(other, lambda: manifest)) as milvus,
    ):
        sys.stdout.write(compared(embedded, milvus, passages))
        held = milvus.size()
    sys.stdout.write(sizes(folder, held, passages))
    with closing(open_store(folder)) as embedded, closing(open_store(other)) as milvus:
        seconds = (put_one_by_one(store, passages) for store in (embedded, milvus))
        sys.stdout.write(f"{'put a document, s':<24}" + "".join(f"{one:>16.4g}" for one in seconds) + "\n\n")
    sys.stdout.flush()


def compared(folder: Store, milvus: Store, passages: int) -> str:
    """Return the figures of both, side by side."""
    stores = {"folder": folder, "milvus": milvus}
    filled: dict[str, float] = {}
    for name, store in stores.items():
        started = time.perf_counter()
        with store.changing("rebuild"):
            fresh = new_manifest(SyntheticEmbedder(), 128)
            store.replace(documents(passages), fresh, made_from=store.manifest())
        filled[name] = time.perf_counter() - started
    spent: dict[str, list[float]] = {name: [] for name in stores}
    shares = []
    for seed, text in enumerate(texts(QUESTIONS + 1, seed=1)):
        question = " ".join(text.split()[:WORDS_A_QUESTION])
        found = {name: ask(store, question, seed) for name, store in stores.items()}
        if seed:  # the first one opens what is needed
            for name, (seconds, _) in found.items():
                spent[name].append(seconds)
            shares.append(same(found["folder"][1], found["milvus"][1]))
    lines = [f"{passages} passages{'folder':>24}{'milvus':>16}"]
    rows = {
        "fill, s": filled,
        "ask, median, s": {name: float(np.median(found)) for name, found in spent.items()},
        "ask, 95th percentile, s": {name: float(np.quantile(found, 0.95)) for name, found in spent.items()},
        "recall@10 of vectors": {name: store.recall().at_10 for name, store in stores.items()},
    }
    lines += [
        f"{label:<24}" + "".join(f"{values[name]:>16.4g}" for name in stores) for label, values in rows.items()
    ]
    lines.append(f"passages that both find, of {FOUND}: {np.mean(shares):.3f}, least {min(shares):.3f}")
    return "\n".join(lines) + "\n"


def put_one_by_one(store: Store, passages: int) -> float:
    """Return the seconds that a document more takes, of `PASSAGES_A_DOCUMENT`, in a store that holds so many."""
    identity = store.manifest().identity
    more = list(documents(MORE * PASSAGES_A_DOCUMENT, start=passages))
    spent = []
    with store.changing("add"):
        for indexed in more:
            started = time.perf_counter()
            store.put(indexed, identity)
            spent.append(time.perf_counter() - started)
    return float(np.median(spent))


def sizes(folder: Path, in_milvus: int | None, passages: int) -> str:
    """Return the bytes a passage of a folder that is closed, with what they are, and of Milvus while open."""
    parts = bytes_of(folder)
    lines = [f"bytes a passage{sum(parts.values()) / passages:>25.0f}{(in_milvus or np.nan) / passages:>16.0f}"]
    lines += [f"  {label:<22}{size / passages:>16.0f}" for label, size in parts.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
