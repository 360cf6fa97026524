"""A document in, rows out: the one way a document becomes sentences, passages and vectors.

What the embedder and the word search are given of a passage is written here, and nowhere else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.errors import DocumentError
from index.models.embed import Embedder, Vectors
from index.quantity.dates import spellings
from index.text.chunk import chunk
from index.text.file_name import file_words
from index.text.segment_guarded import sentences_of
from index.types import Document, Passage, Sentence

RECIPE = 6
"""The version of the rules for sentences, passages and their words; raised when a text comes out otherwise."""


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document with all that is made of it; `vectors` and `words` have one row and one text a passage."""

    document: Document
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    words: tuple[str, ...]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class ChunkedDocument:
    """A document with its sentences and passages, before they are embedded."""

    document: Document
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]


def index_document(document: Document, embedder: Embedder, passage_tokens: int) -> IndexedDocument:
    """Segment, chunk and embed a document. Raises DocumentError when it holds no sentence.

    It depends on nothing else, so many documents can be done by many processes.
    """
    (indexed,) = embed_together([chunked(document, embedder, passage_tokens)], embedder)
    return indexed


def unsearchable(document: Document, embedder: Embedder) -> IndexedDocument:
    """Return a document of which nothing can be found, as none of the steps below could be done."""
    return IndexedDocument(document, (), (), (), np.zeros((0, embedder.dimension), dtype=np.float32))


def chunked(document: Document, embedder: Embedder, passage_tokens: int) -> ChunkedDocument:
    """Segment and chunk a document. Raises DocumentError when it holds no sentence."""
    sentences = sentences_of(document)
    if not sentences:
        raise DocumentError(f"{document.source} holds no sentence to search for; check that it is the right file")
    passages = chunk(document.id, document.text, sentences, embedder.count_tokens, passage_tokens)
    return ChunkedDocument(document, sentences, passages)


def embed_together(documents: Sequence[ChunkedDocument], embedder: Embedder) -> Iterator[IndexedDocument]:
    """Yield the documents with the vectors of their passages, which are all embedded at once."""
    vectors = embedder.embed_passages(
        [embedded_text(one.document, passage) for one in documents for passage in one.passages]
    )
    first = 0
    for one in documents:
        words = tuple(searched_text(one.document, passage) for passage in one.passages)
        own = vectors[first : first + len(one.passages)]
        yield IndexedDocument(one.document, one.sentences, one.passages, words, own)
        first += len(one.passages)


def embedded_text(document: Document, passage: Passage) -> str:
    """Return what the embedder is given for a passage: its text under the document's title and its file's name."""
    return f"{_named(document, '. ')}. {passage_text(document.text, passage)}"


def searched_text(document: Document, passage: Passage) -> str:
    """Return what word search is given for a passage: its text under the document's title, file name and date."""
    return f"{_named(document, ' ')} {spellings(document.published)} {passage_text(document.text, passage)}"


def _named(document: Document, mark: str) -> str:
    return mark.join(filter(None, (document.title, file_words(document.source, document.title))))


def passage_text(text: str, passage: Passage) -> str:
    """Join the sentences of a passage, without what stands between them, such as a menu in mid-page."""
    return " ".join(text[sentence.start : sentence.end] for sentence in passage.sentences)
