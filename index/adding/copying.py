"""A library from one store to another: whole, at once, and compared afterwards."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.adding.indexing import IndexedDocument, searched_text
from index.errors import LibraryError
from index.store.opening import name_of, open_store
from index.store.protocol import Store
from index.store.values import Manifest
from index.types import Document

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Copied:
    """How much was copied."""

    documents: int
    passages: int


def copy(source: Store, place: Path, progress: Progress | None = None) -> Copied:
    """Copy all documents of a store, with what was made of them, to a place where none or an empty store is.

    Nothing is there before all is, and then each document is read again and compared. `progress` is called as
    (number from 1, total, source) before each document. Raises LibraryError where a document cannot be read or is
    not the same there, where there are other documents already, and where the source was changed meanwhile.
    """
    state = source.manifest()
    manifest = replace(state, identity=secrets.token_hex(16), generation=0, pruned=0)
    with closing(open_store(place, lambda: manifest)) as target, target.changing("copy"):
        held = target.manifest()
        if target.passage_count() or target.documents():
            raise LibraryError(f"{name_of(place)} holds documents already; name a place where there is no library")
        manifest = replace(manifest, identity=secrets.token_hex(16))  # the collections of an empty one stay apart
        try:
            target.replace(_all(source, progress), manifest, made_from=held)
        except LibraryError as error:
            raise LibraryError(
                f"{error}. {name_of(place)} stays without documents: copy to it again, or take it away"
            ) from error
        if _named(source.manifest()) != _named(state):
            raise LibraryError(
                f"the library was changed while it was copied to {name_of(place)}, which is its state of before; "
                "take that away, and copy again"
            )
        problem = next(_differences(source, target), None) or next(target.problems(), None)
        if problem is not None:
            raise LibraryError(
                f"the copy at {name_of(place)} is not the same: {problem}. Take it away, and copy again"
            )
        totals = target.totals()
        return Copied(totals.documents, totals.passages)


def _all(source: Store, progress: Progress | None) -> Iterator[IndexedDocument]:
    """Yield every document, in the order in which they came."""
    found = source.salvage()
    for number, stored in enumerate(found.documents, start=1):
        if progress is not None:
            progress(number, found.total, stored.source)
        if stored.document is None:
            raise LibraryError(
                f"document {stored.id} ({stored.source}) is damaged ({stored.problem}), so nothing was copied; "
                "`pincite rebuild` takes it out"
            )
        yield _indexed(source, stored.document)


def _indexed(source: Store, document: Document) -> IndexedDocument:
    passages = source.passages(document.id)
    words = tuple(searched_text(document, passage) for passage in passages)
    return IndexedDocument(
        document, source.sentences(document.id), passages, words, source.vectors_of(document.id)
    )


def _differences(source: Store, target: Store) -> Iterator[str]:
    """Yield what is not the same in two stores, a line each."""
    if (here := source.totals()) != (there := target.totals()):
        yield f"{here} became {there}"
    if source.documents() != target.documents():
        yield "the list of documents is another one"
    for summary in source.documents():
        named = f"document {summary.id} ({summary.source})"
        document, copied = source.document(summary.id), target.document(summary.id)
        if document != copied:
            yield f"{named} has another text, or something else of it is not the same"
        for one in (document.source, *document.also):
            if source.content_hash(one) != target.content_hash(one):
                yield f"{named}: the hash of {one} is another one"
        if source.sentences(summary.id) != target.sentences(summary.id):
            yield f"{named} has sentences elsewhere"
        if source.passages(summary.id) != target.passages(summary.id):
            yield f"{named} has other passages"
        if not np.array_equal(source.vectors_of(summary.id), target.vectors_of(summary.id)):
            yield f"{named} has other vectors"


def _named(state: Manifest) -> tuple[str, int]:
    return (state.identity, state.generation)
