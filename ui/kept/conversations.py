"""Conversations on disk: each user's own, written exchange by exchange."""

import json
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.limits import CONVERSATION_TITLE, shortened
from qa.answer import Answer
from ui.conversation import Exchange
from ui.kept.file import own_rows
from ui.scope import EVERYTHING, Scope

# Whatever stands in a damaged row, these are a text, a text and a time from 1970 to 2096: CAST makes a text of
# bytes, and `own_rows` reads one that is no UTF-8 with U+FFFD in the place of what is damaged.
_ENTRY = "CAST(id AS TEXT), CAST(title AS TEXT), min(max(CAST(changed AS REAL), 0), 4e9)"
DAMAGED = "The answer that was kept is damaged and cannot be shown: ask again."


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation on disk. `changed` is when it was last added to, in seconds since 1970.

    It lies in the folder of the library it asks, whose name is in `library` where there are several.
    """

    id: str
    title: str
    changed: float
    exchanges: tuple[Exchange, ...]
    scope: Scope
    library: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A conversation in a list; `library` is the name of the one it asks, where there are several."""

    id: str
    title: str
    changed: float
    library: str = ""


class Conversations:
    """The conversations kept in a library's folder. A user is a name, or None where nobody signs in.

    A conversation has the id of its first exchange. Every method raises PinciteError when the file cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        """Use the file in `folder`; it is made by the first call."""
        self._folder = folder

    def listed(self, user: str | None, wanted: str = "") -> tuple[Entry, ...]:
        """Return the user's conversations, the latest first, that hold `wanted` in title, question or answer."""
        sought = wanted.casefold()
        with own_rows(self._folder) as rows:
            # As bytes: SQLite gives a function no text that is not UTF-8, and one such would end the whole search.
            rows.create_function("holds", 1, lambda held: sought in _folded(held), deterministic=True)
            found = rows.execute(
                f"SELECT {_ENTRY} FROM conversations "
                "WHERE user = ? AND (holds(CAST(title AS BLOB)) OR id IN (SELECT conversation FROM exchanges "
                "WHERE holds(CAST(question AS BLOB)) OR holds(CAST(said AS BLOB)))) "
                "ORDER BY changed DESC, id",
                (_name(user),),
            )
            return tuple(Entry(*row) for row in found)

    def keep(
        self, user: str | None, exchanges: Sequence[Exchange], scope: Scope = EVERYTHING, *, replaced: str = ""
    ) -> None:
        """Write down the exchanges of one open page; `replaced` is the id of one that was asked anew.

        What another page added to the same conversation meanwhile stays. A new one is named after its last
        question, by which one that begins with copies of exchanges is told from theirs.
        """
        if not exchanges:
            return
        first = exchanges[0]
        with own_rows(self._folder) as rows:
            rows.execute(
                "INSERT INTO conversations VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET changed = excluded.changed, scope = excluded.scope",
                (first.id, _name(user), _title(exchanges[-1].question), time.time(), scope.to_json()),
            )
            for exchange in exchanges:
                _write(rows, first.id, exchange)
            rows.execute("DELETE FROM exchanges WHERE id = ?", (replaced,))
            rows.execute(
                "DELETE FROM conversations WHERE id = ? AND id NOT IN (SELECT conversation FROM exchanges)",
                (replaced,),
            )

    def opened(self, user: str | None, conversation: str) -> Kept | None:
        """Return one of the user's conversations, or None when it is not there, or not the user's."""
        with own_rows(self._folder) as rows:
            return _read(rows, user, conversation)

    def rename(self, user: str | None, conversation: str, title: str) -> None:
        """Give a conversation another title."""
        with own_rows(self._folder) as rows:
            rows.execute(
                "UPDATE conversations SET title = ? WHERE id = ? AND user = ?",
                (title.strip()[:CONVERSATION_TITLE], conversation, _name(user)),
            )

    def delete(self, user: str | None, conversation: str) -> Kept | None:
        """Delete one of the user's conversations, and return it for `restore`."""
        with own_rows(self._folder) as rows:
            kept = _read(rows, user, conversation)
            if kept is not None:
                rows.execute("DELETE FROM conversations WHERE id = ?", (conversation,))
            return kept

    def restore(self, user: str | None, kept: Kept) -> None:
        """Write a deleted conversation again, as it was."""
        with own_rows(self._folder) as rows:
            rows.execute(
                "INSERT OR REPLACE INTO conversations VALUES (?, ?, ?, ?, ?)",
                (kept.id, _name(user), kept.title, kept.changed, kept.scope.to_json()),
            )
            for exchange in kept.exchanges:
                _write(rows, kept.id, exchange)


def _folded(held: bytes) -> str:
    return held.decode(errors="replace").casefold()


def _name(user: str | None) -> str:
    return user or ""


def _title(question: str) -> str:
    line = " ".join(question.split())
    return shortened(line, CONVERSATION_TITLE)


def _write(rows: sqlite3.Connection, conversation: str, exchange: Exchange) -> None:
    answer = exchange.answer
    rows.execute(
        "INSERT INTO exchanges VALUES "
        "(:id, :conversation, (SELECT count(*) FROM exchanges WHERE conversation = :conversation), "
        ":question, :said, :answer, :problem) "
        "ON CONFLICT (id) DO UPDATE SET "
        "said = excluded.said, answer = excluded.answer, problem = excluded.problem",
        {
            "id": exchange.id,
            "conversation": conversation,
            "question": exchange.question,
            "said": answer.text if answer is not None else exchange.draft,
            "answer": json.dumps(answer.to_json(), ensure_ascii=False) if answer is not None else None,
            "problem": exchange.problem,
        },
    )


def _read(rows: sqlite3.Connection, user: str | None, conversation: str) -> Kept | None:
    found = rows.execute(
        f"SELECT {_ENTRY}, scope FROM conversations WHERE id = ? AND user = ?",
        (conversation, _name(user)),
    ).fetchone()
    if found is None:
        return None
    exchanges = rows.execute(
        "SELECT CAST(id AS TEXT), CAST(question AS TEXT), CAST(said AS TEXT), answer, CAST(problem AS TEXT) "
        "FROM exchanges WHERE conversation = ? ORDER BY number, rowid",
        (conversation,),
    )
    identity, title, changed, scope = found
    return Kept(identity, title, changed, tuple(_exchange(*row) for row in exchanges), Scope.from_json(scope))


def _exchange(identity: str, question: str, said: str, answer: str | None, problem: str | None) -> Exchange:
    """Return an exchange as it was kept; whose answer never came, it was stopped; a damaged answer is told."""
    if answer is not None:
        try:
            return Exchange(identity, question, answer=Answer.from_json(json.loads(answer)), problem=problem)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return Exchange(identity, question, draft=said, problem=DAMAGED)
    kept = Exchange(identity, question, draft=said, problem=problem)
    return kept.stopped() if kept.pending else kept
