"""Is a library whole? What its tables promise each other, checked row by row."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from index.adding.indexing import embedded_text
from index.errors import LibraryError
from index.models.embed import Embedder
from index.store.embedded.rows.copies import kept_text
from index.store.embedded.rows.salvage import row_numbers, stored_document
from index.store.embedded.rows.tables import Tables
from index.store.embedded.vectors.nearest import PassageVectors
from index.store.embedded.words.check import wrong_words
from index.store.whole import SAMPLE, other_model, wrong_made, wrong_passages, wrong_sentences, wrong_vector
from index.text.near import sketch
from index.types import Document


def problems(tables: Tables, vectors: PassageVectors, embedder: Embedder | None = None) -> Iterator[str]:
    """Yield one line a problem, each naming the document or passage; nothing for a library that is whole.

    With an embedder a sample of passages is embedded again. What cannot be read at all is a problem, too.
    """
    with tables.reading() as rows:
        yield from _told("the file", tables.damage)
        yield from _told("the list of sources", lambda: wrong_sources(rows))
        yield from _told("the documents", lambda: wrong_documents(tables, rows))
        yield from _told("word search", lambda: wrong_words(tables))
        broken = tuple(_told("the vectors", lambda: wrong_vectors(tables)))
        yield from broken
        if not broken:
            yield from _told("the vector index", vectors.problems)
            if embedder is not None:
                yield from _told("the sample of vectors", lambda: wrong_sample(tables, embedder))


def _told(what: str, check: Callable[[], Iterable[str]]) -> Iterator[str]:
    """Yield what a check finds, and what has kept it from going on."""
    try:
        yield from check()
    except (LibraryError, sqlite3.Error, ValueError, TypeError, LookupError) as error:
        yield f"{what} cannot be read further: {error}"


def wrong_documents(tables: Tables, rows: sqlite3.Connection) -> Iterator[str]:
    """Each document is as it was stored, and what was made of it is of it."""
    for number in row_numbers(rows):
        stored = stored_document(rows, number)
        named = f"document {stored.id} ({stored.source})"
        if stored.document is None:
            yield f"{named}: is damaged: {stored.problem}; add it again after `pincite rebuild`"
            continue
        yield from _told(named, partial(wrong_parts, tables, rows, stored.document, named))


def wrong_parts(tables: Tables, rows: sqlite3.Connection, document: Document, named: str) -> Iterator[str]:
    """Sentences, passages and keys are those of a document that is whole."""
    sentences = tables.sentences(document.id)
    for problem in (
        *wrong_sentences(document.text, sentences),
        *wrong_passages(sentences, tables.passages(document.id)),
        *wrong_sketch(rows, document.id),
    ):
        yield f"{named}: {problem}"


def wrong_sources(rows: sqlite3.Connection) -> Iterator[str]:
    """Every document is listed under its source."""
    found = rows.execute(
        "SELECT id, documents.source FROM documents LEFT JOIN sources "
        "ON sources.source = documents.source AND sources.document = id WHERE sources.source IS NULL"
    )
    for document_id, source in found:
        yield f"document {document_id} ({source}): it is not listed under its source"


def wrong_sketch(rows: sqlite3.Connection, document_id: str) -> Iterator[str]:
    """Near-duplicates are looked for under the keys of the text."""
    stored = {row[0] for row in rows.execute("SELECT key FROM sketches WHERE document = ?", (document_id,))}
    if stored != set(sketch(kept_text(rows, document_id))):
        yield "its keys for finding near-duplicates are not those of its text"


def wrong_vectors(tables: Tables) -> Iterator[str]:
    """Every passage has a unit vector of the right length."""
    dimension, numbers = tables.manifest().dimension, tables.passage_ids()
    for number, vector in zip(numbers, tables.vectors(numbers), strict=True):
        yield from (f"passage {number}: {problem}" for problem in wrong_vector(vector, dimension))


def wrong_sample(tables: Tables, embedder: Embedder) -> Iterator[str]:
    """Vectors made anew for a sample of the passages are those that are stored."""
    manifest, numbers = tables.manifest(), tables.passage_ids()
    other = tuple(other_model(manifest, embedder))
    yield from other
    sample = numbers[:: max(1, len(numbers) // SAMPLE)]
    if other or not sample:
        return
    passages = [tables.passage(number) for number in sample]
    texts = [embedded_text(tables.document(passage.document_id), passage) for passage in passages]
    for number, stored, made in zip(sample, tables.vectors(sample), embedder.embed_passages(texts), strict=True):
        yield from (f"passage {number}: {problem}" for problem in wrong_made(stored, made))
