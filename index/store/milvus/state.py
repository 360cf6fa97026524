"""The one row that says what is in the library: a change is made when it is written, and not before."""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from index.errors import LibraryError
from index.store.values import Manifest, Totals

FORMAT = 1
SECONDS_KEPT = 60.0
"""That rows stay which are no longer seen: a reader that began before has read by then."""
MOST_KEPT = 2000
"""Such entries; the row has room for some 3,000."""
NUMBERS_A_CHANGE = 4
"""Entries that one change can make, and that are given up where it was overtaken."""
NOTHING = Totals(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the counts of terms: its number, and how many terms it has."""

    number: int
    terms: int


@dataclass(frozen=True, slots=True)
class State:
    """What is seen: rows whose `entry` is none after `last` and not among the dead, which have died at some time.

    An entry is one version of a document with all its rows, or a stretch of the counts of terms, of which those in
    `counts` hold. `words` counts the terms of all passages, `by` is the token of who has written this. From each
    number in `lost` on, `NUMBERS_A_CHANGE` were those of a writer that was overtaken: never seen, however late.
    """

    manifest: Manifest
    totals: Totals = NOTHING
    words: int = 0
    last: int = 0
    dead: tuple[tuple[int, float], ...] = ()
    counts: tuple[Stretch, ...] = ()
    by: str = ""
    lost: tuple[int, ...] = ()

    @property
    def seen(self) -> str:
        """What keeps a search or a query to the rows that are seen."""
        lost = (number for first in self.lost for number in range(first, first + NUMBERS_A_CHANGE))
        unseen = ", ".join(map(str, (*(entry for entry, _ in self.dead), *lost)))
        return f"entry <= {self.last} and entry not in [{unseen}]" if unseen else f"entry <= {self.last}"

    def past_lost(self) -> "State":
        """Return it with the next numbers given up, since a writer that was overtaken may still use them."""
        return replace(self, last=self.last + NUMBERS_A_CHANGE, lost=(*self.lost, self.last + 1))

    def without(self, purged: frozenset[int]) -> "State":
        """Return it without dead entries whose rows are gone."""
        return replace(self, dead=tuple(one for one in self.dead if one[0] not in purged))

    def dying(self, entries: Sequence[int]) -> "State":
        """Return it with more dead entries."""
        now = round(time.time(), 1)
        return replace(self, dead=(*self.dead, *((entry, now) for entry in entries)))

    def past(self, *, now: bool = False) -> frozenset[int]:
        """Return the dead entries that no reader needs any more, or with `now` all of them."""
        until = time.time() - SECONDS_KEPT
        return frozenset(entry for entry, died in self.dead if now or died < until)

    def dumped(self) -> str:
        """Return it as text."""
        return json.dumps({"format": FORMAT, **asdict(self)}, separators=(",", ":"))


def read_state(text: str, place: str) -> State:
    """Return what `dumped` gave. Raises LibraryError for what this version cannot read."""
    try:
        values = json.loads(text)
        if (found := values.pop("format")) != FORMAT:
            raise LibraryError(f"{place} has format {found}, this version reads {FORMAT}. Update Pincite")
        return State(
            Manifest(**values.pop("manifest")),
            Totals(**values.pop("totals")),
            dead=tuple((entry, died) for entry, died in values.pop("dead")),
            counts=tuple(Stretch(**one) for one in values.pop("counts")),
            lost=tuple(values.pop("lost")),
            **values,
        )
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise LibraryError(
            f"{place} is damaged: the row that says what is in it cannot be read ({error}). Make the library anew"
        ) from error
