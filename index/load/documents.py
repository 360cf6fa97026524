"""Files in, documents out: the loader of a file is chosen by its suffix.

`load_documents` is for the files of a person: it reads in a worker process, as a file may be hostile, damaged or
huge, and opens archives. `load` and `load_bytes` read one document, here.
"""

import hashlib
import re
import stat
import warnings
from pathlib import Path

from index.errors import DocumentError
from index.load.dates import dateline
from index.load.files import FoundFiles, containers_of, find_files, is_inside, source_of
from index.load.formats import ARCHIVES, RECORDS, SUFFIXES, loader_of, save_as
from index.load.guarded import load_documents, load_guarded
from index.load.parts import MOST_IN_A_NAME, Loaded, Refused, one_line, short
from index.text.language import language_code, language_of
from index.types import Block, Document

__all__ = [
    "SUFFIXES",
    "FoundFiles",
    "Refused",
    "containers_of",
    "document_id",
    "find_files",
    "is_inside",
    "load",
    "load_bytes",
    "load_documents",
    "load_guarded",
    "source_of",
]

MOST_BYTES = 256 * 1024 * 1024
# A line as titles are, after which no sentence goes on: the next one does not begin with a small letter.
_TITLE_LINE = re.compile(r"(?P<title>[^\W_](?!.*(?::\s|\||\t)).{2,70}(?<![.!?,;:]))[ \t]*(?:\Z|\r?\n(?![a-z]))")
_DASHES = re.compile(r"(?<!\d)[-_]+|[-_]+(?!\d)")


def document_id(source: str) -> str:
    """Return the id of the document that comes from `source`, a path or an address."""
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def load(path: Path) -> Document:
    """Read a file that is one document. Raises DocumentError, naming the file, what is wrong and what to do."""
    return load_bytes(read_file(path), suffix=path.suffix, source=source_of(path))


def load_bytes(data: bytes, *, suffix: str, source: str) -> Document:
    """Read a document that is in memory already, such as a web page; `source` is its absolute path or address."""
    return document_of(loaded_from(data, suffix=suffix, source=source), data=data, source=source)


def read_file(path: Path) -> bytes:
    """Return what is in a file. Raises DocumentError if it cannot be read or is too large."""
    try:
        status = path.stat()
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
            raise DocumentError(f"{path}: is no file but a pipe, a socket or a device. Name a file")
        if status.st_size > MOST_BYTES:
            raise DocumentError(
                f"{path}: is {status.st_size:,} bytes long, more than {MOST_BYTES:,}. Split it and add the parts"
            )
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(
            f"{path}: cannot be read ({error.strerror}). Check that it is a file you may read"
        ) from error


def loaded_from(data: bytes, *, suffix: str, source: str) -> Loaded:
    """Return what the loader for `suffix` finds. Raises DocumentError, which names `source`."""
    if suffix.lower() in ARCHIVES | RECORDS:
        raise DocumentError(f"{source}: holds several documents. Read it with `load_documents`")
    loader = loader_of(suffix)
    if loader is None:
        advice = save_as(suffix).capitalize() or f"Convert it to one of {', '.join(sorted(SUFFIXES))}"
        raise DocumentError(f"{source}: files ending in {suffix!r} are not read. {advice}")
    if not data.strip():
        raise DocumentError(f"{source}: is empty. Check that it was saved or downloaded completely")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a reader finds odd in a file
            loaded = loader(data)
    except DocumentError as error:
        raise type(error)(f"{source}: {error}") from error
    if not any(block.kind != "boilerplate" for block in loaded.blocks):
        raise DocumentError(f"{source}: holds no text. Check that it was saved or exported completely")
    return loaded


def document_of(loaded: Loaded, *, data: bytes, source: str) -> Document:
    """Return the document that was loaded from `data`, which came from `source`.

    A title of more than 300 characters is cut, and stands whole in the text.
    """
    title = one_line(loaded.title or "") or _title(loaded, source)
    text, blocks = loaded.text, loaded.blocks
    if len(title) > MOST_IN_A_NAME and title not in one_line(text):
        blocks = (*blocks, Block(len(text) + 2, len(text) + 2 + len(title), "prose"))
        text = f"{text}\n\n{title}"
    return Document(
        id=document_id(source),
        title=short(title),
        text=text,
        source=source,
        published=loaded.published or dateline(loaded.text),
        pages=loaded.pages,
        blocks=blocks,
        content_hash=hashlib.sha256(data).hexdigest(),
        author=loaded.author,
        site=loaded.site,
        language=language_of(loaded.text, loaded.blocks) or language_code(loaded.language),
        confidence=loaded.confidence,
        scans=loaded.scans,
        left_out=loaded.left_out,
    )


def _title(loaded: Loaded, source: str) -> str:
    """Return the heading or the short line that a document begins with, or else the name of its file.

    A heading further down, "4. Controls", says what a part is about.
    """
    first = next((block for block in loaded.blocks if block.kind != "boilerplate"), None)
    if first is not None and loaded.title is None:
        if first.kind == "heading":
            return one_line(loaded.text[first.start : first.end])
        if line := _TITLE_LINE.match(loaded.text, first.start):
            return one_line(line["title"])
    name = source.removesuffix("!/_chat.txt")  # so WhatsApp calls the text in each archive
    return one_line(_DASHES.sub(" ", Path(name).stem)) or source
