"""From a question to passages: the nearest vectors and the best word matches, fused."""

from collections.abc import Collection

from index.filters import Filters
from index.models.embed import Vectors
from index.store.embedded.grouping import one_of_each
from index.store.embedded.references import PASSAGES, allowed
from index.store.embedded.rows.tables import Tables
from index.store.embedded.vectors.nearest import PassageVectors
from index.store.embedded.words.bm25 import PassageWords
from index.store.fusion import CANDIDATES, fuse
from index.types import Document, Hit


def search(
    tables: Tables,
    vectors: PassageVectors,
    words: PassageWords,
    query: str,
    query_vector: Vectors,
    k: int,
    *,
    filters: Filters | None = None,
) -> tuple[Hit, ...]:
    """Return the best `k` passages, best first, out of one snapshot of the library.

    Each kind of search proposes `CANDIDATES` of the passages that the filters allow, or `k` if that is more; every
    one of them gets both scores, then they are fused.
    """
    limit = max(k, CANDIDATES)
    with tables.reading() as rows:
        among: Collection[int] | None = None
        if filters is not None:
            among = frozenset(allowed(rows, filters, PASSAGES, tables.path.parent))
        dense = vectors.nearest(query_vector, limit, among)
        lexical = words.scores(query, limit, also=dense, among=among)
        dense |= vectors.cosines(query_vector, lexical.keys() - dense.keys())
        fused = fuse(dense, lexical)
        best = one_of_each(tables, sorted(fused, key=lambda number: (-fused[number], number)), k)
        documents: dict[str, Document] = {}
        hits = []
        for number, near_duplicates in best.items():
            passage = tables.passage(number)
            if passage.document_id not in documents:
                documents[passage.document_id] = tables.document(passage.document_id)
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
