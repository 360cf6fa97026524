"""E-mails as Outlook saves them (.msg)."""

from datetime import UTC, datetime

import pytest
from msg_samples import MSG, item, message, ole
from olefile import OleFileIO  # type: ignore[import-untyped] # no types in the package

from index.errors import DocumentError
from index.load.documents import load_bytes
from index.load.mail.compressed import rich_text
from index.load.mail.msg import load_msg
from index.types import Document

# Compressed by hand: "{\rtf1\ansi" out of the window at its place 0, letters, and the place of the end.
RICH = b"{\\rtf1\\ansi Come.\\par At six.}"


def document(data: bytes) -> Document:
    return load_bytes(data, suffix=".msg", source="/x/a-mail.msg")


def compressed() -> bytes:
    tokens = [(b"\x00\x09", 1), *[(bytes([letter]), 0) for letter in RICH[11:]]]
    end = 207 + 11 + len(RICH[11:])
    tokens.append((bytes([end >> 4, (end & 15) << 4]), 1))
    body = b""
    for start in range(0, len(tokens), 8):
        group = tokens[start : start + 8]
        body += bytes([sum(flag << bit for bit, (_, flag) in enumerate(group))]) + b"".join(
            one for one, _ in group
        )
    return len(body).to_bytes(4, "little") + len(RICH).to_bytes(4, "little") + b"LZFu\0\0\0\0" + body


def test_an_email_has_its_headers_its_text_and_what_is_attached() -> None:
    mail = document(MSG)
    assert mail.text == (
        "Subject: The new pump\nFrom: Ida Bøe <ida@example.net>\nTo: Ole Vang <ole@example.net>\n"
        "Date: Tue, 04 Mar 2031 09:12:00 +0000\n\n"
        "The pump costs 480 crowns.\n\nIt comes on Friday.\n\n"
        "Attachment: list.txt\n\nThe list has four lines."
    )
    assert (mail.title, mail.author, mail.published) == ("The new pump", "Ida Bøe", "2031-03-04T09:12:00+00:00")


def test_the_page_is_read_where_there_is_no_plain_text_in_the_charset_that_is_stated() -> None:
    page = "<html><body><p>Bjørn zahlt 40 €.</p></body></html>".encode("cp1252")
    assert "Bjørn zahlt 40 €." in document(ole(message({0x0037: "x", 0x1013: page, 0x3FDE: 1252}))).text


def test_compressed_rich_text_is_read_where_there_is_nothing_else() -> None:
    assert rich_text(compressed()) == RICH
    text = document(ole(message({0x0037: "Invitation", 0x1009: compressed()}))).text
    assert text == "Subject: Invitation\n\nCome.\n\nAt six."


def test_an_attached_message_and_a_long_attachment_are_read() -> None:
    inner = item(
        {0x3705: 5}, inside={"__substg1.0_3701000D": message({0x0037: "Inner", 0x1000: "Deep."}, attached=True)}
    )
    long = item({0x3707: "long.txt", 0x3701: b"A line that is read. " * 500})
    picture = item({0x3707: "pump.png", 0x370E: "image/png", 0x3701: b"\x89PNG"})
    text = document(ole(message({0x0037: "Outer", 0x1000: "See below."}, inner, long, picture))).text
    assert text.startswith("Subject: Outer\n\nSee below.\n\nSubject: Inner\n\nDeep.\n\n")
    assert text.count("A line that is read.") == 500
    assert text.endswith("Attachments: pump.png")


def test_an_appointment_says_when_and_where() -> None:
    named = {0: 0x820D, 1: 0x8208}
    values = {0x0037: "Survey", 0x8000: datetime(2031, 6, 1, 8, 30, tzinfo=UTC), 0x8001: "Quay 7"}
    text = document(ole(message(values, named=named))).text
    assert text == "Subject: Survey\n\nStart: 2031-06-01 08:30 UTC\n\nLocation: Quay 7"


def test_receivers_inside_of_a_firm_are_named_without_its_directory() -> None:
    text = document(ole(message({0x0037: "x", 0x0C1A: "Ida", 0x0C1F: "/O=FIRM/CN=IDA", 0x0E04: "Ole; Rut"}))).text
    assert text == "Subject: x\nFrom: Ida\nTo: Ole, Rut"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_that_was_cut_is_refused_or_says_nothing_false(share: float) -> None:
    try:
        text = document(MSG[: int(len(MSG) * share)]).text
    except DocumentError as error:
        assert "is broken" in str(error) or "holds no text" in str(error)
    else:
        assert text in document(MSG).text


def test_one_bad_part_is_told_and_the_rest_is_read() -> None:
    inner = item(
        {0x3705: 5},
        inside={"__substg1.0_3701000D": message({0x0037: "Inner", 0x1009: b"no rich text"}, attached=True)},
    )
    odd = item({0x3707: "odd.txt", 0x370E: "text/plain\r\nX: y", 0x3701: b"It is read."})
    loaded = load_msg(ole(message({0x0037: "Outer", 0x1009: b"no rich text either"}, inner, odd)))
    assert loaded.text == "Subject: Outer\nSubject: Inner\nAttachment: odd.txt\n\nIt is read."
    told = "the text of the e-mail is left out: it is broken: its text is no compressed rich text"
    assert [one.partition(".")[0] for one in loaded.left_out] == [told, told]


def test_an_attachment_of_which_the_stream_is_broken_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = OleFileIO.openstream

    def broken(ole_file: OleFileIO, path: list[str]) -> object:
        if path[-1].startswith("__substg1.0_3701"):
            raise OSError("incomplete OLE stream")
        return opened(ole_file, path)

    monkeypatch.setattr(OleFileIO, "openstream", broken)
    loaded = load_msg(MSG)
    assert "It comes on Friday." in loaded.text
    assert loaded.left_out == ("an attachment is left out: it is broken (incomplete OLE stream)",)


def test_a_file_with_a_long_chain_of_entries_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"is broken .* Save it from Outlook again"):
        document(ole({f"s{number:04}": b"" for number in range(1500)}))


def test_hidden_receivers_are_read() -> None:
    to = (("Ole", "ole@x.no"), ("Rut", "rut@x.no"), ("Ida", "ida@x.no"))
    text = document(ole(message({0x0037: "x"}, to=to))).text
    assert text == "Subject: x\nTo: Ole <ole@x.no>\nCc: Rut <rut@x.no>\nBcc: Ida <ida@x.no>"
    assert document(ole(message({0x0037: "x", 0x0E02: "Ida; Rut"}))).text == "Subject: x\nBcc: Ida, Rut"
