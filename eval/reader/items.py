"""One thing the reader learns from; kept apart for measuring by its document or article, never by itself."""

import hashlib
from dataclasses import dataclass

from eval.reader.batches import Example

HELD_OUT = {"written": 10, "public": 25}
"""One in so many groups is held out."""


@dataclass(frozen=True, slots=True)
class Item:
    """An example over all sentences of its region, where it is from (`source`), and its `group`."""

    example: Example
    source: str
    group: str

    @property
    def kind(self) -> str:
        """Whether it was written for this, or is of a public set: "written" or "public"."""
        return "written" if self.source.startswith("written") else "public"

    @property
    def held_out(self) -> bool:
        """Whether the item is kept for measuring: by its group alone."""
        return int(hashlib.sha256(self.group.encode()).hexdigest(), 16) % HELD_OUT[self.kind] == 0
