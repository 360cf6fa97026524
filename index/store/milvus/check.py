"""Is a library whole? Its rows are compared with each other, document by document."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from index.adding.indexing import embedded_text, searched_text
from index.errors import LibraryError
from index.models.embed import Embedder
from index.store.milvus.connection import Row
from index.store.milvus.layout import BAND_FIELDS, HEAD, OTHER_SOURCE
from index.store.milvus.reading import Reader
from index.store.milvus.rows import DamagedHead, Head, Held, banded
from index.store.milvus.state import State
from index.store.milvus.words import Counts, counted, counts_of, passages_with
from index.store.whole import SAMPLE, other_model, wrong_made, wrong_passages, wrong_sentences, wrong_vector
from index.types import DocumentSummary


def problems(reader: Reader, embedder: Embedder | None = None) -> Iterator[str]:
    """Yield one line a problem, each naming the document or passage; nothing for a library that is whole.

    With an embedder a sample of passages is embedded again. What cannot be read at all is a problem, too.
    """
    try:
        state = reader.state()
        yield from _Check(reader, state, embedder).problems()
    except (LibraryError, ValueError, TypeError, LookupError) as error:
        yield f"the library cannot be read further: {error}"


class _Check:
    """Reads all documents of one state, and counts what they hold."""

    def __init__(self, reader: Reader, state: State, embedder: Embedder | None) -> None:
        self._reader, self._state, self._embedder = reader, state, embedder
        self._found: Counter[str] = Counter()
        self._terms = Counts.of([])
        self._every = max(1, state.totals.passages // SAMPLE)

    def problems(self) -> Iterator[str]:
        """Yield what is wrong."""
        sources: Counter[str] = Counter()
        for head in self._reader.all_heads(self._state):
            sources.update((head.summary.source, *head.summary.also))
            yield from self._judged_again(head, list(self._judged(head)))
        yield from (f"{source}: is listed {count} times" for source, count in sources.items() if count > 1)
        found = list(self._wrong_sums())
        if not (found and self._reader.has_moved(self._state)):  # else rows that were counted may be gone
            yield from found
        if self._embedder is not None:
            yield from other_model(self._state.manifest, self._embedder)

    def _judged(self, head: Head | DamagedHead) -> Iterator[str]:
        named = f"document {head.summary.id} ({head.summary.source})"
        try:
            yield from (f"{named}: {problem}" for problem in self._of_document(self._reader.readable(head)))
        except (LibraryError, ValueError, TypeError, LookupError) as error:
            yield f"{named}: cannot be read further: {error}"

    def _judged_again(self, head: Head | DamagedHead, found: list[str]) -> list[str]:
        """Return what is wrong with a document as it is now, if the library has changed meanwhile."""
        while found and self._reader.has_moved(self._state):
            state = self._reader.state()
            now = self._reader.same(state, head)
            if now is None:
                return []
            again = list(_Check(self._reader, state, None)._judged(now))
            if not again or not self._reader.has_moved(state):
                return again
        return found

    def _of_document(self, head: Head) -> Iterator[str]:
        body = self._reader.bodies(self._state, [head.entry]).get(head.entry, "")
        held = self._reader.whole(head, body)
        document, passages = held.document, held.passages
        listed = DocumentSummary(
            document.id,
            document.title,
            document.source,
            document.published,
            len(passages),
            tuple(sorted(document.also)),
            document.confidence,
        )
        self._found.update(documents=1, sentences=len(held.sentences), passages=len(passages))
        self._found.update(characters=len(document.text), words=head.words)
        if listed != head.summary:
            yield "is listed otherwise than it is"
        yield from wrong_sentences(document.text, held.sentences)
        yield from wrong_passages(held.sentences, passages)
        yield from self._wrong_bands(head, held)
        rows = list(self._reader.passages(self._state, head))
        if [row["place"] for row in rows] != list(range(len(passages))):
            yield f"{len(rows)} of its {len(passages)} passages are there"
            return
        for row in rows:
            yield from (f"passage {row['place']}: {problem}" for problem in self._of_passage(held, row))
        terms = passages_with(row["words"] for row in rows)
        self._terms = Counts.of([(self._terms.dimensions, self._terms.passages), terms])

    def _wrong_bands(self, head: Head, held: Held) -> Iterator[str]:
        fields = ["kind", *BAND_FIELDS]
        (row,) = self._reader.document_rows(
            self._state, f"kind < {OTHER_SOURCE} and entry == {head.entry}", fields
        )
        if row["kind"] != HEAD or tuple(row[name] for name in BAND_FIELDS) != banded(held):
            yield "its keys for finding near-duplicates are not those of its text"

    def _of_passage(self, held: Held, row: Row) -> Iterator[str]:
        vector = np.array(row["vector"], dtype=np.float32)
        yield from wrong_vector(vector, self._state.manifest.dimension)
        passage = held.passage(row["place"])
        length, counts = counted(searched_text(held.document, passage))
        if row["length"] != length or counts_of(row["words"], row["norm"]) != counts:
            yield "word search has other words than its text"
        self._found["seen"] += 1
        embedder = self._embedder
        if (
            embedder is None
            or embedder.fingerprint != self._state.manifest.fingerprint
            or self._found["seen"] % self._every
        ):
            return
        (made,) = embedder.embed_passages([embedded_text(held.document, passage)])
        yield from wrong_made(vector, made)

    def _wrong_sums(self) -> Iterator[str]:
        try:
            yield from self._wrong_totals()
            yield from self._wrong_terms()
        except LibraryError as error:
            yield str(error)

    def _wrong_totals(self) -> Iterator[str]:
        totals = self._state.totals
        if (there := self._reader.passage_count(self._state)) != totals.passages:
            yield f"{there} passages are found, and {totals.passages} should be"
        for name in ("documents", "sentences", "passages", "characters"):
            if self._found[name] != getattr(totals, name):
                yield f"{self._found[name]} {name} are there, and {getattr(totals, name)} should be"
        if self._found["words"] != self._state.words:
            yield "the length of its passages is counted otherwise"

    def _wrong_terms(self) -> Iterator[str]:
        read = (self._reader.counts(self._state, one.number) for one in self._state.counts)
        held = Counts.of((one.dimensions, one.passages) for one in read)
        if held.dimensions.tolist() != self._terms.dimensions.tolist() or (
            held.passages.tolist() != self._terms.passages.tolist()
        ):
            yield "word search has other counts of terms than the passages"
