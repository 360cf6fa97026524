"""The file in which a library keeps each user's conversations and settings, and the settings of all."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.errors import PinciteError

OWN_FILE = "users.db"
SECONDS_TO_WAIT = 10.0  # for another page or process that is writing: a matter of milliseconds

_TABLES = """
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, user TEXT NOT NULL, title TEXT NOT NULL, changed REAL NOT NULL, scope TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS conversations_of_user ON conversations (user, changed);
CREATE TABLE IF NOT EXISTS exchanges (
    id TEXT PRIMARY KEY, conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    number INTEGER NOT NULL, question TEXT NOT NULL, said TEXT NOT NULL, answer TEXT, problem TEXT
);
CREATE INDEX IF NOT EXISTS exchanges_of_conversation ON exchanges (conversation, number);
CREATE TABLE IF NOT EXISTS settings (user TEXT PRIMARY KEY, chosen TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS shared_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@contextmanager
def own_rows(folder: Path) -> Iterator[sqlite3.Connection]:
    """Give one transaction on the file in a library's folder, which is made where there is none.

    All that is done in the block is written when it ends, or nothing of it. What is deleted is overwritten. Of a
    damaged text the rest can be read. Raises PinciteError when the file cannot be read or written.
    """
    path = folder / OWN_FILE
    try:
        path.touch(mode=0o600)  # nobody else on this computer reads what somebody asked
        with closing(sqlite3.connect(path, timeout=SECONDS_TO_WAIT)) as rows:
            rows.text_factory = lambda value: value.decode(errors="replace")
            rows.execute("PRAGMA foreign_keys = ON")
            rows.execute("PRAGMA secure_delete = ON")
            rows.executescript(_TABLES)
            rows.execute("BEGIN IMMEDIATE")
            with rows:
                yield rows
    except (sqlite3.Error, OSError) as error:
        raise PinciteError(
            f"{path}, where conversations and settings are kept, cannot be used ({error}); check the disk and "
            "whether you may write there"
        ) from error
