"""Workbooks of Excel and OpenDocument: merged cells, what stands beside them, formulas without a value."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime

import pytest
from format_samples import odf, zipped
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font

from index.load.office.odf import load_odf
from index.load.office.xlsx import load_xlsx
from index.load.parts import Loaded

_DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:oneCellAnchor><xdr:sp><xdr:txBody>'
    "<a:p><a:r><a:t>Mind the step.</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:oneCellAnchor></xdr:wsDr>"
)
_USUAL = re.compile(rb"http://schemas\.openxmlformats\.org/(\w+)/2006/")


def members(workbook: Workbook) -> dict[str, bytes]:
    file = io.BytesIO()
    workbook.save(file)
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def loaded(workbook: Workbook, change: Callable[[str, bytes], bytes] = lambda _, content: content) -> Loaded:
    return load_xlsx(zipped({name: change(name, content) for name, content in members(workbook).items()}))


def book(*rows: list[object]) -> Workbook:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    return workbook


def ods(rows: str, beside: str = "") -> Loaded:
    sheet = f'<table:table table:name="Sales">{rows}{beside}</table:table>'
    return load_odf(odf(f"<office:spreadsheet>{sheet}</office:spreadsheet>"))


def ods_row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def ods_cell(text: str, attributes: str = "", beside: str = "") -> str:
    shown = f"<text:p>{text}</text:p>" if text else ""
    return f"<table:table-cell {attributes}>{beside}{shown}</table:table-cell>"


COVERED = "<table:covered-table-cell/>"
OVER_TWO_ROWS = 'table:number-rows-spanned="2"'


def test_a_merged_cell_stands_in_each_row_that_it_spans() -> None:
    workbook = book(["Hall", "Day", "Visitors"], ["Fjord hall", "Monday", 9], [None, "Tuesday", 11])
    workbook.active.merge_cells("A2:A3")
    text = "Hall: Fjord hall; Day: Monday; Visitors: 9.\nHall: Fjord hall; Day: Tuesday; Visitors: 11."
    assert loaded(workbook).text == text
    rows = (
        ods_row(*map(ods_cell, ("Hall", "Day", "Visitors")))
        + ods_row(ods_cell("Fjord hall", OVER_TWO_ROWS), ods_cell("Monday"), ods_cell("9"))
        + ods_row(COVERED, ods_cell("Tuesday"), ods_cell("11"))
    )
    assert ods(rows).text == text


def test_merged_names_of_groups_stand_before_those_of_their_columns() -> None:
    workbook = book(
        ["Shop", 2022, None, 2023, None], [None, "Sales", "Cost", "Sales", "Rent"], ["Vik", 1, 2, 3, 4]
    )
    for area in ("A1:A2", "B1:C1", "D1:E1"):
        workbook.active.merge_cells(area)
    text = "Shop: Vik; 2022 Sales: 1; 2022 Cost: 2; 2023 Sales: 3; 2023 Rent: 4."
    assert loaded(workbook).text == text
    two = 'table:number-columns-spanned="2"'
    rows = (
        ods_row(ods_cell("Shop", OVER_TWO_ROWS), ods_cell("2022", two), COVERED, ods_cell("2023", two), COVERED)
        + ods_row(COVERED, *map(ods_cell, ("Sales", "Cost", "Sales", "Rent")))
        + ods_row(*map(ods_cell, ("Vik", "1", "2", "3", "4")))
    )
    assert ods(rows).text == text


def test_a_merged_title_stands_once() -> None:
    workbook = book(["Sales by shop", None, None], ["Shop", "Sales", "Cost"], ["Vik", 1, 2])
    workbook.active.merge_cells("A1:C1")
    assert loaded(workbook).text == "Sales by shop\n\nShop: Vik; Sales: 1; Cost: 2."


def test_a_comment_stands_below_with_its_cell() -> None:
    workbook = book(["Shop", "Sales"], ["Vik", 41])
    workbook.active["B2"].comment = Comment("Estimated.", "Ida")
    text = "Shop: Vik; Sales: 41.\nComment on B2 (Vik; 41): Estimated."
    assert loaded(workbook).text == text
    note = "<office:annotation><dc:creator>Ida</dc:creator><text:p>Estimated.</text:p></office:annotation>"
    rows = ods_row(ods_cell("Shop"), ods_cell("Sales")) + ods_row(ods_cell("Vik"), ods_cell("41", beside=note))
    assert ods(rows).text == text


def test_text_boxes_and_charts_stand_below() -> None:
    workbook = book(["Year", "Herring"], ["2029", 412], ["2030", 377])
    chart = BarChart()
    chart.title = "Landed fish"
    chart.add_data(Reference(workbook.active, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    workbook.active.add_chart(chart)
    charted = loaded(workbook)
    assert charted.text.endswith("\nLanded fish")
    assert charted.left_out == ()
    boxed = loaded(workbook, lambda name, old: _DRAWING.encode() if name.endswith("drawing1.xml") else old)
    assert boxed.text.split("\n\n")[1] == "Mind the step."
    box = "<draw:text-box><text:p>Mind the step.</text:p></draw:text-box>"
    frame = f"<table:shapes><draw:frame>{box}</draw:frame></table:shapes>"
    assert ods(ods_row(ods_cell("Boats")), frame).text == "Boats\n\nMind the step."


def test_a_formula_that_was_never_computed_stands_there_and_is_told() -> None:
    sheet = loaded(book(["Post", "Crowns"], ["Timber", 700], ["Paint", 150], ["Total", "=SUM(B2:B3)"]))
    assert sheet.text.endswith("Post: Paint; Crowns: 150.\nPost: Total; Crowns: =SUM(B2:B3).")
    note = "1 formula was never computed; open it in a spreadsheet program, save it, and add it again"
    assert sheet.left_out == (f"sheet 'Sheet': {note}",)
    rows = ods_row(ods_cell("Total"), ods_cell("", 'table:formula="of:=SUM([.B2:.B3])"'))
    assert (ods(rows).text, ods(rows).left_out) == ("Total; =SUM([.B2:.B3]).", (f"sheet 'Sales': {note}",))


@pytest.mark.parametrize(
    ("attributes", "shown"),
    [
        ('office:value-type="percentage" office:value="0.025"', "2.5%"),
        ('office:value-type="currency" office:currency="CHF" office:value="40"', "40 CHF"),
        ('office:value-type="time" office:time-value="PT31H05M00S"', "31:05:00"),
        ('office:value-type="date" office:date-value="2031-05-04"', "2031-05-04"),
        ('office:value-type="string" office:string-value="Vik"', "Vik"),
    ],
)
def test_a_value_of_open_document_without_its_text_is_read(attributes: str, shown: str) -> None:
    assert ods(ods_row(ods_cell("", attributes))).text == shown


def test_a_workbook_in_the_strict_form_is_read() -> None:
    def strict(_: str, content: bytes) -> bytes:
        return _USUAL.sub(rb"http://purl.oclc.org/ooxml/\1/", content)

    assert loaded(book(["Boat", "Seats"], ["Heron", 4]), strict).text == "Boat: Heron; Seats: 4."


def test_a_power_and_struck_out_text_in_a_cell_can_be_told() -> None:
    area = CellRichText("45 m", TextBlock(InlineFont(vertAlign="superscript"), "2"))
    fee = CellRichText(TextBlock(InlineFont(strike=True), "90"), " 120 crowns")
    assert loaded(book([area], [fee])).text == "45 m²\n\n[struck out: 90] 120 crowns"


def test_only_a_date_and_an_author_that_somebody_stated_count() -> None:
    def undated(name: str, content: bytes) -> bytes:
        if name != "docProps/core.xml":
            return content
        changed = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2019-03-04T10:00:00Z", content)
        return re.sub(rb"<dcterms:created.*?</dcterms:created>", b"", changed)

    workbook = book(["Brook well", 31])
    changed = loaded(workbook, undated)
    assert (changed.published, changed.author) == ("2019-03-04T10:00:00", None)
    workbook.properties.created = datetime(2006, 9, 16)
    assert not (loaded(workbook).published or "").startswith("2006-09-16")


def test_a_cell_that_is_struck_out_as_a_whole_is_marked() -> None:
    workbook = book(["Boat", "Fee"], ["Heron", 90], ["Kite", 120])
    workbook.active["B2"].font = Font(strike=True)
    rows = "Boat: Heron; Fee: [struck out: 90].\nBoat: Kite; Fee: 120."
    assert loaded(workbook).text == rows
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
    body = "".join(
        f"<table:table-row>{cell.format('', boat)}{cell.format(style, fee)}</table:table-row>"
        for boat, style, fee in (
            ("Boat", "", "Fee"),
            ("Heron", ' table:style-name="ce1"', "90"),
            ("Kite", "", "120"),
        )
    )
    struck = (
        '<style:style style:name="ce1" style:family="table-cell">'
        '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    )
    sheet = f"<office:spreadsheet><table:table>{body}</table:table></office:spreadsheet>"
    assert load_odf(odf(sheet, styles=struck)).text == rows


def test_parts_of_a_cell_have_looks_of_their_own() -> None:
    workbook = book(
        ["Boat", "Fee"], ["Heron", CellRichText(TextBlock(InlineFont(strike=True), "90"), " 95")], ["Kite", 120]
    )
    workbook.active["B2"].font = Font(strike=True)
    assert loaded(workbook).text == "Boat; Fee.\nHeron; [struck out: 90] 95.\nKite; 120."
