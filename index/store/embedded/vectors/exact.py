"""Exact search: every stored vector is compared. The measure of what an index finds, too slow to answer with."""

import numpy as np

from index.models.embed import Vectors
from index.store.embedded.vectors.kinds import Ids
from index.store.embedded.vectors.stored import StoredVectors


class Nearest:
    """The passages nearest to some questions among all that it has been shown."""

    def __init__(self, questions: Vectors, limit: int) -> None:
        """Begin with nothing. `questions` are unit vectors, shape (n, dimension)."""
        self._questions = questions
        self._limit = limit
        self._scores = np.zeros((len(questions), 0), dtype=np.float32)
        self.passages: Ids = np.zeros((len(questions), 0), dtype=np.int64)
        """Ids, best first, shape (n, limit); shorter rows where there are fewer passages."""

    def see(self, step: StoredVectors) -> None:
        """Compare some more passages."""
        seen = np.broadcast_to(step.passages, (len(self._questions), len(step.passages)))
        scores = np.hstack([self._scores, self._questions @ step.vectors.T])
        passages = np.hstack([self.passages, seen])
        best = np.argpartition(-scores, min(self._limit, scores.shape[1]) - 1, axis=1)[:, : self._limit]
        scores, passages = np.take_along_axis(scores, best, axis=1), np.take_along_axis(passages, best, axis=1)
        order = np.argsort(-scores, axis=1, kind="stable")
        self._scores = np.take_along_axis(scores, order, axis=1)
        self.passages = np.take_along_axis(passages, order, axis=1)
