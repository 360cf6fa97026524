"""Is a library whole? What its tables promise each other, checked row by row."""

from collections.abc import Iterator

import numpy as np

from index.check_words import wrong_words
from index.embed import UNIT_TOLERANCE
from index.store import Store
from index.types import Passage, Sentence
from index.vectors import PassageVectors


def problems(store: Store, vectors: PassageVectors) -> Iterator[str]:
    """Yield one line a problem, each naming the document or passage; nothing for a library that is whole."""
    with store.reading():
        yield from store.damage()
        for summary in store.documents():
            document = store.document(summary.id)
            sentences, passages = store.sentences(summary.id), store.passages(summary.id)
            for problem in (*wrong_sentences(document.text, sentences), *wrong_passages(sentences, passages)):
                yield f"document {summary.id} ({summary.source}): {problem}"
        yield from wrong_words(store)
        yield from wrong_vectors(store, vectors)


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


def wrong_vectors(store: Store, vectors: PassageVectors) -> Iterator[str]:
    """Every passage has a unit vector of the right length, and FAISS has the same ones."""
    dimension, numbers = store.manifest().dimension, store.passage_ids()
    stored = dict(zip(numbers, store.vectors(numbers), strict=True))
    wrong_lengths = {number: len(vector) for number, vector in stored.items() if len(vector) != dimension}
    for number, length in wrong_lengths.items():
        yield f"passage {number}: its vector has {length} numbers, not {dimension}"
    if wrong_lengths:
        return
    for number, vector in stored.items():
        if not abs(np.linalg.norm(vector) - 1) <= UNIT_TOLERANCE:
            yield f"passage {number}: its vector has length {np.linalg.norm(vector):.4f}, not 1"
    yield from vectors.problems()
