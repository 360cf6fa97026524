import codecs
import json
from pathlib import Path

import pytest

from index.load.dates import dateline, read_date
from index.load.documents import load, load_bytes
from index.load.paragraphs import paragraph_blocks
from index.text.invisible import visible

SHARED = Path(__file__).parents[2] / "shared"


def blocks_of(text: str, *, by_hand: bool = False) -> list[tuple[str, str]]:
    return [(block.kind, text[block.start : block.end]) for block in paragraph_blocks(text, by_hand=by_hand)]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (codecs.BOM_UTF8 + "Grüße.".encode(), "Grüße."),
        (codecs.BOM_UTF16_LE + "Grüße.".encode("utf-16-le"), "Grüße."),
        (codecs.BOM_UTF16_BE + "Grüße.".encode("utf-16-be"), "Grüße."),
        (codecs.BOM_UTF32_LE + "Grüße.".encode("utf-32-le"), "Grüße."),
        ("Viele Grüße aus München, wo es schön früh dunkel wird.".encode("cp1252"), None),
        ("Ærlig talt, äußerst schön\r\nund größer für Müßiggänger.".encode() + b"\xff", None),
    ],
)
def test_encodings_are_told_by_their_mark_or_guessed(data: bytes, text: str | None) -> None:
    loaded = load_bytes(data, suffix=".txt", source="/x/a.txt").text
    if text is None:
        text = data.decode("utf-8", errors="replace") if data.endswith(b"\xff") else data.decode("cp1252")
    assert loaded == text


def test_paragraphs_stand_between_blank_lines_and_titles_and_headings_alone() -> None:
    text = "The pier\n\nIt is long.\n\nHistory\n\nIt was built in 1904.\n\n* * *\n\nIs it open?\n"
    assert blocks_of(text) == [
        ("heading", "The pier"),
        ("prose", "It is long."),
        ("heading", "History"),
        ("prose", "It was built in 1904."),
        ("boilerplate", "* * *"),
        ("prose", "Is it open?"),
    ]


def test_invisible_marks_are_no_part_of_the_text() -> None:
    text = (
        "The anti\u00adfreeze and the trans\u200bpon\u2060der are in bay\ufeff nine, "
        "the oil and the rope in the store\u00ad\nroom."
    )
    loaded = load_bytes(text.encode(), suffix=".txt", source="/x/a.txt")
    assert loaded.text == (
        "The antifreeze and the transponder are in bay nine, the oil and the rope in the store\u00ad\nroom."
    )
    assert loaded.blocks[-1].end == len(loaded.text)


def test_the_lines_of_a_wrapped_paragraph_belong_together() -> None:
    text = (
        "The pier of the town was built in 1904 by a company that had hoped to\n"
        "land passengers from steamers, but the steamers never came, because the\n"
        "water was not deep enough.\n\n"
        "Since then it has been a place to walk, to fish, and to look at the sea\n"
        "when the wind is not too strong for that.\n"
        "- a railing that was\n  painted green\n- a bench\n"
    )
    assert blocks_of(text) == [
        ("prose", text[: text.index("\n\n")]),
        ("prose", text[text.index("Since") : text.index("\n- a railing")]),
        ("item", "- a railing that was\n  painted green"),
        ("item", "- a bench"),
    ]


def test_a_sentence_goes_on_over_breaks_that_were_set_by_hand() -> None:
    lines = [
        "Mr Ottesen slipped from a ladder while clearing the gutter of",
        "his garden shed.",
        "Short of it.",
        "He was taken to the",
        "hospital.",
        "An objection to this notice would have to be addressed to the",
        "Valuation Board.",
        "Paid.",
        "noted. Six Saturdays, from ten to one: 12 April, 26 April,",
        "31 May and 21 June. In heavy rain we do theory in the barn, we",
        "never cancel.",
        "So be it.",
    ]
    joined = [text.splitlines() for _, text in blocks_of("\n".join(lines), by_hand=True)]
    assert joined == [lines[:2], *([line] for line in lines[2:5]), lines[5:7], lines[7:8], lines[8:11], lines[11:]]
    assert len(blocks_of("\n".join(lines))) == len(lines)


@pytest.mark.parametrize(
    ("line", "following"),
    [
        ("spare clothes, two sets, all of them with names", "wellingtons and a coat for the days when it rains."),
        ("250 g of strong white flour, plus a little for dusting", "pinch of salt"),
        ("Opening hours of the public library in the summer", "mon-fri 9-17"),
        ("Harbour Office, 12 Long Quay Street, 5003 Bergen", "post@harbour.example"),
        ("To: Ida Lund, Ole Vang, Per Moe, Kari Nordmann", "cc: Liv"),
        ("Minutes of the residents' association, for Block A", "Present: Liv, Ole and Ida, who came late."),
        ("1. What Quellamid is and what it can be used for", "Quellamid is used to prevent migraine attacks."),
        ("A paragraph without its stop " * 5, "another one that somebody begins in small letters."),
    ],
)
def test_lines_that_say_something_of_their_own_stay_apart(line: str, following: str) -> None:
    given = [line.strip(), following, "Short.", "It is.", "So it is.", "Yes.", "No."]
    assert [text for _, text in blocks_of("\n".join(given), by_hand=True)] == given


@pytest.mark.parametrize(
    "lines",
    [
        ["Harbour Office", "12 Quay Street", "Selby SB1 4TT"],
        [
            "Ann: Did you see the pier?",
            "Ben: Yes, yesterday.",
            "Ann: It was closed, was it not? I had no time to go.",
        ],
        ["2024-05-01 12:00 start of the pump", "2024-05-01 12:05 pressure is fine", "2024-05-01 12:09 stop"],
        ["Boat | Seats | Owner", "Heron | 4 | Ann", "Crane | 2 | Ben"],
        ["Boat\tSeats", "Heron\t4", "Crane\t2"],
    ],
)
def test_lines_set_by_hand_are_a_block_each_and_no_headings(lines: list[str]) -> None:
    assert blocks_of("\n".join(lines)) == [("prose", line) for line in lines]


def test_a_short_line_over_prose_is_a_heading() -> None:
    assert blocks_of("The pier is open.\n\nTickets\nA ticket costs two pounds, and children are free.") == [
        ("prose", "The pier is open."),
        ("heading", "Tickets"),
        ("prose", "A ticket costs two pounds, and children are free."),
    ]


def test_a_line_that_gives_a_value_is_no_heading() -> None:
    assert blocks_of("The pier\n\nLength: 300 yards\n\n1904") == [
        ("heading", "The pier"),
        ("prose", "Length: 300 yards"),
        ("prose", "1904"),
    ]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_short_numbered_line_over_prose_is_a_heading(between: str) -> None:
    prose = "Tuesday 13 May at half past seven in the library."
    assert blocks_of(f"9. Next meeting{between}{prose}") == [("heading", "9. Next meeting"), ("prose", prose)]
    step = "1. Hold the button of the clock for five seconds"
    others = [
        ("1. Buy milk", "2. Buy bread and butter for six."),
        ("9. It met in May.", prose),
        ("- Next", prose),
        ("(a) Next meeting", prose),
        ("1. Unpaid rent", "is taken from the deposit at the end of it."),
        (step, f"{prose} {prose} {prose}"),
    ]
    listed = blocks_of(f"1. Ann Berg won.\n2. Dora Fenn\n{prose}")
    assert [kind for kind, _ in listed] == ["item", "item", "prose"]
    for first, second in others:
        assert next(kind for kind, _ in blocks_of(f"{first}{between}{second}")) == "item"


@pytest.mark.parametrize("mark", ["-", "*", "•", "1.", "12)", "(a)"])
def test_marked_lines_are_items(mark: str) -> None:
    assert blocks_of(f"{mark} one\n{mark} two") == [("item", f"{mark} one"), ("item", f"{mark} two")]


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        ("2024-05-27", "2024-05-27"),
        ("2024-05-27T10:30:00Z", "2024-05-27T10:30:00"),
        ("20260105_11:00", "2026-01-05T11:00:00"),
        ("Mon, 27 May 2024", "2024-05-27"),
        ("27th of May", None),
        ("May 27, 2024", "2024-05-27"),
        ("Sept. 3rd, 2024 at 2:05 p.m.", "2024-09-03T14:05:00"),
        ("03/04/2024", None),
        ("31 June 2024", None),
        ("2024-13-01", None),
        ("2024-05-27 25:00", None),
    ],
)
def test_a_date_is_read_only_if_it_can_mean_one_day(stated: str, date: str | None) -> None:
    assert read_date(stated) == date


def test_a_date_stands_behind_a_label_or_alone_at_the_top() -> None:
    assert dateline("The pier\n\nPublished: 4 May 2024\n\nText.") == "2024-05-04"
    assert dateline("The pier\n4 May 2024\nText.") == "2024-05-04"
    assert dateline("The pier\n\nIt was built on 4 May 1904.\n\nLast modified: 4 May 2024") is None
    assert dateline("One.\nTwo.\nThree.\nFour.\nFive.\n4 May 2024") is None


@pytest.mark.skipif(not SHARED.exists(), reason="the data for measuring is not here")
@pytest.mark.parametrize("name", ["squad2", "clapnq"])
def test_gold_sentences_stand_in_prose(name: str) -> None:
    folder = SHARED / "data" / name
    documents = {path.name: load(path) for path in (folder / "documents").glob("*.txt")}
    seen = 0
    for line in (folder / "questions.jsonl").read_text().splitlines():
        question = json.loads(line)
        for gold in map(visible, question["gold"]):
            document = next(documents[other] for other in question["documents"] if gold in documents[other].text)
            start = document.text.index(gold)
            kinds = [block.kind for block in document.blocks if block.start <= start < block.end]
            assert kinds == ["prose"]
            seen += 1
    assert seen > 100


def test_the_first_of_some_short_lines_above_the_text_is_the_title() -> None:
    def title(text: str) -> str:
        return load_bytes(text.encode(), suffix=".txt", source="/x/my-notes.txt").title

    assert (
        title("Notes on rye\nIngrid's book, copied out\n\nFeed it daily.\n\nFEEDING\n\nAt six.") == "Notes on rye"
    )
    assert title("Anna: I am home\nBen: Not yet\n\nAnna: Why?") == "my notes"
    manual = "VELOR DRY 12\nInstructions for use\nKeep them for later.\n\n"
    assert title(f"{manual}It dries.\n\n4. CONTROLS\n\nPress MODE.") == "VELOR DRY 12"
    assert title("The harbour office said on Monday\nthat it closes.\n\nCONTROLS\n\nPress it.") == "my notes"
    assert title("It rained.\nWe stayed in\n\nThen it stopped.") == "my notes"
