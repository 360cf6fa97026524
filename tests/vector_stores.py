"""Libraries whose vectors a test chooses itself, for the tests of vector search."""

from pathlib import Path

import numpy as np
from conftest import HashingEmbedder, make_document

from index.adding.building import new_manifest
from index.adding.indexing import IndexedDocument
from index.models.embed import Vectors
from index.store.embedded.rows.database import Database
from index.store.embedded.rows.tables import Tables
from index.types import Passage, Sentence

DIMENSION = 16


def new_store(path: Path) -> Tables:
    """Make an empty library for vectors of `DIMENSION` numbers."""
    return Tables(Database.create(path, new_manifest(HashingEmbedder(dimension=DIMENSION), 40)))


def unit_vectors(count: int, seed: int) -> Vectors:
    """Return random unit vectors around ten centres."""
    random = np.random.default_rng(seed)
    centres = np.random.default_rng(0).standard_normal((10, DIMENSION))
    vectors = centres[random.integers(0, 10, count)] + 0.5 * random.standard_normal((count, DIMENSION))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def put(store: Tables, name: str, vectors: Vectors) -> str:
    """Store a document with a passage for each vector, "Bee." each, and return its id."""
    document = make_document(" ".join(["Bee."] * len(vectors)), source=f"/notes/{name}.txt")
    sentences = tuple(Sentence(5 * number, 5 * number + 4) for number in range(len(vectors)))
    passages = tuple(Passage(document.id, (sentence,)) for sentence in sentences)
    words = ("Bee.",) * len(vectors)
    store.put(IndexedDocument(document, sentences, passages, words, vectors), store.manifest().identity)
    return document.id
