"""Calendars (.ics): each event an entry, with its day, time and zone."""

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
        ("STATUS:CANCELLED", "Status: CANCELLED"),
        ("CATEGORIES:Boats,Repair", "Categories: Boats,Repair"),
    ],
)  # fmt: skip
def test_what_else_an_event_states_is_told(line: str, told: str) -> None:
    assert f"\n{told}\n" in units(document(HEAD + EVENT.format(f"{line}\r\n") + END))[0]


def test_a_file_that_is_no_calendar_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"is broken: it holds no calendar"):
        document("Pump, second look, on 4 March.")
