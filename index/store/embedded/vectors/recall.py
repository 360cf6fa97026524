"""How many of the really nearest passages does vector search find? Measured on the library itself."""

import numpy as np

from index.models.embed import questions_like
from index.status import Recall
from index.store.embedded.rows.tables import Tables
from index.store.embedded.vectors.exact import Nearest
from index.store.embedded.vectors.kinds import recall
from index.store.embedded.vectors.nearest import PassageVectors
from index.store.embedded.vectors.stored import every_vector, vectors_of

NEAREST = 10
QUESTIONS = 200


def measure_recall(tables: Tables, vectors: PassageVectors, seed: int = 1) -> Recall:
    """Compare vector search with exact search, for questions like stored passages: moved away in any direction."""
    with tables.reading() as rows:
        passages = tables.passage_ids()
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
