"""What a library of many passages takes, reckoned: `python -m eval.bench.reckoning`. docs/scaling.md explains it.

With files it tells how long their passages are; nothing else is measured here.
"""

import argparse
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from pathlib import Path

SIZES = (1_000_000, 100_000_000, 10_000_000_000)
IN_A_FOLDER = (1_000_000, 10_000_000)

# Measured here, on two shared cores (docs/performance.md, docs/scaling.md).
FOLDER_DISK, FOLDER_MEMORY, FOLDER_BASE = 3_750, 410, 150_000_000
EMBEDDED_A_CORE = 42  # passages a second
SEARCH_A_MILLION = 0.010  # seconds of one core
DIMENSION, TERMS, TEXT, SENTENCES, PASSAGES_A_DOCUMENT = 384, 63, 400, 5, 50
# Of Milvus, from its configuration: links a vector of HNSW (M 18), of DiskANN, and what that keeps in memory.
HNSW_LINKS, DISK_LINKS, LINK, IN_MEMORY = 2 * 18, 56, 4, 0.125 + 0.1
TERM = 2 * 8  # a number and a weight, once in the row and once in the list of the term
SENTENCE = 16  # as its place is written
ROW = 100  # the numbers of a passage, and the index of two of them
DOCUMENT = 1_000  # the row of a document, with the 32 numbers by which near-duplicates are found
# A machine of 128 GB and 16 cores, of whose memory Milvus loads nine tenths at most.
MACHINE, LOADED, CORES = 128e9, 0.9, 16
CHANGE = 7 * 0.010  # seven calls of a server nearby, one change after the other


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to have the vectors of a library in Milvus; bytes are those of a passage."""

    name: str
    memory: float
    disk: float


def kinds() -> tuple[Kind, ...]:
    """Return the ways, with what a passage takes in memory and on the disks of those who search, text included."""
    vector, document = 4 * DIMENSION, DOCUMENT / PASSAGES_A_DOCUMENT
    kept = TERM * TERMS + ROW + TEXT + SENTENCE * SENTENCES + document
    whole = vector + HNSW_LINKS * LINK + kept
    return (
        Kind("HNSW, all in memory", whole, whole),
        Kind(
            "DiskANN; words and texts mapped",
            vector * IN_MEMORY + ROW + document,
            vector + DISK_LINKS * LINK + kept,
        ),
    )


def in_folder(passages: int) -> str:
    """Return what a library in a folder takes, as a row of a table."""
    memory, search = FOLDER_BASE + passages * FOLDER_MEMORY, passages / 1e6 * SEARCH_A_MILLION
    return f"| {passages:,} | {_bytes(passages * FOLDER_DISK)} | {_bytes(memory)} | {search * 1000:,.0f} |"


def in_milvus(passages: int, kind: Kind) -> str:
    """Return what one takes in Milvus, as a row of a table; machines are those for one copy of each passage."""
    machines = ceil(passages * kind.memory / (MACHINE * LOADED))
    a_second = machines * CORES / (passages / 1e6 * SEARCH_A_MILLION)
    memory, disk = _bytes(passages * kind.memory), _bytes(passages * kind.disk)
    return f"| {passages:,} | {kind.name} | {memory} | {disk} | {machines} | {a_second:,.0f} |"


def making(passages: int) -> str:
    """Return how long a library takes to be made, as a row of a table."""
    embedding = passages / EMBEDDED_A_CORE / 3600
    writing = passages / PASSAGES_A_DOCUMENT * CHANGE / 3600
    return f"| {passages:,} | {embedding:,.0f} | {embedding / CORES / 24:,.1f} | {writing / 24:,.2f} |"


def rows() -> list[str]:
    """Return the rows of the three tables."""
    milvus = [in_milvus(passages, kind) for passages in SIZES for kind in kinds()]
    return [*map(in_folder, IN_A_FOLDER), *milvus, *map(making, SIZES)]


def lengths(paths: Iterable[Path]) -> str:
    """Return how long the passages of files are: bytes of text, sentences, and different terms."""
    from index.adding.indexing import chunked, searched_text
    from index.library import PASSAGE_TOKENS, default_embedder
    from index.load.documents import find_files, load_documents
    from index.models.embed_quick import for_one_question
    from index.text.lexical import terms
    from index.types import Document

    embedder = for_one_question(default_embedder())
    documents = passages = text = sentences = different = 0
    for path in find_files(paths).files:
        for document in load_documents(path):
            if isinstance(document, Document):
                one = chunked(document, embedder, PASSAGE_TOKENS)
                documents, passages = documents + 1, passages + len(one.passages)
                text, sentences = text + len(document.text.encode()), sentences + len(one.sentences)
                different += sum(len(set(terms(searched_text(document, passage)))) for passage in one.passages)
    return (
        f"{documents} documents, {passages} passages; a passage: {text / passages:.0f} bytes of text, "
        f"{sentences / passages:.1f} sentences, {different / passages:.1f} different terms"
    )


def _bytes(number: float) -> str:
    unit, size = next(one for one in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)) if number >= one[1])
    return f"{number / size:,.1f} {unit}"


def main() -> None:
    """Print the rows, or the lengths of passages."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.reckoning", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("files", nargs="*", type=Path, help="files and folders whose passages are to be measured")
    given = parser.parse_args().files
    sys.stdout.write((lengths(given) if given else "\n".join(rows())) + "\n")


if __name__ == "__main__":
    main()
