"""Which documents a search is about: some of them, a folder, a site, a span of dates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from index.errors import QuestionError
from index.limits import checked_name
from index.load.parts import storable
from index.search.lookup import absolute, find_document
from index.store.store import DocumentSummary, Store

_HOST = re.compile(r"https?://(?:[^/@]*@)?([^/:?#]+)")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_FROM = "id IN (SELECT document FROM sources WHERE {})"
# The parts of a date are compared as far as the filter states them: "until 2024-03" takes in all of March.
_CONDITIONS = {
    "folder": _FROM.format("instr(source, :folder || '/') = 1 OR instr(source, :folder || '!/') = 1"),
    "site": f"(lower(site) = :site OR {_FROM.format('on_site(source, :site)')})",
    "since": "substr(published, 1, length(:since)) >= :since",
    "until": "substr(published, 1, length(:until)) <= :until",
}


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


def allowed_passages(store: Store, filters: Filters) -> frozenset[int]:
    """Return the ids of the passages of the documents that the filters allow.

    Raises LibraryError for a document that is not in the library.
    """
    return frozenset(
        _allowed(store, filters, "SELECT id FROM passages WHERE document IN (SELECT id FROM documents WHERE {})")
    )


def allowed_documents(store: Store, filters: Filters) -> tuple[DocumentSummary, ...]:
    """Return the documents that the filters allow, by title. Raises LibraryError as `allowed_passages` does."""
    allowed = set(_allowed(store, filters, "SELECT id FROM documents WHERE {}"))
    return tuple(document for document in store.documents() if document.id in allowed)


def _allowed(store: Store, filters: Filters, statement: str) -> Iterator[Any]:
    """Yield what `statement` selects where it is told which documents are allowed."""
    with store.reading() as rows:
        named = tuple(
            find_document(rows, reference, store.path.parent).document_id for reference in filters.documents
        )
    values = {
        "folder": None if filters.folder is None else _folder(filters.folder),
        "site": None if filters.site is None else storable(filters.site.lower()),
        "since": filters.since,
        "until": filters.until,
    }
    conditions = [_CONDITIONS[name] for name, value in values.items() if value is not None]
    if named:
        marks = ", ".join(f":document{number}" for number in range(len(named)))
        conditions.append(f"id IN ({marks})")
    values |= {f"document{number}": document for number, document in enumerate(named)}
    with store.reading() as rows:
        rows.create_function("on_site", 2, _on_site, deterministic=True)
        found = rows.execute(statement.format(" AND ".join(conditions) or "TRUE"), values)
        yield from (row[0] for row in found)


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True


def _folder(given: str) -> str:
    """Return a folder as sources begin with it."""
    return (storable(given) if "://" in given else absolute(given)).rstrip("/")


def _on_site(source: str, site: str) -> bool:
    """Tell whether a source is an address on the host `site`, or on one below it."""
    found = _HOST.match(source)
    return found is not None and f".{found[1].lower()}".endswith(f".{site}")
