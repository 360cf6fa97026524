"""A library of any size that nobody has to write or embed: words by Zipf's law, vectors in clusters.

The most frequent words are the stop words, as in English. Vectors lie in topics and their parts, so that an
inverted file has something to find. Everything follows from the seed.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.adding.building import new_manifest
from index.library import PASSAGE_TOKENS
from index.models.embed import Vectors, questions_like
from index.store.embedded.rows.database import Database
from index.store.embedded.rows.tables import Tables
from index.store.embedded.store import LIBRARY_FILE, VECTOR_FILE
from index.store.embedded.vectors.nearest import PassageVectors
from index.store.embedded.words.postings import index_words
from index.vocabulary.english import QUERY_STOP_WORDS

DIMENSION = 384
VOCABULARY = 500_000
WORDS = (*sorted(QUERY_STOP_WORDS), *(f"w{rank}" for rank in range(len(QUERY_STOP_WORDS), VOCABULARY)))
WORDS_A_PASSAGE = (40, 101)
PASSAGES_A_DOCUMENT = 50
TOPICS, PARTS = 500, 20_000
BATCH = 10_000  # passages
TABLES = {
    "vectors": ("passages", "passages_of_document"),
    "words": ("postings", "segments"),
    "texts": ("documents", "documents_of_content", "sqlite_autoindex_documents_1"),
    "sentences": ("sentences",),
    "near-duplicates": ("sketches", "sketches_of_document"),
}


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
        return vectors(len(texts), seed=sum(map(len, texts)))

    def embed_query(self, text: str) -> Vectors:
        """Return a unit vector that is as far from those of passages as questions are."""
        vector: Vectors = questions_like(self.embed_passages([text]))[0]
        return vector


def texts(passages: int, seed: int) -> list[str]:
    """Return the texts of passages, 40 to 100 words each."""
    random = np.random.default_rng(seed)
    lengths = random.integers(*WORDS_A_PASSAGE, passages)
    words = (WORDS[rank] for rank in np.searchsorted(_frequencies(), random.random(lengths.sum())).tolist())
    return [" ".join(islice(words, length)) for length in lengths.tolist()]


def vectors(passages: int, seed: int) -> Vectors:
    """Return unit vectors of passages, shape (passages, DIMENSION), around parts that lie around topics."""
    random = np.random.default_rng(seed)
    drawn = _parts()[random.integers(0, PARTS, passages)]
    drawn += random.standard_normal(drawn.shape, dtype=np.float32)
    unit: Vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return unit


@cache
def _frequencies() -> npt.NDArray[np.float64]:
    summed = np.cumsum(1 / np.arange(1, VOCABULARY + 1))
    shares: npt.NDArray[np.float64] = summed / summed[-1]
    return shares


@cache
def _parts() -> Vectors:
    random = np.random.default_rng(0)
    topics = random.standard_normal((TOPICS, DIMENSION), dtype=np.float32)
    parts: Vectors = random.standard_normal((PARTS, DIMENSION), dtype=np.float32)
    parts += topics[random.integers(0, TOPICS, PARTS)]
    return parts


def build(folder: Path, passages: int) -> None:
    """Make a library: its tables in bulk, then its vector file. One that was begun is gone on with."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LIBRARY_FILE
    database = (
        Database(path)
        if path.exists()
        else Database.create(path, new_manifest(SyntheticEmbedder(), PASSAGE_TOKENS))
    )
    with database.reading() as rows:
        done = int(rows.execute("SELECT coalesce(max(id), 0) FROM passages").fetchone()[0])
    for first in range(done, passages, BATCH):
        count = min(BATCH, passages - first)
        _write(database, first, texts(count, seed=first), vectors(count, seed=first))
    PassageVectors(folder / VECTOR_FILE, Tables(database)).keep()
    database.close()


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
            rows.execute("INSERT INTO sources VALUES (?, ?)", (f"/synthetic/{document}.txt", document))
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


def bytes_of(folder: Path) -> dict[str, int]:
    """Return the bytes of a library in a folder that is closed, by what they are for."""
    file, vectors = ((folder / name).stat().st_size for name in (LIBRARY_FILE, VECTOR_FILE))
    with closing(Database(folder / LIBRARY_FILE)) as database, database.reading() as rows:
        sizes = dict(rows.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
    parts = {label: sum(sizes.get(table, 0) for table in tables) for label, tables in TABLES.items()}
    return {**parts, "else": file - sum(parts.values()), "index of vectors": vectors}
