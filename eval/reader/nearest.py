"""Which documents and which sentences are most like a question: there its answer is not, but might be."""

import hashlib
import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from eval.reader.batches import Example
from index.models.embed import Embedder

AMONG = 6  # documents of which one is taken


class Nearest:
    """The documents that share most words with a question, by TF-IDF."""

    def __init__(self, documents: Mapping[str, Example]) -> None:
        """Read each document once, by the name of its group."""
        self._groups = list(documents)
        self._weights = TfidfVectorizer(sublinear_tf=True, stop_words="english")
        texts = (" ".join([one.title, *one.sentences]) for one in documents.values())
        self._documents = self._weights.fit_transform(texts).T

    def other(self, question: str, own: str, chance: random.Random) -> str:
        """Return the group of one of the documents nearest to a question, but not its own."""
        scores = (self._weights.transform([question]) @ self._documents).toarray()[0]
        best = [self._groups[place] for place in scores.argsort()[::-1][: AMONG + 1]]
        chosen: str = chance.choice([group for group in best if group != own] or best)
        return chosen


class Alike:
    """How like a question sentences are, by the cosines of an embedder: as search sees it."""

    def __init__(self, texts: Iterable[str], embedder: Embedder, kept: Path | None = None) -> None:
        """Embed each of the texts once; with a folder `kept` their vectors lie there for the next time."""
        distinct = list(dict.fromkeys(texts))
        self._rows = {text: row for row, text in enumerate(distinct)}
        name = hashlib.sha256("\0".join(distinct).encode()).hexdigest()[:16]
        path = kept / f"vectors-{name}.npy" if kept else None
        if path and path.is_file():
            self._vectors = np.load(path)
            return
        self._vectors = embedder.embed_passages(distinct)
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            np.save(path, self._vectors)

    def cosines(self, question: str, sentences: Sequence[str]) -> list[float] | None:
        """Return the cosine of each sentence; None where one of the texts was not among those embedded."""
        rows = [self._rows.get(text, -1) for text in (question, *sentences)]
        if min(rows) < 0:
            return None
        found: list[float] = (self._vectors[rows[1:]] @ self._vectors[rows[0]]).tolist()
        return found
