"""OpenDocument files: texts (.odt), sheets (.ods) and slides (.odp), from their one XML of content."""

import zipfile
from dataclasses import replace
from typing import Any

from index.errors import DocumentError
from index.load.dates import read_date
from index.load.markup.tags import name_of
from index.load.markup.tree import parse_xml
from index.load.office.opendocument.sheets import add_sheets
from index.load.office.opendocument.styles import OdfStyles
from index.load.office.opendocument.text import OdfReader
from index.load.parts import Loaded, TextBuilder
from index.load.stated import stated_author, stated_date, stated_title
from index.load.zip import open_zip, read_member


def load_odf(data: bytes) -> Loaded:
    """Return the text of an OpenDocument file. Raises DocumentError if it is broken or locked with a password."""
    builder = TextBuilder()
    left_out: list[str] = []
    with open_zip(data) as archive:
        _refuse_encryption(archive)
        content = parse_xml(read_member(archive, "content.xml"))
        meta, styles = (_optional(archive, name) for name in ("meta.xml", "styles.xml"))
        reader = OdfReader(builder, archive, OdfStyles(*(tree for tree in (styles, content) if tree is not None)))
        for part in (part for body in content.iter("{*}body") for part in body):
            if name_of(part) == "spreadsheet":
                left_out += add_sheets(part, reader, builder)
            else:
                reader.add([part], "prose")
            if name_of(part) == "text" and styles is not None:
                reader.add_running(styles)
        left_out += reader.left_out()
    dates = (read_date((_field(meta, name) or "").partition(".")[0]) for name in ("creation-date", "date"))
    loaded = builder.build(
        title=stated_title(_field(meta, "title")),
        published=stated_date(*dates),
        author=stated_author(_field(meta, "initial-creator") or _field(meta, "creator")),
        language=_field(meta, "language"),
        left_out=tuple(left_out),
    )
    loaded = replace(loaded, confidence=reader.pictures.confidence)
    sheets = next(content.iter("{*}spreadsheet"), None) is not None
    return replace(loaded, title=loaded.title or "") if sheets else loaded


def _refuse_encryption(archive: zipfile.ZipFile) -> None:
    name = "META-INF/manifest.xml"
    if name in archive.namelist() and any(
        True for _ in parse_xml(read_member(archive, name)).iter("{*}encryption-data")
    ):
        raise DocumentError("is encrypted. Save a copy without the password and add the copy")


def _optional(archive: zipfile.ZipFile, name: str) -> Any:  # noqa: ANN401 - lxml ships no types
    return parse_xml(read_member(archive, name)) if name in archive.namelist() else None


def _field(meta: Any, name: str) -> str | None:  # noqa: ANN401 - lxml ships no types
    found = meta.iter("{*}" + name) if meta is not None else ()
    return next((element.text.strip() for element in found if (element.text or "").strip()), None)
