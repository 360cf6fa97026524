"""Books: the chapters of an EPUB in the order of its spine, each a page of XHTML."""

import posixpath
import re
import zipfile
from typing import Any
from urllib.parse import unquote

from index.errors import DocumentError
from index.load.dates import read_date
from index.load.markup.tree import add_markup, decode_markup, parse_markup, parse_xml
from index.load.parts import Loaded, TextBuilder
from index.load.zip import open_zip, read_member

_FONT_OBFUSCATION = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/xml", "text/xml"})
_YEAR = re.compile(r"\d{4}(?:-\d{2})?")


def load_epub(data: bytes) -> Loaded:
    """Return the text of a book. Raises DocumentError if it is broken, or its chapters are encrypted."""
    with open_zip(data) as archive:
        _refuse_encryption(archive)
        container = parse_xml(read_member(archive, "META-INF/container.xml"))
        place = next((root.get("full-path") for root in container.iter("{*}rootfile")), None)
        if not place:
            raise DocumentError("is broken: it does not say where its table of contents is. Download it again")
        package = parse_xml(read_member(archive, place))
        builder = TextBuilder()
        for name in _spine(package, posixpath.dirname(place)):
            chapter = parse_markup(decode_markup(read_member(archive, name)))
            add_markup(chapter, builder)
    return builder.build(
        title=_field(package, "title"),
        published=_published(package),
        author=_field(package, "creator"),
        site=_field(package, "publisher"),
        language=_field(package, "language"),
    )


def _spine(package: Any, folder: str) -> list[str]:  # noqa: ANN401 - lxml ships no types
    manifest = {item.get("id"): item for item in package.iter("{*}item")}
    items = [manifest.get(reference.get("idref")) for reference in package.iter("{*}itemref")]
    return [
        posixpath.normpath(posixpath.join(folder, unquote(item.get("href", "").partition("#")[0])))
        for item in items
        if item is not None and item.get("media-type") in _PAGES
    ]


def _refuse_encryption(archive: zipfile.ZipFile) -> None:
    if "META-INF/encryption.xml" not in archive.namelist():
        return
    methods = parse_xml(read_member(archive, "META-INF/encryption.xml")).iter("{*}EncryptionMethod")
    if any(method.get("Algorithm") not in _FONT_OBFUSCATION for method in methods):
        raise DocumentError("is locked by its shop (DRM), so its text cannot be read. Add a copy without the lock")


def _field(package: Any, name: str) -> str | None:  # noqa: ANN401 - lxml ships no types
    for element in package.iter("{http://purl.org/dc/elements/1.1/}" + name):
        if element.text and element.text.strip():
            return str(element.text).strip()
    return None


def _published(package: Any) -> str | None:  # noqa: ANN401 - lxml ships no types
    stated = _field(package, "date") or ""
    return read_date(stated) or (stated if _YEAR.fullmatch(stated) else None)
