"""What each user has set, how answers are made and the page looks; and for all of them, which model answers."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

from index.errors import PinciteError
from qa.options import Options, Strictness
from ui.kept.file import own_rows
from ui.scope import Scope

Length = Literal["short", "medium", "long"]
Theme = Literal["system", "light", "dark"]

ANSWER_TOKENS: dict[Length, int] = {"short": 60, "medium": 120, "long": 240}
FEWEST_SENTENCES, MOST_SENTENCES = 3, 10


@dataclass(frozen=True, slots=True)
class Settings:
    """One user's settings. Raises ValueError for a value that there is not."""

    length: Length = "medium"
    sentences: int = 5
    strictness: Strictness = "balanced"
    theme: Theme = "system"

    def __post_init__(self) -> None:
        """Check what came from a file or a browser."""
        for value, known in ((self.length, Length), (self.strictness, Strictness), (self.theme, Theme)):
            if value not in get_args(known):
                raise ValueError(f"{value!r} is none of {', '.join(get_args(known))}")
        if not isinstance(self.sentences, int) or not FEWEST_SENTENCES <= self.sentences <= MOST_SENTENCES:
            raise ValueError(
                f"{self.sentences!r} sentences: from {FEWEST_SENTENCES} to {MOST_SENTENCES} can be shown"
            )

    def options(self, scope: Scope) -> Options:
        """Return how a question over `scope` is answered."""
        return Options(
            filters=scope.filters,
            sentences=self.sentences,
            answer_tokens=ANSWER_TOKENS[self.length],
            full=self.length == "long",
            strictness=self.strictness,
        )


class SettingsFile:
    """The settings of all users, in a library's folder. Its methods raise PinciteError when it cannot be used."""

    def __init__(self, folder: Path) -> None:
        """Use the file in `folder`; it is made by the first call."""
        self._folder = folder

    def of(self, user: str | None) -> Settings:
        """Return what a user has set, and else what is usual.

        What a later version wrote, and this one does not know, is left out; so is all of what is damaged.
        """
        with own_rows(self._folder) as rows:
            found = rows.execute("SELECT chosen FROM settings WHERE user = ?", (user or "",)).fetchone()
        known = {field.name for field in fields(Settings)}
        try:
            chosen: dict[str, Any] = json.loads(found[0]) if found else {}
            return Settings(**{name: value for name, value in chosen.items() if name in known})
        except (ValueError, TypeError, AttributeError, RecursionError):
            return Settings()

    def keep(self, user: str | None, settings: Settings) -> None:
        """Write down what a user has set."""
        with own_rows(self._folder) as rows:
            rows.execute(
                "INSERT OR REPLACE INTO settings VALUES (?, ?)", (user or "", json.dumps(asdict(settings)))
            )

    def library(self, user: str | None) -> str:
        """Return the name of the library that a user had open last, or "" for a new user."""
        return self._shared(f"library {user or ''}") or ""

    def keep_library(self, user: str | None, named: str) -> None:
        """Write down which one a user has open."""
        self._keep_shared(f"library {user or ''}", named)

    def folders(self) -> tuple[str, ...]:
        """Return the folders that the library follows. Raises PinciteError when that is damaged."""
        try:
            kept = json.loads(self._shared("folders") or "[]")
            if not isinstance(kept, list):
                raise TypeError
            return tuple(map(str, kept))
        except (ValueError, TypeError, RecursionError) as error:
            raise PinciteError(
                f"{self._folder}: which folders are kept in sync is damaged; name them anew on the page"
            ) from error

    def keep_folders(self, folders: Sequence[str]) -> None:
        """Write down which folders the library follows."""
        self._keep_shared("folders", json.dumps(list(folders)))

    def model(self) -> str | None:
        """Return the language model that was chosen for all users, a name of the table or a file."""
        return self._shared("model")

    def keep_model(self, named: str) -> None:
        """Write down which one was chosen."""
        self._keep_shared("model", named)

    def _shared(self, name: str) -> str | None:
        with own_rows(self._folder) as rows:
            found = rows.execute("SELECT value FROM shared_settings WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else None

    def _keep_shared(self, name: str, value: str) -> None:
        with own_rows(self._folder) as rows:
            rows.execute("INSERT OR REPLACE INTO shared_settings VALUES (?, ?)", (name, value))
