"""Excel workbooks: the sheets in order, each row a sentence, values as Excel shows them."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook  # type: ignore[import-untyped] # no types in the package

from index.errors import DocumentError
from index.load.parts import Loaded, TextBuilder, iso
from index.load.rows import add_rows
from index.load.zip import BROKEN_OFFICE, open_zip

_DECIMALS = re.compile(r"0\.(0+)")
_CURRENCY = re.compile(r"\[\$([^\-\]]+)|([$€£¥])")
_THOUSANDS = re.compile(r"[#0],[#0]")


def load_xlsx(data: bytes) -> Loaded:
    """Return the sheets of a workbook. Raises DocumentError if it is broken or locked with a password.

    A formula stands there as the value it had when the workbook was last saved in a spreadsheet program.
    """
    with open_zip(data) as archive:
        stated = "docProps/core.xml" in archive.namelist()  # else openpyxl would make properties up
    builder = TextBuilder()
    left_out = []
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in workbook.worksheets:
            if len(workbook.worksheets) > 1:
                builder.add(sheet.title, "heading")
            sheet.reset_dimensions()  # what some programs state is too small
            note = add_rows(_rows(sheet), builder)
            left_out += [f"sheet {sheet.title!r}: {note}"] if note else []
        properties = workbook.properties
    except BROKEN_OFFICE as error:
        raise DocumentError(f"is broken ({error}). Open it in Excel, save it again, and add it") from error
    loaded = builder.build(
        title=properties.title,
        published=iso(properties.created) if stated and properties.created else None,
        author=properties.creator if stated else None,
        left_out=tuple(left_out),
    )
    return replace(loaded, title=loaded.title or "")


def _rows(sheet: Any) -> Iterator[list[str]]:  # noqa: ANN401 - openpyxl ships no types
    for row in sheet.iter_rows():
        yield [_shown(cell.value, cell.number_format) for cell in row]


def _shown(value: object, form: str) -> str:
    """Return a cell's value as text, as its number format shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, form.partition(";")[0])
    if isinstance(value, datetime):
        return iso(value).replace("T", " ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _number(value: float, form: str) -> str:
    decimals = _DECIMALS.search(form)
    percent = "%" in form
    value = value * 100 if percent else value
    if decimals or (percent and "0" in form) or _THOUSANDS.search(form):
        separator = "," if _THOUSANDS.search(form) else ""
        text = f"{value:{separator}.{len(decimals[1]) if decimals else 0}f}"
    else:
        text = f"{value:.15g}"
    currency = _CURRENCY.search(form)
    if currency:
        sign = currency[1] or currency[2]
        before = currency.start() < (form.find("0") if "0" in form else 0)
        return f"{sign}{text}" if before else f"{text} {sign}"
    return text + "%" if percent else text
