"""How many of the really nearest passages does vector search find? Measured on the library itself."""

from dataclasses import dataclass

import numpy as np

from index.store.store import Store
from index.vectors.exact import Nearest
from index.vectors.kinds import questions_like, recall
from index.vectors.nearest import PassageVectors
from index.vectors.stored import every_vector, vectors_of

NEAREST = 10
PROMISED = 0.98
QUESTIONS = 200


@dataclass(frozen=True, slots=True)
class Recall:
    """The share of the ten nearest passages that vector search finds, as a mean over `questions`."""

    at_10: float
    questions: int
    passages: int
    kind: str


def measure_recall(store: Store, vectors: PassageVectors, seed: int = 1) -> Recall:
    """Compare vector search with exact search, for questions like stored passages: moved away in any direction."""
    with store.reading() as rows:
        passages = store.passage_ids()
        drawn = np.random.default_rng(seed).permutation(len(passages))[:QUESTIONS]
        questions = questions_like(vectors_of(rows, [passages[place] for place in drawn]).vectors)
        nearest = Nearest(questions, NEAREST)
        for step in every_vector(rows):
            nearest.see(step)
        shares = [
            recall(np.array([list(vectors.nearest(question, NEAREST))]), wanted[np.newaxis])
            for question, wanted in zip(questions, nearest.passages, strict=True)
        ]
        return Recall(float(np.mean(shares)) if shares else 1.0, len(shares), len(passages), vectors.kind)
