"""The making of a library: what a new one is built with, and all of it again from the stored texts."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.adding.blame import blamed_on
from index.adding.indexing import RECIPE, IndexedDocument, index_document, unsearchable
from index.errors import DocumentError
from index.load.documents import document_id
from index.models.embed import Embedder
from index.store.protocol import Store
from index.store.values import Manifest, Salvage, Stored
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


def rebuild(
    store: Store, embedder: Embedder, progress: Progress | None = None, *, passage_tokens: int, folder: Path
) -> Rebuilt:
    """Make sentences, passages and vectors again from what a store holds, which then takes them over at once.

    A damaged document is taken out, and what is left of its text kept in `folder` under "damaged". Where the store
    itself is damaged, a new one takes its place. `passage_tokens` counts where the library does not say.
    `progress` is called as (number from 1, total, source) before each document. Raises LibraryError when the
    library was changed meanwhile; it is then, and after any other error, as it was.
    """
    found = store.salvage()
    manifest = new_manifest(embedder, found.state.passage_tokens if found.state else passage_tokens)
    outcomes: list[SourceOutcome] = []
    made = _made_again(found, embedder, manifest.passage_tokens, progress, folder / REMAINS, outcomes)
    set_aside = store.replace(made, manifest, made_from=found.state)
    return Rebuilt(tuple(outcomes), set_aside)


def _made_again(
    found: Salvage,
    embedder: Embedder,
    passage_tokens: int,
    progress: Progress | None,
    remains: Path,
    outcomes: list[SourceOutcome],
) -> Iterator[IndexedDocument]:
    """Yield all documents that are whole, indexed; what becomes of the others goes to `outcomes`."""
    sources = set(found.sources)
    for place, stored in enumerate(found.documents, start=1):
        if progress is not None:
            progress(place, found.total, stored.source)
        sources.discard(stored.source)
        if stored.document is None:
            outcomes.append(SourceOutcome(stored.source, "lost", _lost(stored, remains)))
            continue
        document = stored.document
        sources.difference_update(document.also)
        try:
            with blamed_on(document.source):
                indexed = index_document(document, embedder, passage_tokens)
        except DocumentError as error:
            indexed = unsearchable(document, embedder)
            reason = str(error).removeprefix(f"{document.source}: ")
            outcomes.append(SourceOutcome(document.source, "failed", reason))
        yield indexed
    for source in sorted(sources):
        reason = "its document is not in the file any more. Add it again"
        outcomes.append(SourceOutcome(source, "lost", reason))


def _lost(stored: Stored, folder: Path) -> str:
    """Keep what is left of a damaged text; return what is wrong and what to do."""
    reason = f"the stored document is damaged ({stored.problem}) and was taken out. Add it again"
    if not stored.remains:
        return reason
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = folder / f"{document_id(stored.source)}.txt"
    kept.write_bytes(stored.remains)
    return f"{reason}; what is left of its text is in {kept}"
