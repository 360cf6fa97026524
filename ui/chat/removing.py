"""A document taken out of the library, with the copy of it that was uploaded, and put back as it was."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import LibraryError
from index.library import Library
from index.load.documents import document_id, is_inside, source_of
from index.types import Document
from ui.chat.uploads import UPLOADS


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken out, of the library in which folder. `copies` are the uploaded files: path and content."""

    library: Path
    document: Document
    copies: tuple[tuple[Path, bytes], ...] = ()


def take_out(library: Library, identity: str) -> Removed:
    """Remove a document from all its sources, and return what was removed, which is on the disk no more.

    Raises LibraryError when it is gone, or a copy cannot be read or deleted.
    """
    document = library.document(identity)
    sources = (document.source, *document.also)
    try:
        content = {copy: copy.read_bytes() for copy in _uploaded(library, sources)}
        library.remove(document.id)
        return Removed(
            library.folder, document, tuple((copy, content[copy]) for copy in delete_copies(library, sources))
        )
    except OSError as error:
        raise LibraryError(
            f"{error.filename}: the uploaded copy of “{document.title}” cannot be deleted ({error.strerror}); "
            "check who may write there"
        ) from error


def put_back(library: Library, removed: Removed) -> None:
    """Add a document again under the sources it had: its id, its text and all offsets are what they were.

    The stored text is used, so the file need not be there any more. Raises LibraryError for another library.
    """
    document = removed.document
    if removed.library != library.folder:
        raise LibraryError(
            f"“{document.title}” was taken out of another library, {removed.library.name}: add it there again."
        )
    for copy, content in removed.copies:
        if not copy.exists():  # else another file of this name was uploaded meanwhile
            copy.write_bytes(content)
    library.add_document(replace(document, also=()))
    for source in document.also:
        library.add_document(replace(document, id=document_id(source), source=source, also=()))


def delete_copies(library: Library, sources: Sequence[str]) -> tuple[Path, ...]:
    """Delete the uploaded files that these sources came from, and return them.

    One that the library still has a document from stays: an archive, of which a single member was removed.
    """
    held = [source for one in library.documents() for source in (one.source, *one.also)]
    deleted = tuple(copy for copy in _uploaded(library, sources) if not _come_from(copy, held))
    for copy in deleted:
        copy.unlink()
    return deleted


def _uploaded(library: Library, sources: Sequence[str]) -> tuple[Path, ...]:
    """Return the files in the library's own folder that sources came from."""
    folder = library.folder / UPLOADS
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return tuple(file for file in files if file.is_file() and not file.is_symlink() and _come_from(file, sources))


def _come_from(file: Path, sources: Sequence[str]) -> bool:
    name = source_of(file)
    return any(source == name or is_inside(source, name) for source in sources)
