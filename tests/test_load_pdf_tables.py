"""Tables of PDFs that the file does not hold row by row, and what stands side by side and is no table."""

from collections.abc import Sequence
from itertools import chain

import pytest
from load_samples import Line, pdf

from index.load.documents import load_bytes

HEAD: Line = (60, 760, 11, "The boats of the harbour, as they were counted in the year.")
LAST: Line = (60, 400, 11, "Counted by the friends of the pier, who meet on Mondays.")
LEFTS = (60, 150, 320, 420)
BOATS = [
    ("Boat", "Built at the yard of", "Seats", "Berth"),
    ("Heron", "Oss and Sons in Holm", "4", "North"),
    ("Otter", "Elm in Little Sund", "12", "South"),
    ("Kite", "Oss and Sons in Holm", "2", "North"),
]


def blocks(*lines: Line) -> list[str]:
    loaded = load_bytes(pdf([lines]), suffix=".pdf", source="/x/a-report.pdf")
    return [loaded.text[block.start : block.end] for block in loaded.blocks]


def column(left: float, texts: Sequence[str], *, top: float = 700, pitch: float = 13.2) -> list[Line]:
    return [(left, top - pitch * number, 11, text) for number, text in enumerate(texts) if text]


def by_column(rows: Sequence[Sequence[str]], pitch: float = 13.2) -> list[Line]:
    columns = zip(LEFTS, zip(*rows, strict=True), strict=False)
    return list(chain.from_iterable(column(left, texts, pitch=pitch) for left, texts in columns))


def by_cell(rows: Sequence[Sequence[str]]) -> list[Line]:
    """Draw cell after cell; a line break in one makes the row higher."""
    drawn: list[Line] = []
    top = 700.0
    for row in rows:
        drawn += chain.from_iterable(
            column(left, cell.split("\n"), top=top) for left, cell in zip(LEFTS, row, strict=False)
        )
        top -= 13.2 * max(cell.count("\n") + 1 for cell in row) + 6
    return drawn


def named(row: Sequence[str], names: Sequence[str] = BOATS[0]) -> str:
    pairs = zip(names, row, strict=True)
    return "; ".join(f"{name}: {cell}" for name, cell in pairs if cell).replace("\n", " ") + "."


def in_rows(rows: Sequence[Sequence[str]]) -> list[str]:
    return [named(row, rows[0]) for row in rows[1:]]


def plain(rows: Sequence[Sequence[str]]) -> list[str]:
    return [" | ".join(row).replace("\n", " ") for row in rows]


def test_a_table_that_is_drawn_column_by_column_is_read_row_by_row() -> None:
    assert blocks(HEAD, *by_column(BOATS), LAST) == [HEAD[3], *in_rows(BOATS), LAST[3]]


def test_an_empty_cell_keeps_its_place() -> None:
    rows = [*BOATS, ("Gull", "Elm in Little Sund", "", "South")]
    assert blocks(HEAD, *by_column(rows), LAST)[-2] == named(rows[-1])


def test_a_table_of_two_columns_has_figures_in_one_and_no_names_that_nothing_marks() -> None:
    """It may be a form: "Tenant | Ann Lee" above "Keys | 3" names nothing."""
    rows = [row[::2] for row in BOATS]
    assert blocks(HEAD, *by_column(rows), LAST) == [HEAD[3], *plain(rows), LAST[3]]


def test_a_long_table_of_words_is_read_row_by_row() -> None:
    rows = [(boat, yard, berth) for boat, yard, _, berth in [*BOATS, *BOATS[1:]]]
    assert blocks(HEAD, *by_column(rows), LAST) == [HEAD[3], *plain(rows), LAST[3]]


def test_a_cell_of_several_lines_in_a_table_drawn_by_column_stays_in_its_row() -> None:
    rows = [
        *BOATS,
        ("Gull", "The Little Sund yard of", "20", "South"),
        ("", "Elm and Daughters", "", ""),
        BOATS[1],
    ]
    assert blocks(HEAD, *by_column(rows), LAST)[-3:-1] == [
        named(("Gull", "The Little Sund yard of Elm and Daughters", "20", "South")),
        named(BOATS[1]),
    ]


@pytest.mark.parametrize("cell", [0, 1, 3])
def test_a_cell_of_several_lines_stays_in_its_row(cell: int) -> None:
    wrapped = ["Gull", "The yard", "20", "South"]
    wrapped[cell] = "Elm of the\nLittle Sund\nand of Holm"
    rows = [*BOATS, tuple(wrapped), BOATS[1]]
    assert blocks(HEAD, *by_cell(rows), LAST) == [HEAD[3], *in_rows(rows), LAST[3]]


def test_all_cells_of_a_table_may_have_several_lines() -> None:
    rows = [
        ("Heron", "Red\nand new", "A boat that was\nnot there at\nthe count"),
        ("Otter\nII", "Blue\nand old", "It leaks"),
    ]
    shown = [" | ".join(row).replace("\n", " ") for row in rows]
    assert blocks(HEAD, *by_cell(rows), LAST) == [HEAD[3], *shown, LAST[3]]


def test_a_word_parted_within_a_cell_is_mended() -> None:
    rows = [*BOATS, ("Gull", "The infor-\nmation is lost", "20", "South")]
    assert blocks(HEAD, *by_cell(rows), LAST)[-2] == named(("Gull", "The information is lost", "20", "South"))


def test_columns_of_prose_and_addresses_side_by_side_are_no_tables() -> None:
    left = [
        "The pier was built in the year 1904",
        "by a company from the town, which",
        "hoped for many steamers and",
    ]
    right = [
        "their passengers, but these did not",
        "come, as the water was too low for",
        "any of them to land there.",
    ]
    prose = [*column(60, left), *column(320, right)]
    assert blocks(HEAD, *prose, LAST)[1:-1] == [" ".join([*left, *right])]
    addresses = [["Marte Oss", "Quay Street 7", "Holm"], ["Harbour Office", "Pier 2", "Little Sund"]]
    drawn = [*column(60, addresses[0]), *column(320, addresses[1])]
    assert blocks(HEAD, *drawn, LAST)[1:-1] == [*addresses[0], *addresses[1]]
