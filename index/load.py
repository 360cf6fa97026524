"""Files in, documents out: the loader of a file is chosen by its suffix."""

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path

from index.errors import DocumentError
from index.load_dates import dateline
from index.load_docx import load_docx
from index.load_eml import load_eml
from index.load_epub import load_epub
from index.load_files import SUFFIXES, FoundFiles, find_files
from index.load_html import load_html
from index.load_md import load_md
from index.load_parts import Loaded, one_line
from index.load_pdf import load_pdf
from index.load_txt import load_txt
from index.types import Document

__all__ = ["SUFFIXES", "FoundFiles", "document_id", "find_files", "load", "load_bytes"]

_LOADERS: dict[str, Callable[[bytes], Loaded]] = {
    ".txt": load_txt,
    ".md": load_md,
    ".html": load_html,
    ".htm": load_html,
    ".pdf": load_pdf,
    ".docx": load_docx,
    ".epub": load_epub,
    ".eml": load_eml,
}
_MOST_BYTES = 256 * 1024 * 1024
_DASHES = re.compile(r"(?<!\d)[-_]+|[-_]+(?!\d)")


def document_id(source: str) -> str:
    """Return the id of the document that comes from `source`, a path or an address."""
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def load(path: Path) -> Document:
    """Read a file. Raises DocumentError, naming the file, what is wrong and what to do."""
    try:
        size = path.stat().st_size
        if size > _MOST_BYTES:
            raise DocumentError(
                f"{path}: is {size:,} bytes long, more than {_MOST_BYTES:,}. Split it and add the parts"
            )
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(
            f"{path}: cannot be read ({error.strerror}). Check that it is a file you may read"
        ) from error
    # A file name that is not UTF-8 comes with lone surrogates, which cannot be stored.
    source = os.fsencode(path.absolute().resolve().as_posix()).decode("utf-8", errors="replace")
    return load_bytes(data, suffix=path.suffix, source=source)


def load_bytes(data: bytes, *, suffix: str, source: str) -> Document:
    """Read a document that is in memory already, such as a web page; `source` is its absolute path or address."""
    loader = _LOADERS.get(suffix.lower())
    if loader is None:
        known = ", ".join(sorted(SUFFIXES))
        raise DocumentError(f"{source}: files ending in {suffix!r} are not read. Convert it to one of {known}")
    if not data.strip():
        raise DocumentError(f"{source}: is empty. Check that it was saved or downloaded completely")
    try:
        loaded = loader(data)
    except DocumentError as error:
        raise DocumentError(f"{source}: {error}") from error
    if not any(block.kind != "boilerplate" for block in loaded.blocks):
        raise DocumentError(f"{source}: holds no text. Check that it was saved or exported completely")
    return Document(
        id=document_id(source),
        title=one_line(loaded.title or "") or _title(loaded, source),
        text=loaded.text,
        source=source,
        published=loaded.published or dateline(loaded.text),
        pages=loaded.pages,
        blocks=loaded.blocks,
        content_hash=hashlib.sha256(data).hexdigest(),
        author=loaded.author,
        site=loaded.site,
        language=loaded.language,
    )


def _title(loaded: Loaded, source: str) -> str:
    for block in loaded.blocks:
        if block.kind == "heading":
            return one_line(loaded.text[block.start : block.end])
    return one_line(_DASHES.sub(" ", Path(source).stem)) or source
