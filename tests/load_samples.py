"""Small files of every kind that is read, made from scratch."""

import io
import zipfile
from collections.abc import Sequence
from functools import cache

from docx import Document
from format_samples import new_kinds

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)
BOOK = (
    '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>The Long Pier</dc:title><dc:date>2019-05-02</dc:date></metadata><manifest>"
    '<item id="b" href="b.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="a" href="text/a%20one.xhtml" media-type="application/xhtml+xml"/>'
    '</manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>'
)
PAGE = """<html><head><title>Bridge closed - The Daily Post</title>
<meta property="article:published_time" content="2024-03-05T08:00:00Z"></head><body>
<nav><a href="/">Home</a><a href="/news">News</a></nav><article><h1>Bridge closed</h1>
<p>The old bridge over the Tarn was closed on Monday, because two of its six piers had moved.</p>
<p>Some 4,000 cars a day must now take the road through Selby, which adds eleven minutes to the way to work, says
the city. It hopes to open the bridge again before the end of the summer.</p>
<ul><li>Buses run every ten minutes</li><li>Bicycles may cross</li></ul></article>
<footer><a href="/imprint">Imprint</a> Copyright The Daily Post</footer></body></html>"""

Line = tuple[float, float, float, str]


# By quarters of a turn against the clock: what coordinates are multiplied with, on a page of 595 by 842.
TURNS = {0: "1 0 0 1 0 0", 1: "0 1 -1 0 595 0", 2: "-1 0 0 -1 595 842", 3: "0 -1 1 0 0 842"}


def pdf(
    pages: Sequence[Sequence[Line]],
    *,
    title: str = "",
    created: str = "",
    encrypted: bool = False,
    quarters: int = 0,
    marks: Sequence[str] = (),
    drawn: str = "",
) -> bytes:
    """Return a PDF with lines of Helvetica, each given as left, baseline, size of type and text.

    In a text, characters 1 and 2 are the ligatures fi and fl. `quarters`: by how much all text is turned.
    `marks` are the entries of fields (those with /FT) and notes on the first page; `drawn` is on each page.
    """
    first = 6 + 2 * len(pages)  # the number of the first mark
    named = [f"{first + number} 0 R" for number in range(len(marks))]
    fields = " ".join(name for name, mark in zip(named, marks, strict=True) if "/FT" in mark)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {f'/AcroForm << /Fields [{fields}] >>' if fields else ''} >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding "
        "<< /BaseEncoding /WinAnsiEncoding /Differences [1 /fi /fl] >> >>",
    ]
    for number, lines in enumerate(pages):
        escaped = [(*line[:3], line[3].replace("(", r"\(").replace(")", r"\)")) for line in lines]
        content = f"{TURNS[quarters]} cm\n" + "\n".join(
            f"BT /F1 {size} Tf {left} {base} Td ({text}) Tj ET" for left, base, size, text in escaped
        )
        content += f"\n{drawn}"
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R /Annots [{'' if number else ' '.join(named)}] >>"
        )
        objects.append(f"<< /Length {len(content.encode('cp1252'))} >>\nstream\n{content}\nendstream")
    objects.append(f"<< /Title ({title}) /CreationDate ({created}) >>")
    information = len(objects)
    secret = "0" * 64
    objects.append(f"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <{secret}> /U <{secret}> >>")
    lock = len(objects) if encrypted else None
    objects += [f"<< /Type /Annot {mark} >>" for mark in marks]
    return _pdf_file(objects, information, lock)


def _pdf_file(objects: Sequence[str], information: int, lock: int | None) -> bytes:
    data = b"%PDF-1.6\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    locked = f"/Encrypt {lock} 0 R /ID [<00> <00>]" if lock else ""
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
        f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {information} 0 R {locked} >>\n"
        f"startxref\n{len(data)}\n%%EOF\n"
    )
    return data + end.encode()


def docx() -> bytes:
    """Return a Word file with a heading, a paragraph, a list and a table."""
    word = Document()
    word.core_properties.title = "Rules of the boat house"
    word.add_heading("Rules", level=1)
    word.add_paragraph("Boats are back by nine.")
    word.add_paragraph("Wear a vest", style="List Bullet")
    word.add_paragraph("Sign the book", style="List Number")
    table = word.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("Boat", "Seats", "Heron", "4"), strict=True):
        cell.text = text
    word.add_paragraph("After the table.")
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def epub(**extra: str) -> bytes:
    """Return a book of two chapters; `extra` adds files, with "__" for "/" in their names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OEBPS/book.opf", BOOK)
        archive.writestr(
            "OEBPS/text/a one.xhtml", "<html><body><h1>One</h1><p>It was a long pier.</p></body></html>"
        )
        archive.writestr("OEBPS/b.xhtml", "<html><body><h1>Two</h1><p>It was 300 yards long.</p></body></html>")
        for name, text in extra.items():
            archive.writestr(name.replace("__", "/"), text)
    return file.getvalue()


MARKDOWN = "# Tea\n\nBoil **fresh** water.\n\n- one spoon\n- four minutes\n"
TEXT = "Tea\n\nBoil fresh water.\n\n- one spoon\n- four minutes\n"
MAIL = (
    "Subject: Keys\r\nFrom: Ada <ada@example.org>\r\nTo: Ben <ben@example.org>\r\n"
    "Date: Tue, 05 Mar 2024 08:15:00 +0100\r\n\r\nHi Ben,\r\n\r\nthe keys are in the\r\nblue box.\r\n"
)
REPORT: list[list[Line]] = [
    [(72, 760, 20, "Report on the pier"), (72, 720, 11, "The pier is 300 yards long."), (290, 30, 9, "1")],
    [(72, 760, 11, "It was built in 1904."), (290, 30, 9, "2")],
]


@cache  # files of one moment: archives hold the time
def every_kind() -> dict[str, bytes]:
    """Return a file of each kind that holds one document, by its suffix."""
    return {
        ".txt": TEXT.encode(),
        ".md": MARKDOWN.encode(),
        ".html": PAGE.encode(),
        ".htm": PAGE.encode(),
        ".pdf": pdf(REPORT),
        ".docx": docx(),
        ".epub": epub(),
        ".eml": MAIL.encode(),
        **new_kinds(PAGE),
    }
