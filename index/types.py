"""The values that cross module borders: plain, frozen, with offsets into one canonical text.

Offsets are code points, half open: `document.text[start:end]`. Scores: higher is better.
"""

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "prose", "item", "entry", "message", "boilerplate"]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text its loader saw as one unit.

    It is a paragraph, a heading, a list item, a menu run, a message of a chat, or an entry of a calendar or of
    subtitles. Blocks are in order and do not overlap; what no block covers is white space. A sentence never
    crosses the border of a block, and no sentence is taken from a boilerplate block.
    """

    start: int
    end: int
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Document:
    """A loaded document. `text` is canonical: every offset anywhere refers to it, and it is stored as is.

    `source` is an absolute path or an address, `id` is derived from it alone (so it survives an edit), and
    `content_hash` is the SHA-256 of the bytes read. `published` is an ISO 8601 date (or date and time), or None.
    `pages` holds the offset at which each page starts, and is empty for formats without pages. `language` is an
    ISO 639-1 code. What a file does not state is None. `also` holds the other sources that a library has the same
    bytes from. Where pages are pictures, `confidence` is how sure OCR was of their words, the mean from 0 to 1,
    and `scans` keeps the places of these (index/load/scans/kept.py). `left_out` tells what of it was not read,
    and is therefore not in the text, and what was read with a doubt, such as about its encoding; one line each:
    "2 charts".
    """

    id: str
    title: str
    text: str
    source: str
    published: str | None
    pages: tuple[int, ...]
    blocks: tuple[Block, ...]
    content_hash: str
    author: str | None = None
    site: str | None = None
    language: str | None = None
    also: tuple[str, ...] = ()
    confidence: float | None = None
    scans: str | None = None
    left_out: tuple[str, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """Return the number (from 1) of the page that holds `offset`, or None where there are no pages."""
        if not self.pages:
            return None
        return max(1, sum(start <= offset for start in self.pages))


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a document's text; `heading` marks a title or heading, which states nothing by itself."""

    start: int
    end: int
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive sentences of one document that fit the embedding model's window together."""

    document_id: str
    sentences: tuple[Sentence, ...]

    @property
    def start(self) -> int:
        """Offset of the first sentence."""
        return self.sentences[0].start

    @property
    def end(self) -> int:
        """Offset just past the last sentence."""
        return self.sentences[-1].end


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document without its text; `passages` is their number, `also` the other sources of the same bytes.

    `confidence` is the document's, None where nothing was read by OCR.
    """

    id: str
    title: str
    source: str
    published: str | None
    passages: int
    also: tuple[str, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that search found, with its document.

    `score` is the fused score in [0, 1]; `dense` is the cosine of query and passage; `lexical` is BM25 (0 where
    no word of the query stands in the passage). `near_duplicates` are the ids of documents that say nearly
    the same and take no place of their own.
    """

    passage: Passage
    document: Document
    score: float
    dense: float
    lexical: float
    near_duplicates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """What became of one source, and why: what `Library.add_document` says, or "skipped", "left out" or "failed".

    "Left out" is a part of a source that is in the library.
    """

    source: str
    outcome: str
    reason: str = ""
