"""What a library of many passages takes, reckoned: `python -m eval.bench.reckoning`. docs/scaling.md has the sources.

With files, these are read and parted first, and it tells how long their passages are: nothing else is measured here.
"""

import argparse
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from index.load.documents import find_files

# Measured here, on two shared cores (docs/performance.md, docs/scaling.md).
FOLDER_DISK, FOLDER_MEMORY, FOLDER_BASE = 3_900, 410, 150_000_000
EMBEDDED_A_CORE = 42  # passages a second
SEARCH_A_MILLION = 0.010  # seconds of one core
READING = 1.4  # seconds of one core that the reader takes for a question
DIMENSION, TERMS, TEXT, PASSAGES_A_DOCUMENT = 384, 45, 900, 50
# Of Milvus, from its configuration: links a vector of HNSW, and what DiskANN keeps of a vector in memory.
LINKS, LINK, IN_MEMORY = 2 * 18, 4, 0.125 + 0.1
TERM = 8  # a number and a weight, once in the row and once in the list of the term
ROW = 100  # the numbers of a passage, and the two of them that have an index
DOCUMENT = 1_000  # the row of a document, with the 32 numbers by which near-duplicates are found
# A machine of 128 GB and 16 cores; Milvus loads no more than nine tenths of the memory.
MACHINE, LOADED, CORES = 128_000_000_000, 0.9, 16
# One change after the other: seven calls of a server in the same building.
CHANGE = 7 * 0.010


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to have the vectors of a library in Milvus; bytes are those of a passage."""

    name: str
    memory: float
    disk: float


def kinds() -> tuple[Kind, ...]:
    """Return the ways, with what a passage takes in memory and on the disks of those who search, and its text."""
    vector, words, document = 4 * DIMENSION, 2 * TERM * TERMS, DOCUMENT / PASSAGES_A_DOCUMENT
    rest = words + ROW + TEXT + document
    return (
        Kind("HNSW, all in memory", vector + LINKS * LINK + rest, vector + LINKS * LINK + rest),
        Kind("DiskANN, texts and words mapped", vector * IN_MEMORY + ROW + document, vector + 56 * LINK + rest),
    )


def in_folder(passages: int) -> str:
    """Return what a library in a folder takes, as a row of a table."""
    memory = FOLDER_BASE + passages * FOLDER_MEMORY
    search = passages / 1e6 * SEARCH_A_MILLION
    return f"| {passages:,} | {_bytes(passages * FOLDER_DISK)} | {_bytes(memory)} | {search * 1000:,.0f} |"


def in_milvus(passages: int, kind: Kind) -> str:
    """Return what one takes in Milvus, as a row of a table; machines are those for one copy of each passage."""
    machines = ceil(passages * kind.memory / (MACHINE * LOADED))
    cores = machines * CORES
    a_second = cores / (passages / 1e6 * SEARCH_A_MILLION)
    return (
        f"| {passages:,} | {kind.name} | {_bytes(passages * kind.memory)} | {_bytes(passages * kind.disk)} | "
        f"{machines} | {a_second:,.0f} |"
    )


def making(passages: int) -> str:
    """Return how long a library takes to be made, as a row of a table."""
    embedding = passages / EMBEDDED_A_CORE / 3600
    writing = passages / PASSAGES_A_DOCUMENT * CHANGE / 3600
    return f"| {passages:,} | {embedding:,.0f} | {ceil(embedding / 24 / CORES):,} | {writing:,.1f} |"


def rows(sizes: Iterable[int] = (1_000_000, 100_000_000, 10_000_000_000)) -> list[str]:
    """Return all rows."""
    found = list(sizes)
    return [
        *map(in_folder, found),
        *(in_milvus(passages, kind) for passages in found for kind in kinds()),
        *map(making, found),
    ]


def lengths(paths: Iterable[Path]) -> str:
    """Return how long the passages of files are: in text, as Milvus has the text, and in different terms."""
    from index.adding.indexing import chunked, searched_text
    from index.library import PASSAGE_TOKENS, default_embedder
    from index.load.documents import load_documents
    from index.models.embed_quick import for_one_question
    from index.store.milvus.rows import Held, dumped
    from index.text.lexical import terms
    from index.types import Document

    embedder = for_one_question(default_embedder())
    documents = passages = text = held = different = 0
    for path in find_files(paths).files:
        for document in load_documents(path):
            if isinstance(document, Document):
                one = chunked(document, embedder, PASSAGE_TOKENS)
                documents, passages = documents + 1, passages + len(one.passages)
                text += len(document.text.encode())
                spans = tuple((0, len(passage.sentences)) for passage in one.passages)
                held += len(dumped(Held(document, one.sentences, spans)).encode())
                different += sum(len(set(terms(searched_text(document, passage)))) for passage in one.passages)
    return (
        f"{documents} documents, {passages} passages; a passage: {text / passages:.0f} bytes of text, "
        f"{held / passages:.0f} as in Milvus, {different / passages:.1f} different terms"
    )


def _bytes(number: float) -> str:
    for unit, size in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if number >= size:
            return f"{number / size:,.1f} {unit}"
    return f"{number:,.0f} bytes"


def main() -> None:
    """Print the rows, or the lengths of passages."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.reckoning", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("files", nargs="*", type=Path, help="files and folders whose passages are to be measured")
    given = parser.parse_args().files
    sys.stdout.write((lengths(given) if given else "\n".join(rows())) + "\n")


if __name__ == "__main__":
    main()
