"""How many of the really nearest passages does Milvus find? Measured on the library itself, all of it read."""

from collections.abc import Iterator

import numpy as np

from index.models.embed import questions_like
from index.status import Recall
from index.store.milvus.connection import Connection
from index.store.milvus.reading import Reader
from index.store.milvus.state import State

NEAREST = 10
QUESTIONS = 200
LIMIT = 50


def measure_recall(connection: Connection, reader: Reader, state: State, seed: int = 1) -> Recall:
    """Compare vector search with exact search, for questions like stored passages: moved away in any direction."""
    stored = list(_vectors(reader, state))
    if not stored:
        return Recall(1.0, 0, 0, "nothing is held")
    numbers = np.array([number for number, _ in stored])
    vectors = np.array([vector for _, vector in stored], dtype=np.float32)
    drawn = np.random.default_rng(seed).permutation(len(vectors))[:QUESTIONS]
    shares = []
    for question in questions_like(vectors[drawn]):
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
