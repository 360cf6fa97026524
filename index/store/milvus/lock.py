"""One change at a time, whichever process makes it: a lock that is a collection, since only one can be made.

Milvus compares no row before it writes one, so no row could be a lock. Who holds it shows life in a row; where
that stands still for a while the holder is dead, and the next one takes over.
"""

import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from index.errors import LibraryError
from index.store.milvus.connection import Connection, Missing
from index.store.milvus.layout import BLANK, lock_schema

SECONDS_OF_SILENCE = 60.0
"""After which a holder counts as dead; one that lives shows it every few seconds, or later on a busy machine."""
SECONDS_TO_WAIT = 180.0
SECONDS_OF_A_BEAT = 2.0
STATE_ROW, LIFE_ROW = 0, 1

_HELD_HERE: set[str] = set()
"""Tokens of locks that this process holds: in a file there can be no others that live."""


@dataclass(slots=True)
class Hold:
    """The lock while it is held. One `left_behind` stays; who `overtook` another clears up what is half done."""

    token: str
    work: str
    overtook: bool = False
    left_behind: bool = False
    shown: float = 0.0


class Lock:
    """The right to change one library; the threads that share this object take turns, too."""

    def __init__(self, connection: Connection, name: str) -> None:
        """Name the library; nothing is locked before it is needed."""
        self._connection = connection
        self._name = name
        self._lock = f"{name}__lock"
        self._threads = threading.RLock()

    @contextmanager
    def held(self, work: str) -> Iterator[Hold]:
        """Hold the lock for one change. Raises LibraryError, which names the holder, after a while."""
        with self._threads:
            hold = self._taken(work)
            try:
                yield hold
            finally:
                if not hold.left_behind:
                    self._drop(hold.token)
                _HELD_HERE.discard(hold.token)

    def _drop(self, token: str) -> None:
        """Let go of the lock if it is the one of this token: meanwhile it may be that of another."""
        if self._holder() == token:
            self._connection.drop(self._lock)

    def show_life(self, hold: Hold) -> None:
        """Tell the others, now and then, that the holder lives. Raises LibraryError where the lock was lost."""
        now = time.monotonic()
        if hold.shown and now - hold.shown < SECONDS_OF_A_BEAT:
            return
        self.check(hold)
        hold.shown = now
        self._connection.upsert(self._name, life_row(f"{hold.token} {now:.3f} {_note(hold.work)}"))

    def check(self, hold: Hold) -> None:
        """Raise LibraryError where the lock was taken by another, who took this process for dead."""
        if self._holder() != hold.token:
            hold.left_behind = True
            raise LibraryError(
                f"the library at {self._connection.address} was not changed: this process stood still for so long "
                "that another one took over. Try again"
            )

    def _taken(self, work: str) -> Hold:
        token = f"by_{secrets.token_hex(8)}"
        hold = Hold(token, work)
        schema = lock_schema(token)
        end = time.monotonic() + SECONDS_TO_WAIT
        seen, quiet_since = "", time.monotonic()
        _HELD_HERE.add(token)
        while True:
            try:
                self._connection.create(self._lock, schema, None)
            except LibraryError as error:
                holder = self._holder()
                if holder is None:  # it has just gone, or nothing can be made here
                    if time.monotonic() > end:
                        _HELD_HERE.discard(token)
                        raise
                    time.sleep(0.02)
                    continue
                if holder == token:
                    return hold
                life = f"{holder} {self._life()}"
                if life != seen:
                    seen, quiet_since = life, time.monotonic()
                if self._is_dead(holder, time.monotonic() - quiet_since):
                    hold.overtook = True
                    self._drop(holder)
                elif time.monotonic() > end:
                    _HELD_HERE.discard(token)
                    raise LibraryError(
                        f"the library at {self._connection.address} is being changed by {_described(life)}; "
                        "try again after it"
                    ) from error
                else:
                    time.sleep(0.02 + secrets.randbelow(50) / 1000)
            else:
                return hold

    def _is_dead(self, token: str, quiet: float) -> bool:
        alone = self._connection.address.file is not None
        return quiet > SECONDS_OF_SILENCE or (alone and token not in _HELD_HERE)

    def _holder(self) -> str | None:
        try:
            return next(name for name in self._connection.fields(self._lock) if name.startswith("by_"))
        except Missing:
            return None

    def _life(self) -> str:
        rows = self._connection.rows(self._name, f"number in [{LIFE_ROW}]", ["body"])
        return str(rows[0]["body"]) if rows else ""


def life_row(text: str) -> dict[str, object]:
    """Return the row that shows the life of a holder: its token, and something else each time."""
    return {"number": LIFE_ROW, "body": text, "blank": BLANK}


def _note(work: str) -> str:
    since = datetime.now().astimezone().isoformat(timespec="seconds")
    return json.dumps({"process": os.getpid(), "host": socket.gethostname(), "work": work, "since": since})


def _described(life: str) -> str:
    """Return who holds the lock; that is known once it has begun to write."""
    token, _, rest = life.partition(" ")
    shown, _, note = rest.partition(" ")
    if shown != token:
        return "another process"
    holder = json.loads(note.partition(" ")[2])
    return f"process {holder['process']} on {holder['host']} (`pincite {holder['work']}`, at {holder['since']})"
