"""Tables and slides: each row a sentence by itself, values as the program shows them."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from format_samples import CSV, RTF, SHEET_BODY, SLIDE_BODY, TEXT_BODY, odf, pptx, xlsx
from openpyxl import Workbook

from index.errors import DocumentError
from index.load.documents import load_bytes
from index.load.office.xlsx import load_xlsx
from index.load.parts import TextBuilder
from index.load.plain.csv import load_csv
from index.load.rows import add_rows, table_lines
from index.load.sheets.columns import Across, Repeated
from index.load.sheets.heads import Head
from index.text.segment import segment
from index.types import Document


def document(data: bytes, suffix: str) -> Document:
    return load_bytes(data, suffix=suffix, source=f"/x/a-file{suffix}")


def blocks(data: bytes, suffix: str) -> list[tuple[str, str]]:
    loaded = document(data, suffix)
    return [(block.kind, loaded.text[block.start : block.end]) for block in loaded.blocks]


ROWS = [("item", "Product: Tea; Price: 3.20; Stock: 14."), ("item", "Product: Cake, plain; Price: 2.50.")]


def test_a_row_is_one_sentence_with_the_names_of_its_columns() -> None:
    loaded = document(CSV.encode(), ".csv")
    assert blocks(CSV.encode(), ".csv") == ROWS
    assert [loaded.text[sentence.start : sentence.end] for sentence in segment(loaded.text, loaded.blocks)] == [
        text for _, text in ROWS
    ]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_delimiter_and_encoding_are_found(delimiter: str, encoding: str) -> None:
    table = delimiter.join(["Name", "Fee"]) + "\r\n" + delimiter.join(["Bürger, alle", "3,20"]) + "\r\n"
    assert blocks(table.encode(encoding), ".csv") == [("item", "Name: Bürger, alle; Fee: 3,20.")]


def test_a_first_row_of_values_is_no_header() -> None:
    assert blocks(b"Tea,3.20\nCake,2.50\n", ".csv") == [("item", "Tea; 3.20."), ("item", "Cake; 2.50.")]


def test_a_table_that_is_too_long_is_cut_and_this_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.load.rows.MOST_ROWS", 2)
    loaded = load_csv(CSV.encode())
    assert loaded.text == ROWS[0][1]
    assert loaded.left_out == ("row 3 and those after it are left out, which is too much for one table; split it",)


def test_a_workbook_is_read_as_excel_shows_it() -> None:
    assert blocks(xlsx(), ".xlsx") == [
        ("heading", "Fees"),
        ("prose", "Fees of the harbour"),
        ("item", "Boat: Heron; Fee: 3.20 €; Share: 12.5%; Since: 2021-04-09; Seats: 4."),
        ("item", "Boat: Kite; Fee: 1,234.50 €; Share: 50.0%; Seats: 12; Left: TRUE."),
        ("heading", "Rules"),
        ("prose", "Boats are back by nine."),
    ]
    assert document(xlsx(), ".xlsx").author == "Ada Lund"


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (0.1 + 0.2, "General", "0.3"),
        (1_000_000.0, "General", "1000000"),
        (40.5, '"$"#,##0.00', "$40.50"),
        (-3, "0", "-3"),
        (0.07, "0%", "7%"),
    ],
)
def test_a_number_is_written_as_its_format_says(value: float, form: str, shown: str) -> None:
    workbook = Workbook()
    workbook.active.append([value])
    workbook.active["A1"].number_format = form
    file = io.BytesIO()
    workbook.save(file)
    assert load_xlsx(file.getvalue()).text == shown


def test_a_sheet_left_out_in_part_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.load.rows.MOST_ROWS", 3)
    (note,) = load_xlsx(xlsx()).left_out
    assert note.startswith("sheet 'Fees': row 4 and those after it are left out")


def test_a_sheet_of_open_document_is_not_as_long_as_it_says() -> None:
    assert blocks(odf(SHEET_BODY), ".ods") == [("item", "Boat: Heron; Fee: 40 %.")]


def test_a_text_of_open_document_keeps_notes_and_lists_and_not_what_was_deleted() -> None:
    assert blocks(odf(TEXT_BODY), ".odt") == [
        ("heading", "The quay"),
        ("prose", "It was closed on Monday."),
        ("prose", "Until May."),
        ("item", "Heron"),
        ("item", "Boat | 4"),
    ]
    loaded = document(odf(TEXT_BODY), ".odt")
    assert (loaded.title, loaded.author, loaded.published) == ("The quay", "Ada Lund", "2021-04-09T10:00:00")


def test_an_encrypted_text_of_open_document_is_refused() -> None:
    locked = odf(TEXT_BODY, manifest="<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>")
    with pytest.raises(DocumentError, match=r"a-file\.odt: is encrypted\. Save"):
        document(locked, ".odt")


def test_slides_are_pages_with_their_titles_points_notes_and_tables() -> None:
    loaded = document(pptx(), ".pptx")
    assert blocks(pptx(), ".pptx") == [
        ("heading", "The quay"),
        ("item", "It opens in May."),
        ("item", "It closes in October."),
        ("prose", "Thank the sailors."),
        ("heading", "Boats"),
        ("item", "Boat | Seats"),
        ("item", "Heron | 4"),
    ]
    assert loaded.page_at(loaded.text.index("Heron")) == 2
    assert (loaded.title, loaded.author) == ("Harbour plan", "Ada Lund")
    slides = document(odf(SLIDE_BODY), ".odp")
    assert [slides.page_at(slides.text.index(word)) for word in ("quay", "reopens")] == [1, 2]


def test_rich_text_is_read_with_its_signs_and_tables() -> None:
    assert blocks(RTF.encode(), ".rtf") == [
        ("prose", "The quay was closed\u2019s all."),
        ("prose", "It costs 40 € a day."),
        ("item", "Boat | Heron"),
    ]
    loaded = document(RTF.encode(), ".rtf")
    assert (loaded.title, loaded.author, loaded.published) == ("The quay", "Ada Lund", "2021-04-09")


COUNTRIES = [
    ["Country", "Sales", "Staff"], ["Europe:", "", ""], ["Norway", "41", "7"], ["Malta", "12", "2"],
    ["Asia:", "", ""], ["Japan", "88", "9"], ["India", "54", "5"], ["Total", "195", "23"],
]  # fmt: skip


def of_sheet(rows: list[list[str]]) -> list[str]:
    builder = TextBuilder()
    add_rows(rows, builder)
    return builder.build().text.splitlines()


def of_document(rows: list[list[str]]) -> list[str]:
    return [line.text for line in table_lines(rows, Head(1)) if line]


@pytest.mark.parametrize("read", [of_sheet, of_document])
def test_rows_carry_the_line_that_names_their_section_and_a_sum_does_not(read: Callable[[Any], list[str]]) -> None:
    assert read(COUNTRIES) == [
        "Europe:",
        "Europe; Country: Norway; Sales: 41; Staff: 7.",
        "Europe; Country: Malta; Sales: 12; Staff: 2.",
        "Asia:",
        "Asia; Country: Japan; Sales: 88; Staff: 9.",
        "Asia; Country: India; Sales: 54; Staff: 5.",
        "Country: Total; Sales: 195; Staff: 23.",
    ]


@pytest.mark.parametrize("read", [of_sheet, of_document])
def test_one_line_is_a_section_if_it_spans_the_table_or_ends_in_a_colon(read: Callable[[Any], list[str]]) -> None:
    spanning = ["Europe", Repeated("Europe"), Repeated("Europe")]
    for line in (spanning, ["Europe:", "", ""]):
        assert read([COUNTRIES[0], line, *COUNTRIES[2:4]])[-1] == "Europe; Country: Malta; Sales: 12; Staff: 2."


@pytest.mark.parametrize("read", [of_sheet, of_document])
@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_row_without_figures_is_no_section(place: int, read: Callable[[Any], list[str]]) -> None:
    rows = [COUNTRIES[0], *COUNTRIES[2:4], *COUNTRIES[5:7]]
    rows.insert(place, ["Iceland", "", ""])
    assert read(rows)[-1] == "Country: India; Sales: 54; Staff: 5."


@pytest.mark.parametrize("read", [of_sheet, of_document])
@pytest.mark.parametrize("note", ["* provisional figures", "Source: the office:", "Notes"])
def test_a_note_and_lines_without_more_name_no_sections(note: str, read: Callable[[Any], list[str]]) -> None:
    rows = [["Country", "Sales", "Staff"], ["Iceland", "", ""], *COUNTRIES[2:4], ["Oman", "", ""], *COUNTRIES[5:7]]
    assert read(rows)[-1] == "Country: India; Sales: 54; Staff: 5."
    assert read([*rows[:1], [Across(note)], *COUNTRIES[2:4]])[-1] == "Country: Malta; Sales: 12; Staff: 2."


def test_a_name_that_spans_some_columns_is_no_section() -> None:
    merged = ["Iceland", Repeated("Iceland")]
    assert (
        of_sheet([COUNTRIES[0], *COUNTRIES[2:4], merged, *COUNTRIES[5:7]])[-1]
        == "Country: India; Sales: 54; Staff: 5."
    )


def test_a_line_above_the_names_of_a_table_is_no_section() -> None:
    title = ["Europe", Repeated("Europe"), Repeated("Europe")]
    assert of_sheet([title, COUNTRIES[0], *COUNTRIES[2:4]])[-1] == "Country: Malta; Sales: 12; Staff: 2."


def test_a_line_across_the_table_of_a_page_names_the_section_of_its_rows() -> None:
    cells = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in COUNTRIES[2:4])
    head = "<tr><th>Country</th><th>Sales</th><th>Staff</th></tr>"
    page = f"<h1>Sales</h1><p>By country.</p><table>{head}<tr><td colspan=3>Europe</td></tr>{cells}</table>"
    assert blocks(page.encode(), ".html")[-3:] == [
        ("item", "Europe"),
        ("item", "Europe; Country: Norway; Sales: 41; Staff: 7."),
        ("item", "Europe; Country: Malta; Sales: 12; Staff: 2."),
    ]
    narrow = page.replace("colspan=3", "colspan=2")
    assert blocks(narrow.encode(), ".html")[-1] == ("item", "Country: Malta; Sales: 12; Staff: 2.")
