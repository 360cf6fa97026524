"""What names the columns of a table, and where several tables stand on a sheet."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.load.parts import TextBuilder
from index.load.plain.csv import load_csv
from index.load.rows import add_rows

Row = list[object]


def lines(rows: list[Row]) -> list[str]:
    builder = TextBuilder()
    assert add_rows([["" if cell is None else str(cell) for cell in row] for row in rows], builder) is None
    loaded = builder.build()
    return [loaded.text[block.start : block.end] for block in loaded.blocks]


NAMES: Row = ["Shop", "Sales", "Profit"]
ONE: Row = ["Elvegata", 4100, 380]
TWO: Row = ["Torget", 2950, 210]
NAMED = ["Shop: Elvegata; Sales: 4100; Profit: 380.", "Shop: Torget; Sales: 2950; Profit: 210."]


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        pytest.param(
            [["Sales", "in 2023", None], NAMES, ONE, TWO], ["Sales; in 2023.", *NAMED], id="title of two"
        ),
        pytest.param([["In crowns"], NAMES, ONE, TWO], ["In crowns", *NAMED], id="title of one cell"),
        pytest.param(
            [["Printed:", "2031-05-04"], ["By:", "Ida"], NAMES, ONE, TWO],
            ["Printed: 2031-05-04.", "By: Ida.", *NAMED],
            id="lines above",
        ),
        pytest.param(
            [NAMES, ONE, TWO, ["Source:", "the harbour"], ["All in crowns"]],
            [*NAMED, "Source: the harbour.", "All in crowns"],
            id="lines below",
        ),
        pytest.param([ONE, TWO], ["Elvegata; 4100; 380.", "Torget; 2950; 210."], id="no names"),
        pytest.param(
            [["Rut Elm", "Pilot"], ["Ole Vang", "Cook"], ["Ida Roth", "Mate"]],
            ["Rut Elm; Pilot.", "Ole Vang; Cook.", "Ida Roth; Mate."],
            id="words without names",
        ),
        pytest.param(
            [["Owner", "Ida Roth"], ["Length", 11.4], ["Built", 2003], ["Harbour", "Lier"]],
            ["Owner; Ida Roth.", "Length; 11.4.", "Built; 2003.", "Harbour; Lier."],
            id="a form",
        ),
        pytest.param(
            [["Duty officer", "Selma", "Pager 8841"]], ["Duty officer; Selma; Pager 8841."], id="one row"
        ),
        pytest.param(
            [["Country", 2021, 2022, 2023], ["Norvania", 41.2, 43.9, 47.3]],
            ["Country: Norvania; 2021: 41.2; 2022: 43.9; 2023: 47.3."],
            id="years as names",
        ),
        pytest.param(
            [["Vik", 1999, 2003], ["Lier", 2001, 2010]],
            ["Vik; 1999; 2003.", "Lier; 2001; 2010."],
            id="years as values",
        ),
        pytest.param(
            [["Shop", "Sales", "Sales"], ["Elvegata", 1, 2]],
            ["Shop: Elvegata; Sales: 1; Sales: 2."],
            id="a repeated name",
        ),
        pytest.param(
            [[None, None, "Sales"], ["Elvegata", "north", 2]], ["Elvegata; north; Sales: 2."], id="two empty names"
        ),
        pytest.param(
            [[None, 2022, None, 2023, None], ["Shop", "Sales", "Profit", "Sales", "Profit"], ["Vik", 1, 2, 3, 4]],
            ["Shop: Vik; 2022 Sales: 1; 2022 Profit: 2; 2023 Sales: 3; 2023 Profit: 4."],
            id="two rows of names",
        ),
        pytest.param(
            [["Sales", "in 2023"], ["Shop", "Sales"], ["Vik", 1], ["Lier", 2]],
            ["Sales; in 2023.", "Shop; Sales.", "Vik; 1.", "Lier; 2."],
            id="two rows that may be names",
        ),
        pytest.param(
            [["Boat", "State"], ["Heron", "afloat"], ["Kite", "ashore"], ["Tern", "afloat"], ["Gull", "afloat"]],
            [f"Boat: {boat}." for boat in ("Heron; State: afloat", "Kite; State: ashore", "Tern; State: afloat")]
            + ["Boat: Gull; State: afloat."],
            id="words that repeat",
        ),
        pytest.param(
            [["Term", "Meaning"], ["Bollard", "A post on the quay"], ["Painter", "A rope at the bow"]],
            ["Term: Bollard; Meaning: A post on the quay.", "Term: Painter; Meaning: A rope at the bow."],
            id="names over several words",
        ),
    ],
)
def test_only_names_name_columns(rows: list[Row], text: list[str]) -> None:
    assert lines(rows) == text


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        pytest.param(
            [NAMES, ONE, [], ["Shop", "Costs", "Rent"], ["Vik", 1, 2]],
            [NAMED[0], "Shop: Vik; Costs: 1; Rent: 2."],
            id="with names",
        ),
        pytest.param([NAMES, ONE, [], ["Rope", 40, 12]], [NAMED[0], "Rope; 40; 12."], id="without names"),
        pytest.param(
            [NAMES, ONE, TWO, ["Depot", "Costs", "Rent"], ["Vik", 1, 2]],
            [*NAMED, "Depot: Vik; Costs: 1; Rent: 2."],
            id="without an empty row",
        ),
        pytest.param([NAMES, ONE, NAMES, TWO], NAMED, id="the same names again"),
        pytest.param(
            [NAMES, ONE, TWO, ["Vik", "closed", "closed"]],
            [*NAMED, "Shop: Vik; Sales: closed; Profit: closed."],
            id="no table, a row of words",
        ),
        pytest.param(
            [["Shop", "Sales", None, "Item", "Cost"], ["Vik", 1, None, "Bolt", 3], ["Lier", 2, None, None, None]],
            ["Shop: Vik; Sales: 1.", "Shop: Lier; Sales: 2.", "Item: Bolt; Cost: 3."],
            id="side by side",
        ),
        pytest.param(
            [
                ["Shop", "Place", None, "Sales", "Cost"],
                ["Vik", "north", None, 1, 3],
                ["Lier", "south", None, 2, None],
            ],
            ["Shop: Vik; Place: north; Sales: 1; Cost: 3.", "Shop: Lier; Place: south; Sales: 2."],
            id="an empty column within",
        ),
        pytest.param(
            [NAMES, [], ONE, [], TWO, [], ["Vik", 1, 2]], [*NAMED, "Shop: Vik; Sales: 1; Profit: 2."], id="spaced"
        ),
    ],
)
def test_a_further_table_does_not_get_the_names_of_the_first(rows: list[Row], text: list[str]) -> None:
    assert lines(rows) == text


@given(
    st.lists(
        st.lists(st.sampled_from(["", "Vik", "Sales", "12", "2021", "n/a", "3.5 kg"]), max_size=5), max_size=9
    )
)
def test_no_cell_is_lost(rows: list[list[str]]) -> None:
    text = "\n".join(lines([list(row) for row in rows]))
    assert {cell for row in rows for cell in row if cell} <= {
        cell for cell in ("Vik", "Sales", "12", "2021", "n/a", "3.5 kg") if cell in text
    }


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ('Name, Remark\n"Rope", "Tarred, 3 strands"\n', "Name: Rope; Remark: Tarred, 3 strands."),
        ("Duty officer,Selma Roth,Pager code\n", "Duty officer; Selma Roth; Pager code."),
        (
            "Oil it weekly, or sooner.\nNever, ever, run it dry.\n",
            "Oil it weekly, or sooner.\n\nNever, ever, run it dry.",
        ),
        ("sep=;\nBoat;Fee\nHeron;3,20\n", "Boat: Heron; Fee: 3,20."),
        ("Harbour of Lier\n2031\n\nBoat,Fee\nHeron,3.20\n", "Harbour of Lier\n\n2031\n\nBoat: Heron; Fee: 3.20."),
    ],
)
def test_quotes_and_delimiters_of_csv(table: str, text: str) -> None:
    assert load_csv(table.encode()).text == text


def test_a_table_as_a_program_writes_it_is_read_whole() -> None:
    file = io.StringIO()
    csv.writer(file, delimiter="\t").writerows([["Boat", "Note"], ["Heron 2", 'Says "ahoy"\nand waits, always']])
    assert load_csv(file.getvalue().encode()).text == 'Boat: Heron 2; Note: Says "ahoy" and waits, always.'
