"""A second look at the best passages by a model that reads question and passage together."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.adding.indexing import passage_text
from index.errors import ModelError
from index.models.embed import INSTALL, Vectors
from index.types import Hit

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

RERANKED = 20


class Reranker(Protocol):
    """A model that tells how well a passage answers a question."""

    @property
    def name(self) -> str:
        """What a person calls the model."""

    def scores(self, question: str, passages: Sequence[str]) -> Vectors:
        """Return one score in [0, 1] a passage, shape (n,); higher is better."""


def rerank(reranker: Reranker, question: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Put hits into the order of the reranker's scores, which take the place of the fused ones."""
    texts = [f"{hit.document.title}. {passage_text(hit.document.text, hit.passage)}" for hit in hits]
    judged = [
        replace(hit, score=float(score)) for hit, score in zip(hits, reranker.scores(question, texts), strict=True)
    ]
    return tuple(sorted(judged, key=lambda hit: -hit.score))


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder, from a folder or by its name on the Hugging Face Hub, on the CPU.

    Nogueira and Cho 2019, "Passage Re-ranking with BERT". What is beyond the model's window is not read.
    """

    def __init__(self, folder_or_name: str | Path) -> None:
        """Name the model; nothing is read before it is needed."""
        self._given = folder_or_name
        self._lock = threading.Lock()
        self._loaded: CrossEncoder | None = None

    @property
    def name(self) -> str:
        """The folder's own name, or the name on the Hub."""
        return Path(self._given).name if Path(self._given).is_dir() else str(self._given)

    def scores(self, question: str, passages: Sequence[str]) -> Vectors:
        """Return the model's score of each passage through a sigmoid, shape (n,)."""
        if not passages:
            return np.zeros(0, dtype=np.float32)
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self._given)
            import torch

            pairs = [(question, passage) for passage in passages]
            scores = self._loaded.predict(pairs, activation_fn=torch.nn.Sigmoid(), show_progress_bar=False)
        return np.asarray(scores, dtype=np.float32)


def _load(folder_or_name: str | Path) -> "CrossEncoder":
    """Load the model. Raises ModelError when it cannot be, or gives more than one score."""
    from safetensors import SafetensorError

    try:
        from sentence_transformers import CrossEncoder
        from transformers.utils.logging import disable_progress_bar
    except ImportError as error:
        raise ModelError(
            f"reranker {folder_or_name} needs sentence-transformers ({error}): `{INSTALL}`"
        ) from error

    disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers leaves it without annotations
    try:
        model: CrossEncoder = CrossEncoder(
            str(folder_or_name), device="cpu", local_files_only=Path(folder_or_name).is_dir()
        )
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ModelError(
            f"reranker {folder_or_name} does not load: {error}; name a folder that holds a cross-encoder"
        ) from error
    if model.num_labels != 1:
        raise ModelError(
            f"reranker {folder_or_name} gives {model.num_labels} scores a pair; use a cross-encoder that gives one"
        )
    return model
