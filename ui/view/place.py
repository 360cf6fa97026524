"""A place in a document, and the link that carries it through the page and back."""

import re
from dataclasses import dataclass

_LINK = re.compile(r"#cite-(?P<document>[0-9a-f]{1,64})-(?P<start>\d{1,12})-(?P<end>\d{1,12})")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a document's text; start == end marks a point, which is scrolled to and not highlighted."""

    document_id: str
    start: int = 0
    end: int = 0

    @property
    def link(self) -> str:
        """The address of this place inside the page: "#cite-<document id>-<start>-<end>"."""
        return f"#cite-{self.document_id}-{self.start}-{self.end}"

    @classmethod
    def from_link(cls, link: str) -> "Place | None":
        """Read what `link` wrote, or None: a link comes from the browser and may be anything."""
        match = _LINK.fullmatch(link)
        if match is None or int(match["start"]) > int(match["end"]):
            return None
        return cls(match["document"], int(match["start"]), int(match["end"]))
