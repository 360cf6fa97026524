"""Files that were deleted from where they were added: which documents came from them, and taking these out."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from index.status import Removal
from index.types import DocumentSummary, SourceOutcome

_RECORD = re.compile(r"(.+\.jsonl?)#\d+", re.IGNORECASE | re.DOTALL)


class Shelf(Protocol):
    """What holds documents; a library does."""

    def documents(self) -> tuple[DocumentSummary, ...]:
        """List the documents."""

    def remove(self, reference: str) -> Removal:
        """Take out a document, or one of its sources."""


def gone(documents: Iterable[DocumentSummary], places: Sequence[Path] | None = None) -> tuple[str, ...]:
    """Return the sources whose file is no more, in these places or anywhere; of web pages none is known to be.

    A document goes with the last of its sources. A name that is not UTF-8 is stored with U+FFFD in it, and so
    cannot be looked up: it is taken to be there.
    """
    return tuple(
        source
        for document in documents
        for source in (document.source, *document.also)
        if (places is None or lies_in(source, places)) and "\ufffd" not in source and is_gone(file_of(source))
    )


def without_files(documents: Iterable[DocumentSummary]) -> tuple[DocumentSummary, ...]:
    """Return the documents of which no source has its file any more."""
    documents = tuple(documents)
    missing = set(gone(documents))
    return tuple(one for one in documents if missing.issuperset((one.source, *one.also)))


def is_doubtful(folder: Path) -> bool:
    """Tell whether a folder is missing, unreadable or empty: perhaps a disk is not connected, nothing deleted."""
    try:
        return not any(folder.iterdir())
    except OSError:
        return True


def folder_of(source: str) -> Path:
    """Return where the file of a source lies, or lay."""
    return file_of(source).parent


def prune(library: Shelf, folders: Sequence[Path], *, take_out: bool) -> tuple[SourceOutcome, ...]:
    """Tell which files of these folders are gone, or take their documents out.

    Nothing is taken out for a folder that is missing or empty.
    """
    folders = [folder.resolve() for folder in folders]
    doubtful = [folder for folder in folders if is_doubtful(folder)]
    outcomes = []
    for source in gone(library.documents(), folders):
        if take_out and not lies_in(source, doubtful):
            library.remove(source)
            outcomes.append(SourceOutcome(source, "removed"))
        else:
            outcomes.append(SourceOutcome(source, "missing", _what_to_do(kept=take_out)))
    return tuple(outcomes)


def _what_to_do(*, kept: bool) -> str:
    if kept:
        return "kept, as its folder is missing or empty; `pincite remove` takes it out"
    return "its file is gone; --prune takes it out"


def lies_in(source: str, places: Iterable[Path]) -> bool:
    """Tell whether the file of a source is in one of these places."""
    return any(file_of(source).is_relative_to(place) for place in places)


def is_gone(file: Path) -> bool:
    """Tell whether a file is surely not there: one that may not be looked up may be."""
    if not file.is_absolute():
        return False
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def file_of(source: str) -> Path:
    """Return the file that a document comes from: the archive or the file of records, where it is inside one."""
    file = source.partition("!/")[0]
    record = _RECORD.fullmatch(file)
    return Path(record[1] if record else file)
