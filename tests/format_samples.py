"""Small files of the office formats, tables, archives and records, made with the libraries that people use."""

import io
import json
import zipfile
from datetime import date
from email.message import EmailMessage

from msg_samples import MSG
from openpyxl import Workbook
from pptx import Presentation

CSV = 'Product,Price,Stock\nTea,3.20,14\n"Cake, plain",2.50,\n'
RTF = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Times;}}{\info{\title The quay}{\author Ada Lund}"
    r"{\creatim\yr2021\mo4\dy9}}\f0 The quay was closed\rquote s all.\par It costs 40 \'80 a day.\par"
    r"\trowd\cellx100\cellx200 Boat\cell Heron\cell\row}"
)
ARTICLE = {
    "headline": "Bridge closed",
    "body": ["The old bridge was closed on Monday.", "It has six piers."],
    "author": {"name": "Ada Lund"},
    "datePublished": "2024-03-05T08:00:00Z",
    "url": "https://post.example/bridge",
    "tags": ["bridge", "town"],
    "place": {"town": "Selby"},
}
ICS = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Survey of the quay\r\nDTSTART;TZID=Europe/Oslo:20210409T100000\r\n"
    "LOCATION:Quay 7\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
SUBTITLES = "1\n00:00:01,000 --> 00:00:03,500\nThe quay was\nclosed.\n"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = (
    f'xmlns:office="{_OFFICE}office:1.0" xmlns:text="{_OFFICE}text:1.0" xmlns:table="{_OFFICE}table:1.0" '
    f'xmlns:draw="{_OFFICE}drawing:1.0" xmlns:meta="{_OFFICE}meta:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    f'xmlns:manifest="{_OFFICE}manifest:1.0" xmlns:presentation="{_OFFICE}presentation:1.0" '
    f'xmlns:svg="{_OFFICE}svg-compatible:1.0" xmlns:style="{_OFFICE}style:1.0" xmlns:chart="{_OFFICE}chart:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:math="http://www.w3.org/1998/Math/MathML"'
)
_META = (
    f"<office:document-meta {_SPACES}><office:meta><dc:title>The quay</dc:title><dc:creator>Ada Lund</dc:creator>"
    "<meta:creation-date>2021-04-09T10:00:00.123</meta:creation-date></office:meta></office:document-meta>"
)
TEXT_BODY = (
    "<office:text><text:tracked-changes><text:p>Deleted.</text:p></text:tracked-changes><text:h>The quay</text:h>"
    '<text:p>It was<text:s text:c="3"/>closed<text:note><text:note-citation>1</text:note-citation><text:note-body>'
    "<text:p>Until May.</text:p></text:note-body></text:note> on Monday.</text:p>"
    "<text:list><text:list-item><text:p>Heron</text:p></text:list-item></text:list>"
    "<table:table><table:table-row><table:table-cell><text:p>Boat</text:p></table:table-cell>"
    "<table:table-cell><text:p>4</text:p></table:table-cell></table:table-row></table:table></office:text>"
)
SHEET_BODY = (
    '<office:spreadsheet><table:table table:name="Fees"><table:table-row>'
    "<table:table-cell><text:p>Boat</text:p></table:table-cell><table:table-cell><text:p>Fee</text:p>"
    '</table:table-cell><table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
    "<table:table-row>"
    "<table:table-cell><text:p>Heron</text:p></table:table-cell><table:table-cell><text:p>40 %</text:p>"
    '</table:table-cell></table:table-row><table:table-row table:number-rows-repeated="1048574">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    "</office:spreadsheet>"
)
SLIDE_BODY = (
    "<office:presentation><draw:page><draw:frame><draw:text-box><text:p>The quay</text:p></draw:text-box>"
    "</draw:frame></draw:page><draw:page><draw:frame><draw:text-box><text:p>It reopens.</text:p></draw:text-box>"
    "</draw:frame></draw:page></office:presentation>"
)


def zipped(members: dict[str, str | bytes]) -> bytes:
    """Return an archive of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def odf(
    body: str,
    *,
    manifest: str = "",
    styles: str = "",
    meta: str = _META,
    objects: dict[str, str] | None = None,
    members: dict[str, bytes] | None = None,
) -> bytes:
    """Return an OpenDocument file with this body, these styles, objects by their names, and further members."""
    content = (
        f"<office:document-content {_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        "<office:body>{}</office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument",
            "content.xml": content.format(body),
            "meta.xml": meta,
            **{f"{name}/content.xml": inner for name, inner in (objects or {}).items()},
            **(members or {}),
            "META-INF/manifest.xml": f"<manifest:manifest {_SPACES}>{manifest}</manifest:manifest>",
        }
    )


def xlsx() -> bytes:
    """Return a workbook of two sheets, with values in the formats that people give them."""
    workbook = Workbook()
    workbook.properties.creator = "Ada Lund"
    fees = workbook.active
    fees.title = "Fees"
    fees.append(["Fees of the harbour"])
    fees.append([])
    fees.append(["Boat", "Fee", "Share", "Since", "Seats", "Left"])
    fees.append(["Heron", 3.2, 0.125, date(2021, 4, 9), 4, None])
    fees.append(["Kite", 1234.5, 0.5, None, 12, True])
    for row in ("4", "5"):
        fees[f"B{row}"].number_format = "#,##0.00 [$€-407]"
        fees[f"C{row}"].number_format = "0.0%"
    workbook.create_sheet("Rules").append(["Boats are back by nine."])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def pptx() -> bytes:
    """Return two slides: a title with points and notes, and a table."""
    deck = Presentation()
    deck.core_properties.title = "Harbour plan"
    deck.core_properties.author = "Ada Lund"
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = "The quay"
    first.placeholders[1].text = "It opens in May.\nIt closes in October."
    first.notes_slide.notes_text_frame.text = "Thank the sailors."
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "Boats"
    table = second.shapes.add_table(2, 2, 0, 3_000_000, 5_000_000, 1_000_000).table
    for (row, column), text in zip(((0, 0), (0, 1), (1, 0), (1, 1)), ("Boat", "Seats", "Heron", "4"), strict=True):
        table.cell(row, column).text = text
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def mhtml(page: str) -> bytes:
    """Return a page as a browser saves it, with a picture."""
    message = EmailMessage()
    message["Subject"] = "Bridge closed"
    message["Snapshot-Content-Location"] = "https://post.example/bridge"
    message.set_content(page, subtype="html", cte="quoted-printable")
    message.add_related(b"\x89PNG", maintype="image", subtype="png")
    return message.as_bytes()


def new_kinds(page: str) -> dict[str, bytes]:
    """Return a file of each of these kinds that holds one document, by its suffix; `page` is the web page."""
    return {
        ".csv": CSV.encode(),
        ".tsv": CSV.replace(", ", " ").replace(",", "\t").encode(),
        ".xlsx": xlsx(),
        ".pptx": pptx(),
        ".rtf": RTF.encode(),
        ".odt": odf(TEXT_BODY),
        ".ods": odf(SHEET_BODY),
        ".odp": odf(SLIDE_BODY),
        ".mhtml": mhtml(page),
        ".mht": mhtml(page),
        ".json": json.dumps(ARTICLE).encode(),
        ".msg": MSG,
        ".ics": ICS.encode(),
        ".srt": SUBTITLES.encode(),
        ".vtt": f"WEBVTT\n\n{SUBTITLES}".encode(),
    }
