"""The library's SQLite file: how it is created, opened and brought up to date, and its transactions."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import LibraryError
from index.store.embedded.rows.formats import check_format, migrate, require_fts5, write_tables
from index.store.embedded.rows.schema import FORMAT
from index.store.values import Manifest

PRIVATE_FILE = 0o600
SECONDS_TO_WAIT_FOR_A_WRITER = 10.0
"""A document is committed in milliseconds; what takes longer is kept apart by the writer's lock."""


class Database:
    """One connection, shared by the threads of a process through a lock; other processes have their own.

    Work stands in `with database.reading()` or `with database.writing()`: one snapshot, or all or nothing.
    """

    def __init__(self, path: Path) -> None:
        """Open an existing library file, and bring one of an older format up to date.

        Raises LibraryError when it is no library, and changes nothing then. Where it cannot be written, it can be
        read all the same.
        """
        self.path = path
        self._lock = threading.RLock()
        if _stamp(path).size == 0:
            raise LibraryError(
                f"{path} is empty (0 bytes), so the library in it is lost. Put back a copy, or move the file away "
                "and add the documents again with `pincite add`"
            )
        self.read_only = not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
        with _explained(path):
            self._connect()

    def _connect(self) -> None:
        seen = _stamp(self.path)
        self._connection = _connect_to_read(self.path) if self.read_only else _connect(self.path)
        try:
            found = check_format(self._connection, self.path)
            if not self.read_only:
                self._connection.execute("PRAGMA journal_mode = WAL")
                # A commit is on the disk when it returns: it costs milliseconds, a document takes longer to embed.
                self._connection.execute("PRAGMA synchronous = FULL")
                migrate(self._connection, self.path)
                self._connection.execute("PRAGMA foreign_keys = ON")
            elif found < FORMAT:
                raise LibraryError(
                    f"{self.path} has format {found}; it must be brought up to {FORMAT}, and cannot be written. "
                    "Copy the library to a folder you may write to, and open it there"
                )
        except BaseException:
            self._connection.close()
            raise
        self._seen = seen

    @classmethod
    def create(cls, path: Path, manifest: Manifest) -> "Database":
        """Make a library file and open it; where another process was quicker, open what that one made."""
        draft = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.new")
        try:
            _make_private(draft)
            with _explained(path), closing(_connect(draft)) as connection:
                require_fts5(connection)
                connection.execute("BEGIN")
                write_tables(connection)
                columns = asdict(manifest)
                marks = ", ".join(f":{column}" for column in columns)
                connection.execute(f"INSERT INTO manifest ({', '.join(columns)}) VALUES ({marks})", columns)
                connection.execute("COMMIT")
            _publish(draft, path)
        finally:
            draft.unlink(missing_ok=True)
        return cls(path)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read one snapshot of the library; nested uses share the outer one."""
        with self._lock, _explained(self.path), undamaged(self.path):
            if self._connection.in_transaction:
                yield self._connection
                return
            self._follow()
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                self._connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Change the library in one transaction: after an error, or a kill, nothing has changed."""
        with self._lock, _explained(self.path):
            if self.read_only:
                raise LibraryError(
                    f"{self.path} cannot be written. Check that you may write to it and its folder, or copy it"
                )
            self._follow()
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("UPDATE manifest SET generation = generation + 1")
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _follow(self) -> None:
        """Connect again where the name now belongs to another file, or nobody tells us of changes to this one.

        Raises LibraryError when the file is gone. SQLite sees for itself that the one it had is no longer at its
        place, and so leaves the log of the new one alone when the connection is closed.
        """
        found = _stamp(self.path)
        if found.file != self._seen.file or (self.read_only and found != self._seen):
            self._connection.close()
            self._connect()

    def give_place_to(self, fresh: Path) -> Path:
        """Put another library file, which nobody has open, in the place of this one; return where this is kept.

        Whoever has this one open sees that, and opens the other. Raises LibraryError.
        """
        kept = self.path.with_name(f"{self.path.name}.damaged")
        with self._lock:
            self._connection.close()
            try:
                # A log that is left, as others have the file open, must not be taken for the new file's.
                for ending in ("-wal", "-shm", ""):
                    old = self.path.with_name(f"{self.path.name}{ending}")
                    if old.exists():
                        old.replace(kept.with_name(f"{kept.name}{ending}"))
                fresh.chmod(kept.stat().st_mode & 0o777)
                fresh.replace(self.path)
            except OSError as error:
                raise LibraryError(
                    f"{self.path} cannot be replaced ({error.strerror}). What it was is kept as {kept.name}, "
                    "or still in its place; see who may write there"
                ) from error
            with _explained(self.path):
                self._connect()
        return kept

    @contextmanager
    def attached(self, other: Path) -> Iterator[None]:
        """Let statements name the tables of another library file, as `fresh.passages`."""
        with self._lock, _explained(self.path):
            self._connection.execute("ATTACH DATABASE ? AS fresh", (str(other),))
            try:
                yield
            finally:
                self._connection.execute("DETACH DATABASE fresh")

    def vacuum(self) -> None:
        """Write the file anew without the room of what was deleted. A kill leaves it as it was."""
        with self._lock, _explained(self.path):
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the connection; SQLite folds its log into the file."""
        with self._lock:
            self._connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        path, timeout=SECONDS_TO_WAIT_FOR_A_WRITER, isolation_level=None, check_same_thread=False
    )


def _connect_to_read(path: Path) -> sqlite3.Connection:
    """Open a file that cannot be written: with its log where there is one, else as one that nobody changes."""
    how = "mode=ro" if _log(path).exists() else "immutable=1"
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}", uri=True, isolation_level=None, check_same_thread=False
    )


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What a file is on its disk, and what changes when somebody else, who may, writes to it."""

    file: tuple[int, int]
    changed: int
    size: int
    logged: bool


def _stamp(path: Path) -> _Stamp:
    try:
        status = path.stat()
    except OSError as error:
        raise LibraryError(f"{path} is gone ({error.strerror}). Put it back, or open another library") from error
    return _Stamp((status.st_dev, status.st_ino), status.st_mtime_ns, status.st_size, _log(path).exists())


def _make_private(path: Path) -> None:
    """Make an empty file that nobody else may read; SQLite gives its log the same rights. Raises LibraryError."""
    try:
        path.touch(mode=PRIVATE_FILE)
    except OSError as error:
        raise LibraryError(
            f"{path.parent} cannot be written ({error.strerror}). Check that you may write to it, or name another "
            "folder"
        ) from error


def _publish(draft: Path, path: Path) -> None:
    """Give a finished file its name, unless there is one of that name."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
    except OSError:  # A file system without hard links, such as exFAT.
        if not path.exists():
            draft.rename(path)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into LibraryError, which says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise LibraryError(f"{path}: {error}. {_advice(error)}") from error


@contextmanager
def undamaged(path: Path) -> Iterator[None]:
    """Turn what is raised where a value is not as it was written into LibraryError."""
    try:
        yield
    except UnicodeEncodeError:  # of what was asked for
        raise
    except (ValueError, TypeError, LookupError, ArithmeticError) as error:
        raise LibraryError(
            f"{path} is damaged: what it holds cannot be read ({type(error).__name__}: {error}). `pincite check` "
            "says what is wrong, and `pincite rebuild` mends what can be mended"
        ) from error


def _advice(error: sqlite3.Error) -> str:
    match getattr(error, "sqlite_errorname", "").removeprefix("SQLITE_").partition("_")[0]:
        case "NOTADB":
            return (
                "The file is damaged or no library: put back a copy, or move it away and add the documents again"
            )
        case "CORRUPT":
            return (
                "The file is damaged: `pincite rebuild` mends what can be mended; else put back a "
                "copy, or move it away and add the documents again"
            )
        case "BUSY":
            return "Another process is writing to the library: try again when it is done"
        case "FULL" | "IOERR":
            return "Check the disk's free space and state, then try again: nothing was changed"
        case "READONLY" | "CANTOPEN" | "PERM":
            return "Check that the library's folder is where it was, and that you may write to it"
        case _:
            return "Run `pincite check` to see whether the library is whole"
