"""The cells of an Excel sheet, read as they come, each as its number format shows it (ECMA-376, part 1, 18.3)."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from lxml import etree  # type: ignore[import-untyped] # no types in the package
from openpyxl.styles.numbers import BUILTIN_FORMATS  # type: ignore[import-untyped] # no types in the package
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH  # type: ignore[import-untyped] # no types in the package

from index.load.runs import Height, Run, written
from index.load.sheets.merged import Area, area_of, column_of
from index.load.sheets.number_format import shown, shown_date, shown_text
from index.load.sheets.package import Package

_COLUMN = re.compile("[A-Z]{1,3}")
_MOST_COLUMNS = 16_384
_HEIGHTS: dict[str, Height] = {"superscript": 1, "subscript": -1}
_TRUE = ("1", "true")


@dataclass(frozen=True, slots=True)
class Values:
    """What the cells of all sheets refer to: texts, number formats, and the day from which dates are counted.

    `rich` has the numbers of the texts whose parts have looks of their own, `struck` those of the styles whose
    cells are struck out.
    """

    texts: list[str]
    rich: frozenset[int]
    formats: list[str]
    struck: frozenset[int]
    epoch: datetime


@dataclass(slots=True)
class Sheet:
    """What is known of a sheet once its rows have been read: the numbers of these and what else stands in it."""

    numbers: list[int] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    not_computed: int = 0


def values_of(package: Package, book: str) -> Values:
    """Return what the cells of a workbook refer to."""
    texts = package.xml(package.first("sharedStrings", book))
    styles = package.xml(package.first("styles", book))
    state = package.xml(book).find("{*}workbookPr")
    mac = state is not None and state.get("date1904") in _TRUE
    return Values(
        texts=[] if texts is None else [_rich_text(item) for item in texts.iterchildren("{*}si")],
        rich=frozenset() if texts is None else frozenset(_rich(texts)),
        formats=[] if styles is None else _formats(styles),
        struck=frozenset() if styles is None else frozenset(_struck(styles)),
        epoch=MAC_EPOCH if mac else WINDOWS_EPOCH,
    )


def _formats(styles: Any) -> list[str]:  # noqa: ANN401 - lxml ships no types
    own = {item.get("numFmtId"): item.get("formatCode", "") for item in styles.iterfind("{*}numFmts/{*}numFmt")}
    builtin = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    codes = builtin | own
    return [codes.get(item.get("numFmtId", "0"), "General") for item in styles.iterfind("{*}cellXfs/{*}xf")]


def _rich(texts: Any) -> Iterator[int]:  # noqa: ANN401 - lxml ships no types
    return (number for number, item in enumerate(texts.iterchildren("{*}si")) if item.find("{*}r") is not None)


def _struck(styles: Any) -> Iterator[int]:  # noqa: ANN401 - lxml ships no types
    fonts = [_is_on(font.find("{*}strike")) for font in styles.iterfind("{*}fonts/{*}font")]
    for number, style in enumerate(styles.iterfind("{*}cellXfs/{*}xf")):
        font = style.get("fontId", "")
        if font.isdecimal() and int(font) < len(fonts) and fonts[int(font)]:
            yield number


def _is_on(mark: Any) -> bool:  # noqa: ANN401 - lxml ships no types
    return mark is not None and mark.get("val", "1") in _TRUE


def _rich_text(item: Any) -> str:  # noqa: ANN401 - lxml ships no types
    """Return a text of one or several looks, without how its signs are spoken."""
    runs = [Run(child.text or "") for child in item.iterchildren("{*}t")]
    runs += [_run(child) for child in item.iterchildren("{*}r")]
    return written(runs)


def _run(run: Any) -> Run:  # noqa: ANN401 - lxml ships no types
    look = run.find("{*}rPr")
    align = look.find("{*}vertAlign") if look is not None else None
    struck = look is not None and _is_on(look.find("{*}strike"))
    return Run(
        run.findtext("{*}t") or "",
        _HEIGHTS.get(align.get("val", ""), 0) if align is not None else 0,
        struck,
    )


def rows_of(data: bytes, values: Values, sheet: Sheet) -> Iterator[list[str]]:
    """Yield the rows of a sheet, an empty one for those that are missing, and fill in `sheet` on the way."""
    events = etree.iterparse(
        io.BytesIO(data),
        tag=("{*}row", "{*}mergeCell"),
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
    )
    for _, element in events:
        if element.tag.endswith("}mergeCell"):
            area = area_of(element.get("ref", ""))
            sheet.merged += [area] if area else []
            continue
        last = sheet.numbers[-1] if sheet.numbers else 0
        stated = element.get("r", "")
        number = int(stated) if stated.isdecimal() and len(stated) < 9 else last + 1
        if number > last + 1:
            sheet.numbers.append(number - 1)
            yield []
        sheet.numbers.append(number)
        yield _cells(element, values, sheet)
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _cells(row: Any, values: Values, sheet: Sheet) -> list[str]:  # noqa: ANN401 - lxml ships no types
    cells: list[str] = []
    for cell in row.iterchildren("{*}c"):
        letters = _COLUMN.match(cell.get("r", ""))
        column = column_of(letters[0]) if letters else len(cells)
        text = _text(cell, values, sheet)
        if text and _style(cell) in values.struck and not _is_rich(cell, values):
            text = written([Run(text, struck=True)])
        if (text or not letters) and column < _MOST_COLUMNS:
            cells += [""] * (column + 1 - len(cells))
            cells[column] = text
    return cells


def _text(cell: Any, values: Values, sheet: Sheet) -> str:  # noqa: ANN401 - lxml ships no types
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        return _rich_text(inline) if inline is not None else ""
    value: str = cell.findtext("{*}v") or ""
    formula = cell.find("{*}f")
    if formula is not None and not value and kind != "str":
        sheet.not_computed += 1
        return f"={formula.text}" if formula.text else "formula, not computed"
    if not value:
        return ""
    style = _style(cell)
    code = values.formats[style] if style < len(values.formats) else "General"
    if kind == "s":
        return shown_text(values.texts[int(value)], code)
    if kind == "b":
        return "TRUE" if value in _TRUE else "FALSE"
    if kind == "d":
        return _moment(value, code)
    if kind != "n":
        return shown_text(value, code) if kind == "str" else value
    try:
        return shown(float(value), code, values.epoch)
    except ValueError:
        return value


def _is_rich(cell: Any, values: Values) -> bool:  # noqa: ANN401 - lxml ships no types
    if cell.get("t") == "s":
        return int(cell.findtext("{*}v") or -1) in values.rich
    return cell.find("{*}is/{*}r") is not None


def _style(cell: Any) -> int:  # noqa: ANN401 - lxml ships no types
    style = cell.get("s", "0")
    return int(style) if style.isdecimal() and len(style) < 9 else 0


def _moment(text: str, code: str) -> str:
    for read in (datetime.fromisoformat, time.fromisoformat):
        try:
            return shown_date(read(text), code)
        except ValueError:
            continue
    return text
