"""A library: a folder of documents made searchable, and everything that can be done with it."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from index.adding.building import Progress, Rebuilt, new_manifest, rebuild
from index.adding.indexing import RECIPE, IndexedDocument
from index.adding.outcomes import Added, AddReport, Outcome, Tally, add_files, read_files
from index.adding.reading_ahead import ahead
from index.adding.storing import known, put
from index.errors import EmbedderMismatch, LibraryError
from index.filters import Filters, allowed_documents
from index.limits import checked_query
from index.load.documents import find_files
from index.models.embed import Embedder, SentenceTransformerEmbedder
from index.models.files import DEFAULT_EMBEDDER, model_path
from index.search.bm25 import PassageWords
from index.search.hybrid import search
from index.search.lookup import find_document
from index.search.rerank import Reranker
from index.status import Compacted, Removal, Status, bytes_on_disk
from index.store.check import problems
from index.store.database import Database, Manifest
from index.store.readers import SharedDatabase
from index.store.store import DocumentSummary, Store
from index.store.writer import WriterLock
from index.types import Document, Hit, Passage, Sentence
from index.vectors.nearest import PassageVectors
from index.vectors.recall import Recall, measure_recall

LIBRARY_FILE = "library.db"
VECTOR_FILE = "vectors.faiss"
PASSAGE_TOKENS = 128

logger = logging.getLogger(__name__)


class Library:
    """Documents, their sentences and passages, and search over them.

    One object may be used by several threads. Several processes may open the same folder: each sees what was
    last committed, and one at a time may change it. To the others every change raises LibraryError, which names
    the process that is at it; only `remove`, one short transaction, may go on while another process adds.
    """

    def __init__(
        self, folder: Path, store: Store, embedder: Embedder | None, reranker: Reranker | None = None
    ) -> None:
        """Use `Library.open`."""
        self.folder = folder
        self._store = store
        self._vectors = PassageVectors(folder / VECTOR_FILE, store)
        self._words = PassageWords(store)
        self._embedder = embedder
        self._reranker = reranker
        self._writer = WriterLock(folder)

    @classmethod
    def open(
        cls,
        folder: Path | str,
        embedder: Embedder | None = None,
        *,
        create: bool = False,
        passage_tokens: int = PASSAGE_TOKENS,
        reranker: Reranker | None = None,
    ) -> "Library":
        """Open the library in `folder`, or with `create` make one where there is none.

        Without an embedder the default one is loaded when it is first needed. `passage_tokens` is the size of
        passages in a new library. A reranker judges once more what search finds. Raises LibraryError when there is
        no library, EmbedderMismatch when it was built with another model, ModelError when the model is missing.
        """
        folder = Path(folder)
        path = folder / LIBRARY_FILE
        if path.exists():
            database: Database = SharedDatabase(path)
        elif not create:
            raise LibraryError(f"no library at {folder}; make one with `pincite add PATH`")
        else:
            embedder = embedder or default_embedder()
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise LibraryError(
                    f"{folder}: no library can be made there ({error.strerror}); name another folder"
                ) from error
            database = SharedDatabase.create(path, new_manifest(embedder, passage_tokens))
        library = cls(folder, Store(database), embedder, reranker)
        if embedder is not None:
            try:
                library._check_embedder(embedder)
            except BaseException:
                library.close()
                raise
        return library

    def __enter__(self) -> "Library":
        """Return the library itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the library."""
        self.close()

    def close(self) -> None:
        """Close the files."""
        self._store.close()

    @property
    def embedder(self) -> Embedder:
        """The embedding model. Raises EmbedderMismatch when the library was built with another one."""
        if self._embedder is None:
            embedder = default_embedder()
            self._check_embedder(embedder)
            self._embedder = embedder
        return self._embedder

    def add(
        self, paths: Iterable[Path | str], progress: Progress | None = None, *, follow_links: bool = False
    ) -> AddReport:
        """Add files and the files in folders; what is in the library unchanged costs one hash.

        Links that lead out of a folder are followed only with `follow_links`.
        `progress` is called as (number from 1, total, path) before each file. A file that cannot be read is in
        the report, the others are added all the same. Raises AddingStopped if the library fails.
        """
        found = find_files([Path(path) for path in paths], follow_links=follow_links)
        tally = Tally()
        for skipped, reason in found.skipped:
            tally.fail(skipped, reason)
        with self._changing("add"):
            reads = read_files(found.files, self._store, progress)
            indexed = ahead(reads, lambda: self.embedder, self._store.manifest().passage_tokens, new=self._is_new)
            add_files(indexed, add=self._add, store=self._store, tally=tally)
        return tally.report()

    def add_document(self, document: Document) -> Outcome:
        """Add a document that is loaded already, such as a web page. Raises DocumentError for one without text."""
        with self._changing("add"):
            return self._add(document).outcome

    def remove(self, reference: str) -> Removal:
        """Take out a document, or the one of its sources that `reference` names; `reference` as for `document`.

        Raises LibraryError when the reference fits several sources of a document.
        """
        with self._changing("remove", beside="add"):
            with self._store.reading() as rows:
                found = find_document(rows, reference, self.folder)
                document = self._store.summary(found.document_id)
            if len(found.sources) > 1:
                raise LibraryError(
                    f"{reference!r} may mean {' or '.join(found.sources)}, which are the same; name one of these "
                    f"paths, or {document.id} for all of them"
                )
            everywhere = (document.source, *document.also)
            removed = found.sources or everywhere
            if removed == everywhere:
                self._store.remove(document.id)
            else:
                self._store.release(removed[0])
        remaining = tuple(source for source in everywhere if source not in removed)
        return Removal(document.id, document.title, removed, remaining)

    def passage_count(self) -> int:
        """Count the passages: a matter of milliseconds, and `status` is not."""
        return self._store.passage_count()

    def documents(self, filters: Filters | None = None) -> tuple[DocumentSummary, ...]:
        """List the documents that the filters allow, by title. Raises LibraryError as `search` does."""
        return self._store.documents() if filters is None else allowed_documents(self._store, filters)

    def document(self, reference: str) -> Document:
        """Return a document by its id or the beginning of it, one of its sources, or the end of one (a file name).

        Raises LibraryError when no document is meant, or more than one.
        """
        with self._store.reading() as rows:
            return self._store.document(find_document(rows, reference, self.folder).document_id)

    def sentences(self, document_id: str) -> tuple[Sentence, ...]:
        """Return the sentences of a document, in order."""
        return self._store.sentences(document_id)

    def passages(self, document_id: str) -> tuple[Passage, ...]:
        """Return the passages of a document, in order."""
        return self._store.passages(document_id)

    def search(self, query: str, k: int = 5, filters: Filters | None = None) -> tuple[Hit, ...]:
        """Return the best `k` passages that the filters allow, best first.

        Raises QuestionError for a query that is empty or too long, LibraryError for a document that is not here.
        """
        vector = self.embedder.embed_query(query := checked_query(query))
        with self._store.reading():
            self._check_embedder(self.embedder)
            return search(
                self._store, self._vectors, self._words, query, vector, k, filters=filters, reranker=self._reranker
            )

    def status(self) -> Status:
        """Return how much the library holds and what it was built with. Needs no model."""
        with self._store.reading():
            totals, manifest = self._store.totals(), self._store.manifest()
        return Status(
            folder=self.folder,
            documents=totals.documents,
            sentences=totals.sentences,
            passages=totals.passages,
            characters=totals.characters,
            embedder=manifest.embedder,
            bytes_on_disk=bytes_on_disk(self.folder),
            outdated=manifest.recipe != RECIPE,
        )

    def recall(self) -> Recall:
        """Measure how many of the really nearest passages vector search finds. Needs no model."""
        return measure_recall(self._store, self._vectors)

    def check(self) -> tuple[str, ...]:
        """Return what is wrong with the library, one line a problem.

        Needs no model; where the library was opened with one, a sample of its passages is embedded again.
        """
        with suppress(LibraryError):  # what keeps the manifest from being read is among the problems
            self._mention_recipe()
        return tuple(problems(self._store, self._vectors, self._embedder))

    def compact(self) -> Compacted:
        """Give the room of what was removed back to the disk; needs as much free. A kill changes nothing."""
        before = bytes_on_disk(self.folder)
        with self._changing("compact"):
            self._store.compact()
        return Compacted(before, bytes_on_disk(self.folder))

    def rebuild(self, embedder: Embedder | None = None, progress: Progress | None = None) -> Rebuilt:
        """Make sentences, passages and vectors again from the stored texts, with another embedder if one is given.

        The sources are not needed, but for documents that are damaged, which are in the result. The old ones are
        replaced in one transaction when all is done; until then, and after an error, the library is as it was.
        """
        embedder = embedder or self._embedder or default_embedder()
        with self._writer.held("rebuild"):
            rebuilt = rebuild(self._store, embedder, progress, passage_tokens=PASSAGE_TOKENS)
            self._embedder = embedder
            self._vectors.keep()
        return rebuilt

    def _is_new(self, document: Document) -> bool:
        return not self._store.has_twin(document)

    def _add(self, document: Document, indexed: IndexedDocument | None = None) -> Added:
        added = known(self._store, document)
        if added is not None:
            return added
        manifest = self._check_embedder(self.embedder)
        return put(self._store, document, indexed, self.embedder, manifest)

    def _check_embedder(self, embedder: Embedder) -> Manifest:
        """Return the manifest of a library that was built with this embedder."""
        manifest = self._store.manifest()
        if embedder.fingerprint != manifest.fingerprint:
            raise EmbedderMismatch(
                f"the library at {self.folder} was built with the embedding model {manifest.embedder} "
                f"({manifest.fingerprint[:12]}), not with {embedder.name} ({embedder.fingerprint[:12]}). "
                "Use the former, or run `pincite rebuild` to build the library again with the latter"
            )
        return manifest

    def _mention_recipe(self) -> None:
        if self._store.manifest().recipe != RECIPE:
            logger.warning(
                "%s: made by an earlier version, which parted texts into sentences and passages otherwise. It can "
                "be used as it is; `pincite rebuild` makes it anew, and it stays in use meanwhile",
                self.folder,
            )

    @contextmanager
    def _changing(self, work: str, *, beside: str = "") -> Iterator[None]:
        """Be the one writer, and let the vector file follow a change, also when the change was cut short."""
        with self._writer.held(work, beside=beside):
            if work == "add":
                self._mention_recipe()
            try:
                yield
            finally:
                self._vectors.keep()


def default_embedder() -> Embedder:
    """Return the default embedding model. Raises ModelError when it is not on disk."""
    return SentenceTransformerEmbedder(model_path(DEFAULT_EMBEDDER))
