"""The store of one machine: a folder with a SQLite file, and beside it the vectors once more, for FAISS."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from index.adding.indexing import IndexedDocument
from index.errors import EmbedderMismatch, LibraryError
from index.filters import Filters
from index.models.embed import Embedder, Vectors
from index.status import Recall, bytes_on_disk
from index.store.embedded.check import problems
from index.store.embedded.references import DOCUMENTS, allowed, find
from index.store.embedded.rows.database import Database
from index.store.embedded.rows.readers import SharedDatabase
from index.store.embedded.rows.salvage import listed_sources, row_numbers, stored_document
from index.store.embedded.rows.tables import Tables
from index.store.embedded.search import search
from index.store.embedded.vectors.nearest import PassageVectors
from index.store.embedded.vectors.recall import measure_recall
from index.store.embedded.words.bm25 import PassageWords
from index.store.embedded.writer import WriterLock
from index.store.values import Found, Manifest, Salvage, Stored
from index.types import DocumentSummary, Hit

LIBRARY_FILE = "library.db"
VECTOR_FILE = "vectors.faiss"


class EmbeddedStore(Tables):
    """A `Store` in a folder: the rows of its tables, with search over them and one writer at a time."""

    def __init__(self, database: Database) -> None:
        """Use `EmbeddedStore.open` or `EmbeddedStore.create`."""
        super().__init__(database)
        self._folder = database.path.parent
        self._vectors = PassageVectors(self._folder / VECTOR_FILE, self)
        self._words = PassageWords(self)
        self._writer = WriterLock(self._folder)

    @staticmethod
    def is_in(folder: Path) -> bool:
        """Tell whether there is one in a folder, also one that cannot be used."""
        return (folder / LIBRARY_FILE).exists()

    @classmethod
    def open(cls, folder: Path) -> "EmbeddedStore":
        """Open the one in a folder. Raises LibraryError."""
        return cls(SharedDatabase(folder / LIBRARY_FILE))

    @classmethod
    def create(cls, folder: Path, manifest: Manifest) -> "EmbeddedStore":
        """Make an empty one, or open what another process has made meanwhile. Raises LibraryError."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except (OSError, ValueError) as error:  # ValueError: a null character
            why = error.strerror if isinstance(error, OSError) else error
            raise LibraryError(f"{folder}: no library can be made there ({why}); name another folder") from error
        return cls(SharedDatabase.create(folder / LIBRARY_FILE, manifest))

    @contextmanager
    def changing(self, work: str, *, beside: str = "") -> Iterator[None]:
        """Be the one writer, and let the vector file follow; where the work fails, it is that which is told."""
        with self._writer.held(work, beside=beside):
            try:
                yield
            except BaseException:
                with suppress(LibraryError):
                    self._vectors.keep()
                raise
            self._vectors.keep()

    def find(self, reference: str) -> Found:
        """Return the document that a person means. Raises LibraryError and QuestionError."""
        with self.reading() as rows:
            return find(rows, reference, self._folder)

    def documents(self, filters: Filters | None = None) -> tuple[DocumentSummary, ...]:
        """List the documents that the filters allow, by title. Raises as `find` does for those that these name."""
        if filters is None:
            return super().documents()
        with self.reading() as rows:
            wanted = set(allowed(rows, filters, DOCUMENTS, self._folder))
            return tuple(document for document in super().documents() if document.id in wanted)

    def search(
        self, query: str, vector: Vectors, k: int, *, fingerprint: str, filters: Filters | None = None
    ) -> tuple[Hit, ...]:
        """Return the best `k` passages that the filters allow, best first. Raises as the protocol says."""
        with self.reading():
            manifest = self.manifest()
            if manifest.fingerprint != fingerprint:
                raise EmbedderMismatch(
                    f"the library at {self._folder} was made anew with the embedding model {manifest.embedder}; "
                    "open it again with that"
                )
            return search(self, self._vectors, self._words, query, vector, k, filters=filters)

    def problems(self, embedder: Embedder | None = None) -> Iterator[str]:
        """Yield what is wrong with the rows and with what is derived from them, one line a problem."""
        return problems(self, self._vectors, embedder)

    def recall(self) -> Recall:
        """Measure how many of the really nearest passages vector search finds."""
        return measure_recall(self, self._vectors)

    def size(self) -> int:
        """Return the bytes of the folder's files."""
        return bytes_on_disk(self._folder)

    def salvage(self) -> Salvage:
        """Return what can be read of the file, document by document, each out of a snapshot of its own."""
        state = self.manifest() if self.is_whole() else None
        with self.reading() as rows:
            numbers, sources = row_numbers(rows), listed_sources(rows)
        return Salvage(state, len(numbers), self._stored(numbers), sources)

    def _stored(self, numbers: Iterable[int]) -> Iterator[Stored]:
        for number in numbers:
            with self.reading() as rows:
                stored = stored_document(rows, number)
            yield stored

    def replace(
        self, documents: Iterable[IndexedDocument], manifest: Manifest, *, made_from: Manifest | None
    ) -> Path | None:
        """Write documents to a file beside this one; take that over in one transaction, or put it in its place."""
        with TemporaryDirectory(dir=self._folder, prefix="rebuild-") as scratch:
            path = Path(scratch) / LIBRARY_FILE
            with closing(Tables(Database.create(path, manifest))) as fresh:
                for indexed in documents:
                    fresh.put(indexed, manifest.identity)
                    fresh.list_under(indexed.document.id, indexed.document.also)
            if made_from is None:
                return self.give_place_to(path)
            self.replace_derived(path, made_from.generation)
            return None
