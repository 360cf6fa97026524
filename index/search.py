"""From a question to passages: the nearest vectors and the best word matches, fused."""

from collections.abc import Collection, Mapping, Sequence

from index.embed import Vectors
from index.filters import Filters, allowed_passages
from index.fusion import fuse
from index.lexical import match_expression
from index.rerank import RERANKED, Reranker, rerank
from index.store import Store
from index.types import Document, Hit
from index.vectors import PassageVectors

CANDIDATES = 50


def search(
    store: Store,
    vectors: PassageVectors,
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
    with store.reading():
        among = allowed_passages(store, filters) if filters else None
        dense, lexical = _candidates(store, vectors, query, query_vector, max(wanted, CANDIDATES), among)
        fused = fuse(dense, lexical)
        best = sorted(fused, key=lambda number: (-fused[number], number))[:wanted]
        hits = _hits(store, best, fused, dense, lexical)
    return hits if reranker is None else rerank(reranker, query, hits)[:k]


def _candidates(
    store: Store,
    vectors: PassageVectors,
    query: str,
    query_vector: Vectors,
    limit: int,
    among: Collection[int] | None,
) -> tuple[dict[int, float], dict[int, float]]:
    """Return the cosine of every candidate, and BM25 of those in which a word of the query stands."""
    expression = match_expression(query)
    dense = vectors.nearest(query_vector, limit, among)
    lexical = store.lexical(expression, limit, among) if expression else {}
    if expression:
        lexical |= store.lexical_of(expression, [number for number in dense if number not in lexical])
    dense |= {number: vectors.cosine(query_vector, number) for number in lexical if number not in dense}
    return dense, lexical


def _hits(
    store: Store,
    numbers: Sequence[int],
    fused: Mapping[int, float],
    dense: Mapping[int, float],
    lexical: Mapping[int, float],
) -> tuple[Hit, ...]:
    """Read the passages of these numbers and their documents, each document once."""
    passages = {number: store.passage(number) for number in numbers}
    documents: dict[str, Document] = {}
    for passage in passages.values():
        if passage.document_id not in documents:
            documents[passage.document_id] = store.document(passage.document_id)
    return tuple(
        Hit(
            passage=passage,
            document=documents[passage.document_id],
            score=fused[number],
            dense=dense[number],
            lexical=lexical.get(number, 0.0),
        )
        for number, passage in passages.items()
    )
