"""From a question to passages: the nearest vectors and the best word matches, fused."""

from collections.abc import Collection

from index.filters import Filters, allowed_passages
from index.models.embed import Vectors
from index.search.bm25 import PassageWords
from index.search.fusion import fuse
from index.search.grouping import one_of_each
from index.search.rerank import RERANKED, Reranker, rerank
from index.store.store import Store
from index.types import Document, Hit
from index.vectors.nearest import PassageVectors

CANDIDATES = 50


def search(
    store: Store,
    vectors: PassageVectors,
    words: PassageWords,
    query: str,
    query_vector: Vectors,
    k: int,
    *,
    filters: Filters | None = None,
    reranker: Reranker | None = None,
) -> tuple[Hit, ...]:
    """Return the best `k` passages, best first, out of one snapshot of the library.

    Each kind of search proposes `CANDIDATES` of the passages that the filters allow, or `k` if that is more; every
    one of them gets both scores, then they are fused. A reranker judges the best `RERANKED` of these anew.
    """
    wanted = k if reranker is None else max(k, RERANKED)
    limit = max(wanted, CANDIDATES)
    with store.reading():
        among: Collection[int] | None = allowed_passages(store, filters) if filters else None
        dense = vectors.nearest(query_vector, limit, among)
        lexical = words.scores(query, limit, also=dense, among=among)
        dense |= vectors.cosines(query_vector, lexical.keys() - dense.keys())
        fused = fuse(dense, lexical)
        best = one_of_each(store, sorted(fused, key=lambda number: (-fused[number], number)), wanted)
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
    return tuple(hits) if reranker is None else rerank(reranker, query, hits)[:k]
