"""One place in the results for a text that the library has several times, from two sites or in two versions."""

from collections.abc import Iterable

from index.store.embedded.rows.tables import Tables


def one_of_each(tables: Tables, passage_ids: Iterable[int], k: int) -> dict[int, tuple[str, ...]]:
    """Return the best `k` of ranked passages, without those from a near-duplicate of a document before them.

    With each passage come the ids of its document's near-duplicates. A document keeps all its own passages.
    """
    kept: dict[int, tuple[str, ...]] = {}
    groups: dict[str, tuple[str, ...]] = {}
    hidden: set[str] = set()
    for passage_id in passage_ids:
        document_id = tables.document_of(passage_id)
        if document_id in hidden:
            continue
        if document_id not in groups:
            groups[document_id] = tables.near_duplicates(document_id)
            hidden.update(groups[document_id])
        kept[passage_id] = groups[document_id]
        if len(kept) == k:
            break
    return kept
