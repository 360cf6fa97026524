"""The format of a library file: recognised, refused, written, or brought up to date."""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

from index.errors import LibraryError
from index.store.embedded.rows.checksum import FORMER_COLUMNS, seal, seal_again
from index.store.embedded.rows.copies import link_copies
from index.store.embedded.rows.schema import APPLICATION_ID, FIRST_FORMAT, FORMAT, MIGRATIONS
from index.store.embedded.words.postings import index_words

logger = logging.getLogger(__name__)

# An index that SQLite makes by itself has no statement; statistics are nobody's.
_SHAPE = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'"
WORDS_AFTER = "SELECT rowid, title || ' ' || text FROM words WHERE rowid > ? ORDER BY rowid LIMIT 10000"


def write_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of the present format in an empty file, inside a transaction."""
    for statement in FIRST_FORMAT:
        connection.execute(statement)
    _step_up(connection, 1)
    _move_words(connection)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def wrong_tables(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return which tables, indexes and triggers are not those of a new library, as "table documents"."""
    with closing(sqlite3.connect(":memory:")) as new:
        write_tables(new)
        expected = set(new.execute(_SHAPE).fetchall())
    return tuple(
        sorted(f"{kind} {name}" for kind, name, _ in expected ^ set(connection.execute(_SHAPE).fetchall()))
    )


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring a file of an older format up to date, in one transaction. Damage in it is seen afterwards, too."""
    if _format(connection) == FORMAT:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = _format(connection)  # another process may have been quicker
        if found < FORMAT:
            _step_up(connection, found)
        if found < 3:
            _move_words(connection)
        documents = connection.execute("SELECT id FROM documents ORDER BY id").fetchall()
        for (document_id,) in documents:
            if found < 2:
                link_copies(connection, document_id)
            if found in FORMER_COLUMNS:
                seal_again(connection, document_id, FORMER_COLUMNS[found])
            elif found < FORMAT:
                seal(connection, document_id)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    logger.warning("%s: brought up to date, from format %d to %d", path, found, FORMAT)


def _step_up(connection: sqlite3.Connection, found: int) -> None:
    for number in range(found + 1, FORMAT + 1):
        for statement in MIGRATIONS[number]:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {FORMAT}")


def _move_words(connection: sqlite3.Connection) -> None:
    """Index again what full-text search had of each passage before format 3."""
    last = 0
    while found := connection.execute(WORDS_AFTER, (last,)).fetchall():
        index_words(connection, [row[0] for row in found], [row[1] for row in found])
        last = found[-1][0]
    connection.execute("DROP TABLE words")


def check_format(connection: sqlite3.Connection, path: Path) -> int:
    """Return the format of a library file that this version can use."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise LibraryError(
            f"{path} is a database, but not a Pincite library. Move it away, or name another folder"
        )
    found = _format(connection)
    if not 1 <= found <= FORMAT:
        raise LibraryError(
            f"{path} has format {found}, and this version of Pincite reads format {FORMAT}. "
            "Update Pincite, or add the documents to a library in a new folder"
        )
    require_fts5(connection)
    return found


def _format(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def require_fts5(connection: sqlite3.Connection) -> None:
    """Raise LibraryError where SQLite has no full-text search."""
    if not connection.execute("SELECT count(*) FROM pragma_module_list WHERE name = 'fts5'").fetchone()[0]:
        raise LibraryError(
            f"this Python's SQLite ({sqlite3.sqlite_version}) has no full-text search (FTS5). "
            "Use a Python from python.org, Debian, Ubuntu or uv"
        )
