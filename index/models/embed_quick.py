"""An embedder for commands that ask one question: it computes on numpy while torch would still be imported."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from index.models.bert import Bert, is_bert
from index.models.embed import Embedder, SentenceTransformerEmbedder, Vectors, batches, unit


class QuickEmbedder(SentenceTransformerEmbedder):
    """The same vectors within 1e-5 of those in float32, ready at once but slower for many texts.

    A text that is longer than the window is left to sentence-transformers.
    """

    @cached_property
    def _bert(self) -> Bert:
        return Bert(self.folder)

    def _embed(self, texts: Sequence[str], *, query: bool) -> Vectors:
        with self._lock:
            tokens = self._bert.tokens(texts)
            lengths = [len(text) for text in tokens]
            if not lengths or max(lengths) > self._bert.window:
                return super()._embed(texts, query=query)
            order = batches(lengths)
            rows = np.concatenate([self._bert.encode([tokens[place] for place in batch]) for batch in order])
            vectors = np.empty_like(rows)
            vectors[[place for batch in order for place in batch]] = rows
            return unit(vectors, self.name)


def for_one_question(embedder: Embedder) -> Embedder:
    """Return the quick embedder in the place of one whose model it can compute, else the one that is given."""
    if isinstance(embedder, SentenceTransformerEmbedder) and is_bert(embedder.folder):
        return QuickEmbedder(embedder.folder)
    return embedder
