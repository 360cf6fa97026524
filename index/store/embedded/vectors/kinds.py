"""Which FAISS index suits how many passages: a table, and what FAISS does differently for each kind."""

import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from index.models.embed import Vectors
from index.store.embedded.vectors.stored import StoredVectors

if TYPE_CHECKING:
    import faiss

Ids = npt.NDArray[np.int64]

logger = logging.getLogger(__name__)

CANDIDATES = 50  # passages that an index is asked for at least; their exact cosines come from SQLite
TARGET = 0.995  # of the ten nearest that must be among the candidates: 0.98 is promised, other questions give less
FIRST_PROBES = 4
NO_MAP, HASH_TABLE = 0, 2  # faiss::DirectMap::Type


@dataclass(frozen=True, slots=True)
class Kind:
    """An index for `passages` or more, as `faiss.index_factory` spells it; no `lists` means no training."""

    passages: int
    factory: str
    lists: int = 0


# Flat compares with every vector: 5 ms at 65,536 passages of 384 numbers, 77 ms at a million. IVF compares with
# the lists nearest to the query (Sivic and Zisserman, 2003), whose vectors take one byte a number.
KINDS = (
    Kind(0, "IDMap,Flat"),
    Kind(1 << 16, "IVF1024,SQ8", lists=1024),
    Kind(1 << 18, "IVF2048,SQ8", lists=2048),
    Kind(1 << 20, "IVF4096,SQ8", lists=4096),
    Kind(1 << 22, "IVF8192,SQ8", lists=8192),
)


def kind_for(passages: int) -> Kind:
    """Return the kind of index for so many passages."""
    return [kind for kind in KINDS if passages >= kind.passages][-1]


def makeshift(passages: int) -> str:
    """Return an index that needs no training, for a question that finds none: half floats for many."""
    return "IDMap,SQfp16" if kind_for(passages).lists else "IDMap,Flat"


def new_index(factory: str, dimension: int) -> "faiss.Index":
    """Return an empty index for inner products."""
    import faiss

    return faiss.index_factory(dimension, factory, faiss.METRIC_INNER_PRODUCT)


def candidates(index: "faiss.Index", query: Vectors, count: int, among: Collection[int] | None = None) -> Ids:
    """Return the ids of the passages, `among` these if given, that an index takes for nearest to a unit vector.

    One thread: two that wait for each other make a question ten times slower on a busy machine.
    """
    import faiss

    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        found: Ids = index.search(query[np.newaxis, :], count, params=_only(index, among))[1][0]
    finally:
        faiss.omp_set_num_threads(threads)
    filled: Ids = found[found >= 0]
    return filled


def _only(index: "faiss.Index", among: Collection[int] | None) -> "faiss.SearchParameters | None":
    """Keep a search to some passages. The rarer they are, the more lists are looked into."""
    import faiss

    if among is None:
        return None
    wanted = faiss.IDSelectorBatch(np.fromiter(among, dtype=np.int64, count=len(among)))
    if isinstance(index, faiss.IndexIDMap):
        return faiss.SearchParameters(sel=wanted)  # type: ignore[call-arg]  # set by FAISS's own wrapper
    lists = faiss.extract_index_ivf(index)
    probes = min(lists.nlist, lists.nprobe * -(-index.ntotal // len(among)))
    return faiss.SearchParametersIVF(sel=wanted, nprobe=probes)  # type: ignore[call-arg]  # the same


def set_probes(index: "faiss.Index", questions: Vectors, nearest: Ids) -> None:
    """Let an IVF index look into as few lists as the target allows.

    `questions` are unit vectors, shape (n, dimension), and `nearest` the ids of the ten passages that are really
    nearest to each, shape (n, 10).
    """
    import faiss

    lists = faiss.extract_index_ivf(index)
    lists.nprobe = FIRST_PROBES
    while True:
        found = recall(index.search(questions, CANDIDATES)[1], nearest)
        if found >= TARGET or lists.nprobe >= lists.nlist:
            break
        lists.nprobe *= 2
    logger.info("%d of %d lists are looked into: recall@10 is %.3f", lists.nprobe, lists.nlist, found)


def recall(found: Ids, nearest: Ids) -> float:
    """Return the mean share of the really nearest, a row each, that are among the found."""
    return float(np.mean([np.isin(wanted, row).mean() for row, wanted in zip(found, nearest, strict=True)]))


def held_ids(index: "faiss.Index") -> Ids:
    """Return the ids that an index really holds."""
    import faiss

    if isinstance(index, faiss.IndexIDMap):
        return np.array(faiss.vector_to_array(index.id_map), dtype=np.int64)
    lists: Any = faiss.extract_index_ivf(index).invlists  # FAISS's stubs know few of its methods
    parts = [
        faiss.rev_swig_ptr(lists.get_ids(number), lists.list_size(number)).copy() for number in range(lists.nlist)
    ]
    return np.concatenate(parts).astype(np.int64)


def as_held(index: "faiss.Index", steps: Iterable[StoredVectors]) -> Iterator[tuple[StoredVectors, Vectors]]:
    """Yield with each step its vectors as the index has them: with a byte a number, nearly those."""
    import faiss

    if isinstance(index, faiss.IndexIDMap):
        held = held_ids(index)
        order = np.argsort(held)
        for step in steps:
            places = order[np.searchsorted(held, step.passages, sorter=order)]
            yield step, index.index.reconstruct_batch(places)
        return
    lists = faiss.extract_index_ivf(index)
    lists.set_direct_map_type(HASH_TABLE)
    try:
        for step in steps:
            yield step, lists.reconstruct_batch(step.passages)
    finally:
        lists.set_direct_map_type(NO_MAP)
