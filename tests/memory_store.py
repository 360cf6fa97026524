"""A store in a dictionary: each promise kept in the plainest way, and so the oracle for what search finds."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import RLock

import numpy as np

from index.adding.indexing import IndexedDocument
from index.errors import EmbedderMismatch, LibraryError
from index.filters import Filters, is_on_site
from index.load.documents import document_id
from index.models.embed import Embedder, Vectors
from index.status import Recall
from index.store.fusion import fuse
from index.store.references import MOST_LISTED, Match, Reference, Way, find_document
from index.store.values import Found, Manifest, Salvage, Stored, Totals
from index.text.lexical import query_terms, terms
from index.text.near import nearly_same
from index.types import Document, DocumentSummary, Hit, Passage, Sentence


class MemoryStore:
    """Documents by id, in the order in which they were put; a change makes another dictionary."""

    def __init__(self, manifest: Manifest) -> None:
        self._manifest, self._held, self._lock = manifest, dict[str, IndexedDocument](), RLock()
        self._closed = False

    def close(self) -> None:
        self._closed = True

    def manifest(self) -> Manifest:
        if self._closed:
            raise LibraryError("the library was closed; open it again")
        return self._manifest

    @contextmanager
    def changing(self, work: str, *, beside: str = "") -> Iterator[None]:
        with self._lock:
            yield

    def content_hash(self, source: str) -> str | None:
        return next((one.content_hash for one in self._all() if source in _sources(one)), None)

    def has_twin(self, document: Document) -> bool:
        return self._twin(document) is not None

    def join(self, document: Document) -> str | None:
        twin = self._twin(document)
        if twin is None:
            return None
        self.release(document.source)
        self._become(self._with(replace(twin, also=tuple(sorted((*twin.also, document.source))))))
        return twin.source

    def put(self, indexed: IndexedDocument, identity: str) -> str | None:
        document = replace(indexed.document, also=())
        if identity != self.manifest().identity:
            raise LibraryError("the library was rebuilt meanwhile; open it again")
        self.release(document.source)
        others = {one: held for one, held in self._held.items() if one != document.id}
        self._become({**others, document.id: replace(indexed, document=document)})
        near = self._near(document.id)
        return self.document(near[0]).source if near else None

    def remove(self, document_id: str) -> None:
        self._become({one: held for one, held in self._held.items() if one != document_id})

    def release(self, source: str) -> None:
        for one in self._all():
            left = tuple(sorted(other for other in _sources(one) if other != source))
            if source not in _sources(one):
                continue
            if not left:
                self.remove(one.id)
            elif source == one.source:
                named = replace(one, id=document_id(left[0]), source=left[0], also=left[1:])
                self._become(self._with(named, old=one.id))
            else:
                also = tuple(other for other in left if other != one.source)
                self._become(self._with(replace(one, also=also)))

    def find(self, reference: str) -> Found:
        return find_document(reference, self._matches, Path("memory"))

    def documents(self, filters: Filters | None = None) -> tuple[DocumentSummary, ...]:
        allowed = sorted(self._allowed(filters), key=lambda one: (one.title, one.source))
        return tuple(self.summary(one.id) for one in allowed)

    def summary(self, document_id: str) -> DocumentSummary:
        one = self.document(document_id)
        passages = len(self.passages(document_id))
        return DocumentSummary(one.id, one.title, one.source, one.published, passages, one.also, one.confidence)

    def document(self, document_id: str) -> Document:
        if document_id not in self._held:
            raise LibraryError(f"memory holds no document {document_id}; see `pincite list`")
        return self._held[document_id].document

    def sentences(self, document_id: str) -> tuple[Sentence, ...]:
        return self._held[document_id].sentences if document_id in self._held else ()

    def passages(self, document_id: str) -> tuple[Passage, ...]:
        return self._held[document_id].passages if document_id in self._held else ()

    def vectors_of(self, document_id: str) -> Vectors:
        held = self._held.get(document_id)
        return np.zeros((0, self._manifest.dimension), dtype=np.float32) if held is None else held.vectors

    def search(
        self, query: str, vector: Vectors, k: int, *, fingerprint: str, filters: Filters | None = None
    ) -> tuple[Hit, ...]:
        if fingerprint != self.manifest().fingerprint:
            raise EmbedderMismatch(f"the library is one of {self._manifest.embedder}")
        every = [(one, place) for one in self._held.values() for place in range(len(one.passages))]
        allowed = {one.id for one in self._allowed(filters)}
        lexical = bm25([one.words[place] for one, place in every], query, first=0)
        dense = {
            number: float(one.vectors[place] @ vector)
            for number, (one, place) in enumerate(every)
            if one.document.id in allowed
        }
        scores, hits, hidden = fuse(dense, lexical), list[Hit](), set[str]()
        for number in sorted(scores, key=lambda number: (-scores[number], number)):
            one, place = every[number]
            if one.document.id not in hidden and len(hits) < k:
                near = self._near(one.document.id)
                hidden.update(near)
                words = lexical.get(number, 0.0)
                hits.append(Hit(one.passages[place], one.document, scores[number], dense[number], words, near))
        return tuple(hits)

    def passage_count(self) -> int:
        return sum(len(one.passages) for one in self._held.values())

    def totals(self) -> Totals:
        sentences = sum(len(one.sentences) for one in self._held.values())
        return Totals(len(self._held), sentences, self.passage_count(), sum(len(one.text) for one in self._all()))

    def problems(self, embedder: Embedder | None = None) -> Iterator[str]:
        yield from ()

    def recall(self) -> Recall:
        return Recall(1.0, self.passage_count(), self.passage_count(), "all are compared")

    def size(self) -> None:
        return None

    def compact(self) -> None:
        pass

    def salvage(self) -> Salvage:
        held = self._all()
        sources = frozenset(source for one in held for source in _sources(one))
        return Salvage(self.manifest(), len(held), (Stored(one.id, one.source, one) for one in held), sources)

    def replace(
        self, documents: Iterable[IndexedDocument], manifest: Manifest, *, made_from: Manifest | None
    ) -> Path | None:
        fresh = {one.document.id: one for one in documents}
        if made_from is not None and made_from.generation != self.manifest().generation:
            raise LibraryError("the library was changed while it was being rebuilt; rebuild it again")
        generation = self._manifest.generation
        self._become(fresh)
        self._manifest = replace(manifest, generation=generation + 1)
        return None

    def _all(self) -> list[Document]:
        self.manifest()
        return [one.document for one in self._held.values()]

    def _become(self, held: dict[str, IndexedDocument]) -> None:
        self._manifest = replace(self.manifest(), generation=self._manifest.generation + 1)
        self._held = held

    def _with(self, document: Document, old: str = "") -> dict[str, IndexedDocument]:
        """Return what is held with `document` in the place of the old one, and passages that name it."""

        def named(one: IndexedDocument) -> IndexedDocument:
            passages = tuple(replace(passage, document_id=document.id) for passage in one.passages)
            return replace(one, document=document, passages=passages)

        changed = old or document.id
        return dict((document.id, named(one)) if key == changed else (key, one) for key, one in self._held.items())

    def _twin(self, document: Document) -> Document | None:
        same = (document.content_hash, document.text)
        return next((one for one in self._all() if (one.content_hash, one.text) == same), None)

    def _near(self, document_id: str) -> tuple[str, ...]:
        """Return the others that are nearly the same as this one, or as one that is, and so on."""
        texts = {
            key: " ".join(one.document.text[sentence.start : sentence.end] for sentence in one.sentences)
            for key, one in self._held.items()
        }
        group = {document_id}
        while more := {
            key for key in texts.keys() - group if any(nearly_same(texts[key], texts[o]) for o in group)
        }:
            group |= more
        return tuple(sorted(group - {document_id}))

    def _matches(self, way: Way, wanted: Reference) -> Sequence[Match]:
        ids = sorted((Match(one.id, one.source) for one in self._all()), key=lambda match: match.document_id)
        listed = sorted((source, one.id) for one in self._all() for source in _sources(one))
        sources = [Match(one, source) for source, one in listed]
        match way:
            case "id":
                return [one for one in ids if one.document_id == wanted.text]
            case "beginning":
                return [one for one in ids if one.document_id.startswith(wanted.text)][:MOST_LISTED]
            case "source":
                return [one for one in sources if one.source in (wanted.text, wanted.path)]
            case "end":
                return [one for one in sources if one.source.endswith(wanted.end)]

    def _allowed(self, filters: Filters | None) -> list[Document]:
        if filters is None:
            return self._all()
        named = {self.find(reference).document_id for reference in filters.documents}
        return [one for one in self._all() if (one.id in named or not named) and _fits(filters, one)]


def _sources(document: Document) -> tuple[str, ...]:
    return (document.source, *document.also)


def _fits(filters: Filters, document: Document) -> bool:
    sources, published = _sources(document), document.published or ""
    begins = (f"{filters.beginning}/", f"{filters.beginning}!/")
    host, since, until = filters.host, filters.since, filters.until
    return (
        (filters.beginning is None or any(source.startswith(begins) for source in sources))
        and (
            host is None or (document.site or "").lower() == host or any(is_on_site(one, host) for one in sources)
        )
        and (since is None or published[: len(since)] >= since)
        and (until is None or (bool(published) and published[: len(until)] <= until))
    )


def bm25(texts: Sequence[str], query: str, *, first: int = 1) -> dict[int, float]:
    """Return what the formula says, by number from `first`."""
    counted = [Counter(terms(text)) for text in texts]
    mean = sum(map(len, map(terms, texts))) / max(len(texts), 1)
    found: dict[int, float] = {}
    for term in query_terms(query):
        holding = sum(term in counts for counts in counted)
        idf = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
        for number, counts in enumerate(counted, start=first):
            if counts[term]:
                norm = 0.9 * (0.6 + 0.4 * counts.total() / mean)
                found[number] = found.get(number, 0.0) + idf * 1.9 * counts[term] / (counts[term] + norm)
    return found
