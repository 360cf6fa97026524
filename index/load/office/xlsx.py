"""Excel workbooks: the sheets in order, each row a sentence, values as Excel shows them."""

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree  # type: ignore[import-untyped] # no types in the package

from index.errors import DocumentError
from index.load.dates import read_date
from index.load.parts import Loaded, TextBuilder
from index.load.rows import add_tables, keep_rows
from index.load.sheets.beside import add_comments, add_drawings, not_computed
from index.load.sheets.cells import Sheet, Values, rows_of, values_of
from index.load.sheets.merged import repeat_merged
from index.load.sheets.package import Package
from index.load.stated import stated_author, stated_date, stated_title
from index.load.zip import BROKEN_OFFICE, open_zip


def load_xlsx(data: bytes) -> Loaded:
    """Return the sheets of a workbook. Raises DocumentError if it is broken or locked with a password.

    A formula stands there as the value it had when the workbook was last saved in a spreadsheet program.
    """
    builder = TextBuilder()
    try:
        with open_zip(data) as archive:
            package = Package(archive)
            left_out = tuple(_add_sheets(package, builder))
            core = package.xml(package.first("core-properties") or package.first("coreProperties"))
    except (*BROKEN_OFFICE, etree.LxmlError) as error:
        raise DocumentError(f"is broken ({error}). Open it in Excel, save it again, and add it") from error
    stated = {} if core is None else {etree.QName(field).localname: (field.text or "").strip() for field in core}
    loaded = builder.build(
        title=stated_title(stated.get("title")),
        published=stated_date(*(read_date(stated.get(name, "")) for name in ("created", "modified"))),
        author=stated_author(stated.get("creator")),
        left_out=left_out,
    )
    return replace(loaded, title=loaded.title or "")


def _add_sheets(package: Package, builder: TextBuilder) -> Iterator[str]:
    """Add all sheets, and yield what is left out."""
    book = package.first("officeDocument")
    values = values_of(package, book)
    parts = {relation.id: relation.part for relation in package.relations(book)}
    sheets = package.xml(book).findall("{*}sheets/{*}sheet")
    for element in sheets:
        name = element.get("name", "")
        if len(sheets) > 1:
            builder.add(name, "heading")
        key = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
        for note in _add_sheet(package, parts[key], values, builder):
            yield f"sheet {name!r}: {note}"


def _add_sheet(package: Package, part: str, values: Values, builder: TextBuilder) -> Iterator[str]:
    sheet = Sheet()
    kept = keep_rows(rows_of(package.read(part), values, sheet))
    repeat_merged(kept.cells, sheet.numbers, sheet.merged)
    add_tables(kept.cells, builder)
    if kept.left_out:
        yield kept.left_out
    yield from not_computed(sheet.not_computed)
    add_comments(package, part, dict(zip(sheet.numbers, kept.cells, strict=False)), builder)
    add_drawings(package, part, builder)
