"""Rows of tables among the sentences that are read: the one that the question names comes first."""

import math

import pytest
from qa_parts import ToldReader, make_hit

from qa.reader.rows import PARTLY, Cell, cells_of, naming, rows_of, statements
from qa.reading import IN_CELLS, OF_NAMING, read

COOT = "Boat: Coot; Seats: 3; Day (£): 48.00."
GREBE = "Boat: Grebe; Seats: 5; Day (£): 71.00."
LONG = "Boat: Grebe Long; Seats: 6; Day (£): 80.00."
BOATS = (COOT, GREBE, LONG)


def test_a_row_is_cells_with_their_names_and_places() -> None:
    row = "Kelda; Use: quiet; dry; at -7 °C: 1.9."
    assert cells_of(row) == (
        Cell("", "Kelda", 0, 5),
        Cell("Use", "quiet; dry", 12, 22),
        Cell("at -7 °C", "1.9", 34, 37),
    )
    assert [row[cell.start : cell.end] for cell in cells_of(row)] == ["Kelda", "quiet; dry", "1.9"]


@pytest.mark.parametrize(
    "said", ["", "Note: it rains.", "It rained; nobody came.", "It rained; he said: go; she went."]
)
def test_other_sentences_are_no_rows(said: str) -> None:
    assert cells_of(said) == ()


def test_a_value_may_hold_semicolons_and_a_section_may_stand_first() -> None:
    assert [cell.value for cell in cells_of("Authors: Smith, J.; Jones, K.; Year: 2020.")] == [
        "Smith, J.; Jones, K.",
        "2020",
    ]
    assert [cell.name for cell in cells_of("Winter; Kelda; Use: quiet; Price: 3.")] == ["", "", "Use", "Price"]


def test_rows_have_names_in_common() -> None:
    said = ("Anna: we meet at five; Ben: I cannot come.", "For the dough: flour; for the icing: 2 lemons.", COOT)
    assert rows_of([*said]) == [(), (), ()]
    assert [bool(row) for row in rows_of([*said, GREBE, "Boat: Heron; Day (£): 9.00."])] == [
        False,
        False,
        True,
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("What does a day with the Grebe cost?", GREBE),
        ("What does a day with the Grebe Long cost?", LONG),
        ("How many seats has the Coot?", COOT),
        ("Which boat has 6 seats?", LONG),
    ],
)
def test_the_row_whose_cells_are_asked_for_is_named(question: str, row: str) -> None:
    assert dict(zip(BOATS, naming(question, rows_of(BOATS)), strict=True))[row] == 1.0
    assert sorted(naming(question, rows_of(BOATS)))[-2] < 1.0


def test_words_weigh_the_more_the_fewer_rows_have_them() -> None:
    """Of four rows "red" is in two and "lamp", "oak" and "desk" in one each; "A" is in all, and "wax" in none."""
    rows = ["A: red lamp; B: 1.", "A: red desk; B: 2.", "A: oak; B: 3.", "A: pine; B: 4."]
    cells = rows_of(rows)
    rare, twice = math.log(4), math.log(2)
    desk = twice * (twice / (rare + twice)) ** PARTLY
    assert naming("a wax for the red lamp", cells) == pytest.approx([1.0, desk / (rare + twice), 0.0, 0.0])
    assert naming("wax", cells) == naming("Which A?", cells) == [1.0] * 4
    assert naming("red things", cells) == pytest.approx([1.0, 1.0, 1 - desk / rare, 1 - desk / rare])


def test_of_two_tables_the_one_with_the_column_that_is_asked_for_is_named() -> None:
    rows = [
        "To: Lunda; Ship: Tern.",
        "To: Skarra; Ship: Tern.",
        "To: Lunda; Car: 22.00.",
        "To: Skarra; Car: 30.00.",
    ]
    named = naming("What does a car to Lunda cost?", rows_of(rows))
    assert named.index(max(named)) == 2
    assert named.count(1.0) == 1


def test_cells_are_stated_behind_the_values_that_are_asked_for() -> None:
    row = "Variety: Gold; Rootstock: M26; Yield: 21."
    assert [text for text, _ in statements("How much did Gold on M26 yield?", cells_of(row))] == [
        "Gold, M26: Variety Gold.",
        "Gold, M26: Rootstock M26.",
        "Gold, M26: Yield 21.",
    ]
    assert [text for text, _ in statements("How high is it?", cells_of("Gold; Yield: 21; Height: 3."))] == [
        "Gold: Yield 21.",
        "Gold: Height 3.",
    ]


def test_the_named_row_comes_first_and_is_read_again_cell_by_cell() -> None:
    reader = ToldReader({GREBE: 2.5, LONG: 1.0, "Grebe Long: Day (£) 80.00.": 3.0})
    best, *others = read("What does the Grebe Long cost?", [make_hit(*BOATS, gap="\n")], reader).candidates
    assert [passage.sentences for passage in reader.asked] == [
        BOATS,
        ("Grebe Long: Boat Grebe Long.", "Grebe Long: Seats 6.", "Grebe Long: Day (£) 80.00."),
    ]
    assert (best.source.text, best.answers, best.named) == (LONG, (1.0 + 3.0) / 2, 1.0)
    assert best.source.text[slice(*best.span)] == "80.00"
    grebe = next(one for one in others if one.source.text == GREBE)
    shares = dict(zip(BOATS, naming("What does the Grebe Long cost?", rows_of(BOATS)), strict=True))
    assert best.score - grebe.score == pytest.approx(2.0 - 2.5 + OF_NAMING * (1 - shares[GREBE]))


def test_rows_that_are_named_alike_are_read_again_whole() -> None:
    reader = ToldReader()
    read("Which boat is the fastest?", [make_hit(*BOATS, "It is calm.", gap="\n")], reader)
    assert len(BOATS) > IN_CELLS
    assert reader.asked[1].sentences == (*BOATS, "It is calm.")


def test_a_wide_row_is_read_again_whole_and_its_first_span_stays() -> None:
    wide = f"Boat: Teal; {'; '.join(f'Note {n}: {chr(97 + n) * 40}' for n in range(20))}."
    reader = ToldReader(span=(6, 10))
    best, *_ = read(
        "What about the Teal?", [make_hit(wide, wide.replace("Teal", "Swan"), gap="\n")], reader
    ).candidates
    assert reader.asked[1].sentences == (wide,)
    assert best.span == (6, 10)


def test_a_row_that_is_left_out_does_not_come_before_the_named_one() -> None:
    told = {GREBE: 9.0, LONG: 1.0, "Grebe Long: Day (£) 80.00.": -9.0}
    best, *_ = read("What does the Grebe Long cost?", [make_hit(*BOATS, gap="\n")], ToldReader(told)).candidates
    assert best.source.text == LONG
