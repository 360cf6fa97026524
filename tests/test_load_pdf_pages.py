"""What a page of a PDF is made of: columns, tables, notes, running headers, turned text."""

import unicodedata
from collections import Counter

import pypdfium2 as pdfium  # type: ignore[import-untyped] # no types in the package
import pytest
from hypothesis import given
from hypothesis import strategies as st
from load_samples import Line, pdf

from index.errors import DocumentError
from index.load.documents import load_bytes
from index.text.segment import segment
from index.types import Document

LEFT = [
    "The pier was built in the year 1904",
    "by a company from the town, which",
    "hoped for many steamers and their",
    "passengers. They did not come, as",
    "the water was not deep enough.",
]
RIGHT = [
    "Since then it is a place to walk and",
    "to \u201csee the sea\u201d, as the guide has it.",
    "In winter it is closed at four when",
    "the lamps are lit, and in summer at",
    "ten, or when the wind is high.",
]


def document(pages: list[list[Line]], *, quarters: int = 0) -> Document:
    return load_bytes(pdf(pages, quarters=quarters), suffix=".pdf", source="/x/a-report.pdf")


def blocks(pages: list[list[Line]]) -> list[tuple[str, str]]:
    loaded = document(pages)
    return [(block.kind, loaded.text[block.start : block.end]) for block in loaded.blocks]


def lines(*texts: str, top: float = 700, size: float = 11, left: float = 72) -> list[Line]:
    return [(left, top - 1.2 * size * number, size, text) for number, text in enumerate(texts)]


def row_by_row(*columns: list[Line]) -> list[Line]:
    return [line for row in zip(*columns, strict=True) for line in row]


def test_columns_that_the_file_holds_row_by_row_are_read_one_after_the_other() -> None:
    page = row_by_row(lines(*LEFT, left=60), lines(*RIGHT, left=300))
    heading = [(60.0, 750.0, 18.0, "The pier, its owners and its friends in the town")]
    last = [
        (60.0, 600.0, 11.0, "Written by the friends of the pier, who meet on Mondays at the lamp by the gate.")
    ]
    assert blocks([[*heading, *page, *last]]) == [
        ("heading", heading[0][3]),
        ("prose", " ".join(LEFT)),
        ("prose", " ".join(RIGHT)),
        ("prose", last[0][3]),
    ]


def test_rows_of_a_table_stay_whole_and_their_cells_are_parted() -> None:
    page = row_by_row(
        lines("Boat", "Heron", "Otter", "Kite", left=72),
        lines("Seats", "4", "12", "2", left=200),
        lines("Built at the yard", "in Holm", "in Little Sund", "in Holm", left=300),
    )
    assert blocks([page]) == [
        ("item", "Boat: Heron; Seats: 4; Built at the yard: in Holm."),
        ("item", "Boat: Otter; Seats: 12; Built at the yard: in Little Sund."),
        ("item", "Boat: Kite; Seats: 2; Built at the yard: in Holm."),
    ]


def test_the_numbers_of_a_list_are_no_cells() -> None:
    page = row_by_row(lines("1.", "2.", left=72), lines("Switch it on.", "Wait for the light.", left=120))
    assert blocks([page]) == [("item", "1. Switch it on."), ("item", "2. Wait for the light.")]


def test_a_note_at_the_foot_does_not_break_the_paragraph_that_goes_on_over_the_page() -> None:
    note = lines("1 It is measured from the gate.", top=60, size=8)
    pages = [[*lines("The pier is 300 yards long1 and was built in the"), *note], lines("year 1904.")]
    assert blocks(pages) == [
        ("prose", "1 It is measured from the gate."),
        ("prose", "The pier is 300 yards long1 and was built in the year 1904."),
    ]
    loaded = document(pages)
    assert [loaded.page_at(loaded.text.index(words)) for words in ("measured", "300", "year")] == [1, 1, 2]


def test_a_note_comes_behind_the_text_of_its_page() -> None:
    note = lines("1 It is measured from the gate.", top=60, size=8)
    pages = [[*lines("The pier is 300 yards long.1"), *note], lines("It was built in 1904.")]
    assert [text for _, text in blocks(pages)] == [
        "The pier is 300 yards long.1",
        "1 It is measured from the gate.",
        "It was built in 1904.",
    ]


def test_a_word_parted_at_the_end_of_a_page_is_mended_and_the_next_page_starts_inside_it() -> None:
    loaded = document([lines("It was built for the inter-"), lines("national steamers of the line.")])
    assert loaded.text == "It was built for the international steamers of the line."
    assert loaded.pages == (0, loaded.text.index("national"))


def test_a_header_is_told_where_a_scanner_read_it_wrongly_and_where_few_pages_have_it() -> None:
    headers = ["THE STORY OF THE PIER", "THE STQRY OF THE PLER", "The steamers", "THE STORY OF THE PIER"]
    headers += ["The steamers", "THE STORY OF THE PIER", "The steamers", "The gate", "The end", "The lamp"]
    bodies = ["It opened.", "It burned.", "It shut.", "It fell.", "It leant.", "It stood.", "It was.", "It is."]
    bodies += ["It may.", "It can."]
    pages = [[(72.0, 800.0, 11.0, head), *lines(body)] for head, body in zip(headers, bodies, strict=True)]
    kinds = {text: kind for kind, text in blocks(pages)}
    running = {head: "boilerplate" for head in headers[:7]}
    assert {head: kinds[head] for head in running} == running
    assert "boilerplate" not in {kinds[head] for head in headers[7:]} | {kinds[body] for body in bodies}


@pytest.mark.parametrize(
    "says",
    [
        ["Total of the page: 1,250 crowns", "Total of the page: 980 crowns", "Total of the page: 2,004 crowns"],
        ["Pressure at noon: 4 bar", "Pressure at noon: 9 bar", "Pressure at noon: 4 bar"],
        ["Balance of day 1: 310 crowns", "Balance of day 2: 275 crowns", "Balance of day 3: 501 crowns"],
        ["412", "377", "498"],
    ],
)
def test_a_line_that_says_another_number_on_each_page_is_no_running_line(says: list[str]) -> None:
    top = [[(72.0, 800.0, 11.0, said), *lines("The pier is open.")] for said in says]
    foot = [[*lines("The pier is open."), (72.0, 40.0, 11.0, said)] for said in says]
    assert {kind for kind, text in blocks(top) + blocks(foot) if text in says} <= {"prose", "heading"}


@pytest.mark.parametrize(
    "heads",
    [
        ["The pier 7", "The pier 8", "The pier 9"],
        ["Page 1 of 3, printed 1.5.2024", "Page 2 of 3, printed 1.5.2024", "Page 3 of 3, printed 1.5.2024"],
        ["7", "8", "9"],
        ["12", "14", "16"],
        ["Annual report 2023", "Annual report 2023", "Annual report 2023"],
    ],
)
def test_heads_with_the_number_of_the_page_or_of_all_pages_are_running_lines(heads: list[str]) -> None:
    bodies = ["The pier is open.", "It burned.", "It was built again in spring."]
    pages = [[(72.0, 800.0, 11.0, head), *lines(body)] for head, body in zip(heads, bodies, strict=True)]
    assert [kind for kind, text in blocks(pages) if text in heads] == ["boilerplate"] * 3


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_turned_pages_are_read_like_upright_ones(quarters: int) -> None:
    page = [(72.0, 500.0, 18.0, "The pier"), *lines(*LEFT, top=460)]
    loaded = document([page], quarters=quarters)
    assert [(block.kind, loaded.text[block.start : block.end]) for block in loaded.blocks] == [
        ("heading", "The pier"),
        ("prose", " ".join(LEFT)),
    ]


def test_ligatures_are_written_as_letters() -> None:
    assert document([lines("The \x01re brigade put out the \x02ames.")]).text == (
        "The fire brigade put out the flames."
    )


def run_on(*parts: tuple[float, float, str]) -> list[Line]:
    """Return parts of a line, each with its rise and size, one right behind the other as Helvetica is wide."""
    narrow, wide = {",": 0.278, ".": 0.278, " ": 0.278, "k": 0.5}, {"m": 0.833, "C": 0.722, "O": 0.778, "+": 0.584}
    placed, left = [], 72.0
    for rise, size, text in parts:
        placed.append((left, 700 + rise, size, text))
        left += size * sum((narrow | wide).get(letter, 0.556) for letter in text)
    return placed


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ([(0, 11, "4000 10"), (4, 7, "9")], "4000 10^9"),
        ([(0, 11, "12 km"), (4, 7, "2")], "12 km²"),
        ([(0, 11, "CO"), (-2, 7, "2"), (0, 11, ".")], "CO₂."),
        ([(0, 11, "100 0000 2,150"), (4, 7, "3")], "100 0000 2,150 [3]"),
        ([(0, 11, "0000 10"), (4, 7, "-6")], "0000 10^-6"),
        ([(0, 11, "00.00."), (4, 7, "12")], "00.00. [12]"),
        ([(0, 11, "0000 12"), (0, 7, "50")], "0000 1250"),
    ],
)
def test_exponents_indices_and_marks_of_notes_are_no_digits_of_a_number(
    parts: list[tuple[float, float, str]], text: str
) -> None:
    page = [*lines("The pier is open.", top=740), *run_on(*parts)]
    assert document([page]).text.removeprefix("The pier is open.").strip() == text


def letters(text: str) -> Counter[str]:
    """Count the letters and figures of a text; those of an exponent as the plain ones."""
    return Counter(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum())


def drawn(data: bytes) -> str:
    """Return the text as PDFium gives it."""
    pages = [page.get_textpage() for page in pdfium.PdfDocument(data)]
    return "".join(page.get_text_range() for page in pages)


def test_a_note_on_a_page_that_a_paragraph_covers_is_kept() -> None:
    line = "by a company from the town, which"
    first, last = [(60, 700, 11, LEFT[0])], [(60, 700, 11, line)]
    blocks = document([first, [*last, (60, 30, 8, "2 Note")], last]).blocks
    assert len(blocks) == 2


places = st.tuples(
    st.integers(0, 560), st.integers(0, 830), st.sampled_from([6, 8, 11, 18]), st.sampled_from([*LEFT, *RIGHT])
)
page_contents = st.lists(
    st.one_of(
        places,
        st.tuples(
            st.sampled_from([60, 300]), st.sampled_from([700, 686, 672]), st.just(11), st.sampled_from(LEFT)
        ),
        st.tuples(
            st.just(60), st.sampled_from([30, 800]), st.just(8), st.sampled_from(["1", "2 Note", "Page 3", "a-"])
        ),
    ),
    max_size=12,
)


@given(st.lists(page_contents, min_size=1, max_size=4), st.integers(0, 3))
def test_no_letter_is_lost_or_doubled_wherever_the_lines_stand(pages: list[list[Line]], quarters: int) -> None:
    try:
        loaded = document(pages, quarters=quarters)
    except DocumentError:
        return
    assert letters(loaded.text) == letters(drawn(pdf(pages, quarters=quarters)))
    assert list(loaded.pages) == sorted(loaded.pages)
    assert len(loaded.pages) == len(pages)
    ends = [0, *(block.end for block in loaded.blocks)]
    assert all(end <= block.start < block.end for end, block in zip(ends, loaded.blocks, strict=False))
    assert loaded.blocks[-1].end == len(loaded.text)
    assert all(loaded.text[one.start : one.end].strip() for one in segment(loaded.text, loaded.blocks))
