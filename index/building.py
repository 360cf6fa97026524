"""The making of a library: what a new one is built with, and all of it again from the stored texts."""

import secrets
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from index.database import Database, Manifest
from index.embed import Embedder
from index.indexing import RECIPE, index_document
from index.store import Store

Progress = Callable[[int, int, str], None]


def new_manifest(embedder: Embedder, passage_tokens: int) -> Manifest:
    """Return the manifest of a new library; passages never exceed the embedder's window."""
    return Manifest(
        identity=secrets.token_hex(16),
        generation=0,
        embedder=embedder.name,
        fingerprint=embedder.fingerprint,
        dimension=embedder.dimension,
        passage_tokens=min(passage_tokens, embedder.max_tokens),
        recipe=RECIPE,
    )


def rebuild(store: Store, embedder: Embedder, progress: Progress | None = None) -> None:
    """Make sentences, passages and vectors again beside the library, then take them over in one transaction.

    `progress` is called as (number from 1, total, source) before each document. Raises LibraryError when the
    library was changed meanwhile; it is then, and after any other error, as it was.
    """
    manifest, documents = store.manifest(), store.documents()
    with TemporaryDirectory(dir=store.path.parent, prefix="rebuild-") as scratch:
        path = Path(scratch) / store.path.name
        fresh = Store(Database.create(path, new_manifest(embedder, manifest.passage_tokens)))
        with closing(fresh):
            identity = fresh.manifest().identity
            for number, summary in enumerate(documents, start=1):
                if progress is not None:
                    progress(number, len(documents), summary.source)
                document = store.document(summary.id)
                fresh.put(index_document(document, embedder, manifest.passage_tokens), identity)
        store.replace_derived(path, manifest.generation)
