"""A document as rows: what is written of it, and how it is read again, character for character."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from hashlib import blake2b, sha256
from typing import Any

from index.adding.indexing import IndexedDocument
from index.errors import DocumentError
from index.store.milvus.connection import Row
from index.store.milvus.layout import BAND_FIELDS, BLANK, HEAD, LONGEST, NEAR, OTHER_SOURCE, key
from index.store.milvus.words import PassageWords
from index.text.near import sketch
from index.types import Block, Document, DocumentSummary, Passage, Sentence

PART = 16_000
"""Characters of a text a row: four bytes each at most, which a row has room for."""
TEXT, COUNTS = 0, 1 << 19
"""The places of the parts of a text, and of the counts of terms, among the rows of an entry."""
_POSITIVE = 2**62


@dataclass(frozen=True, slots=True)
class Held:
    """A document with its sentences and passages as they are in the library; a passage is `spans` of sentences."""

    document: Document
    sentences: tuple[Sentence, ...]
    spans: tuple[tuple[int, int], ...]

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages, in order."""
        return tuple(self.passage(place) for place in range(len(self.spans)))

    def passage(self, place: int) -> Passage:
        """Return one of the passages."""
        first, last = self.spans[place]
        return Passage(self.document.id, self.sentences[first : last + 1])

    @property
    def kept(self) -> str:
        """The sentences, without what was left out of them, such as menus."""
        return " ".join(self.document.text[one.start : one.end] for one in self.sentences)


@dataclass(frozen=True, slots=True)
class Head:
    """What the row of a document says: which version it is, when it came, and what is told without its text."""

    entry: int
    origin: int
    sentences: int
    passages: int
    characters: int
    words: int
    parts: int
    checksum: str
    content_hash: str
    summary: DocumentSummary


@dataclass(frozen=True, slots=True)
class DamagedHead:
    """The row of a document that cannot be read; `summary` has the id and the sources that are still told."""

    entry: int
    origin: int
    problem: str
    summary: DocumentSummary


def held_of(indexed: IndexedDocument) -> Held:
    """Return what is to be held of a document."""
    place = {sentence: position for position, sentence in enumerate(indexed.sentences)}
    spans = tuple((place[one.sentences[0]], place[one.sentences[-1]]) for one in indexed.passages)
    return Held(indexed.document, indexed.sentences, spans)


def dumped(held: Held) -> str:
    """Return a document as one text."""
    document = asdict(held.document) | {"blocks": [astuple(block) for block in held.document.blocks]}
    if not held.document.left_out:  # which what was written before has not, either
        del document["left_out"]
    sentences = [[one.start, one.end, int(one.heading)] for one in held.sentences]
    values = {"document": document, "sentences": sentences, "passages": held.spans}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def read_held(body: str) -> Held:
    """Return what `dumped` gave. Raises ValueError, TypeError or LookupError where it holds none."""
    values = json.loads(body)
    document = values["document"]
    document["blocks"] = tuple(Block(*block) for block in document["blocks"])
    document |= {"pages": tuple(document["pages"]), "also": tuple(document["also"])}
    document["left_out"] = tuple(document.get("left_out", ()))
    sentences = tuple(Sentence(start, end, bool(heading)) for start, end, heading in values["sentences"])
    return Held(Document(**document), sentences, tuple((first, last) for first, last in values["passages"]))


def checksum(body: str) -> str:
    """Return the SHA-256 of a document's text as it is stored."""
    return sha256(body.encode()).hexdigest()


def head_of(held: Held, body: str, *, entry: int, origin: int, words: int) -> Head:
    """Return what the row of a document is to say."""
    document = held.document
    return Head(
        entry=entry,
        origin=origin,
        sentences=len(held.sentences),
        passages=len(held.spans),
        characters=len(document.text),
        words=words,
        parts=len(range(0, len(body), PART)),
        checksum=checksum(body),
        content_hash=document.content_hash,
        summary=DocumentSummary(
            document.id,
            document.title,
            document.source,
            document.published,
            len(held.spans),
            confidence=document.confidence,
        ),
    )


def read_head(row: Row) -> Head | DamagedHead:
    """Return what a row says of a document, but for its other sources."""
    try:
        values = json.loads(row["summary"])
        return Head(**values | {"summary": DocumentSummary(**values["summary"] | {"also": ()})})
    except (ValueError, TypeError, LookupError) as error:
        document, source = str(row["document"]), str(row["source"])
        problem = (
            f"document {document} ({source}) is damaged in the library (its row cannot be read: {error}). "
            "`pincite rebuild` takes it out, and says what must be added again"
        )
        return DamagedHead(row["entry"], row["origin"], problem, DocumentSummary(document, "", source, None, 0))


def document_rows(held: Held, head: Head, near: Sequence[int]) -> Iterator[Row]:
    """Yield the rows of a document by which it is found: itself, its other sources, and those nearly the same.

    Raises DocumentError where they do not fit.
    """
    document, place = held.document, 0
    bands = banded(held)
    values = asdict(head)
    values["summary"].pop("also")
    common = {
        "entry": head.entry,
        "origin": head.origin,
        "document": document.id,
        "content_key": hashed(document.content_hash),
        "site": (document.site or "").lower(),
        "published": document.published or "",
        "other": 0,
        "summary": "",
        "blank": BLANK,
        **dict.fromkeys(BAND_FIELDS, 0),
    }
    summary = {
        "summary": json.dumps(values, ensure_ascii=False),
        **dict(zip(BAND_FIELDS, bands, strict=True)),
    }
    for place, source in enumerate((document.source, *document.also)):
        own = {"kind": OTHER_SOURCE} if place else {"kind": HEAD, **summary}
        yield _fitting(common | _of_source(source) | own | {"number": key(head.entry, place)}, document)
    for one in near:
        for origin, other in ((head.origin, one), (one, head.origin)):
            place += 1
            edge = {"kind": NEAR, "number": key(head.entry, place), "origin": origin, "other": other}
            yield common | _of_source("") | edge


def text_rows(entry: int, body: str) -> Iterator[Row]:
    """Yield the rows of a document's text."""
    for part, first in enumerate(range(0, len(body), PART)):
        yield text_row(entry, TEXT + part, body[first : first + PART])


def text_row(entry: int, part: int, body: str) -> Row:
    """Return a row with a text."""
    return {"number": key(entry, part), "entry": entry, "part": part, "body": body, "blank": BLANK}


def passage_row(entry: int, origin: int, place: int, published: str, words: PassageWords, vector: Any) -> Row:  # noqa: ANN401 - numbers
    """Return the row of a passage."""
    return {
        "number": key(entry, place),
        "entry": entry,
        "origin": origin,
        "place": place,
        "published": published,
        "length": words.length,
        "norm": words.norm,
        "vector": vector,
        "words": dict(words.weights),
    }


def with_sources(held: Held, sources: Sequence[str], document_id: str) -> Held:
    """Return a document listed under other sources, the first of which names it."""
    named = replace(held.document, id=document_id, source=sources[0], also=tuple(sources[1:]))
    return replace(held, document=named)


def banded(held: Held) -> tuple[int, ...]:
    """Return the keys by which documents that say nearly the same are looked for; all 0 where it has no word."""
    return tuple(map(_positive, sketch(held.kept))) or (0,) * len(BAND_FIELDS)


def hashed(text: str) -> int:
    """Return a number to look a text up by."""
    return _positive(int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), signed=True))


def leaf_of(source: str) -> str:
    """Return the last name of a source."""
    return source.rpartition("/")[2]


def turned(host: str) -> str:
    """Return a host with its names from the last to the first, so that those below it begin like it."""
    return ".".join(reversed(host.split(".")))


def _of_source(source: str) -> Row:
    from index.filters import host_of

    return {
        "source": source,
        "source_key": hashed(source),
        "leaf_key": hashed(leaf_of(source)),
        "host": turned(host_of(source) or ""),
    }


def _fitting(row: Row, document: Document) -> Row:
    for name, value in row.items():
        if isinstance(value, str) and len(value.encode()) > LONGEST:
            raise DocumentError(
                f"{document.source}: its {name} is too long for Milvus ({LONGEST} bytes). Give it a shorter one"
            )
    return row


def _positive(number: int) -> int:
    return number % _POSITIVE
