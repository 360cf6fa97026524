"""Zotero: files that it keeps open there by a link, and what it knows of them is their title, author and date.

They lie in `storage/KEY/` beside `zotero.sqlite`, the KEY that of the attachment in it.
"""

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from index.load.parts import Loaded, one_line, short

_KEY = re.compile("[0-9A-Z]{8}")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_TITLES = ("title", "caseName", "nameOfAct", "subject")
_GROUP = "SELECT groupID FROM groups JOIN items USING (libraryID) WHERE key = ?"
_PARENT = (
    "SELECT parentItemID FROM itemAttachments JOIN items USING (itemID) WHERE key = ? AND parentItemID NOT NULL"
)
_FIELDS = (
    "SELECT fieldName, value FROM itemData JOIN fields USING (fieldID) JOIN itemDataValues USING (valueID) "
    "WHERE itemID = ?"
)
# Those of the first one's kind: authors where there are any, and not the editors of the book as well.
_AUTHORS = (
    "SELECT firstName, lastName FROM itemCreators JOIN creators USING (creatorID) WHERE itemID = :item AND "
    "creatorTypeID = (SELECT creatorTypeID FROM itemCreators WHERE itemID = :item ORDER BY orderIndex LIMIT 1) "
    "ORDER BY orderIndex"
)


@dataclass(frozen=True, slots=True)
class _Attachment:
    database: Path
    key: str


def link(source: str, page: int | None = None) -> str | None:
    """Return the link to a file that Zotero keeps, None for any other file, and where Zotero's folder is not here.

    A PDF opens at its page, all else is selected among the items.
    """
    attachment = _attachment(source)
    if attachment is None:
        return None
    place = f"{_library(attachment)}/items/{attachment.key}"
    if page is not None and source.lower().endswith(".pdf") and "!/" not in source:
        return f"zotero://open-pdf/{place}?page={page}"
    return f"zotero://select/{place}"


def with_item(loaded: Loaded, source: str) -> Loaded:
    """Return what was read of a file, with title, authors and date of its item where Zotero keeps it.

    Where Zotero's database cannot be read, `left_out` tells that. Members of an archive have titles of their own.
    """
    attachment = _attachment(source)
    if attachment is None or not Path(source).is_file():
        return loaded
    try:
        with closing(_opened(attachment.database)) as database:
            row = database.execute(_PARENT, (attachment.key,)).fetchone()
            if row is None:
                return loaded  # it stands alone, or was added a moment ago
            fields = {str(name): str(value) for name, value in database.execute(_FIELDS, row)}
            authors = [" ".join(filter(None, names)) for names in database.execute(_AUTHORS, {"item": row[0]})]
    except sqlite3.Error as error:
        told = f"title, authors and date that Zotero has: {attachment.database.name} cannot be read ({error})"
        return replace(loaded, left_out=(*loaded.left_out, told))
    title = next((fields[name] for name in _TITLES if fields.get(name)), "")
    return replace(
        loaded,
        title=one_line(title) or loaded.title,
        author=short(", ".join(filter(None, authors))) or loaded.author,
        published=_date(fields.get("date", "")) or loaded.published,
    )


def _attachment(source: str) -> _Attachment | None:
    parts = PurePath(source).parts if PurePath(source).is_absolute() else ()
    for at, part in enumerate(parts[2:-1], start=2):
        if _KEY.fullmatch(part) and parts[at - 1] == "storage":
            database = Path(*parts[: at - 1], "zotero.sqlite")
            if database.is_file():
                return _Attachment(database, part)
    return None


def _library(attachment: _Attachment) -> str:
    """Return whose library it is in, as links say it: a person's own, unless the database names a group."""
    try:
        with closing(_opened(attachment.database)) as database:
            row = database.execute(_GROUP, (attachment.key,)).fetchone()
    except sqlite3.Error:  # one's own is likelier by far
        row = None
    return "library" if row is None else f"groups/{int(row[0])}"


def _opened(database: Path) -> sqlite3.Connection:
    """Open it as it lies there: Zotero has it locked while it runs."""
    return sqlite3.connect(f"{database.as_uri()}?mode=ro&immutable=1", uri=True)


def _date(value: str) -> str | None:
    """Return "2020-05" for "2020-05-00 May 2020": what comes first is the date, with zeros for what is unknown."""
    found = _DATE.match(value)
    if found is None or found[1] == "0000":
        return None
    known = [found[1]]
    for part in found.groups()[1:]:
        if part is None or part == "00":
            break
        known.append(part)
    return "-".join(known)
