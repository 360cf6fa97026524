"""Make the documents of eval/tables whose formats are not text: workbooks, documents of Word, PDF files, slides.

`python -m eval.studies.table_documents` writes them into eval/tables/documents. The pages of one PDF are set by
Chromium, which repeats the head of a table on each; those of the other are drawn here, column by column.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx import Document
from openpyxl import Workbook  # type: ignore[import-untyped] # no types in the package
from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parents[1] / "tables" / "documents"
MADE = datetime(2026, 5, 4, 9, tzinfo=UTC)

Rows = Sequence[Sequence[Any]]

_HIRE = """<html lang="en"><head><title>Wendmere Boat Hire: prices and rules for the season</title><style>
@page {{ size: A5; margin: 18mm }} body {{ font: 10pt sans-serif }}
table {{ border-collapse: collapse; width: 100% }}
td, th {{ border: 1px solid #888; padding: 3px; text-align: left; vertical-align: top }}
td:nth-child(3), td:nth-child(4), td:nth-child(5) {{ text-align: right }} tr {{ break-inside: avoid }}
</style></head><body><h1>Wendmere Boat Hire: prices and rules for the season</h1>
<p>The season runs from Good Friday to the last Sunday of October. A deposit is taken for every boat and given back
when the boat is back at the jetty, dry and with all its parts. Boats are not let out after four in the
afternoon.</p>
<table><thead><tr><th>Boat</th><th>What it is good for</th><th>Seats</th><th>Hour (£)</th><th>Day (£)</th>
<th>Deposit (£)</th></tr></thead><tbody>{}</tbody></table>
<p>Life jackets are included in the price and are worn by everybody in the boat until it is tied up again.</p>
<h2>Jetties</h2><table><thead><tr><th>Jetty</th><th>Opens</th><th>Keeper</th><th>Telephone</th></tr></thead>
<tbody>{}</tbody></table></body></html>"""
_BOATS: Rows = [
    ("Coot", "a rowing boat for calm water, close to the shore", 3, "11.00", "48.00", 40),
    ("Coot II", "a rowing boat with a small sail for light winds", 3, "14.50", "62.00", 60),
    ("Grebe", "a wide rowing boat for families with small children", 5, "16.00", "71.00", 60),
    ("Grebe Long", "a wide rowing boat for anglers, with rod holders", 6, "18.50", "80.00", 75),
    ("Pintail", "a canoe for two who have paddled before", 2, "9.50", "39.00", 30),
    ("Pintail Sea", "a longer canoe for the open lake, with a spray deck", 2, "12.00", "51.00", 50),
    ("Shoveler", "an electric boat that anybody may steer after a short lesson", 6, "34.00", "165.00", 200),
    ("Shoveler Day", "an electric boat with a cabin, for a whole day on the lake", 8, "46.00", "228.00", 300),
    ("Teal", "a paddle board, which is let out to swimmers only", 1, "8.00", "31.00", 25),
    ("Teal Wide", "a broad paddle board for beginners, or for one with a dog", 1, "9.00", "35.00", 25),
    ("Wigeon", "a dinghy for those with a sailing licence, with two sails", 4, "22.00", "98.00", 150),
    ("Wigeon Gaff", "a wooden dinghy of 1938, only with one of our own sailors", 4, "41.00", "190.00", 0),
]
_JETTIES: Rows = [
    ("Mill Jetty", "8:30", "Ansel Rook", "01632 960 114"),
    ("Chapel Jetty", "9:00", "Berit Lowe", "01632 960 141"),
    ("Sluice Jetty", "9:30", "Ansel Rook", "01632 960 411"),
]

_DEPOT_TITLE = "Stores of the Garrick Lane depot, counted on 12 April 2026"
_DEPOT_TEXT = (
    "Counted by two people, one after the other. Where the counts differed",
    "both came back together and counted a third time, which was then kept.",
)
_DEPOT: Rows = [
    ("Item", "Bay", "Boxes", "Pieces a box", "Weight of a box (kg)"),
    ("Road salt, fine", "N1", "140", "1", "25.0"),
    ("Road salt, coarse", "N2", "95", "1", "25.0"),
    ("Cones, 50 cm", "N4", "36", "10", "12.5"),
    ("Cones, 75 cm", "N5", "28", "8", "19.2"),
    ("Warning lamps, amber", "S1", "52", "6", "7.4"),
    ("Warning lamps, red", "S2", "17", "6", "7.4"),
    ("Barrier planks, 2 m", "S4", "64", "4", "21.8"),
    ("Barrier planks, 3 m", "S5", "", "4", "32.6"),
    ("Sign plates, blank", "W1", "11", "20", "14.0"),
    ("All items", "", "443", "", ""),
]
_DEPOT_LEFTS = (60, 205, 260, 320, 410)


def main() -> None:
    """Write all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    _pdf_of_chromium(_HIRE.format(_html_rows(_BOATS), _html_rows(_JETTIES)), FOLDER / "wendmere-boat-hire.pdf")
    (FOLDER / "garrick-lane-stores.pdf").write_bytes(_pdf(list(_drawn())))
    _choir(FOLDER / "choir-weekend-plan.docx")
    _budget(FOLDER / "village-hall-budget.docx")
    _sales(FOLDER / "bakery-sales.xlsx")
    _trial(FOLDER / "apple-trial.xlsx")


def _html_rows(rows: Rows) -> str:
    return "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)


def _pdf_of_chromium(source: str, path: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        page = browser.new_page()
        page.set_content(source)
        page.pdf(path=path, prefer_css_page_size=True)
        browser.close()


def _drawn() -> Iterator[tuple[float, float, int, str]]:
    """Yield left, baseline, size and text of the lines of a page: the columns of the table one after the other."""
    yield (60, 780, 15, _DEPOT_TITLE)
    for number, line in enumerate(_DEPOT_TEXT):
        yield (60, 750 - 14 * number, 10, line)
    for left, column in zip(_DEPOT_LEFTS, zip(*_DEPOT, strict=True), strict=True):
        for number, text in enumerate(column):
            yield (left, 705 - 15 * number, 10, text)


def _pdf(lines: Sequence[tuple[float, float, int, str]]) -> bytes:
    """Return a page with these lines of Helvetica."""
    shown = "\n".join(
        f"BT /F1 {size} Tf {left} {top} Td ({text}) Tj ET" for left, top, size, text in lines if text
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
        "/Contents 5 0 R >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    entries = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(places) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{entries}trailer\n<< /Size {size} /Root 1 0 R >>"
    return data + f"{tail}\nstartxref\n{len(data)}\n%%EOF\n".encode("latin-1")


def _choir(path: Path) -> None:
    document = _word("Choir weekend at Hollin House", "Ilse Varga")
    document.add_paragraph(
        "We meet on Friday evening and leave after lunch on Sunday. Bring music stands and warm clothes for the "
        "chapel, which is not heated."
    )
    document.add_heading("Rehearsals", 1)
    _table(
        document,
        [
            ("Group", "Day", "Time", "Room", "Piece"),
            ("Sopranos", "Friday", "19:30", "Library", "Gloria"),
            ("Sopranos", "Saturday", "9:15", "Chapel", "Credo"),
            ("Altos", "Friday", "20:15", "Barn", "Gloria"),
            ("Altos", "Saturday", "10:45", "Library", "Credo"),
            ("Tenors", "Friday", "19:00", "Barn", "Kyrie"),
            ("Tenors", "Saturday", "11:30", "Chapel", "Sanctus"),
            ("Basses", "Saturday", "9:45", "Barn", "Sanctus"),
            ("All voices", "Sunday", "10:00", "Chapel", "the whole Mass"),
        ],
    )
    document.add_heading("Rooms for the night", 1)
    document.add_paragraph("Keys are at the desk until ten in the evening, and in the box by the gate afterwards.")
    _table(
        document,
        [
            ("Room", "Beds", "Who sleeps there", "Floor"),
            ("Library wing 1", "4", "Sopranos, first half", "ground floor"),
            ("Library wing 2", "6", "Sopranos, second half", "first floor"),
            ("Barn loft", "8", "Tenors and basses", "second floor"),
            ("Chapel cottage", "5", "Altos", "ground floor"),
        ],
        style="Table Grid",
        bold=True,
    )
    document.save(str(path))


def _budget(path: Path) -> None:
    document = _word("Budget of Ardley village hall", "The hall committee")
    document.add_paragraph(
        "The committee approved these figures on 9 March 2026. The figures for 2025 are those that were spent; "
        "the ones for 2026 are what may be spent. All are in pounds."
    )
    table = document.add_table(rows=0, cols=5, style="Table Grid")
    rows = [
        ("Item", "2025", "", "2026", ""),
        ("", "Planned", "Spent", "Planned", "Reserve"),
        ("Heating oil", "2,600", "2,910", "3,050", "250"),
        ("Electricity", "1,450", "1,385", "1,500", "100"),
        ("Cleaning", "1,900", "1,900", "2,080", "0"),
        ("Repairs to the roof", "800", "3,460", "1,200", "900"),
        ("Repairs to the floor", "500", "415", "650", "150"),
        ("Insurance", "1,120", "1,164", "1,215", "0"),
        ("Total", "8,370", "11,234", "9,695", "1,400"),
    ]
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 3).merge(table.cell(0, 4))
    document.add_paragraph("Lettings are expected to bring in more than this; see the report of the treasurer.")
    document.save(str(path))


def _word(title: str, author: str) -> Any:  # noqa: ANN401 - python-docx states no type for what it opens
    document = Document()
    document.core_properties.title, document.core_properties.author = title, author
    document.core_properties.created = document.core_properties.modified = MADE
    document.add_heading(title, 0)
    return document


def _table(document: Any, rows: Rows, *, style: str | None = None, bold: bool = False) -> None:  # noqa: ANN401
    table = document.add_table(rows=0, cols=len(rows[0]), style=style or "Light Grid Accent 1")
    for number, row in enumerate(rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(text).bold = True if bold and not number else None


def _sales(path: Path) -> None:
    book = Workbook()
    _sheet(
        book.active,
        "Loaves",
        [
            ("Loaves sold in 2025",),
            (),
            ("Loaf", "Jan-Mar", "Apr-Jun", "Jul-Sep", "Oct-Dec", "Price (euros)"),
            ("Rye, 500 g", 1840, 1795, 1510, 2015, 3.4),
            ("Rye, 1 kg", 960, 915, 870, 1105, 5.9),
            ("Spelt, 500 g", 1220, 1310, 1275, 1390, 4.1),
            ("Spelt, 1 kg", 540, 585, 560, 610, 7.2),
            ("White tin", 2450, 2380, 2290, 2510, 2.8),
            ("All loaves", 7010, 6985, 6505, 7630),
        ],
    )
    _sheet(
        book.create_sheet(),
        "Shops",
        [
            ("Shop", "Opened", "Staff", "Opens at", "Takings a week (euros)"),
            ("Mill Street", 2009, 7, "6:30", 8450),
            ("Mill Lane", 2017, 4, "7:00", 5120),
            ("Harbour", 2013, 6, "6:00", 9230),
            ("Station, upper hall", 2021, 3, "5:15", 4875),
            ("Station, lower hall", 2022, 2, "5:30", 3960),
        ],
    )
    book.save(path)


def _trial(path: Path) -> None:
    book = Workbook()
    _sheet(
        book.active,
        "Trial",
        [
            ("Apple trial at Lower Brook, results of the fourth year",),
            ("Ten trees of each, planted in November 2021",),
            (),
            ("Variety", "Rootstock", "Yield (kg a tree)", "Mean weight (g)", "Scab (% of fruit)", "Picked on"),
            ("Annet's Red", "M9", 18.4, 142, 6, "12 Sep"),
            ("Annet's Red", "M26", 23.1, 151, 9, "14 Sep"),
            ("Annet's Gold", "M9", 16.7, 128, 2, "20 Sep"),
            ("Annet's Gold", "M26", 21.5, 133, 4, "21 Sep"),
            ("Brook Russet", "M9", 12.9, 119, 1, "3 Oct"),
            ("Brook Russet", "M26", 17.2, 124, 1, "5 Oct"),
            ("Cressing Pearmain", "M9", 20.3, 165, 14, "27 Sep"),
            ("Cressing Pearmain", "M26", 25.8, 171, 17, "29 Sep"),
        ],
    )
    book.save(path)


def _sheet(sheet: Any, title: str, rows: Rows) -> None:  # noqa: ANN401 - openpyxl ships no types
    sheet.title = title
    for row in rows:
        sheet.append(row)


if __name__ == "__main__":
    main()
