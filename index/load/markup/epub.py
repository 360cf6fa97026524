"""Books: the chapters of an EPUB in the order of its spine, each a page of XHTML, then pages they link to."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from index.errors import DocumentError
from index.load.dates import read_date
from index.load.encoding import decode
from index.load.markup.boxes import keep_asides
from index.load.markup.tree import add_markup, decode_markup, parse_markup, parse_xml
from index.load.parts import Loaded, TextBuilder
from index.load.stated import stated_title
from index.load.zip import open_zip, read_member

_FONT_OBFUSCATION = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_NO_PAGES = ("image/", "font/", "audio/", "video/", "text/css", "application/font", "application/pdf")
_DRAWING = "image/svg+xml"
_PAGE = re.compile(rb"[\s\xef\xbb\xbf\xff\xfe\0]*<")
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
        book = _Book(archive)
        for name in _spine(package, posixpath.dirname(place), book.left_out):
            book.add(name)
        for name in _pages(package, posixpath.dirname(place)):
            if name in book.linked:
                book.add(name)
    if book.left_out and not book.builder.blocks:
        raise DocumentError(f"is broken: {book.left_out[0]}. Save or download it again")
    return book.builder.build(
        title=stated_title(_field(package, "title")),
        published=_published(package),
        author=_field(package, "creator"),
        site=_field(package, "publisher"),
        language=_field(package, "language"),
        left_out=tuple(book.left_out),
    )


class _Book:
    """The pages of a book that were read so far, and what they link to."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.builder = TextBuilder()
        self.left_out: list[str] = []
        self.linked: set[str] = set()
        self._archive = archive
        self._names = {name.lower(): name for name in archive.namelist()}
        self._sheets = "\n".join(self._sheet(name) for name in archive.namelist() if name.lower().endswith(".css"))
        self._read: set[str] = set()

    def add(self, name: str) -> None:
        """Add the text of a page, once."""
        if name in self._read:
            return
        self._read.add(name)
        try:
            data = read_member(self._archive, self._names.get(name.lower(), name))
            if not data.strip():
                return
            if not _PAGE.match(data):
                self.left_out.append(f"{name} is left out: it is no page")
                return
            page = parse_markup(decode_markup(data), self._sheets)
        except DocumentError as error:
            self.left_out.append(f"{name} is left out: the book {error}")
            return
        self._add_drawings(page, name)
        keep_asides(page, everywhere=True)
        add_markup(page, self.builder)
        self.linked.update(_resolved(name, link.get("href", "")) for link in page.iter("a"))

    def _sheet(self, name: str) -> str:
        try:
            return decode(read_member(self._archive, name))
        except DocumentError:  # a book is read without its looks
            return ""

    def _add_drawings(self, page: Any, name: str) -> None:  # noqa: ANN401 - lxml ships no types
        """Put the text of drawings that stand in files of their own behind their places."""
        for image in list(page.iter("img")):
            drawing = _resolved(name, image.get("src", ""))
            if drawing.lower().endswith(".svg") and drawing.lower() in self._names:
                image.tag = "div"
                data = read_member(self._archive, self._names[drawing.lower()])
                image.extend(parse_markup(decode_markup(data)).iter("p"))


def _resolved(page: str, reference: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(reference.partition("#")[0])))


def _spine(package: Any, folder: str, left_out: list[str]) -> Iterator[str]:  # noqa: ANN401 - lxml ships no types
    """Yield the pages in their order; for a picture or the like the page that may stand for it."""
    manifest = {item.get("id"): item for item in package.iter("{*}item")}
    for reference in package.iter("{*}itemref"):
        item = manifest.get(reference.get("idref"))
        if item is None:
            left_out.append(f"the chapter {reference.get('idref')} is left out: the book does not hold it")
        seen: set[str] = set()
        while item is not None and not _is_page(item) and item.get("fallback") not in seen:
            seen.add(item.get("fallback"))
            item = manifest.get(item.get("fallback"))
        if item is not None and _is_page(item):
            yield _resolved(f"{folder}/", item.get("href", ""))


def _pages(package: Any, folder: str) -> Iterator[str]:  # noqa: ANN401 - lxml ships no types
    for item in package.iter("{*}item"):
        if "xml" in item.get("media-type", "") and "nav" not in item.get("properties", "").split():
            yield _resolved(f"{folder}/", item.get("href", ""))


def _is_page(item: Any) -> bool:  # noqa: ANN401 - lxml ships no types
    kind = item.get("media-type", "").lower()
    return kind == _DRAWING or not kind.startswith(_NO_PAGES)


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
