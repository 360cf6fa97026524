import io
import zipfile
from email.message import EmailMessage

import pytest
from docx import Document as Word
from docx.oxml import parse_xml
from load_samples import MAIL, docx, epub

from index.errors import DocumentError
from index.load.documents import load_bytes
from index.types import Document

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def document(data: bytes, suffix: str) -> Document:
    return load_bytes(data, suffix=suffix, source=f"/x/a-file{suffix}")


def blocks(data: bytes, suffix: str) -> list[tuple[str, str]]:
    loaded = document(data, suffix)
    return [(block.kind, loaded.text[block.start : block.end]) for block in loaded.blocks]


def test_a_word_file_is_read_in_the_order_of_its_text() -> None:
    assert blocks(docx(), ".docx") == [
        ("heading", "Rules"),
        ("prose", "Boats are back by nine."),
        ("item", "Wear a vest"),
        ("item", "1. Sign the book"),
        ("item", "Boat | Seats"),
        ("item", "Heron | 4"),
        ("prose", "After the table."),
    ]
    assert document(docx(), ".docx").title == "Rules of the boat house"


def word_with(*elements: str) -> bytes:
    word = Word()
    for element in elements:
        word.element.body.insert_element_before(parse_xml(element), "w:sectPr")
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def test_equations_and_content_controls_are_kept_and_deleted_text_is_not() -> None:
    data = word_with(
        f"<w:p {WORD} {MATH}><w:r><w:t>So </w:t></w:r><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"
        "<w:del><w:r><w:delText>never</w:delText></w:r></w:del><w:ins><w:r><w:t> now.</w:t></w:r></w:ins></w:p>",
        f"<w:sdt {WORD}><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>",
    )
    assert [text for _, text in blocks(data, ".docx")] == ["So x=1 now.", "In a control."]


def test_the_date_of_a_word_file_is_the_one_it_states() -> None:
    data = docx()
    assert document(data, ".docx").published is None  # it states that of the template of python-docx
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["_rels/.rels"] = members["_rels/.rels"].replace(b"metadata/core-properties", b"metadata/other")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert document(file.getvalue(), ".docx").published is None


def test_a_word_file_with_a_password_is_refused() -> None:
    data = bytes.fromhex("d0cf11e0a1b11ae1") + b"\1" * 600
    with pytest.raises(DocumentError, match=r"^/x/a-file\.docx: is encrypted, or in an old Office format.*\.docx"):
        document(data, ".docx")


def test_a_zip_archive_that_is_no_word_file_is_refused() -> None:
    with pytest.raises(DocumentError, match="is broken"):
        document(epub(), ".docx")


def test_a_book_is_read_chapter_by_chapter_in_the_order_of_its_spine() -> None:
    assert blocks(epub(), ".epub") == [
        ("heading", "One"),
        ("prose", "It was a long pier."),
        ("heading", "Two"),
        ("prose", "It was 300 yards long."),
    ]
    loaded = document(epub(), ".epub")
    assert (loaded.title, loaded.published) == ("The Long Pier", "2019-05-02")


@pytest.mark.parametrize(
    ("algorithm", "locked"),
    [("http://www.w3.org/2001/04/xmlenc#aes128-cbc", True), ("http://www.idpf.org/2008/embedding", False)],
)
def test_a_locked_book_is_refused_and_one_with_hidden_fonts_is_not(algorithm: str, *, locked: bool) -> None:
    name = "META-INF__encryption.xml"
    data = epub(**{name: f'<encryption><e xmlns="e"><EncryptionMethod Algorithm="{algorithm}"/></e></encryption>'})
    if locked:
        with pytest.raises(DocumentError, match=r"a-file\.epub: is locked by its shop \(DRM\)"):
            document(data, ".epub")
    else:
        assert document(data, ".epub").title == "The Long Pier"


def test_an_e_mail_says_who_wrote_it_and_when() -> None:
    assert blocks(MAIL.encode(), ".eml") == [
        ("item", "Subject: Keys"),
        ("item", "From: Ada <ada@example.org>"),
        ("item", "To: Ben <ben@example.org>"),
        ("item", "Date: Tue, 05 Mar 2024 08:15:00 +0100"),
        ("prose", "Hi Ben,"),
        ("prose", "the keys are in the"),
        ("prose", "blue box."),
    ]
    loaded = document(MAIL.encode(), ".eml")
    assert (loaded.title, loaded.published) == ("Keys", "2024-03-05T08:15:00+01:00")


def test_quoted_replies_are_kept_without_their_marks() -> None:
    mail = (
        "Subject: Re: Keys\n\nThey are not there.\n\nAda wrote:\n> Hi Ben,\n>\n"
        "> the keys of the house and of the shed have been lying in\n"
        "> the blue box since Monday, together with the ones of the\n> car.\n>> Where are they?\n"
    )
    assert [text for _, text in blocks(mail.encode(), ".eml")][1:] == [
        "They are not there.",
        "Ada wrote:",
        "Hi Ben,",
        "the keys of the house and of the shed have been lying in the blue box since Monday, together with the "
        "ones of the car.",
        "Where are they?",
    ]


def test_encoded_headers_html_and_attachments_are_read() -> None:
    message = EmailMessage()
    message["Subject"] = "Schlüssel für Jürgen"
    message["From"] = "Ada"
    message.set_content(
        "<html><body><p>Sie liegen<br>in der <b>blauen</b> Kiste.</p></body></html>", subtype="html"
    )
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="plan.pdf")
    message.add_attachment(b"x", maintype="image", subtype="png", filename="häuser.png")
    found = blocks(message.as_bytes(), ".eml")
    assert found[0] == ("item", "Subject: Schlüssel für Jürgen")
    assert " ".join(text for _, text in found[2:-1]) == "Sie liegen in der blauen Kiste."
    assert found[-1] == ("item", "Attachments: plan.pdf, häuser.png")


@pytest.mark.parametrize("date", ["nonsense", "Tue, 99 Mar 2024 08:15:00 +0100", ""])
def test_a_date_that_is_none_is_left_out(date: str) -> None:
    assert document(f"Subject: Keys\nDate: {date}\n\nThey are here.\n".encode(), ".eml").published is None


def test_parts_within_parts_without_end_are_refused() -> None:
    body = b"Content-Type: text/plain\n\nhi\n"
    for number in range(1500):
        head = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number)
        body = head + body + b"\n--b%d--\n" % number
    with pytest.raises(DocumentError, match="too many parts within parts"):
        document(b"Subject: x\n" + body, ".eml")
