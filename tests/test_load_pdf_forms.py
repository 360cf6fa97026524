"""What is put onto a page of a PDF: values of form fields, ticks, typed words and notes."""

from collections.abc import Sequence

import pytest
from load_samples import Line, pdf

from index.load.documents import load_bytes
from index.load.pdf.document import load_pdf
from index.types import Document

HEAD: Line = (72, 760, 11, "The form of the pier, to be sent to the office by the first of May.")
OWNER: Line = (72, 700, 11, "Owner")


def field(kind: str, left: float, base: float, entries: str, *, width: float = 100) -> str:
    return f"/Subtype /Widget /FT /{kind} /F 4 /Rect [{left} {base - 4} {left + width} {base + 12}] {entries}"


def text_field(left: float, base: float, value: str, entries: str = "") -> str:
    return field("Tx", left, base, f"/T (f{left}.{base}) /V ({value}) {entries}")


def document(lines: Sequence[Line], marks: Sequence[str], *, quarters: int = 0) -> Document:
    return load_bytes(pdf([lines], marks=marks, quarters=quarters), suffix=".pdf", source="/x/a-form.pdf")


def blocks(lines: Sequence[Line], marks: Sequence[str]) -> list[str]:
    loaded = document([HEAD, *lines], marks)
    assert loaded.text.startswith(HEAD[3])
    return [loaded.text[block.start : block.end] for block in loaded.blocks[1:]]


def test_a_value_stands_behind_its_label() -> None:
    rows: list[Line] = [
        OWNER,
        (72, 680, 11, "Length in metres:"),
        (72, 660, 11, "Name ________"),
        (72, 600, 11, "End."),
    ]
    values = [text_field(200, 700, "Marte Oss"), text_field(200, 680, "11.4"), text_field(108, 660, "Solbris")]
    assert blocks(rows, values) == ["Owner: Marte Oss", "Length in metres: 11.4", "Name: Solbris", "End."]


def test_two_fields_of_a_row_have_their_own_labels() -> None:
    row: list[Line] = [(72, 700, 11, "First name"), (300, 700, 11, "Last name")]
    (text,) = blocks(row, [text_field(400, 700, "Oss"), text_field(140, 700, "Marte")])
    assert text in ("First name: Marte Last name: Oss", "First name: Marte | Last name: Oss")


def test_values_under_their_labels_stay_in_the_order_of_the_page() -> None:
    rows: list[Line] = [OWNER, (72, 640, 11, "Berth"), (72, 580, 11, "Sent in by hand.")]
    values = [text_field(72, 620, "nine"), text_field(72, 680, "Marte Oss")]
    assert blocks(rows, values) == ["Owner", "Marte Oss", "Berth", "nine", "Sent in by hand."]


def test_a_field_beside_no_text_has_what_people_are_told_of_it() -> None:
    assert blocks([OWNER], [text_field(72, 640, "Marte Oss", "/TU (Who signs)")]) == [
        "Owner",
        "Who signs: Marte Oss",
    ]


def test_a_field_in_a_sentence_is_a_part_of_it() -> None:
    row: list[Line] = [
        (72, 700, 11, "I,"),
        (200, 700, 11, "of the town, pay the fee of the pier before it opens."),
    ]
    assert blocks(row, [text_field(90, 700, "Marte Oss")]) == [
        "I, Marte Oss of the town, pay the fee of the pier before it opens."
    ]


@pytest.mark.parametrize(("state", "mark"), [("Yes", "☑"), ("Off", "☐")])
def test_a_ticked_box_and_an_empty_one_can_be_told_apart(state: str, mark: str) -> None:
    box = f"/T (p) /V /{state} /AS /{state} /AP << /N << /Yes 3 0 R /Off 3 0 R >> >>"
    assert blocks([OWNER], [field("Btn", 200, 700, box, width=15)]) == [f"Owner {mark}"]
    assert blocks([OWNER], [field("Btn", 50, 700, box, width=15)]) == [f"{mark} Owner"]


def test_the_option_of_a_list_is_read_as_it_is_shown() -> None:
    options = "/T (c) /Ff 131072 /V (b2) /Opt [[(b1) (Quay 1)] [(b2) (Quay 7)]]"
    assert blocks([OWNER], [field("Ch", 200, 700, options)]) == ["Owner: Quay 7"]


@pytest.mark.parametrize("entries", ["/Ff 8192", "/F 2", "/F 32"])
def test_passwords_and_hidden_fields_are_not_read(entries: str) -> None:
    secret = text_field(200, 700, "1234", entries)
    assert blocks([OWNER], [secret.replace("/F 4", "", "/F " in entries)]) == ["Owner"]


def test_notes_stand_behind_the_text_of_their_page_with_who_wrote_them() -> None:
    notes = [
        "/Subtype /Text /Rect [300 700 320 720] /T (Ada) /Contents (The fee is paid.)",
        "/Subtype /Highlight /Rect [72 690 200 720] /Contents (Since May?)",
        "/Subtype /Popup /Rect [72 690 200 720] /Contents (The fee is paid.)",
        "/Subtype /Text /F 2 /Rect [300 700 320 720] /Contents (Hidden.)",
    ]
    assert blocks([OWNER], notes) == ["Owner", "Note by Ada: The fee is paid.", "Note: Since May?"]


def test_typed_words_stand_behind_the_label_before_them_or_apart() -> None:
    typed = "/Subtype /FreeText /Rect [{} 696 {} 712] /Contents (Marte Oss)"
    assert blocks([OWNER], [typed.format(120, 200)]) == ["Owner Marte Oss"]
    sentence: Line = (72, 700, 11, "The pier was built by a company that had many boats.")
    assert blocks([sentence], [typed.format(400, 480)]) == [sentence[3], "Marte Oss"]


@pytest.mark.parametrize(
    ("quarters", "place"),
    [(0, "200 496 300 512"), (1, "83 200 99 300"), (2, "295 330 395 346"), (3, "496 542 512 642")],
)
def test_fields_of_turned_pages_stand_at_their_place(quarters: int, place: str) -> None:
    value = f"/Subtype /Widget /FT /Tx /T (o) /V (Marte Oss) /Rect [{place}]"
    page: list[Line] = [(72, 560, 11, HEAD[3]), (72, 500, 11, "Owner")]
    assert document(page, [value], quarters=quarters).text == f"{HEAD[3]}\n\nOwner: Marte Oss"


def test_more_fields_than_are_read_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.load.pdf.marks.MOST_MARKS", 1)
    loaded = load_pdf(pdf([[HEAD, OWNER]], marks=[text_field(200, 700, "Marte Oss"), text_field(200, 600, "x")]))
    assert loaded.text.endswith("Owner: Marte Oss")
    assert [one.partition(",")[0] for one in loaded.left_out] == ["1 notes or fields"]


@pytest.mark.parametrize(("name", "text"), [("Insured", "Insured: ☑"), ("Check Box 3", "☑"), ("f1.p2", "☑")])
def test_a_box_beside_no_text_has_its_name_if_that_is_words(name: str, text: str) -> None:
    box = field("Btn", 72, 500, f"/T ({name}) /V /Yes /AS /Yes", width=16)
    assert blocks([OWNER], [box]) == ["Owner", text]
