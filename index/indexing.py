"""A document in, rows out: the one way a document becomes sentences, passages and vectors."""

from dataclasses import dataclass

from index.chunk import chunk
from index.embed import Embedder, Vectors
from index.errors import DocumentError
from index.lexical import date_words
from index.segment import segment
from index.types import Document, Passage, Sentence


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document with all that is made of it; `vectors` and `words` have one row and one text a passage.

    `label` is what word search knows every passage by besides: title and date of the document.
    """

    document: Document
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    label: str
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
    vectors = embedder.embed_passages([f"{document.title}. {text}" for text in words])
    label = f"{document.title} {date_words(document.published)}".rstrip()
    return IndexedDocument(document, sentences, passages, label, words, vectors)


def passage_text(text: str, passage: Passage) -> str:
    """Join the sentences of a passage, without what stands between them, such as a menu in mid-page."""
    return " ".join(text[sentence.start : sentence.end] for sentence in passage.sentences)
