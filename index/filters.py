"""Which documents a search is about: some of them, a folder, a site, a span of dates."""

import re
from dataclasses import dataclass
from datetime import date

from index.errors import QuestionError
from index.limits import checked_name
from index.load.parts import storable
from index.store.references import absolute

_HOST = re.compile(r"https?://(?:[^/@]*@)?([^/:?#]+)")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a document must be to be searched; a field left out allows all.

    `documents` are references as `Library.document` takes them, any one of which it may be. `folder` is a path,
    that of an archive too, or the beginning of an address. `site` is the name of a web site, or its host, which
    stands for the hosts below it as well. `since` and `until` are ISO 8601 dates, both included, of which the day,
    or the month and the day, may be left out. A document without a date is in no span. Raises QuestionError for a
    date that is none, and for a name that is too long to be one.
    """

    documents: tuple[str, ...] = ()
    folder: str | None = None
    site: str | None = None
    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        """Check names and dates."""
        for named in (*self.documents, self.folder, self.site):
            if named is not None:
                checked_name(named)
        for name, given in (("since", self.since), ("until", self.until)):
            if given is not None and not _is_date(given):
                raise QuestionError(f"{name}: {given!r} is no date; write it as 2024, 2024-03 or 2024-03-31")

    @property
    def beginning(self) -> str | None:
        """The folder as sources begin with it, up to the "/" or, of an archive, the "!/"."""
        if self.folder is None:
            return None
        return (storable(self.folder) if "://" in self.folder else absolute(self.folder)).rstrip("/")

    @property
    def host(self) -> str | None:
        """The site as hosts and names are compared with it: in small letters."""
        return None if self.site is None else storable(self.site.lower())


def is_on_site(source: str, host: str) -> bool:
    """Tell whether a source is an address on a host, or on one below it."""
    found = host_of(source)
    return found is not None and f".{found}".endswith(f".{host}")


def host_of(source: str) -> str | None:
    """Return the host of an address, in small letters, or None for a path."""
    found = _HOST.match(source)
    return None if found is None else found[1].lower()


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True
