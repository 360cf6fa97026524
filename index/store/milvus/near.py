"""Near-duplicates: noted in rows when a document comes, both ways; those of one that has gone are passed over."""

from collections import defaultdict
from collections.abc import Iterable

from index.store.milvus.layout import BAND_FIELDS, HEAD, NEAR
from index.store.milvus.reading import Reader
from index.store.milvus.rows import Held, banded
from index.store.milvus.state import State
from index.text.near import nearly_same

MOST_COMPARED = 64
"""Of more candidates (a thousand copies of one page) these suffice to join the group."""


def near_origins(reader: Reader, state: State, held: Held, *, gone: Iterable[int] = ()) -> tuple[int, ...]:
    """Return the origins of documents that say nearly the same as one, but of entries that are `gone`."""
    bands, left = banded(held), frozenset(gone)
    if not any(bands):
        return ()
    shares = " or ".join(f"{name} == {band}" for name, band in zip(BAND_FIELDS, bands, strict=True))
    fields = ["entry", "document", *BAND_FIELDS]
    rows = reader.document_rows(state, f"kind == {HEAD} and ({shares})", fields)
    shared = {
        row["entry"]: (
            -sum(row[name] == band for name, band in zip(BAND_FIELDS, bands, strict=True)),
            row["document"],
        )
        for row in rows
        if row["entry"] not in left
    }
    heads = reader.heads_of(state, sorted(shared, key=lambda entry: shared[entry])[:MOST_COMPARED])
    others = reader.held(state, heads)
    return tuple(head.origin for head in heads if nearly_same(held.kept, others[head.entry].kept))


def groups(reader: Reader, state: State, origins: Iterable[int]) -> dict[int, frozenset[str]]:
    """Return for each origin the ids of its group: its own, its near-duplicates, theirs, and so on."""
    ids: dict[int, str] = {}
    edges: dict[int, set[int]] = defaultdict(set)
    unknown = set(origins)
    while unknown:
        listed = ", ".join(map(str, sorted(unknown)))
        rows = reader.document_rows(
            state, f"kind in [{HEAD}, {NEAR}] and origin in [{listed}]", ["kind", "origin", "other", "document"]
        )
        ids |= {row["origin"]: row["document"] for row in rows if row["kind"] == HEAD}
        seen = unknown
        unknown = set()
        for row in rows:
            if row["kind"] == NEAR and row["origin"] in ids:
                edges[row["origin"]].add(row["other"])
                unknown.add(row["other"])
        unknown -= ids.keys() | seen
    return {origin: _group(origin, ids, edges) for origin in ids}


def _group(origin: int, ids: dict[int, str], edges: dict[int, set[int]]) -> frozenset[str]:
    found, waiting = {origin}, [origin]
    while waiting:
        more = {other for other in edges[waiting.pop()] if other in ids} - found
        found |= more
        waiting += more
    return frozenset(ids[one] for one in found)
