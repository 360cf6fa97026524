"""Files read a little ahead of being stored, so that the passages of small ones are embedded together.

The model embeds two passages nearly as slowly as eight. Each document is still stored by itself and in its turn;
what a kill can cost is the work on the documents in hand, of some dozen passages.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from index.adding.blame import blamed_on
from index.adding.indexing import ChunkedDocument, IndexedDocument, chunked, embed_together
from index.errors import DocumentError, ModelError
from index.load.parts import Refused
from index.models.embed import Embedder
from index.types import Document

logger = logging.getLogger(__name__)

TOGETHER = 64  # passages


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a file: a document, why there is none, or None for a file that is stored as it is.

    `indexed` is the document with all that is made of it, where that was worth doing ahead.
    """

    path: Path
    item: Document | Refused | None
    indexed: IndexedDocument | None = None


def ahead(
    reads: Iterable[Read],
    embedder: Callable[[], Embedder],
    passage_tokens: int,
    *,
    new: Callable[[Document], bool],
) -> Iterator[Read]:
    """Yield the same in their order, those documents indexed that are `new`. The first of them loads the model.

    A document that cannot be indexed is yielded as it came: whoever stores it will meet the reason.
    """
    waiting: list[tuple[Read, ChunkedDocument | None]] = []
    hashes: set[str] = set()  # of the same bytes only the first is indexed
    for read in reads:
        ready = None
        if isinstance(read.item, Document) and read.item.content_hash not in hashes:
            ready = _chunked(read.item, embedder, passage_tokens, new)
        if ready is not None:
            hashes.add(ready.document.content_hash)
        waiting.append((read, ready))
        if sum(len(ready.passages) for _, ready in waiting if ready) >= TOGETHER or len(waiting) >= TOGETHER:
            yield from _embedded(waiting, embedder)
            waiting = []
    yield from _embedded(waiting, embedder)


def _chunked(
    document: Document, embedder: Callable[[], Embedder], passage_tokens: int, new: Callable[[Document], bool]
) -> ChunkedDocument | None:
    try:
        with blamed_on(document.source):
            is_new = new(document)
        if not is_new:
            return None
        model = embedder()  # which is no work on the document
        with blamed_on(document.source):
            return chunked(document, model, passage_tokens)
    except DocumentError:
        return None


def _embedded(
    waiting: list[tuple[Read, ChunkedDocument | None]], embedder: Callable[[], Embedder]
) -> Iterator[Read]:
    ready = [one for _, one in waiting if one]
    model = embedder() if ready else None
    indexed: list[IndexedDocument] = []
    try:
        with blamed_on("documents read together"):
            indexed = list(embed_together(ready, model)) if model else []
    except (DocumentError, ModelError):  # one after the other, all but the one that fails are stored
        logger.debug("documents are embedded one by one", exc_info=True)
    by_source = {one.document.source: one for one in indexed}
    for read, _ in waiting:
        source = read.item.source if read.item is not None else ""
        yield replace(read, indexed=by_source.get(source))
