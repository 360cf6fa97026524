import hashlib
import io
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from format_samples import zipped
from hypothesis import given, settings
from hypothesis import strategies as st
from load_samples import epub, every_kind, pdf

from index.errors import DocumentError
from index.load.documents import SUFFIXES, document_id, find_files, load, load_bytes
from index.load.formats import ARCHIVES, PICTURES, RECORDS
from index.text.invisible import visible
from index.types import Document

TEXTS = {".txt", ".md", ".html", ".htm", ".csv", ".tsv"}  # any text is one of these
CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\r\t")


def check_blocks(document: Document) -> None:
    end = 0
    for block in document.blocks:
        assert end <= block.start < block.end <= len(document.text)
        assert document.text[end : block.start].strip() == ""
        stretch = document.text[block.start : block.end]
        assert stretch == stretch.strip()
        end = block.end
    assert document.text[end:].strip() == ""


@pytest.mark.parametrize("suffix", sorted(every_kind()))
def test_blocks_cover_all_that_is_not_space_in_order(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a-small-file{suffix}"
    path.write_bytes(every_kind()[suffix])
    document = load(path)
    check_blocks(document)
    assert document.source == path.as_posix()
    assert document.id == document_id(document.source) == hashlib.sha256(path.as_posix().encode()).hexdigest()[:16]
    assert document.content_hash == hashlib.sha256(path.read_bytes()).hexdigest()
    assert document.title
    assert all(0 <= start <= len(document.text) for start in document.pages)


@given(st.text(CHARACTERS, min_size=1))
def test_the_text_of_a_txt_file_is_the_decoded_file(text: str) -> None:
    data = text.encode()
    if not data.strip() or not any(not letter.isspace() and letter.isalnum() for letter in text):
        return
    document = load_bytes(data, suffix=".txt", source="/a.txt")
    assert document.text == visible(text.removeprefix("\ufeff"))
    check_blocks(document)


@given(st.text(CHARACTERS), st.sampled_from([".md", ".html", ".eml", ".csv", ".rtf", ".json"]))
def test_any_text_is_loaded_or_refused_in_every_text_format(text: str, suffix: str) -> None:
    head = {".eml": "Subject: x\n\n", ".rtf": "{\\rtf1 "}.get(suffix, "")
    content = json.dumps({"text": text, text: text}) if suffix == ".json" else head + text
    try:
        check_blocks(load_bytes(content.encode(), suffix=suffix, source=f"/a{suffix}"))
    except DocumentError as error:
        assert str(error).startswith(f"/a{suffix}: ")


@pytest.mark.parametrize("suffix", sorted(every_kind()))
@pytest.mark.parametrize("content", [b"", b" \n\t\r\n"])
def test_an_empty_file_is_refused(suffix: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"empty{suffix}"
    path.write_bytes(content)
    with pytest.raises(DocumentError, match=rf"empty\{suffix}: is empty\. Check"):
        load(path)


@pytest.mark.parametrize("content", [b"\x7fELF\0\0\1", bytes(range(1, 32)) * 9, b"\x89PNG\r\n\x1a\n\xff\0\xfe"])
def test_a_binary_file_renamed_to_txt_is_refused(content: bytes) -> None:
    with pytest.raises(DocumentError, match=r"^/x/a\.txt: is not text.*UTF-8"):
        load_bytes(content, suffix=".txt", source="/x/a.txt")


@pytest.mark.parametrize("suffix", sorted(every_kind().keys() - TEXTS))
def test_a_file_that_is_not_what_its_suffix_says_is_refused(suffix: str) -> None:
    with pytest.raises(DocumentError, match=rf"^/x/a\{suffix}: (is broken|has no e-mail header)"):
        load_bytes(b"Just some words.", suffix=suffix, source=f"/x/a{suffix}")


@pytest.mark.parametrize("suffix", [".docx", ".epub", ".xlsx", ".pptx", ".odt"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_an_archive_that_was_cut_is_refused(suffix: str, share: float) -> None:
    data = every_kind()[suffix]
    with pytest.raises(DocumentError, match=r"is broken.*again"):
        load_bytes(data[: int(len(data) * share)], suffix=suffix, source=f"/x/a{suffix}")


@settings(max_examples=200)
@given(st.data(), st.sampled_from(sorted(every_kind())))
def test_a_damaged_file_is_read_or_refused(data: st.DataObject, suffix: str) -> None:
    content = bytearray(every_kind()[suffix])
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=20)):
        content[place] = data.draw(st.integers(0, 255))
    try:
        check_blocks(load_bytes(bytes(content), suffix=suffix, source="/x/a"))
    except DocumentError as error:
        assert str(error).startswith("/x/a: ")


@settings(max_examples=200)
@given(st.data(), st.sampled_from([".docx", ".epub", ".xlsx", ".pptx", ".odt", ".ods"]))
def test_an_office_file_with_a_damaged_part_is_read_or_refused(data: st.DataObject, suffix: str) -> None:
    with zipfile.ZipFile(io.BytesIO(every_kind()[suffix])) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(members)))
    content = members.pop(name)
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(content))] * 2)))
    if data.draw(st.booleans()):
        members[name] = (
            content[:start] + data.draw(st.sampled_from([b"", b"<", b'"', b"-1", b"99999999999"])) + content[end:]
        )
    try:
        check_blocks(load_bytes(zipped(members), suffix=suffix, source="/x/a"))
    except DocumentError as error:
        assert str(error).startswith("/x/a: ")


def test_a_file_of_each_kind_says_what_it_is_about() -> None:
    titles = {
        suffix: load_bytes(data, suffix=suffix, source="/x/my-file").title for suffix, data in every_kind().items()
    }
    assert {suffix for suffix, title in titles.items() if title == "my file"} == {
        ".csv",
        ".tsv",
        ".xlsx",
        ".srt",
        ".vtt",
    }


def test_every_suffix_has_a_loader() -> None:
    assert every_kind().keys() | ARCHIVES | RECORDS | PICTURES == SUFFIXES


def test_a_suffix_that_is_not_read_is_answered_with_those_that_are(tmp_path: Path) -> None:
    path = tmp_path / "sheet.wk1"
    path.write_bytes(b"PK")
    with pytest.raises(DocumentError, match=r"sheet\.wk1: files ending in '\.wk1' are not read.*\.docx, .*\.txt"):
        load(path)


@pytest.mark.parametrize(("name", "other"), [("a.DOC", ".docx"), ("b.xls", ".xlsx"), ("c.heic", ".jpg")])
def test_for_a_suffix_that_is_not_read_it_is_said_what_to_save(name: str, other: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(b"PK")
    with pytest.raises(DocumentError, match=rf"are not read\. Save a copy as \{other}, and add that"):
        load(path)
    assert find_files([tmp_path]).skipped[0][1].endswith(f": save a copy as {other}, and add that")


def test_what_cannot_be_opened_is_refused_with_the_reason(tmp_path: Path) -> None:
    folder = tmp_path / "folder.txt"
    folder.mkdir()
    with pytest.raises(DocumentError, match=r"folder\.txt: cannot be read \(Is a directory\)\. Check"):
        load(folder)
    with pytest.raises(DocumentError, match=r"gone\.txt: cannot be read \(No such file or directory\)"):
        load(tmp_path / "gone.txt")


def test_a_file_without_the_right_to_read_it_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "secret.txt"
    path.write_text("secret")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(
        DocumentError, match=r"secret\.txt: cannot be read \(Permission denied\)\. Check.* may read"
    ):
        load(path)


def test_the_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    path = tmp_path / "A.TXT"
    path.write_text("A short note.")
    assert load(path).text == "A short note."


def test_the_file_name_is_the_title_where_nothing_better_is_found() -> None:
    assert load_bytes(b"One note.", suffix=".txt", source="/x/notes_of-may_2024-05-01.txt").title == (
        "notes of may 2024-05-01"
    )


@pytest.mark.parametrize("suffix", [".html", ".txt", ".md"])
@pytest.mark.parametrize("letter", ["\ud83d", "&#xD83D;", "\x07"])
def test_what_was_extracted_can_be_stored_and_sent(suffix: str, letter: str) -> None:
    page = f"<p>Half {letter} a pair, in a sentence that is long enough to be a text.</p>"
    document = load_bytes(page.encode("utf-8", "surrogatepass"), suffix=suffix, source="/x/a")
    json.dumps(document.text, ensure_ascii=False).encode()
    with closing(sqlite3.connect(":memory:")) as database:
        assert database.execute("SELECT ?", (document.text,)).fetchone() == (document.text,)


def test_a_folder_is_searched_and_what_is_left_out_is_named(tmp_path: Path) -> None:
    names = ["b.txt", "a/c.PDF", "a/d.xls", "a/.hidden.txt", ".git/e.txt", "README"]
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    named = tmp_path / ".git" / "e.txt"
    found = find_files([tmp_path, named, tmp_path / "gone", tmp_path / "b.txt"])
    assert found.files == (named, tmp_path / "a" / "c.PDF", tmp_path / "b.txt")
    assert found.skipped == (
        (str(tmp_path / "README"), "no suffix"),
        (str(tmp_path / "a" / "d.xls"), "unsupported suffix '.xls': save a copy as .xlsx, and add that"),
        (str(tmp_path / "gone"), "does not exist"),
    )


def test_a_folder_that_cannot_be_listed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object) -> object:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("os.scandir", refuse)
    assert find_files([tmp_path]).skipped == ((str(tmp_path), "unreadable folder: Permission denied"),)


def test_archives_and_pdfs_of_absurd_size_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.load.zip._MOST_UNPACKED", 500)
    with pytest.raises(DocumentError, match=r"a\.epub: would unpack to [\d,]+ bytes, more than 500"):
        load_bytes(epub(), suffix=".epub", source="/x/a.epub")
    monkeypatch.setattr("index.load.pdf.document._MOST_PAGES", 2)
    with pytest.raises(DocumentError, match=r"a\.pdf: has 3 pages, more than 2\. Split"):
        load_bytes(pdf([[(72, 700, 11, "x")]] * 3), suffix=".pdf", source="/x/a.pdf")


def test_a_file_of_absurd_size_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.load.documents.MOST_BYTES", 5)
    path = tmp_path / "long.txt"
    path.write_text("Six letters")
    with pytest.raises(DocumentError, match=r"long\.txt: is 11 bytes long, more than 5\. Split"):
        load(path)
