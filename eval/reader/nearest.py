"""Which documents are most like a question: to be asked where its answer is not."""

import random
from collections.abc import Mapping

from sklearn.feature_extraction.text import TfidfVectorizer

from eval.reader.batches import Example


class Nearest:
    """The documents that share most words with a question, by TF-IDF."""

    def __init__(self, documents: Mapping[str, Example]) -> None:
        """Read each document once, by the name of its group."""
        self._groups = list(documents)
        self._weights = TfidfVectorizer(sublinear_tf=True, stop_words="english")
        texts = (" ".join([one.title, *one.sentences]) for one in documents.values())
        self._documents = self._weights.fit_transform(texts).T

    def other(self, question: str, own: str, chance: random.Random, among: int = 6) -> str:
        """Return the group of one of the documents nearest to a question, but not its own."""
        scores = (self._weights.transform([question]) @ self._documents).toarray()[0]
        best = [self._groups[place] for place in scores.argsort()[::-1][: among + 1]]
        chosen: str = chance.choice([group for group in best if group != own] or best)
        return chosen
