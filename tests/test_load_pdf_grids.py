"""Tables of PDFs whose cells have borders, and tables that go on over pages."""

from collections.abc import Sequence
from pathlib import Path
from time import process_time

import pytest
from load_samples import Line, pdf

from index.load.documents import load, load_bytes
from index.load.pdf import rules
from index.load.pdf.grids import with_grids
from index.load.pdf.rules import Rule

TABLES = Path(__file__).parents[1] / "eval" / "tables" / "documents"
HEAD: Line = (60, 760, 11, "The boats of the harbour, as they were counted in the year.")
LAST: Line = (60, 400, 11, "Counted by the friends of the pier, who meet on Mondays.")
LEFTS, TOPS = (60, 150, 210, 300), (720, 690, 660, 630)
Cells = Sequence[Sequence[str]]


def blocks(data: bytes) -> list[str]:
    loaded = load_bytes(data, suffix=".pdf", source="/x/a-report.pdf")
    return [loaded.text[block.start : block.end] for block in loaded.blocks]


def across(top: float, left: float = LEFTS[0], right: float = LEFTS[-1]) -> str:
    return f"{left} {top} m {right} {top} l S"


def down(left: float, top: float = TOPS[0], bottom: float = TOPS[-1]) -> str:
    return f"{left} {top} m {left} {bottom} l S"


BORDERS = " ".join([*map(across, TOPS), *map(down, LEFTS)])


def within(cells: Cells) -> list[Line]:
    """Draw cells row by row; the second lines of cells are drawn after all first lines of their row."""
    lines: list[Line] = []
    for row, top in zip(cells, TOPS, strict=False):
        parts = [cell.split("\n") for cell in row]
        for number in range(max(map(len, parts))):
            lines += [
                (left + 3, top - 11 - 12 * number, 11, part[number])
                for left, part in zip(LEFTS, parts, strict=False)
                if number < len(part) and part[number]
            ]
    return lines


def test_cells_that_nearly_touch_are_parted_at_their_border() -> None:
    rows = [("Boat", "Seats", "Berth"), ("A long name of 1", "12", "North"), ("Heron", "4", "South")]
    assert blocks(pdf([[HEAD, *within(rows), LAST]], drawn=BORDERS))[1:-1] == [
        "Boat: A long name of 1; Seats: 12; Berth: North.",
        "Boat: Heron; Seats: 4; Berth: South.",
    ]


def test_lines_of_all_cells_of_a_row_stay_in_their_cells_though_the_file_has_them_line_by_line() -> None:
    rows = [
        ("Boat", "Seats", "Berth"),
        ("Heron of\nthe north", "12 or\nmore", "By the\nquay"),
        ("Kite", "4 or\nless", ""),
    ]
    assert blocks(pdf([[HEAD, *within(rows), LAST]], drawn=BORDERS))[1:-1] == [
        "Boat: Heron of the north; Seats: 12 or more; Berth: By the quay.",
        "Boat: Kite; Seats: 4 or less.",
    ]


def test_merged_cells_are_those_between_which_no_border_is_drawn() -> None:
    rows = [("Boat", "Places", ""), ("", "Seats", "Beds"), ("Heron", "4", "2")]
    drawn = [across(TOPS[0]), across(TOPS[1], LEFTS[1]), across(TOPS[2]), across(TOPS[3])]
    drawn += [down(LEFTS[0]), down(LEFTS[1]), down(LEFTS[2], TOPS[1]), down(LEFTS[3])]
    assert blocks(pdf([[HEAD, *within(rows), LAST]], drawn=" ".join(drawn)))[1:-1] == [
        "Boat: Heron; Places Seats: 4; Places Beds: 2."
    ]


def test_prose_in_boxes_is_no_table() -> None:
    boxes = " ".join(f"60 {top} 240 30 re S" for top in TOPS[1:])
    prose = "The pier was built in the year 1904 by a company from the town."
    lines: list[Line] = [(63, top - 12, 5, prose) for top in TOPS[:3]]
    assert prose in blocks(pdf([[HEAD, *lines, LAST]], drawn=boxes))[1]
    assert not any("|" in block for block in blocks(pdf([[HEAD, *lines, LAST]], drawn=boxes)))


def test_cards_side_by_side_are_no_table() -> None:
    lefts, tops = (60, 220, 380), (720, 600)
    boxes = " ".join(f"{left} {top - 120} 160 120 re S" for left in lefts for top in tops)
    lines: list[Line] = []
    for top in tops:
        for left in lefts:
            lines.append((left + 5, top - 20, 14, f"Card {left + top}"))
            lines += [
                (left + 5, top - 40 - 13 * number, 9, f"Open at {8 + number} every day") for number in (0, 1)
            ]
    shown = blocks(pdf([[HEAD, *lines, LAST]], drawn=boxes))
    assert not any("|" in block or block.count("Open at 8") > 1 for block in shown)
    assert sum("Open at 8 every day" in block for block in shown) == 6


def test_a_staircase_of_borders_is_gone_through_fast() -> None:
    found = [
        rule
        for step in range(300)
        for rule in (
            Rule((step * 4, step * 4, step * 4 + 8, step * 4)),
            Rule((step * 4, step * 4 - 8, step * 4, step * 4)),
        )
    ]
    started = process_time()
    assert with_grids([], found) == []
    assert process_time() - started < 5


def test_a_drawing_of_many_lines_is_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "_MOST_PATHS", 7)
    rows = [("Boat", "Seats", "Berth"), ("Heron", "4", "South"), ("Kite", "2", "North")]
    assert blocks(pdf([[HEAD, *within(rows), LAST]], drawn=BORDERS))[1:-1] == [
        "Boat: Heron; Seats: 4; Berth: South.",
        "Boat: Kite; Seats: 2; Berth: North.",
    ]


def test_a_table_goes_on_over_pages_with_its_names_and_without_their_repeats() -> None:
    """Set by Chromium: cells of several lines, borders, and the names again on each of three pages."""
    loaded = load(TABLES / "wendmere-boat-hire.pdf")
    rows = [line for line in loaded.text.split("\n") if line.startswith("Boat: ")]
    assert len(rows) == 12
    assert rows[5] == (
        "Boat: Pintail Sea; What it is good for: a longer canoe for the open lake, with a spray deck; Seats: 2; "
        "Hour (£): 12.00; Day (£): 51.00; Deposit (£): 50."
    )
    assert [loaded.page_at(loaded.text.index(row)) for row in (rows[4], rows[5], rows[11])] == [1, 2, 3]
    assert "What it is good for | Seats" not in loaded.text


def page(rows: Cells, top: float) -> list[Line]:
    return [
        (left, top - 14 * number, 11, cell)
        for number, row in enumerate(rows)
        for left, cell in zip(LEFTS, row, strict=False)
        if cell
    ]


def test_a_table_without_borders_goes_on_over_pages() -> None:
    names = ("Boat", "Seats", "Berth")
    first = [names, *((f"Heron {number}", str(number), "North") for number in range(1, 30))]
    again = [names, ("Otter", "7", ""), ("Kite", "8", "South")]
    after = "The count was made on a Sunday, and again on the Monday after it."
    shown = blocks(pdf([[HEAD, *page(first, 700)], [*page(again, 780), (60, 700, 11, after)]]))
    assert shown[-4:] == [
        "Boat: Heron 29; Seats: 29; Berth: North.",
        "Boat: Otter; Seats: 7.",
        "Boat: Kite; Seats: 8; Berth: South.",
        after,
    ]


def test_a_table_that_ends_on_its_page_gives_no_names_to_the_next() -> None:
    first = [("Boat", "Seats", "Berth"), ("Heron", "4", "North"), ("Otter", "7", "South")]
    after = [("Ann", "1904", "Holm"), ("Rut", "1911", "Sund"), ("Ole", "1920", "Holm")]
    shown = blocks(pdf([[*page(first, 700), LAST], page(after, 780)]))
    assert shown[-3:] == ["Ann | 1904 | Holm", "Rut | 1911 | Sund", "Ole | 1920 | Holm"]


def test_a_name_to_the_left_stands_over_figures_to_the_right() -> None:
    lines: list[Line] = [(60, 700, 11, "Boat"), (200, 700, 11, "Fee"), (330, 700, 11, "Berth")]
    for number, (boat, fee, berth) in enumerate(
        (("Heron", "4.20", "North"), ("Otter", "12.00", "South")), start=1
    ):
        lines += [(60, 700 - 15 * number, 11, boat), (270, 700 - 15 * number, 11, fee)]
        lines += [(330, 700 - 15 * number, 11, berth)]
    assert blocks(pdf([[HEAD, *lines, LAST]]))[1:-1] == [
        "Boat: Heron; Fee: 4.20; Berth: North.",
        "Boat: Otter; Fee: 12.00; Berth: South.",
    ]
