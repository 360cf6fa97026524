"""A document taken out of the library, and put back as it was."""

from dataclasses import replace

from index.library import Library
from index.load import document_id
from index.types import Document


def take_out(library: Library, identity: str) -> Document:
    """Remove a document from all its sources, and return it. Raises LibraryError when it is gone."""
    document = library.document(identity)
    library.remove(document.id)
    return document


def put_back(library: Library, document: Document) -> None:
    """Add a document again under the sources it had: its id, its text and all offsets are what they were.

    The stored text is used, so the file need not be there any more.
    """
    library.add_document(replace(document, also=()))
    for source in document.also:
        library.add_document(replace(document, id=document_id(source), source=source, also=()))
