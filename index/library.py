"""A library: a folder of documents made searchable, and everything that can be done with it."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from index.adding.building import Progress, Rebuilt, new_manifest, rebuild
from index.adding.copying import Copied, copy
from index.adding.indexing import RECIPE, IndexedDocument
from index.adding.mapped import Engine, read_indexed
from index.adding.outcomes import Added, AddReport, Outcome, Tally, add_files
from index.adding.storing import known, put
from index.errors import EmbedderMismatch, LibraryError
from index.filters import Filters
from index.limits import checked_query
from index.load.documents import find_files
from index.models.embed import Embedder
from index.models.embed_quick import embedder_at
from index.models.files import DEFAULT_EMBEDDER, model_path
from index.models.rerank import RERANKED, Reranker, rerank
from index.status import Compacted, Recall, Removal, Status
from index.store.opening import folders_of, name_of, open_store
from index.store.protocol import Store
from index.store.values import Manifest
from index.types import Document, DocumentSummary, Hit, Passage, Sentence

PASSAGE_TOKENS = 128

logger = logging.getLogger(__name__)


class Library:
    """Documents, their sentences and passages, and search over them.

    One object may be used by several threads. Several processes may open the same folder: each sees what was
    last committed, and one at a time may change it. To the others every change raises LibraryError, which names
    the process that is at it; only `remove`, one short transaction, may go on while another process adds.
    """

    def __init__(
        self,
        folder: Path,
        store: Store,
        embedder: Embedder | None,
        reranker: Reranker | None = None,
        *,
        name: Path | str | None = None,
        own: tuple[Path, ...] = (),
    ) -> None:
        """Use `Library.open`, or give a store of one's own.

        `folder` has what else belongs to the library, `own` are all that are its own; `name` is what it is called.
        """
        self.folder = folder
        self.own = own or (folder,)
        self._name = name or folder
        self._store = store
        self._embedder = embedder
        self._reranker = reranker

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

        That may be milvus:FILE.db/NAME or milvus:http://HOST:19530/NAME as well.

        Without an embedder the default one is loaded when it is first needed. `passage_tokens` is the size of
        passages in a new library. A reranker judges once more what search finds. Raises LibraryError when there is
        no library, EmbedderMismatch when it was built with another model, ModelError when the model is missing.
        """
        place = Path(folder)

        def new() -> Manifest:
            nonlocal embedder
            embedder = embedder or default_embedder()
            return new_manifest(embedder, passage_tokens)

        store = open_store(place, new if create else None)
        own = folders_of(place)
        library = cls(own[0], store, embedder, reranker, name=name_of(place), own=own)
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
        self,
        paths: Iterable[Path | str],
        progress: Progress | None = None,
        *,
        follow_links: bool = False,
        by_name: bool = True,
        engine: Engine | None = None,
    ) -> AddReport:
        """Add files and the files in folders; what is in the library unchanged costs one hash.

        Links that lead out of a folder are followed only with `follow_links`; its own files are passed over.
        `progress` is called as (number from 1, total, path) before each file. A file that cannot be read is in
        the report, the others are added all the same. A picture without text, or that there is no OCR for, is only
        skipped in a folder or an archive, and wherever it is with `by_name` false: nobody named it.
        An `engine` reads and embeds in many processes; the library is the same.
        Raises AddingStopped if the library fails.
        """
        given = [Path(path) for path in paths]
        found = find_files(given, follow_links=follow_links, without=self.own)
        tally, own = Tally(), [folder.absolute() for folder in self.own]
        for skipped, reason in found.skipped:
            if not any(Path(skipped).absolute().is_relative_to(folder) for folder in own):
                tally.fail(skipped, reason)
        with self._adding():
            reads = read_indexed(found.files, self._store, lambda: self.embedder, progress, engine)
            named = frozenset(given) if by_name else frozenset()
            add_files(reads, add=self._add, store=self._store, tally=tally, named=named)
        return tally.report()

    def add_document(self, document: Document) -> Outcome:
        """Add a document that is loaded already, such as a web page. Raises DocumentError for one without text."""
        with self._adding():
            return self._add(document).outcome

    def remove(self, reference: str) -> Removal:
        """Take out a document, or the one of its sources that `reference` names; `reference` as for `document`.

        Raises LibraryError when the reference fits several sources of a document.
        """
        with self._store.changing("remove", beside="add"):
            found = self._store.find(reference)
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
        return self._store.documents(filters)

    def document(self, reference: str) -> Document:
        """Return a document by its id or the beginning of it, one of its sources, or the end of one (a file name).

        Raises LibraryError when no document is meant, or more than one.
        """
        return self._store.document(self._store.find(reference).document_id)

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
        fingerprint = self._check_embedder(self.embedder).fingerprint
        wanted = k if self._reranker is None else max(k, RERANKED)
        hits = self._store.search(query, vector, wanted, fingerprint=fingerprint, filters=filters)
        return hits if self._reranker is None else rerank(self._reranker, query, hits)[:k]

    def status(self) -> Status:
        """Return how much the library holds and what it was built with. Needs no model."""
        totals, manifest = self._store.totals(), self._store.manifest()
        return Status(
            folder=self._name,
            documents=totals.documents,
            sentences=totals.sentences,
            passages=totals.passages,
            characters=totals.characters,
            embedder=manifest.embedder,
            bytes_on_disk=self._store.size(),
            outdated=manifest.recipe != RECIPE,
        )

    def recall(self) -> Recall:
        """Measure how many of the really nearest passages vector search finds. Needs no model."""
        return self._store.recall()

    def check(self) -> tuple[str, ...]:
        """Return what is wrong with the library, one line a problem.

        Needs no model; where the library was opened with one, a sample of its passages is embedded again.
        """
        with suppress(LibraryError):  # what keeps the manifest from being read is among the problems
            self._mention_recipe()
        return tuple(self._store.problems(self._embedder))

    def compact(self) -> Compacted:
        """Give the room of what was removed back to the disk; needs as much free. A kill changes nothing."""
        before = self._store.size()
        with self._store.changing("compact"):
            self._store.compact()
        return Compacted(before, self._store.size())

    def copy(self, place: Path | str, progress: Progress | None = None) -> Copied:
        """Copy all of it to a place where no library or an empty one is, and compare. Raises LibraryError."""
        return copy(self._store, Path(place), progress)

    def rebuild(self, embedder: Embedder | None = None, progress: Progress | None = None) -> Rebuilt:
        """Make sentences, passages and vectors again from the stored texts, with another embedder if one is given.

        The sources are not needed, but for documents that are damaged, which are in the result. The old ones are
        replaced in one transaction when all is done; until then, and after an error, the library is as it was.
        """
        embedder = embedder or self._embedder or default_embedder()
        with self._store.changing("rebuild"):
            rebuilt = rebuild(self._store, embedder, progress, passage_tokens=PASSAGE_TOKENS, folder=self.folder)
            self._embedder = embedder
        return rebuilt

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
                f"the library at {self._name} was built with the embedding model {manifest.embedder} "
                f"({manifest.fingerprint[:12]}), not with {embedder.name} ({embedder.fingerprint[:12]}). "
                "Use the former, or run `pincite rebuild` to build the library again with the latter"
            )
        return manifest

    def _mention_recipe(self) -> None:
        if self._store.manifest().recipe != RECIPE:
            logger.warning(
                "%s: made by an earlier version, which parted texts into sentences and passages otherwise. It can "
                "be used as it is; `pincite rebuild` makes it anew, and it stays in use meanwhile",
                self._name,
            )

    @contextmanager
    def _adding(self) -> Iterator[None]:
        with self._store.changing("add"):
            self._mention_recipe()
            yield


def default_embedder() -> Embedder:
    """Return the default embedding model. Raises ModelError when it is not on disk."""
    return embedder_at(model_path(DEFAULT_EMBEDDER))
