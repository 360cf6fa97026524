"""Calendars (.ics): each event an entry, with its day, time and zone."""

from time import process_time

import pytest

from index.errors import DocumentError
from index.load.documents import load_bytes
from index.text.segment import segment
from index.types import Document

HEAD = "BEGIN:VCALENDAR\r\nX-WR-CALNAME:Boat club\\, crew\r\n"
EVENT = (
    "BEGIN:VEVENT\r\nSUMMARY:Pump\\, second look\r\nDTSTART;TZID=Europe/Oslo:20310304T091200\r\n"
    "DTEND:20310304T101500Z\r\n{}LOCATION:Cellar four\r\nDESCRIPTION:Bring the key.\\nAnd a lamp.\r\n"
    "END:VEVENT\r\n"
)
END = "END:VCALENDAR\r\n"


def document(source: str) -> Document:
    return load_bytes(source.encode(), suffix=".ics", source="/x/a-calendar.ics")


def units(loaded: Document) -> list[str]:
    return [loaded.text[one.start : one.end] for one in segment(loaded.text, loaded.blocks)]


def test_an_event_is_one_unit_with_day_time_zone_and_place() -> None:
    loaded = document(HEAD + EVENT.format("") + EVENT.format("").replace("Pump\\, second", "Third") + END)
    assert loaded.title == "Boat club, crew"
    assert units(loaded)[:4] == [
        "Event: Pump, second look\nStart: 2031-03-04 09:12 (Europe/Oslo)\nEnd: 2031-03-04 10:15 UTC\n"
        "Location: Cellar four",
        "Bring the key.",
        "And a lamp.",
        "Event: Third look\nStart: 2031-03-04 09:12 (Europe/Oslo)\nEnd: 2031-03-04 10:15 UTC\n"
        "Location: Cellar four",
    ]


def test_a_calendar_without_a_name_is_called_after_its_only_event() -> None:
    assert document("BEGIN:VCALENDAR\r\n" + EVENT.format("") + END).title == "Pump, second look"
    assert document("BEGIN:VCALENDAR\r\n" + 2 * EVENT.format("") + END).title == "a calendar"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20310601T000000Z",
         "Repeats: every 2 weeks, on Monday and Wednesday, until 2031-06-01 00:00 UTC"),
        ("RRULE:FREQ=YEARLY;COUNT=4", "Repeats: every year, 4 times"),
        ("RRULE:FREQ=MONTHLY;BYDAY=2TU", "Repeats: FREQ=MONTHLY;BYDAY=2TU"),
        ("EXDATE;TZID=Europe/Oslo:20310318T091200,20310401T091200",
         "Not on: 2031-03-18 09:12 (Europe/Oslo)\nNot on: 2031-04-01 09:12 (Europe/Oslo)"),
        ('ATTENDEE;DELEGATED-FROM="mailto:a@x.no","mailto:b@x.no";CN="Oss, Ida":mailto:c@x.no',
         "Attendees: Oss, Ida <c@x.no>"),
        ("PRIORITY:1", "Priority (1 is the highest): 1"),
        ("PERCENT-COMPLETE:40", "Done in percent: 40"),
        ("COMPLETED:20310305T070000Z", "Completed: 2031-03-05 07:00 UTC"),
        ("ATTACH;FMTTYPE=application/pdf:https://x.no/plan.pdf", "Attachment: https://x.no/plan.pdf"),
        ("ATTACH;FMTTYPE=text/plain;FILENAME=a.txt;ENCODING=BASE64;VALUE=BINARY:QQ==", "Attachment: a.txt"),
        ("STATUS:CANCELLED", "Status: CANCELLED"),
        ("CATEGORIES:Boats,Repair", "Categories: Boats,Repair"),
    ],
)  # fmt: skip
def test_what_else_an_event_states_is_told(line: str, told: str) -> None:
    assert f"\n{told}\n" in units(document(HEAD + EVENT.format(f"{line}\r\n") + END))[0] + "\n"


@pytest.mark.parametrize(("over", "last"), [("04", "04"), ("05", "04"), ("07", "06"), ("01", "04")])
def test_the_last_day_is_never_before_the_first(over: str, last: str) -> None:
    days = f"BEGIN:VEVENT\nSUMMARY:Fair\nDTEND;VALUE=DATE:203103{over}\nDTSTART;VALUE=DATE:20310304\nEND:VEVENT\n"
    assert units(document(HEAD + days + END)) == [f"Event: Fair\nLast day: 2031-03-{last}\nStart: 2031-03-04"]


def test_a_file_that_is_no_calendar_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"is broken: it holds no calendar"):
        document("Pump, second look, on 4 March.")


def test_text_with_a_separator_of_lines_is_read_whole() -> None:
    said = EVENT.format("").replace("Bring the key.", "Bring\u2028the key\x85and the lid.")
    assert "Bring the key and the lid." in units(document(HEAD + said + END))


def test_the_last_event_of_a_file_that_was_cut_is_read() -> None:
    cut = HEAD + EVENT.format("") + EVENT.format("").replace("second", "third").partition("DESCRIPTION")[0]
    assert "Event: Pump, third look" in document(cut).text
    open_one = EVENT.format("").replace("END:VEVENT\r\n", "")
    both = document(HEAD + open_one + EVENT.format("").replace("second", "third") + END)
    assert [unit.partition("\n")[0] for unit in units(both) if unit.startswith("Event: ")] == [
        "Event: Pump, third look",
        "Event: Pump, second look",
    ]


def test_what_is_said_of_the_whole_calendar_is_read() -> None:
    about = "X-WR-CALDESC:Crew\\, of all boats\r\n"
    assert "Crew, of all boats" in units(document(HEAD + about + EVENT.format("") + END))


def test_blank_lines_without_end_take_no_time() -> None:
    start = process_time()
    with pytest.raises(DocumentError, match="holds no calendar"):
        document("x" + "\n" * 200_000)
    assert process_time() - start < 2
