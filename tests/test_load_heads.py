"""Which rows of a document's table name its columns, and that values are not taken for names."""

import io

import pytest
from docx import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from index.load.documents import load_bytes
from index.load.rows import table_lines
from index.load.sheets.columns import Repeated
from index.load.sheets.heads import Head

SURE, LIKELY, NONE = Head(1), Head(1, sure=False), Head(0)


def lines(rows: list[list[str]], head: Head | None = None) -> list[str]:
    return [line.text for line in table_lines(rows, head) if line and line.text]


@pytest.mark.parametrize("head", [SURE, LIKELY, None])
def test_rows_carry_the_names_of_their_columns(head: Head | None) -> None:
    rows = [["Boat", "Seats (adults)", "Berth"], ["Heron", "4", "North"], ["Otter", "", ""]]
    assert lines(rows, head) == ["Boat: Heron; Seats (adults): 4; Berth: North.", "Otter"]


def test_names_of_two_columns_that_only_look_so_need_figures_of_one_unit_below_them() -> None:
    rows = [["Boat", "Length"], ["Heron", "12 m"], ["Otter", "7.5 m"]]
    assert lines(rows, LIKELY) == ["Boat: Heron; Length: 12 m.", "Boat: Otter; Length: 7.5 m."]
    assert lines(rows) == ["Boat | Length", "Heron | 12 m", "Otter | 7.5 m"]


@pytest.mark.parametrize("head", [None, LIKELY])
@pytest.mark.parametrize(
    "rows",
    [
        [["Tenant", "Ann Lee"], ["Rent", "480 pounds"], ["Deposit", "960 pounds"], ["Keys", "3"]],
        [["Tenant", "Ann Lee"], ["Rent", "£480"], ["Deposit", "£960"], ["Keys", "3"]],
        [["Guest", "Ann Lee"], ["Arrives", "12 May 2024"]],
        [["Owner", "Ann Lee"], ["Boat", "Heron"]],
        [["Saturday", "Arrival"], ["Sunday", "Walk to Holm"], ["Monday", "Boat to Sund"]],
    ],
)
def test_the_first_line_of_a_form_gives_no_names(rows: list[list[str]], head: Head | None) -> None:
    assert lines(rows, head) == [" | ".join(row) for row in rows]


def test_words_over_words_are_no_names_unless_the_file_says_so() -> None:
    rows = [["Breakfast", "Porridge", "Tea"], ["Boiled eggs", "White bread", "Black coffee"]]
    rows += [["Smoked herring", "Brown bread", "Black coffee"]]
    assert lines(rows) == [" | ".join(row) for row in rows]
    assert lines(rows, SURE)[0] == "Breakfast: Boiled eggs; Porridge: White bread; Tea: Black coffee."


def test_a_row_without_cells_is_no_sentence_and_a_form_without_entries_keeps_its_names() -> None:
    assert lines([["Boat", "Seats"], ["", ""], ["Heron", "4"]], SURE) == ["Boat: Heron; Seats: 4."]
    assert lines([["Name", "Signature"], ["", ""]], SURE) == ["Name | Signature"]


def test_names_that_no_row_is_written_with_stay_as_a_line() -> None:
    names = ["Name", "Phone", "Signature"]
    rows = [names, ["Ann", "12", ""], ["Bo", "", ""]]
    assert lines(rows, SURE) == ["Name | Phone | Signature", "Name: Ann; Phone: 12.", "Bo"]
    assert lines([names, ["Ann", "", ""]], SURE) == ["Name | Phone | Signature", "Ann"]


def test_a_merged_cell_is_written_once_for_each_name_and_without_one_where_it_begins_the_row() -> None:
    names = ["Boat", "2024", Repeated("2024"), "Fee"]
    rows = [names, ["Heron", "4", Repeated("4"), Repeated("4")], ["Total", Repeated("Total"), "9", "2"]]
    assert lines(rows, SURE) == ["Boat: Heron; 2024: 4; Fee: 4.", "Total; 2024: 9; Fee: 2."]


def test_a_long_cell_merged_over_many_columns_is_written_once() -> None:
    names = ["Boat", *(f"Day {number}" for number in range(50))]
    (line,) = lines([names, ["Heron", "x" * 900, *[Repeated("x" * 900)] * 49]], SURE)[1:]
    assert line == f"Boat: Heron; Day 0: {'x' * 900}."


def test_tables_below_each_other_without_end_are_read() -> None:
    rows = [
        row
        for number in range(1_100)
        for row in ([f"Boat {number}", "Seats", "Fee"], ["Heron", "4", "7"], ["Otter", "6", "9"])
    ]
    found = lines(rows)
    assert (len(found), found[-1]) == (2_200, "Boat 1099: Otter; Seats: 6; Fee: 9.")


@pytest.mark.parametrize(
    ("rows", "head"),
    [
        ([["Owner", "Ann Lee"], ["Boat", "Heron"], ["Yard", "Holm"]], None),  # a form
        (
            [["Length", "12 m"], ["Width", "3 m"], ["Built", "1904"]],
            LIKELY,
        ),  # Markdown has no table without a head
        ([["Owner:", "Ann Lee"], ["Boat:", "Heron"]], LIKELY),
        ([["Heron", "4"], ["Otter", "12"]], NONE),
        ([["Heron", "-", "4"], ["Otter", "7", "12"]], LIKELY),
        ([["Boat", "Seats"]], SURE),  # one row
        ([["A" * 81, "Seats"], ["Heron", "4"]], SURE),  # a text that is set as a head
        ([["Heron", "4", "2"], ["Otter", "12", "7"], ["Kite", "2", "3"]], None),
    ],
)
def test_values_are_not_taken_for_names(rows: list[list[str]], head: Head | None) -> None:
    assert lines(rows, head) == [" | ".join(row) for row in rows]


def test_years_may_be_names() -> None:
    rows = [["", "2023", "2024"], ["Herring", "412", "377"], ["Cod", "91", "88"]]
    assert lines(rows) == lines(rows, LIKELY) == ["Herring; 2023: 412; 2024: 377.", "Cod; 2023: 91; 2024: 88."]


def test_a_title_may_stand_above_the_names() -> None:
    title = ["Boats of the year", *[Repeated("Boats of the year")] * 2]
    rows = [title, ["Boat", "Seats", "Fee"], ["Heron", "4", "7"]]
    assert lines(rows, Head(2)) == lines(rows) == ["Boats of the year", "Boat: Heron; Seats: 4; Fee: 7."]


def test_two_rows_of_names_are_joined_and_merged_cells_repeat_theirs() -> None:
    rows = [
        ["Boat", "2023", Repeated("2023"), "2024"],
        ["Boat", "Planned", "Spent", "Planned"],
        ["Heron", "4", "5", "6"],
    ]
    assert lines(rows, Head(2)) == lines(rows) == ["Boat: Heron; 2023 Planned: 4; 2023 Spent: 5; 2024 Planned: 6."]


def test_names_may_be_empty_or_the_same_twice() -> None:
    rows = [["", "Price", "Price"], ["Tea", "3", "4"], ["Rice", "", "9"]]
    assert lines(rows, SURE) == ["Tea; Price: 3; Price: 4.", "Rice; Price: 9."]


def test_a_row_of_one_cell_heads_those_below_and_names_that_are_repeated_are_no_row() -> None:
    rows = [["Boat", "Seats"], ["North", ""], ["Heron", "4"], ["Boat", "Seats"], ["Kite", "2"]]
    assert lines(rows, SURE) == ["North", "Boat: Heron; Seats: 4.", "Boat: Kite; Seats: 2."]


def test_a_second_table_without_a_gap_has_names_of_its_own() -> None:
    rows = [["Boat", "Seats", "Fee"], ["Heron", "4", "7"], ["Otter", "6", "9"]]
    rows += [["Car", "Seats", "Fee"], ["Ada", "5", "3"], ["Ivo", "7", "4"]]
    assert lines(rows)[-2:] == ["Car: Ada; Seats: 5; Fee: 3.", "Car: Ivo; Seats: 7; Fee: 4."]


def test_rows_without_cells_are_nothing() -> None:
    assert lines([[], ["Heron"], []]) == ["Heron"]


def loaded_text(data: str, suffix: str) -> str:
    return load_bytes(data.encode(), suffix=suffix, source=f"/x/a{suffix}").text


def test_markdown_without_names_keeps_its_cells() -> None:
    assert loaded_text("| | |\n|---|---|\n| Owner | Ann |\n| Seats | 4 |\n", ".md") == "Owner | Ann\nSeats | 4"


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("<tr><td><b>Day</b><td><b>Watch</b><td><b>Pier</b><tr><td>Monday<td>Rut<td>A<tr><td>Friday<td>Ole<td>B",
         "Day: Monday; Watch: Rut; Pier: A.\nDay: Friday; Watch: Ole; Pier: B."),
        ("<tr><td><b>Owner</b><td><b>Ann Lee</b><tr><td>Boat<td>Heron", "Owner | Ann Lee\nBoat | Heron"),
        ("<tr><th>Owner<td>Ann Lee<tr><th>Seats<td>4<tr><th>Built<td>1904",
         "Owner | Ann Lee\nSeats | 4\nBuilt | 1904"),
        ("<caption>Watches</caption><thead><tr><td>Day<td>Watch</thead><tbody><tr><td>Monday<td>Rut</tbody>",
         "Watches\nDay: Monday; Watch: Rut."),
        ("<tr><td><td colspan=2><b>2024</b><tr><td>Heron<td>4<td>5", "Heron; 2024: 4; 2024: 5."),
    ],
)  # fmt: skip
def test_pages_mark_names_by_tags_or_bold_type(table: str, text: str) -> None:
    assert loaded_text(f"<html><body><table>{table}</table></body></html>", ".html") == text


def test_an_article_keeps_the_names_its_captions_and_what_spans() -> None:
    """The extractor of articles has tables of its own, without spans and captions."""
    prose = (
        "<p>The boats leave in all weathers, and the crews know the sound well since they grew up on it.</p>" * 3
    )
    table = (
        "<table><caption>Sailings</caption><tr><th rowspan=2>To</th><th colspan=2>Weekdays</th></tr>"
        "<tr><th>First</th><th>Last</th></tr><tr><td>Skarra</td><td>6:15</td><td>21:00</td></tr></table>"
    )
    menu = "<nav><a href='/'>Home</a><a href='/a'>All news of the day</a></nav>"
    page = f"<html><body>{menu}<main><h1>Ferries</h1>{prose}{table}</main></body></html>"
    assert "Sailings\nTo: Skarra; Weekdays First: 6:15; Weekdays Last: 21:00." in loaded_text(
        page, ".html"
    ).replace("\n\n", "\n")


def test_an_article_keeps_names_that_no_row_has_a_cell_for() -> None:
    prose = (
        "<p>The boats leave in all weathers, and the crews know the sound well since they grew up on it.</p>" * 3
    )
    table = "<table><tr><th>Boat<th>Master<th>Signed</tr><tr><td>Heron<td>Rut<td></tr></table>"
    page = f"<html><body><main><h1>Ferries</h1>{prose}{table}</main></body></html>"
    assert "Boat | Master | Signed\nBoat: Heron; Master: Rut." in loaded_text(page, ".html").replace("\n\n", "\n")


def word(style: str, *, bold: bool = False, repeated: bool = False, look: str = "") -> str:
    """Return the text of a table in Word, whose first row is set apart in one of three ways, or in none."""
    made = Word()
    table = made.add_table(rows=0, cols=3, style=style)
    rows = (("Day", "Watch", "Pier"), ("Monday", "Rut", "A"), ("Friday", "Ole", "B"))
    for number, row in enumerate(rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(text).bold = (bold and not number) or None
    if repeated:
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    if look:
        stated = table._tbl.tblPr.find(qn("w:tblLook"))
        stated.attrib.clear()
        stated.set(qn("w:val"), look)
    file = io.BytesIO()
    made.save(file)
    return load_bytes(file.getvalue(), suffix=".docx", source="/x/a.docx").text


def test_word_marks_names_by_a_repeated_row_bold_type_or_the_style_of_the_table() -> None:
    named = "Day: Monday; Watch: Rut; Pier: A.\nDay: Friday; Watch: Ole; Pier: B."
    assert (
        word("Table Grid", repeated=True) == word("Table Grid", bold=True) == word("Light Grid Accent 1") == named
    )
    plain = "Day | Watch | Pier\nMonday | Rut | A\nFriday | Ole | B"
    assert word("Table Grid") == plain
    assert word("Light Grid Accent 1", look="0020") == named
    assert word("Light Grid Accent 1", look="zz") == plain  # a value that no version of Word writes
