"""A document in, rows out: the one way a document becomes sentences, passages and vectors."""

from dataclasses import dataclass

from index.chunk import chunk
from index.embed import Embedder, Vectors
from index.errors import DocumentError
from index.segment import segment
from index.types import Document, Passage, Sentence

RECIPE = 2
"""The version of the rules for sentences and passages; raised when the same text comes out otherwise."""


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document with all that is made of it; `vectors` and `words` have one row and one text a passage."""

    document: Document
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    words: tuple[str, ...]
    vectors: Vectors


def index_document(document: Document, embedder: Embedder, passage_tokens: int) -> IndexedDocument:
    """Segment, chunk and embed a document. Raises DocumentError when it holds no sentence.

    It depends on nothing else, so many documents can be done by many processes.
    """
    sentences = segment(document.text, document.blocks)
    if not sentences:
        raise DocumentError(f"{document.source} holds no sentence to search for; check that it is the right file")
    passages = chunk(document.id, document.text, sentences, embedder.count_tokens, passage_tokens)
    words = tuple(passage_text(document.text, passage) for passage in passages)
    vectors = embedder.embed_passages([embedded_text(document, passage) for passage in passages])
    return IndexedDocument(document, sentences, passages, words, vectors)


def embedded_text(document: Document, passage: Passage) -> str:
    """Return what the embedder is given for a passage: its text under the document's title."""
    return f"{document.title}. {passage_text(document.text, passage)}"


def passage_text(text: str, passage: Passage) -> str:
    """Join the sentences of a passage, without what stands between them, such as a menu in mid-page."""
    return " ".join(text[sentence.start : sentence.end] for sentence in passage.sentences)
