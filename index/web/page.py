"""An answer from the web to a document: its content type decides which loader reads it."""

import codecs
import hashlib
import re
from dataclasses import replace
from pathlib import PurePosixPath

import httpx2

from index.errors import DocumentError
from index.load.charsets import codec_of
from index.load.documents import load_guarded
from index.load.formats import ARCHIVES, RECORDS, SUFFIXES
from index.types import Document
from index.web.fetch import Page

_READ = SUFFIXES - ARCHIVES - RECORDS  # an address is one document
# What a file of this type is called.
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "application/json": ".json",
    "application/pdf": ".pdf",
    "application/rtf": ".rtf",
    "application/epub+zip": ".epub",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "message/rfc822": ".eml",
}
_UNSTATED = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_TEXTS = frozenset({".html", ".htm", ".txt", ".md", ".csv", ".json"})
_BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NOT_ASCII = re.compile(rb"[\x80-\xff]")


def read_page(page: Page) -> Document:
    """Return a page as a document whose source is its address after all redirects. Raises DocumentError.

    The address that a page calls canonical does not count: many a site names its front page there on every page,
    and then each would replace the one before. `site` is the host where the page names no site.
    """
    suffix = _suffix(page)
    data = _as_utf8(page.body, page.charset) if suffix in _TEXTS else page.body
    document = load_guarded(data, suffix=suffix, source=page.address)
    return replace(
        document,
        content_hash=hashlib.sha256(page.body).hexdigest(),
        site=document.site or httpx2.URL(page.address).host,
    )


def _suffix(page: Page) -> str:
    """Return the suffix of files with the content type of a page."""
    named = PurePosixPath(httpx2.URL(page.address).path).suffix.lower()
    if page.media_type in _UNSTATED and named in _READ:
        return named
    suffix = _SUFFIXES.get(page.media_type, "")
    if suffix not in _READ:
        what = page.media_type or "of no stated type"
        raise DocumentError(f"{page.address}: is {what}, which is not read. Save it, convert it and add the file")
    return named if suffix == ".txt" and named in _TEXTS else suffix


def _as_utf8(body: bytes, charset: str | None) -> bytes:
    """Return a text as UTF-8 if the server names its encoding, and it is that.

    Servers give every page the encoding they were set up with, so a text that is UTF-8 is left alone, as is one
    with a byte order mark. "iso-8859-1" and "us-ascii" mean windows-1252, as in browsers (WHATWG Encoding).
    """
    name = codec_of(charset)
    if name is None or body.startswith(_BYTE_ORDER_MARKS) or (_NOT_ASCII.search(body) and _is_utf8(body)):
        return body
    try:
        return body.decode("cp1252" if name in ("iso8859-1", "ascii") else name).encode()
    except UnicodeError:  # it is not true
        return body


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
