"""E-mails: every part that holds text, as it was written."""

import json
import time
from email.message import EmailMessage

import pytest

from index.load.documents import load_bytes
from index.load.mail.eml import load_eml
from index.types import Document

HEAD = "Subject: Boiler\nFrom: Liv <liv@example.net>\n"
PLAIN = "Content-Type: text/plain; charset=utf-8\n\n"
ICS = (
    "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nDTSTART:19700101T000000\r\nEND:VTIMEZONE\r\n"
    "BEGIN:VEVENT\r\nSUMMARY:Pump\\, second look\r\nDTSTART;TZID=Europe/Oslo:20310304T091200\r\n"
    "DTEND:20310304T101500Z\r\nLOCATION:Cellar four\r\nORGANIZER;CN=Liv Moen:mailto:liv@example.net\r\n"
    "ATTENDEE:mailto:ola@exam\r\n ple.net\r\nDESCRIPTION:Bring the key.\\nAnd a lamp.\r\n"
    "BEGIN:VALARM\r\nDESCRIPTION:Reminder\r\nEND:VALARM\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nSUMMARY:Fair\r\nDTSTART;VALUE=DATE:20310601\r\nDTEND;VALUE=DATE:20310603\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n"
)
EVENT = [
    "Event: Pump, second look\nStart: 2031-03-04 09:12 (Europe/Oslo)\nEnd: 2031-03-04 10:15 UTC\n"
    "Location: Cellar four\nOrganizer: Liv Moen <liv@example.net>\nAttendees: ola@example.net",
    "Bring the key.",
    "And a lamp.",
    "Event: Fair\nStart: 2031-06-01\nLast day: 2031-06-02",
]


def document(data: str | bytes, suffix: str = ".eml") -> Document:
    return load_bytes(data.encode() if isinstance(data, str) else data, suffix=suffix, source=f"/x/a-mail{suffix}")


def lines(data: str | bytes, suffix: str = ".eml") -> list[str]:
    """Return the blocks below the headers."""
    loaded = document(data, suffix)
    found = [loaded.text[block.start : block.end] for block in loaded.blocks]
    return [line for line in found if not line.startswith(("Subject: Boiler", "From: Liv", "To: Ola"))]


def multipart(kind: str, *parts: str) -> str:
    return (
        f"Content-Type: multipart/{kind}; boundary=b{kind}\n\n"
        + "".join(f"--b{kind}\n{part}\n" for part in parts)
        + f"--b{kind}--\n"
    )


@pytest.mark.parametrize("suffix", [".eml", ".mht"])
def test_signs_that_mark_no_quotation_stay(suffix: str) -> None:
    text = (
        "Keep the pressure > 5 bar and the water < 80 degrees.\n\nOpen Menu -> Service -> Reset.\n\n"
        "> The quoted line says that a > b holds.\n\nAt a pressure\n> 5 bar it stops.\n"
    )
    assert lines(HEAD + PLAIN + text, suffix) == [
        "Keep the pressure > 5 bar and the water < 80 degrees.",
        "Open Menu -> Service -> Reset.",
        "The quoted line says that a > b holds.",
        "At a pressure",
        "> 5 bar it stops.",
    ]


def test_lines_of_flowed_text_are_joined_by_its_rules() -> None:
    head = HEAD + "Content-Type: text/plain; format=flowed; charset=utf-8"
    text = "The pump \nruns.\n Stuffed\n> It was \n> cold.\n-- \nLiv\n"
    assert lines(f"{head}\n\n{text}") == ["The pump runs.", "Stuffed", "It was cold.", "--", "Liv"]
    assert lines(f"{head}; delsp=yes\n\nDampf \nkessel\n") == ["Dampfkessel"]


HTML = "Content-Type: text/html; charset=utf-8\n\n<p>The code of the door is 5519, Ola.</p>"
PICTURE = "Content-Type: image/png; name=boiler.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo="
NESTED = f"Content-Type: message/rfc822\n\nSubject: Pipes\nFrom: Rut <r@example.net>\n{PLAIN}They are old.\n"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (multipart("alternative", PLAIN + " ", HTML), ["The code of the door is 5519, Ola."]),
        (multipart("alternative", PLAIN + "See below.", HTML), ["The code of the door is 5519, Ola."]),
        (
            multipart("alternative", PLAIN + "The code of the door is 5519.", HTML),
            ["The code of the door is 5519."],
        ),
        (
            multipart("mixed", PLAIN + "It looks so:", PICTURE, PLAIN + "It costs 4,300 crowns."),
            ["It looks so:", "It costs 4,300 crowns.", "Attachments: boiler.png"],
        ),
        (
            multipart("mixed", PLAIN + "See below.", multipart("related", HTML, PICTURE)),
            ["See below.", "The code of the door is 5519, Ola.", "Attachments: boiler.png"],
        ),
        (
            multipart("mixed", PLAIN + "See below.", NESTED),
            ["See below.", "Subject: Pipes", "From: Rut <r@example.net>", "They are old."],
        ),
        (
            multipart(
                "digest", f"\nSubject: Pipes\n{PLAIN}They are old.\n", f"\nSubject: Oars\n{PLAIN}In shed 4.\n"
            ),
            ["Subject: Pipes", "They are old.", "Subject: Oars", "In shed 4."],
        ),
        (
            multipart(
                "mixed",
                PLAIN + "See below.",
                "Content-Type: text/csv\nContent-Disposition: attachment; filename=a.csv\n\nBoat,Fee\nHeron,40\n",
            ),
            ["See below.", "Attachment: a.csv", "Boat: Heron; Fee: 40."],
        ),
        (
            multipart(
                "report",
                PLAIN + "It failed.",
                "Content-Type: message/delivery-status\n\nReporting-MTA: dns; m.example.net\n\nStatus: 5.1.1\n",
            ),
            ["It failed.", "Reporting-MTA: dns; m.example.net", "Status: 5.1.1"],
        ),
        (multipart("alternative", PLAIN + "Come.", f"Content-Type: text/calendar\n\n{ICS}"), ["Come.", *EVENT]),
    ],
)
def test_every_part_that_holds_text_is_read(body: str, found: list[str]) -> None:
    assert lines(HEAD + body) == found


def test_an_attached_text_that_cannot_be_read_is_told() -> None:
    message = EmailMessage()
    message["Subject"] = "Boiler"
    message.set_content("See below.")
    message.add_attachment(json.dumps(3).encode(), maintype="application", subtype="json", filename="a.json")
    loaded = load_eml(message.as_bytes())
    assert "Attachments: a.json" in loaded.text
    assert loaded.left_out[0].startswith("the part a.json is left out: it holds no object")


@pytest.mark.parametrize(
    ("data", "subject"),
    [
        ("Subject: Blåbær\nContent-Type: text/plain; charset=utf-8\n\nHi.\n".encode(), "Blåbær"),
        ("Subject: Blåbær\nContent-Type: text/plain; charset=iso-8859-1\n\nHi.\n".encode("latin-1"), "Blåbær"),
        (b"Subject: =?utf-8?q?Bl=C3=A5b=C3=A6r?=\n\nHi.\n", "Blåbær"),
        ("Subject: Blåbær\nContent-Type: text/plain; charset=utf-16\n\nHi.\n".encode("utf-16"), "Blåbær"),
    ],
)
def test_headers_are_read_however_they_are_written(data: bytes, subject: str) -> None:
    loaded = document(data)
    assert loaded.title == subject
    assert loaded.text == f"Subject: {subject}\n\nHi."


def test_a_text_that_names_the_wrong_charset_is_read_as_what_it_is() -> None:
    data = HEAD.encode() + "Content-Type: text/plain; charset=iso-8859-1\n\nBlåbær i skuret.\n".encode()
    assert lines(data) == ["Blåbær i skuret."]


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2031-03-04T09:12:00.000Z", "2031-03-04T09:12:00+00:00"),
        ("2031-03-04 09:12:00 +0100", "2031-03-04T09:12:00+01:00"),
        ("Tue, 04 Mar 2031 09:12:00 +0100", "2031-03-04T09:12:00+01:00"),
    ],
)
def test_a_date_is_read_in_either_form(date: str, moment: str) -> None:
    assert document(f"{HEAD}Date: {date}\n\nThe oars are in shed 4.\n").published == moment


def test_an_e_mail_saved_as_a_web_archive_is_an_e_mail() -> None:
    assert lines(f"{HEAD}To: Ola <ola@example.net>\n{HTML}", ".mht") == ["The code of the door is 5519, Ola."]


def part(name: str, body: str) -> str:
    head = f"--B\nContent-Type: text/html; charset=utf-8\nContent-ID: <{name}>\n\n"
    return f"{head}<html><body>{body}</body></html>\n"


ARCHIVE = (
    "From: <Saved by a browser>\nSubject: Dock\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n"
)


def test_pages_in_the_frames_of_a_web_archive_stand_in_their_places() -> None:
    archive = (
        ARCHIVE
        + part("a", "<p>The dock is free from May.</p><iframe width=5 src='cid:b'></iframe><p>Call first.</p>")
        + part("b", "<p>The pump is of 1931.</p><iframe src=cid:c></iframe>")
        + part("c", "<p>It says “drain” &amp; “fill”.</p><iframe src='cid:b'></iframe>")
        + "--B--\n"
    )
    assert lines(archive, ".mht") == [
        "The dock is free from May.",
        "The pump is of 1931.",
        "It says “drain” & “fill”.",
        "Call first.",
    ]


def test_frames_in_frames_without_end_are_read_to_some_depth() -> None:
    parts = [
        part(f"{number}", f"<p>Level {number} is dry.</p><iframe src=cid:{number + 1}>") for number in range(9)
    ]
    assert lines(f"{ARCHIVE}{''.join(parts)}--B--\n", ".mht") == [f"Level {number} is dry." for number in range(6)]


def test_frames_that_are_not_ended_take_no_time() -> None:
    many = "<p>The dock is free.</p>" + "<iframe " * 100_000
    begun = time.process_time()
    lines(f"{ARCHIVE}{part('a', many)}{part('b', 'Dry.')}--B--\n", ".mht")
    assert time.process_time() - begun < 20
