"""What a library tells of itself: how much it holds, what was taken out, what that gave back, and recall."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROMISED = 0.98
"""Of `Recall.at_10`."""


@dataclass(frozen=True, slots=True)
class Status:
    """How much a library holds and what it was built with; `characters` counts the documents' texts.

    An `outdated` one was made by an earlier version, which parted texts otherwise. `folder` is the address of one
    that is in none; `bytes_on_disk` is None where it is on no disk of this machine.
    """

    folder: Path | str
    documents: int
    sentences: int
    passages: int
    characters: int
    embedder: str
    bytes_on_disk: int | None
    outdated: bool = False


@dataclass(frozen=True, slots=True)
class Removal:
    """What was taken out: a document under these sources; it is still there under the `remaining` ones."""

    id: str
    title: str
    sources: tuple[str, ...]
    remaining: tuple[str, ...]

    @property
    def source(self) -> str:
        """The first of the sources."""
        return self.sources[0]


@dataclass(frozen=True, slots=True)
class Compacted:
    """The bytes a library took on the disk before and after; None where it is on no disk of this machine."""

    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Recall:
    """The share of the ten nearest passages that vector search finds, as a mean over `questions`."""

    at_10: float
    questions: int
    passages: int
    kind: str


def bytes_on_disk(folder: Path) -> int:
    """Return the size of a folder's files; one that goes meanwhile, such as SQLite's log, counts nothing."""
    total = 0
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            total += path.stat().st_size if path.is_file() else 0
    return total
