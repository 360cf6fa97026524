"""The making of a library: what a new one is built with, and all of it again from the stored texts."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from index.adding.blame import blamed_on
from index.adding.indexing import RECIPE, index_document, unsearchable
from index.errors import DocumentError
from index.load.documents import document_id
from index.models.embed import Embedder
from index.store.database import Database, Manifest
from index.store.salvage import Stored, listed_sources, row_numbers, stored_document
from index.store.store import Store
from index.types import SourceOutcome

Progress = Callable[[int, int, str], None]
REMAINS = "damaged"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild could not mend: each has the source, "lost" or "failed", and what to do about it.

    The file of a library that was too damaged to be changed was `set_aside` under this name.
    """

    outcomes: tuple[SourceOutcome, ...] = ()
    set_aside: Path | None = None


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


def rebuild(store: Store, embedder: Embedder, progress: Progress | None = None, *, passage_tokens: int) -> Rebuilt:
    """Make sentences, passages and vectors again beside the library, then take them over in one transaction.

    A damaged document is taken out, and what is left of its text kept in the folder "damaged". Where the file
    itself is damaged, a new one takes its place. `passage_tokens` counts where the library does not say.
    `progress` is called as (number from 1, total, source) before each document. Raises LibraryError when the
    library was changed meanwhile; it is then, and after any other error, as it was.
    """
    manifest = store.manifest() if store.is_whole() else None
    if manifest is not None:
        passage_tokens = manifest.passage_tokens
    with TemporaryDirectory(dir=store.path.parent, prefix="rebuild-") as scratch:
        path = Path(scratch) / store.path.name
        fresh = Store(Database.create(path, new_manifest(embedder, passage_tokens)))
        with closing(fresh):
            outcomes = tuple(_made_again(store, fresh, embedder, progress))
        if manifest is None:
            return Rebuilt(outcomes, set_aside=store.give_place_to(path))
        store.replace_derived(path, manifest.generation)
        return Rebuilt(outcomes)


def _made_again(
    store: Store, fresh: Store, embedder: Embedder, progress: Progress | None
) -> Iterator[SourceOutcome]:
    """Put all documents that are whole into a fresh library; yield what becomes of the others."""
    manifest = fresh.manifest()
    with store.reading() as rows:
        numbers, sources = row_numbers(rows), set(listed_sources(rows))
    for place, number in enumerate(numbers, start=1):
        with store.reading() as rows:
            stored = stored_document(rows, number)
        if progress is not None:
            progress(place, len(numbers), stored.source)
        sources.discard(stored.source)
        if stored.document is None:
            yield SourceOutcome(stored.source, "lost", _lost(stored, store.path.parent / REMAINS))
            continue
        document, also = stored.document, stored.document.also
        sources.difference_update(also)
        try:
            with blamed_on(document.source):
                indexed = index_document(document, embedder, manifest.passage_tokens)
        except DocumentError as error:
            indexed = unsearchable(document, embedder)
            yield SourceOutcome(document.source, "failed", str(error).removeprefix(f"{document.source}: "))
        fresh.put(indexed, manifest.identity)
        fresh.list_under(document.id, also)
    for source in sorted(sources):
        yield SourceOutcome(source, "lost", "its document is not in the file any more. Add it again")


def _lost(stored: Stored, folder: Path) -> str:
    """Keep what is left of a damaged text; return what is wrong and what to do."""
    reason = f"the stored document is damaged ({stored.problem}) and was taken out. Add it again"
    if not stored.remains:
        return reason
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = folder / f"{document_id(stored.source)}.txt"
    kept.write_bytes(stored.remains)
    return f"{reason}; what is left of its text is in {kept}"
