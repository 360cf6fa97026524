"""What becomes of sources that are added: one outcome for each, gathered in a report."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["added", "unchanged", "replaced", "duplicate"]


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of each source; `failed` pairs a source with the reason.

    `duplicate` pairs a source with the first one that the same bytes came from: they are stored once.
    `near_duplicates` pairs sources that were added or replaced with one that says nearly the same.
    """

    added: tuple[str, ...]
    unchanged: tuple[str, ...]
    replaced: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]
    duplicate: tuple[tuple[str, str], ...] = ()
    near_duplicates: tuple[tuple[str, str], ...] = ()


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

    def count(self, source: str, result: Added) -> None:
        """Count a source that is in the library now."""
        self._results.append((source, result))

    def fail(self, source: str, reason: str) -> None:
        """Count a source that could not be read."""
        self._failed.append((source, reason))

    def report(self) -> AddReport:
        """Return what became of all of them."""
        return AddReport(
            added=self._sources("added"),
            unchanged=self._sources("unchanged"),
            replaced=self._sources("replaced"),
            failed=tuple(self._failed),
            duplicate=self._pairs("duplicate"),
            near_duplicates=self._pairs("added", "replaced"),
        )

    def _sources(self, outcome: Outcome) -> tuple[str, ...]:
        return tuple(source for source, result in self._results if result.outcome == outcome)

    def _pairs(self, *outcomes: Outcome) -> tuple[tuple[str, str], ...]:
        return tuple(
            (source, result.like)
            for source, result in self._results
            if result.outcome in outcomes and result.like is not None
        )
