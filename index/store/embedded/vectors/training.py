"""The making of a new vector index, as seldom as a library outgrows one, beside the one that is in use."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.models.embed import questions_like
from index.store.embedded.rows.tables import Tables
from index.store.embedded.vectors.exact import Nearest
from index.store.embedded.vectors.file import Header
from index.store.embedded.vectors.kinds import Kind, new_index, set_probes
from index.store.embedded.vectors.stored import StoredVectors, vectors_after, vectors_of

if TYPE_CHECKING:
    import faiss

logger = logging.getLogger(__name__)

QUESTIONS = 300  # that the number of probes is chosen with
SAMPLE_PER_LIST = 50  # vectors that a k-means centre is trained on; FAISS asks for 39 at least


@dataclass(frozen=True, slots=True)
class Trained:
    """A new index and the state of the library that it is of."""

    index: "faiss.Index"
    state: Header


def train(tables: Tables, kind: Kind) -> Trained:
    """Make an index of a kind from all vectors. Not to be called inside `tables.reading()`.

    The library is read step by step, and may change meanwhile: passages that come have higher ids, and those that
    go are on record, so that the index follows as from a file.
    """
    started = time.perf_counter()
    with tables.reading() as rows:
        manifest, passages = tables.manifest(), tables.passage_ids()
        drawn = [passages[place] for place in np.random.default_rng(0).permutation(len(passages))]
        questions = questions_like(vectors_of(rows, drawn[:QUESTIONS]).vectors)
        # Lists are nearer to the vectors they are made from than to others: no question is like one of these.
        sample = vectors_of(rows, drawn[QUESTIONS : QUESTIONS + kind.lists * SAMPLE_PER_LIST]).vectors
    del drawn
    index = new_index(kind.factory, manifest.dimension)
    if kind.lists:
        logger.warning("training a vector index (%s) for %d passages", kind.factory, len(passages))
        index.train(sample)
    del sample
    nearest, last = Nearest(questions, 10), 0
    for step in _steps(tables):
        index.add_with_ids(step.vectors, step.passages)
        nearest.see(step)
        last = int(step.passages[-1])
    if kind.lists:
        set_probes(index, questions, nearest.passages)
        logger.warning("trained in %.0f s", time.perf_counter() - started)
    return Trained(index, Header(manifest.identity, manifest.generation, last, index.ntotal, kind.factory))


def _steps(tables: Tables) -> Iterator[StoredVectors]:
    """Yield all vectors, each step out of a snapshot of its own, so that others can read and write in between."""
    after = 0
    while True:
        with tables.reading() as rows:
            step = vectors_after(rows, after)
        if not len(step.passages):
            return
        yield step
        after = int(step.passages[-1])
