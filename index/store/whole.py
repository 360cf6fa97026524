"""Are a document's parts whole? What every store checks of them, however it holds them."""

from collections.abc import Iterator

import numpy as np

from index.models.embed import UNIT_TOLERANCE, Embedder, Vectors
from index.store.values import Manifest
from index.types import Passage, Sentence

SAMPLE = 32
"""Passages embedded again, spread over the library."""
_LEAST_COSINE = 0.99
"""Of a stored vector and one made now. Another processor or number format gives .9999, another text far less."""


def wrong_sentences(text: str, sentences: tuple[Sentence, ...]) -> Iterator[str]:
    """Sentences are in order, within the text, and neither begin nor end with white space."""
    if not sentences:
        yield "it has no sentences"
    past = 0
    for number, sentence in enumerate(sentences):
        quote = text[sentence.start : sentence.end]
        if not past <= sentence.start < sentence.end <= len(text):
            yield f"sentence {number} at {sentence.start}:{sentence.end} overlaps another or leaves the text"
        elif quote != quote.strip():
            yield f"sentence {number} at {sentence.start}:{sentence.end} begins or ends with white space"
        past = sentence.end


def wrong_passages(sentences: tuple[Sentence, ...], passages: tuple[Passage, ...]) -> Iterator[str]:
    """Every sentence is in exactly one passage, in order."""
    if tuple(sentence for passage in passages for sentence in passage.sentences) != sentences:
        yield "its passages do not hold each of its sentences once"


def wrong_vector(vector: Vectors, dimension: int) -> Iterator[str]:
    """Yield where a vector has not as many numbers as it should, or is not of length 1."""
    with np.errstate(over="ignore", invalid="ignore"):  # a damaged number may be infinite, or none
        length = np.linalg.norm(vector)
    if len(vector) != dimension:
        yield f"its vector has {len(vector)} numbers, not {dimension}"
    elif not abs(length - 1) <= UNIT_TOLERANCE:
        yield f"its vector has length {length:.4f}, not 1"


def other_model(manifest: Manifest, embedder: Embedder) -> Iterator[str]:
    """Yield that a library is of another embedding model than the one in use."""
    if embedder.fingerprint != manifest.fingerprint:
        yield (
            f"the vectors are of the embedding model {manifest.embedder}, and {embedder.name} is in use. "
            "Use the former, or make them again with `pincite rebuild`"
        )


def wrong_made(stored: Vectors, made: Vectors) -> Iterator[str]:
    """Yield where a stored vector is not the one that its text has now."""
    if not (cosine := float(stored @ made)) >= _LEAST_COSINE:
        yield f"its vector is not that of its text (cosine {cosine:.3f} to a new one)"
