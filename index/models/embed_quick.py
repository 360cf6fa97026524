"""An embedder on numpy: ready while torch would still be imported, and the one where torch is not installed."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path

from threadpoolctl import ThreadpoolController

from index.models.bert import Bert, is_bert
from index.models.embed import Embedder, SentenceTransformerEmbedder, Vectors, unit
from index.processors import processors
from index.stopping import STOP


class QuickEmbedder(SentenceTransformerEmbedder):
    """The same vectors within 1e-5 of those in float32, without sentence-transformers."""

    @cached_property
    def dimension(self) -> int:
        """Length of a vector; loads the model."""
        return self._bert.dimension

    @cached_property
    def max_tokens(self) -> int:
        """The model's window, less the tokens it adds itself; loads the model."""
        return self._bert.window - self._bert.added

    @cached_property
    def _bert(self) -> Bert:
        return Bert(self.folder)

    @cached_property
    def _threads(self) -> ThreadpoolController:
        return ThreadpoolController()

    def _encoded(self, batches: Sequence[Sequence[str]], *, query: bool) -> Iterator[Vectors]:
        if len(batches) == 1:
            yield unit(self._bert.encode(batches[0]), self.name)
            return
        # A batch for each processor: of a single one only the products would be shared out.
        workers = len(processors())
        pool = ThreadPoolExecutor(workers, initializer=STOP.set, initargs=(STOP.get(),))
        with self._threads.limit(limits=1, user_api="blas"), pool:
            for vectors in pool.map(self._bert.encode, batches):
                yield unit(vectors, self.name)

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        return self._bert.tokens(texts)

    def _spans(self, text: str) -> Sequence[tuple[int, int]]:
        return self._bert.spans(text)


def embedder_at(folder: Path) -> Embedder:
    """Return the embedder of a folder: on sentence-transformers where it is installed, else on numpy if it can be.

    What needs the former and does not have it says so when it is first used.
    """
    usual = SentenceTransformerEmbedder(folder)
    return usual if find_spec("sentence_transformers") else for_one_question(usual)


def for_one_question(embedder: Embedder) -> Embedder:
    """Return the quick embedder in the place of one whose model it can compute, else the one that is given."""
    if isinstance(embedder, SentenceTransformerEmbedder):
        return _quick(embedder.folder) or embedder
    return embedder


@lru_cache(maxsize=2)  # each holds its weights
def _quick(folder: Path) -> QuickEmbedder | None:
    return QuickEmbedder(folder) if is_bert(folder) else None
