"""The library's SQLite file: its tables, how it is created and opened, and its transactions."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from index import postings
from index.errors import LibraryError

FORMAT = 3
APPLICATION_ID = 0x50494E43  # "PINC": tells a library from any other SQLite file
SECONDS_TO_WAIT_FOR_A_WRITER = 30.0

# The manifest has one row. A passage is the sentences from `first` to `last`, by position. Ids of passages ascend
# and are never given twice; those that have gone stay on record, so that what is derived from passages can follow.
TABLES = """
CREATE TABLE manifest (
    identity TEXT NOT NULL, generation INTEGER NOT NULL,
    embedder TEXT NOT NULL, fingerprint TEXT NOT NULL, dimension INTEGER NOT NULL, passage_tokens INTEGER NOT NULL
);
CREATE TABLE documents (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL, source TEXT NOT NULL, published TEXT,
    pages TEXT NOT NULL, blocks TEXT NOT NULL, content_hash TEXT NOT NULL, author TEXT, site TEXT, language TEXT
);
CREATE TABLE sentences (
    document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    position INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, heading INTEGER NOT NULL,
    PRIMARY KEY (document, position)
) WITHOUT ROWID;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    first INTEGER NOT NULL, last INTEGER NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX passages_of_document ON passages (document);
CREATE TABLE removed_passages (id INTEGER PRIMARY KEY, generation INTEGER NOT NULL);
CREATE TRIGGER passage_removed AFTER DELETE ON passages BEGIN
    INSERT INTO removed_passages VALUES (old.id, (SELECT generation + 1 FROM manifest));
END;
"""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a library was built with.

    `identity` is drawn anew when passages are numbered anew, and `generation` grows with every change:
    together they name one state of the library.
    """

    identity: str
    generation: int
    embedder: str
    fingerprint: str
    dimension: int
    passage_tokens: int


class Database:
    """One connection, shared by the threads of a process through a lock; other processes have their own.

    Work stands in `with database.reading()` or `with database.writing()`: one snapshot, or all or nothing.
    """

    def __init__(self, path: Path) -> None:
        """Open an existing library file. Raises LibraryError when it is not one, and changes nothing then."""
        self.path = path
        self._lock = threading.RLock()
        if path.stat().st_size == 0:
            raise LibraryError(
                f"{path} is empty (0 bytes), so the library in it is lost. Put back a copy, or move the file away "
                "and add the documents again with `pincite add`"
            )
        with _explained(path):
            self._connection = _connect(path)
            try:
                _check_format(self._connection, path)
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA foreign_keys = ON")
            except BaseException:
                self._connection.close()
                raise

    @classmethod
    def create(cls, path: Path, manifest: Manifest) -> "Database":
        """Make a library file and open it; where another process was quicker, open what that one made."""
        draft = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.new")
        try:
            with _explained(path), closing(_connect(draft)) as connection:
                connection.executescript(TABLES + postings.TABLES)
                columns = asdict(manifest)
                marks = ", ".join(f":{column}" for column in columns)
                connection.execute(f"INSERT INTO manifest ({', '.join(columns)}) VALUES ({marks})", columns)
                connection.executescript(
                    f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {FORMAT}"
                )
            _publish(draft, path)
        finally:
            draft.unlink(missing_ok=True)
        return cls(path)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read one snapshot of the library; nested uses share the outer one."""
        with self._lock, _explained(self.path):
            if self._connection.in_transaction:
                yield self._connection
                return
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                self._connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Change the library in one transaction: after an error, or a kill, nothing has changed."""
        with self._lock, _explained(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("UPDATE manifest SET generation = generation + 1")
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def attached(self, other: Path) -> Iterator[None]:
        """Let statements name the tables of another library file, as `fresh.passages`."""
        with self._lock, _explained(self.path):
            self._connection.execute("ATTACH DATABASE ? AS fresh", (str(other),))
            try:
                yield
            finally:
                self._connection.execute("DETACH DATABASE fresh")

    def close(self) -> None:
        """Close the connection; SQLite folds its log into the file."""
        with self._lock:
            self._connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        path, timeout=SECONDS_TO_WAIT_FOR_A_WRITER, isolation_level=None, check_same_thread=False
    )


def _publish(draft: Path, path: Path) -> None:
    """Give a finished file its name, unless there is one of that name."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
    except OSError:  # A file system without hard links, such as exFAT.
        if not path.exists():
            draft.rename(path)


def _check_format(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise LibraryError(
            f"{path} is a database, but not a Pincite library. Move it away, or name another folder"
        )
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found != FORMAT:
        raise LibraryError(
            f"{path} has format {found}, and this version of Pincite reads format {FORMAT}. "
            "Update Pincite, or add the documents to a library in a new folder"
        )


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into LibraryError, which says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise LibraryError(f"{path}: {error}. {_advice(error)}") from error


def _advice(error: sqlite3.Error) -> str:
    match getattr(error, "sqlite_errorname", "").removeprefix("SQLITE_").partition("_")[0]:
        case "NOTADB" | "CORRUPT":
            return (
                "The file is damaged or no library: put back a copy, or move it away and add the documents again"
            )
        case "BUSY":
            return "Another process is writing to the library: try again when it is done"
        case "FULL" | "IOERR":
            return "Check the disk's free space and state, then try again: nothing was changed"
        case "READONLY" | "CANTOPEN" | "PERM":
            return "Check that you may write to the library's folder"
        case _:
            return "Run `pincite check` to see whether the library is whole"
