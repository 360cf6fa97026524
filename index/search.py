"""From a question to passages: the nearest vectors and the best word matches, fused."""

from index.bm25 import PassageWords
from index.embed import Vectors
from index.fusion import fuse
from index.grouping import one_of_each
from index.store import Store
from index.types import Document, Hit
from index.vectors import PassageVectors

CANDIDATES = 50


def search(
    store: Store, vectors: PassageVectors, words: PassageWords, query: str, query_vector: Vectors, k: int
) -> tuple[Hit, ...]:
    """Return the best `k` passages, best first, out of one snapshot of the library.

    Each kind of search proposes `CANDIDATES` passages; every one of them gets both scores, then they are fused.
    """
    with store.reading():
        dense = vectors.nearest(query_vector, CANDIDATES)
        lexical = words.scores(query, CANDIDATES, also=dense)
        dense |= vectors.cosines(query_vector, lexical.keys() - dense.keys())
        fused = fuse(dense, lexical)
        best = one_of_each(store, sorted(fused, key=lambda number: (-fused[number], number)), k)
        documents: dict[str, Document] = {}
        hits = []
        for number, near_duplicates in best.items():
            passage = store.passage(number)
            if passage.document_id not in documents:
                documents[passage.document_id] = store.document(passage.document_id)
            hits.append(
                Hit(
                    passage=passage,
                    document=documents[passage.document_id],
                    score=fused[number],
                    dense=dense[number],
                    lexical=lexical.get(number, 0.0),
                    near_duplicates=near_duplicates,
                )
            )
    return tuple(hits)
