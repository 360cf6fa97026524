"""A library of any size that nobody has to write or embed: words by Zipf's law, vectors in clusters.

The most frequent words are the stop words, as in English. Vectors lie in topics and their parts, so that an
inverted file has something to find. Everything follows from the seed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from index.building import new_manifest
from index.database import Database
from index.embed import Vectors
from index.lexical import STOP_WORDS
from index.library import LIBRARY_FILE, VECTOR_FILE
from index.postings import index_words
from index.store import Store
from index.vector_kinds import questions_like
from index.vectors import PassageVectors

DIMENSION = 384
VOCABULARY = 500_000
WORDS = (*sorted(STOP_WORDS), *(f"w{rank}" for rank in range(len(STOP_WORDS), VOCABULARY)))
WORDS_A_PASSAGE = (40, 101)
PASSAGES_A_DOCUMENT = 50
TOPICS, PARTS = 500, 20_000
BATCH = 10_000  # passages


@dataclass(frozen=True, slots=True)
class SyntheticEmbedder:
    """Gives every text a vector of the clusters, drawn by its length: no model, no meaning."""

    name: str = "synthetic"
    fingerprint: str = "synthetic-1"
    dimension: int = DIMENSION
    max_tokens: int = 254

    def count_tokens(self, text: str) -> int:
        """Count the words."""
        return len(text.split())

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text."""
        return next(vectors(len(texts), seed=sum(map(len, texts))))

    def embed_query(self, text: str) -> Vectors:
        """Return a unit vector that is as far from those of passages as questions are."""
        vector: Vectors = questions_like(self.embed_passages([text]))[0]
        return vector


def texts(passages: int, seed: int = 0) -> Iterator[str]:
    """Yield the texts of passages, 40 to 100 words each."""
    random = np.random.default_rng(seed)
    frequencies = np.cumsum(1 / np.arange(1, VOCABULARY + 1))
    for first in range(0, passages, BATCH):
        lengths = random.integers(*WORDS_A_PASSAGE, min(BATCH, passages - first))
        drawn = np.searchsorted(frequencies, random.random(lengths.sum()) * frequencies[-1]).tolist()
        words = (WORDS[rank] for rank in drawn)
        yield from (" ".join(islice(words, length)) for length in lengths.tolist())


def vectors(passages: int, seed: int = 0) -> Iterator[Vectors]:
    """Yield unit vectors of passages, `BATCH` rows at a time, around parts that lie around topics."""
    shape = np.random.default_rng(12)
    topics = shape.standard_normal((TOPICS, DIMENSION), dtype=np.float32)
    parts = topics[shape.integers(0, TOPICS, PARTS)] + shape.standard_normal((PARTS, DIMENSION), dtype=np.float32)
    random = np.random.default_rng(seed)
    for first in range(0, passages, BATCH):
        count = min(BATCH, passages - first)
        batch = parts[random.integers(0, PARTS, count)] + random.standard_normal(
            (count, DIMENSION), dtype=np.float32
        )
        yield batch / np.linalg.norm(batch, axis=1, keepdims=True)


def build(folder: Path, passages: int) -> None:
    """Make a library, unless it is there: its tables in bulk, then its vector file."""
    done = folder / "done"
    if done.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name in (LIBRARY_FILE, f"{LIBRARY_FILE}-wal", f"{LIBRARY_FILE}-shm", VECTOR_FILE):
        (folder / name).unlink(missing_ok=True)
    database = Database.create(folder / LIBRARY_FILE, new_manifest(SyntheticEmbedder(), 128))
    written = texts(passages)
    for first, batch in zip(range(0, passages, BATCH), vectors(passages), strict=True):
        _write(database, first, tuple(islice(written, len(batch))), batch)
    store = Store(database)
    PassageVectors(folder / VECTOR_FILE, store).keep()
    store.close()
    done.touch()


def _write(database: Database, first: int, batch: Sequence[str], batch_vectors: Vectors) -> None:
    """Write passages as documents of `PASSAGES_A_DOCUMENT`, each passage one sentence and one line."""
    numbers = range(first + 1, first + len(batch) + 1)
    with database.writing() as rows:
        for start in range(0, len(batch), PASSAGES_A_DOCUMENT):
            document, lines = str(first + start), batch[start : start + PASSAGES_A_DOCUMENT]
            ends = np.cumsum([len(line) + 1 for line in lines]).tolist()
            rows.execute(
                "INSERT INTO documents (id, title, text, source, pages, blocks, content_hash) "
                "VALUES (?, '', ?, ?, '[]', '[]', ?)",
                (document, "\n".join(lines), f"/synthetic/{document}.txt", document),
            )
            rows.executemany(
                "INSERT INTO sentences VALUES (?, ?, ?, ?, 0)",
                (
                    (document, place, end - len(line) - 1, end - 1)
                    for place, (line, end) in enumerate(zip(lines, ends, strict=True))
                ),
            )
        rows.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?)",
            (
                (
                    number,
                    str(first + place - place % PASSAGES_A_DOCUMENT),
                    place % PASSAGES_A_DOCUMENT,
                    place % PASSAGES_A_DOCUMENT,
                    vector.tobytes(),
                )
                for place, (number, vector) in enumerate(zip(numbers, batch_vectors, strict=True))
            ),
        )
        index_words(rows, numbers, batch)
