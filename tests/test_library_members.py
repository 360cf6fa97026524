"""Files that hold many documents, in a library."""

import json
import zipfile
from pathlib import Path

from index.library import Library
from ui.chat.uploads import add_uploads


def archive(path: Path, **texts: str) -> Path:
    with zipfile.ZipFile(path, "w") as members:
        for name, text in texts.items():
            members.writestr(name.replace("_", "."), text)
    return path


def sources(library: Library) -> set[str]:
    return {Path(document.source).as_posix() for document in library.documents()}


def test_an_archive_added_again_adds_replaces_and_removes_its_members(library: Library, tmp_path: Path) -> None:
    path = archive(tmp_path / "all.zip", a_txt="Tea is hot.", b_txt="Cake is sweet.", c_txt="Salt is white.")
    first = library.add([path])
    assert first.added == (f"{path}!/a.txt", f"{path}!/b.txt", f"{path}!/c.txt")
    archive(path, a_txt="Tea is hot.", b_txt="Cake is good.", d_gif="x")
    second = library.add([path])
    assert second.unchanged == (f"{path}!/a.txt",)
    assert second.replaced == (f"{path}!/b.txt",)
    assert second.removed == (f"{path}!/c.txt",)
    assert second.failed == ((f"{path}!/d.gif", "unsupported suffix '.gif': save a copy as .jpg, and add that"),)
    assert sources(library) == {f"{path}!/a.txt", f"{path}!/b.txt"}
    assert library.check() == ()


def test_records_that_are_gone_are_removed_and_other_documents_are_not(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    lines = [json.dumps({"text": f"Ship {number} came in."}) for number in range(3)]
    path.write_text("\n".join(lines))
    other = tmp_path / "news.jsonl#notes.txt"
    other.write_text("Nothing came in.")
    library.add([path, other])
    path.write_text(lines[0])
    assert library.add([path]).removed == (f"{path}#2", f"{path}#3")
    assert sources(library) == {f"{path}#1", str(other)}


def test_an_archive_that_broke_keeps_what_is_in_the_library(library: Library, tmp_path: Path) -> None:
    path = archive(tmp_path / "all.zip", a_txt="Tea is hot.")
    library.add([path])
    path.write_bytes(b"broken")
    report = library.add([path])
    assert [name for name, _ in report.failed] == [str(path)]
    assert (report.removed, sources(library)) == ((), {f"{path}!/a.txt"})


def test_an_archive_in_an_archive_that_broke_keeps_what_is_in_the_library(
    library: Library, tmp_path: Path
) -> None:
    inner = archive(tmp_path / "inner.zip", a_txt="Tea is hot.").read_bytes()
    path = tmp_path / "all.zip"
    for data in (inner, b"broken"):
        with zipfile.ZipFile(path, "w") as members:
            members.writestr("b.txt", "Cake is sweet.")
            members.writestr("inner.zip", data)
        report = library.add([path])
    assert [name for name, _ in report.failed] == [f"{path}!/inner.zip"]
    assert (report.removed, sources(library)) == ((), {f"{path}!/b.txt", f"{path}!/inner.zip!/a.txt"})


def test_an_upload_that_holds_no_documents_is_refused_with_the_reason(library: Library, tmp_path: Path) -> None:
    uploads = [archive(tmp_path / "none.zip"), tmp_path / "none.jsonl"]
    uploads[1].touch()
    outcomes = add_uploads(library, uploads, folder=tmp_path / "kept")
    assert [(upload.failed, upload.reason.partition(".")[0]) for upload in outcomes] == [
        (True, "holds no documents")
    ] * 2


def test_what_is_left_out_of_a_document_that_is_added_is_told_and_is_no_failure(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "news.json"
    path.write_text(json.dumps({"text": "Tea is hot.", "vector": "9" * 301}))
    report = library.add([path])
    assert (report.added, report.failed) == ((str(path),), ())
    assert [(one.outcome, one.reason) for one in report.outcomes] == [
        ("added", ""),
        ("left out", report.left_out[0][1]),
    ]
    assert library.document(str(path)).left_out == (report.left_out[0][1],)


def test_the_librarys_own_files_in_an_added_folder_are_no_failure(library: Library, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Tea is hot.")
    (tmp_path / "b.gif").write_bytes(b"x")
    assert library.folder.is_relative_to(tmp_path)
    report = library.add([tmp_path])
    assert (report.added, [name for name, _ in report.failed]) == (
        (str(tmp_path / "a.txt"),),
        [str(tmp_path / "b.gif")],
    )


def test_an_upload_tells_what_is_left_out_of_it(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "news.json"
    path.write_text(json.dumps({"text": "Tea is hot.", "vector": "9" * 301}))
    (upload,) = add_uploads(library, [path], folder=tmp_path / "kept")
    assert not upload.failed
    assert (upload.outcome, len(upload.notes)) == ("added", 1)
    assert upload.notes[0].startswith("left out: the field 'vector'")


def test_an_upload_of_which_a_part_was_read_is_kept(library: Library, tmp_path: Path) -> None:
    path = archive(tmp_path / "all.zip", a_txt="Tea is hot.", d_gif="x")
    (upload,) = add_uploads(library, [path], folder=tmp_path / "kept")
    assert (upload.failed, upload.outcome) == (False, "added without 1 of its parts")
    assert (tmp_path / "kept" / "all.zip").exists()
