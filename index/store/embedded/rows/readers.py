"""A library file that many threads read at once: none waits for another, nor for who writes."""

import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import LibraryError
from index.store.embedded.rows.database import Database

MOST_IDLE = 4  # connections that are kept open for the next readers


class SharedDatabase(Database):
    """One connection to write, and for each thread that reads one of its own, with a snapshot of its own.

    Reads inside of `writing` are of what is being written.
    """

    def __init__(self, path: Path) -> None:
        """Open an existing library file. Raises as `Database` does."""
        super().__init__(path)
        self._closed = False
        self._idle: deque[Database] = deque()
        self._here = threading.local()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read one snapshot of the library; nested uses in a thread share the outer one."""
        outer: Database | None = getattr(self._here, "database", None)
        if outer is self:
            with super().reading() as rows:
                yield rows
        elif outer is not None:
            with outer.reading() as rows:
                yield rows
        else:
            with self._reader() as reader, self._in_this_thread(reader), reader.reading() as rows:
                yield rows

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Change the library in one transaction: after an error, or a kill, nothing has changed."""
        with self._in_this_thread(self), super().writing() as rows:
            yield rows

    def close(self) -> None:
        """Close all connections but those in use, which are closed once they are given back."""
        self._closed = True
        super().close()
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def _reader(self) -> Iterator[Database]:
        """Lend a connection; one on which something went wrong is not lent again."""
        if self._closed:
            raise LibraryError(f"{self.path} was closed in this program; open it again")
        try:
            reader = self._idle.pop()
        except IndexError:
            reader = Database(self.path)
        try:
            yield reader
        except BaseException:
            reader.close()
            raise
        if self._closed or len(self._idle) >= MOST_IDLE:
            reader.close()
        else:
            self._idle.append(reader)

    @contextmanager
    def _in_this_thread(self, database: Database) -> Iterator[None]:
        """Let what this thread reads come from a connection."""
        outer: Database | None = getattr(self._here, "database", None)
        self._here.database = database
        try:
            yield
        finally:
            self._here.database = outer
