"""Files of many makers, good, damaged and hostile: read or refused, never a crash or a hang."""

import csv
import re
from pathlib import Path

import pytest

from index.errors import DocumentError
from index.load.documents import SUFFIXES, Refused, load, load_documents

FILES = Path(__file__).parents[2] / "shared" / "data" / "files"
MANIFEST = FILES / "MANIFEST.tsv"
ROWS = list(csv.DictReader(MANIFEST.read_text().splitlines(), delimiter="\t")) if MANIFEST.exists() else []

pytestmark = pytest.mark.skipif(not ROWS, reason="the data for measuring is not here")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_each_file_is_read_or_refused_as_it_should_be(row: dict[str, str]) -> None:
    path = (FILES / row["name"]).resolve()
    item, *parts = load_documents(path)
    assert all(isinstance(part, Refused) and part.part for part in parts)
    outcome = "refused" if isinstance(item, Refused) else "text"
    assert item.source == str(path)
    assert len(item.reason if isinstance(item, Refused) else item.text) > 1
    read = "text" if "scanned" in row["name"] else "refused"  # the pages of others are empty
    expected = {"text": "text", "no text": read, "refuse": "refused", "not stated": outcome}[row["expected"]]
    assert outcome == (expected if path.suffix in SUFFIXES else "refused")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("pdf_encrypted/aes-128.pdf", "encrypted"),
        ("docx_bad/testWORD_protected_passtika.docx", "password"),
        ("odt_rtf_html/file4_emptyB.pdf", "broken"),
        ("odt_rtf_html/testODTEncrypted.odt", "encrypted"),
        ("odt_rtf_html/testTXT.zlib0", r"not read. Convert it to one of .*\.docx"),
    ],
)
def test_the_message_names_what_is_wrong(name: str, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        load(FILES / name)


def test_a_scan_is_read_by_ocr() -> None:
    document = load(FILES / "pdf_scanned_no_text" / "MEDRPT-2024-PAT-3847_medical_report_scan.pdf")
    assert (
        "Associated symptoms include occasional dizziness, mild nausea, and sensitivity to light." in document.text
    )
    assert len(document.pages) == 3


def test_a_word_parted_over_lines_of_a_scanned_book_is_mended() -> None:
    text = load(FILES / "pdf_normal" / "Seige_of_Vicksburg_Sample_OCR.pdf").text
    assert "too conspicuous and dangerous for use" in text
    assert not re.search(r"\x02|\xad|\ufffe", text)
