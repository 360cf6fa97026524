"""Whether the library opens, was made with the embedder in use, and is whole as far as a second tells."""

from pathlib import Path

from index.errors import EmbedderMismatch, LibraryError, ModelError
from index.library import Library
from index.models.embed import SentenceTransformerEmbedder
from index.models.files import model_path
from index.store.opening import is_store
from index.vocabulary.english import counted
from ui.doctor.finding import Finding

NAME = "library"
QUICK_BYTES = 50_000_000
"""On the disk: a library that takes more is not checked whole."""
SAMPLE = 16
"""Documents of a large library that are read."""


def library(folder: Path, embedder: str) -> Finding:
    """Tell of the library in a folder; `embedder` is a name of the table or a path, and need not be there.

    It is opened, which brings one of an older format up to date.
    """
    try:
        if not is_store(folder):
            mend = "pincite add PATH  # or `pincite`, which has a sample library to try"
            return Finding(NAME, "broken", f"there is none at {folder} yet", mend)
        with Library.open(folder) as opened:
            return _mismatch(opened, folder, embedder) or _looked_into(opened)
    except LibraryError as error:
        return Finding(NAME, "broken", str(error))  # which says itself what mends it


def _mismatch(opened: Library, folder: Path, embedder: str) -> Finding | None:
    """Return what is wrong where the library was made with another embedder than the one in use."""
    try:
        Library.open(folder, SentenceTransformerEmbedder(model_path(embedder))).close()
    except EmbedderMismatch as error:
        return Finding(NAME, "broken", str(error), "pincite rebuild  # or name the other in PINCITE_EMBEDDER")
    except ModelError:  # told where models are
        pass
    return None


def _looked_into(opened: Library) -> Finding:
    held = opened.status()
    if not held.documents:
        return Finding(NAME, "broken", f"{held.folder} holds no documents yet", "pincite add PATH")
    whole = held.bytes_on_disk is not None and held.bytes_on_disk <= QUICK_BYTES
    problems = opened.check() if whole else _sampled(opened)
    said = f"{counted(held.documents, 'document')}, {counted(held.passages, 'passage')} in {held.folder}"
    if problems:
        more = f" and {counted(len(problems) - 1, 'problem')} more" if len(problems) > 1 else ""
        return Finding(NAME, "broken", f"{said}: {problems[0]}{more}", "pincite rebuild")
    if held.outdated:
        return Finding(NAME, "limited", f"{said}, made by an earlier version", "pincite rebuild")
    looked = "no problems" if whole else f"{SAMPLE} documents are whole; `pincite check` reads all"
    return Finding(NAME, "good", f"{said}, {looked}")


def _sampled(opened: Library) -> tuple[str, ...]:
    """Return what is wrong with documents spread over a large library, or that they cannot be read."""
    try:
        documents = opened.documents()
        for one in documents[:: max(1, len(documents) // SAMPLE)][:SAMPLE]:
            text = opened.document(one.id).text
            if any(not 0 <= sentence.start < sentence.end <= len(text) for sentence in opened.sentences(one.id)):
                return (f"document {one.id} ({one.source}): a sentence leaves the text",)
    except LibraryError as error:
        return (str(error),)
    return ()
