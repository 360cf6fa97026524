"""From what a person writes to the document that is meant."""

from collections.abc import Sequence
from pathlib import Path

from index.errors import LibraryError
from index.store import DocumentSummary


def find_document(documents: Sequence[DocumentSummary], reference: str, folder: Path) -> DocumentSummary:
    """Find a document by its id, its source, its file name or the beginning of its id, in this order.

    Raises LibraryError when none is meant, or more than one.
    """
    resolved = str(Path(reference).resolve())
    for found in (
        [document for document in documents if reference == document.id],
        [document for document in documents if document.source in (reference, resolved)],
        [document for document in documents if Path(document.source).name == reference],
        [document for document in documents if reference and document.id.startswith(reference)],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            listed = ", ".join(f"{document.id} ({document.source})" for document in found)
            raise LibraryError(f"{reference!r} may mean several documents: {listed}; name one by its id")
    raise LibraryError(f"no document {reference!r} in the library at {folder}; see `pincite list`")
