"""How many of the really nearest passages does Milvus find? Measured on the library itself, all of it read."""

from collections.abc import Iterator

import numpy as np

from index.models.embed import Vectors
from index.status import Recall
from index.store.milvus.connection import Connection
from index.store.milvus.reading import Reader
from index.store.milvus.state import State

NEAREST = 10
QUESTIONS = 200
LIMIT = 50
COSINE = 0.7
"""Of a question to the passage it is like: as far as a question is from what answers it."""


def measure_recall(connection: Connection, reader: Reader, state: State, seed: int = 1) -> Recall:
    """Compare vector search with exact search, for questions like stored passages: moved away in any direction."""
    stored = list(_vectors(reader, state))
    if not stored:
        return Recall(1.0, 0, 0, "nothing is held")
    numbers = np.array([number for number, _ in stored])
    vectors = np.array([vector for _, vector in stored], dtype=np.float32)
    drawn = np.random.default_rng(seed).permutation(len(vectors))[:QUESTIONS]
    shares = []
    for question in _questions(vectors[drawn]):
        wanted = numbers[np.argsort(-(vectors @ question), kind="stable")[:NEAREST]]
        rows = connection.nearest(
            reader.collections(state).passages, {"vector": question.tolist()}, LIMIT, state.seen, ["number"]
        )
        shares.append(float(np.isin(wanted, [row["number"] for row in rows]).mean()))
    return Recall(float(np.mean(shares)), len(shares), len(vectors), "Milvus")


def _vectors(reader: Reader, state: State) -> Iterator[tuple[int, list[float]]]:
    for head in reader.all_heads(state):
        for row in reader.passages(state, reader.readable(head), ["vector"]):
            yield row["number"], row["vector"]


def _questions(vectors: Vectors) -> Vectors:
    noise = np.random.default_rng(0).standard_normal(vectors.shape, dtype=np.float32)
    noise -= (noise * vectors).sum(axis=1, keepdims=True) * vectors
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    mixed: Vectors = np.float32(COSINE) * vectors + np.float32((1 - COSINE**2) ** 0.5) * noise
    return mixed
