"""One document into a library; whatever is wrong with it is its own failure."""

from index.adding.blame import blamed_on
from index.adding.indexing import IndexedDocument, index_document
from index.adding.outcomes import Added
from index.load.parts import with_short_title
from index.models.embed import Embedder
from index.store.protocol import Store
from index.store.values import Manifest
from index.types import Document


def known(store: Store, document: Document) -> Added | None:
    """Return what becomes of a document whose bytes are in the library, or None. Raises DocumentError."""
    with blamed_on(document.source):
        if store.content_hash(document.source) == document.content_hash:
            return Added("unchanged")
        first = store.join(document)
        return None if first is None else Added("duplicate", first)


def put(
    store: Store, document: Document, indexed: IndexedDocument | None, embedder: Embedder, manifest: Manifest
) -> Added:
    """Store a document that is not known, `indexed` where that was done ahead. Raises DocumentError."""
    with blamed_on(document.source):
        replaced = store.content_hash(document.source) is not None
        indexed = indexed or index_document(with_short_title(document), embedder, manifest.passage_tokens)
        like = store.put(indexed, manifest.identity)
        return Added("replaced" if replaced else "added", like)
