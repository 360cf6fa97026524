"""What becomes of sources that are added: one outcome for each, gathered in a report."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Literal

from index.adding.building import Progress
from index.adding.indexing import IndexedDocument
from index.adding.reading_ahead import Read
from index.errors import AddingStopped, DocumentError, EmbedderMismatch, LibraryError
from index.load.documents import Refused, containers_of, is_inside, load_documents, source_of
from index.store.protocol import Store
from index.types import Document, SourceOutcome
from index.worker import Onward

_MORE = re.compile(r"(.+); ([\d,]+) more are skipped like it", re.DOTALL)

Outcome = Literal["added", "unchanged", "replaced", "duplicate", "removed"]


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of each source; `failed` pairs a source with the reason.

    `skipped` pairs a picture with why it has no text; those that nothing can read are one entry.

    `left_out` pairs a source that is in the library with what of it is not, and why.

    `removed` are the members that an archive or a record file does not hold any more.
    `duplicate` pairs a source with the first one that the same bytes came from: they are stored once.
    `near_duplicates` pairs sources that were added or replaced with one that says nearly the same.
    """

    added: tuple[str, ...]
    unchanged: tuple[str, ...]
    replaced: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]
    duplicate: tuple[tuple[str, str], ...] = ()
    near_duplicates: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()

    @property
    def outcomes(self) -> tuple[SourceOutcome, ...]:
        """The same, source by source."""
        like = {source: f"nearly the same as {other}" for source, other in self.near_duplicates}
        listed: dict[Outcome, tuple[str, ...]] = {
            "added": self.added,
            "replaced": self.replaced,
            "unchanged": self.unchanged,
            "removed": self.removed,
        }
        return (
            *(
                SourceOutcome(one, outcome, like.get(one, ""))
                for outcome, sources in listed.items()
                for one in sources
            ),
            *(SourceOutcome(source, "duplicate", f"the same as {first}") for source, first in self.duplicate),
            *(SourceOutcome(source, "left out", what) for source, what in self.left_out),
            *(SourceOutcome(source, "skipped", reason) for source, reason in self.skipped),
            *(SourceOutcome(source, "failed", reason) for source, reason in self.failed),
        )


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one document; `like` is the source of the one it duplicates, or nearly, or None."""

    outcome: Outcome
    like: str | None = None


class Tally:
    """Gathers a report, source by source."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._results: list[tuple[str, Added]] = []
        self._failed: list[tuple[str, str]] = []
        self._left_out: list[tuple[str, str]] = []
        self._skipped: list[tuple[str, str]] = []
        self._skipped_alike: dict[str, list[str]] = {}

    def count(self, source: str, result: Added) -> None:
        """Count a source that is in the library now."""
        self._results.append((source, result))

    def fail(self, source: str, reason: str) -> None:
        """Count a source that could not be read."""
        self._failed.append((source, reason))

    def refuse(self, name: str, refused: Refused, *, named: bool) -> None:
        """Count what could not be read of a source; `named` by a person, no file is passed over."""
        if refused.part:
            self.leave_out(name, refused.reason)
        elif not refused.skip or named:
            self.fail(name, refused.reason)
        elif refused.skip == "once":
            self._skipped_alike.setdefault(refused.reason, []).append(name)
        else:
            self._skipped.append((name, refused.reason))

    def leave_out(self, source: str, what: str) -> None:
        """Count a part of a source that is not in the library, though the source is."""
        self._left_out.append((source, what))

    def report(self) -> AddReport:
        """Return what became of all of them."""
        return AddReport(
            added=self._sources("added"),
            unchanged=self._sources("unchanged"),
            replaced=self._sources("replaced"),
            failed=tuple(self._failed),
            duplicate=self._pairs("duplicate"),
            near_duplicates=self._pairs("added", "replaced"),
            removed=self._sources("removed"),
            left_out=tuple(self._left_out),
            skipped=(*self._skipped, *self._alike()),
        )

    def _alike(self) -> Iterator[tuple[str, str]]:
        for reason, names in self._skipped_alike.items():
            yield names[0], _with_more(reason, len(names) - 1)

    def _sources(self, outcome: Outcome) -> tuple[str, ...]:
        return tuple(source for source, result in self._results if result.outcome == outcome)

    def _pairs(self, *outcomes: Outcome) -> tuple[tuple[str, str], ...]:
        return tuple(
            (source, result.like)
            for source, result in self._results
            if result.outcome in outcomes and result.like is not None
        )


def joined(outcomes: Sequence[SourceOutcome]) -> tuple[SourceOutcome, ...]:
    """Make one entry of those for files skipped alike, where they come from several reports."""
    alike = {more[1] for one in outcomes if (more := _MORE.fullmatch(one.reason))}
    first: dict[str, SourceOutcome] = {}
    counts: Counter[str] = Counter()
    others = []
    for one in outcomes:
        more = _MORE.fullmatch(one.reason)
        reason = more[1] if more else one.reason
        if one.outcome == "skipped" and reason in alike:
            first.setdefault(reason, one)
            counts[reason] += 1 + (int(more[2].replace(",", "")) if more else 0)
        else:
            others.append(one)
    entries = (replace(one, reason=_with_more(reason, counts[reason] - 1)) for reason, one in first.items())
    return (*others, *entries)


def _with_more(reason: str, more: int) -> str:
    return f"{reason}; {more:,} more are skipped like it" if more else reason


def read_files(paths: Sequence[Path], store: Store, progress: Progress | None) -> Iterator[Read]:
    """Yield what is in files, one item at least of each. A file whose bytes are stored is not read again.

    What was left out of such a file is not told again.
    """
    for number, path in enumerate(paths, start=1):
        if progress is not None:
            progress(number, len(paths), str(path))
        if is_as_stored(path, store.content_hash(source_of(path))):
            yield Read(path, None)
            continue

        def onward(page: Onward, number: int = number, path: Path = path) -> None:
            if progress is not None:
                progress(number, len(paths), f"{path}, picture {page.number} of {page.total}")

        yield from (Read(path, item) for item in load_documents(path, onward))


def add_files(
    reads: Iterable[Read],
    *,
    add: Callable[[Document, IndexedDocument | None], Added],
    store: Store,
    tally: Tally,
    named: Collection[Path] = (),
) -> None:
    """Add what was read of files; members that an archive has lost since it was last added are taken out.

    Members of an archive in it that could not be opened this time stay. `named` are the files that a person named:
    of these, pictures without text fail. Raises AddingStopped if the library fails.
    """
    try:
        for path, group in groupby(reads, key=lambda read: read.path):
            _add_file(path, group, add, store, tally, named=path in named)
    except EmbedderMismatch:
        raise
    except LibraryError as error:
        raise AddingStopped(str(error), outcomes=tally.report().outcomes) from error


def _add_file(
    path: Path,
    reads: Iterable[Read],
    add: Callable[[Document, IndexedDocument | None], Added],
    store: Store,
    tally: Tally,
    *,
    named: bool,
) -> None:
    file = source_of(path)
    seen = set()
    refused = set()
    for read in reads:
        item = read.item
        if item is None:
            tally.count(str(path), Added("unchanged"))
            return
        seen.add(item.source)
        name = str(path) + item.source.removeprefix(file)
        try:
            if isinstance(item, Refused):
                if not item.part:
                    refused.add(item.source)
                tally.refuse(name, item, named=named and item.source == file)
            else:
                tally.count(name, add(item, read.indexed))
        except DocumentError as error:
            tally.fail(name, str(error).removeprefix(f"{item.source}: "))
    if file in seen:
        return  # it is one document, or could not be opened
    for source in [source for held in store.documents() for source in (held.source, *held.also)]:
        if is_inside(source, file) and source not in seen and refused.isdisjoint(containers_of(source)):
            store.release(source)
            tally.count(str(path) + source.removeprefix(file), Added("removed"))


def is_as_stored(path: Path, content_hash: str | None) -> bool:
    """Return whether a file has the bytes of this hash."""
    if content_hash is None:
        return False
    try:
        with path.open("rb") as data:
            return hashlib.file_digest(data, "sha256").hexdigest() == content_hash
    except OSError:
        return False  # reading it will say why
