"""Rich text: notes, symbols, numbers and rows, whatever groups they stand in."""

import time

import pytest

from index.errors import DocumentError
from index.load.office.rtf import load_rtf
from index.load.parts import Loaded

FONTS = r"{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset204 Times;}{\f3\fcharset2 Symbol;}{\f4\fcharset2 Wingdings{\*\falt Z};}{\f5\fcharset128 Mincho;}}"  # noqa: E501


def rtf(body: str) -> Loaded:
    return load_rtf(rf"{{\rtf1\ansi\ansicpg1252\deff0{FONTS}{body}}}".encode())


def lines(document: Loaded) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (r"10{\super 6} litres, H{\sub 2}O, 45 m\up6 2\up0 .", ["10^6 litres, H₂O, 45 m²."]),
        (r"2,150{\super 3} people", ["2,150 [3] people"]),
        (r"{\strike 90} 120 crowns", ["[struck out: 90] 120 crowns"]),
        (r"{\deleted never }now", ["now"]),
        (r"The tar{\super\chftn}{\footnote\pard{\super\chftn} Of 1844.\par} house.\par It stands.",
         ["The tar house.", "Of 1844.", "It stands."]),
        (r"{\loch\f0\b0\*\cs7\loch The tar house.}\par {\*\cs7 It stands.}", ["The tar house.", "It stands."]),
        (r"{\*\unknown never}It stands.", ["It stands."]),
        (r"{\listtext\f3\'b7\tab}Heron\par{\listtext 2.\tab}Kite", ["Heron", "2. Kite"]),
        (r"{\pntext\f0 a)\tab}Heron", ["a) Heron"]),
        (r"{\f4\'fe} yes {\f4\u-3928?} no {\f3\'a3} 5", ["☑ yes ☐ no ≤ 5"]),
        (r"\u-10179?\u-8704? and {\uc2\u8364\'80\'80} and \'e9t\'e9", ["😀 and € and été"]),
        (r"{\f1\'cc\'e8\'f0} {\f5\'83A}", ["Мир ア"]),
        (r"\trowd\intbl A\par B\cell C\cell\row\pard After", ["A B | C", "After"]),
        (r"\trowd\intbl A\cell{\itap2 X\nestcell Y\nestcell{\*\nesttableprops\nestrow}}\itap1 B\cell\row",
         ["A | B", "X | Y"]),
        (r"{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt Boxed.\par}}{\shprslt Boxed.}}Text.", ["Text.", "Boxed."]),
        (r"{\*\atnauthor Ann}{\*\annotation{\*\atnref 9}When?}Now.", ["Now.", "Comment by Ann: When?"]),
        (r"{\header Account 5519\par}{\footer {\field{\*\fldinst PAGE}{\fldrslt 1}}\par}Text.",
         ["Text.", "Account 5519"]),
        (r"{\upr{plain}{\*\ud{\u8364?}}}", ["€"]),
        (r"See {\field{\*\fldinst HYPERLINK x}{\fldrslt the plan}}.", ["See the plan."]),
        (r"{\pict\bin5 }}}}}}Text.", ["Text."]),
        (r"soft\-hyphen, hard\_hyphen, new\line line", ["softhyphen, hard\u2011hyphen, new line"]),
    ],
)  # fmt: skip
def test_rich_text_is_read_as_it_is_seen(body: str, found: list[str]) -> None:
    assert lines(rtf(body)) == found


def test_rows_with_merged_cells_are_lines_of_their_table_and_do_not_end_it() -> None:
    rows = ["Boats", "Boat|Seats|Fee", "Heron|4|7", "Total|7", "Kite|2|3"]
    body = "".join(rf"\trowd\intbl {row.replace('|', chr(92) + 'cell ')}\cell\row" for row in rows)
    assert lines(rtf(body)) == [
        "Boats", "Boat: Heron; Seats: 4; Fee: 7.", "Total | 7", "Boat: Kite; Seats: 2; Fee: 3.",
    ]  # fmt: skip


def test_what_stands_behind_the_file_or_in_an_equation_is_not_text_and_the_equation_is_told() -> None:
    document = load_rtf(rb"{\rtf1 Text.{\mmath{\*\moMath{\mr x}}}} behind")
    assert (lines(document), document.left_out) == (["Text."], ("1 equation",))


def test_groups_within_groups_without_end_are_refused() -> None:
    with pytest.raises(DocumentError, match="too many parts within parts"):
        rtf(r"{\footnote x" * 20_000)


def test_dates_and_titles_that_nobody_stated_are_none() -> None:
    stated = rtf(r"{\info{\title Document1}{\author Ann}{\creatim\yr1601\mo1\dy1}{\revtim\yr2031\mo3\dy4}}Text.")
    assert (stated.title, stated.author, stated.published) == (None, "Ann", "2031-03-04")


def row(edges: str, *cells: str) -> str:
    """Return a row of cells, and before each edge what it is: "v" goes on from above, "h" from before."""
    words = {"v": r"\clvmrg", "V": r"\clvmgf", "h": r"\clmrg", "H": r"\clmgf"}
    defined = "".join(f"{words.get(edge[0], '')}\\cellx{edge.strip('vVhH')}" for edge in edges.split())
    return rf"\trowd{defined}\intbl " + "".join(rf"{cell}\cell " for cell in cells) + r"\row"


def test_merged_cells_stand_in_each_row_and_column_that_they_span() -> None:
    table = (
        row("1000 2000 3000", "Boat", "Day", "Time")
        + row("V1000 2000 3000", "Heron", "Monday", "8:15")
        + row("v1004 1996 3000", "", "Sunday", "9:40")
        + row("H1000 h2000 3000", "All boats", "", "7:00")
        + row("2000 3000", "All days", "6:30")
    )
    assert lines(rtf(table)) == [
        "Boat: Heron; Day: Monday; Time: 8:15.",
        "Boat: Heron; Day: Sunday; Time: 9:40.",
        "All boats; Time: 7:00.",
        "All days; Time: 6:30.",
    ]


def test_rows_that_share_no_columns_are_lines_by_themselves() -> None:
    table = row("1000 2000 3000", "A", "B", "C") + row("700 3000", "D", "E") + row("1000 2000 3000", "F", "G", "H")
    assert lines(rtf(table)) == ["A | B | C", "D | E", "F | G | H"]


def test_a_table_of_very_many_columns_is_read_in_little_time() -> None:
    wide = row(" ".join(str(number * 100) for number in range(1, 5_000)), *["x"] * 4_999)
    begun = time.process_time()
    [first, *_] = lines(rtf(wide + r"\intbl A\cell\row" * 5_000))
    assert first.startswith("x | x")
    assert time.process_time() - begun < 20
