"""A removed document leaves nothing behind, and comes back as it was."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from chat_scripts import document_named

from index.errors import LibraryError
from index.library import Library
from ui.chat.removing import delete_copies, put_back, take_out
from ui.chat.uploads import UPLOADS, add_uploads
from ui.cli import main as cli

Write = Callable[[str, str], Path]
SECRET = "The safe opens with 4711."


def upload(library: Library, *paths: Path) -> None:
    assert all(not one.failed for one in add_uploads(library, paths, folder=library.folder / UPLOADS))


def kept(library: Library) -> list[str]:
    return sorted(path.name for path in (library.folder / UPLOADS).iterdir())


def test_a_removed_document_comes_back_with_its_id_its_offsets_and_all_sources(
    library: Library, write: Write
) -> None:
    text = "Heading\n\nOne sentence. And another one.\n\nA third, in a paragraph of its own."
    first, copy = write("a/note.txt", text), write("b/copy.txt", text)
    library.add([first, copy])
    before = document_named(library, "note.txt")
    passages, sentences = library.passages(before.id), library.sentences(before.id)
    first.unlink()
    removed = take_out(library, before.id)
    assert library.documents() == ()
    put_back(library, removed)
    after = library.document(before.id)
    assert after == before
    assert after.also == (str(copy),)
    assert (library.passages(after.id), library.sentences(after.id)) == (passages, sentences)


def test_the_uploaded_copy_goes_with_its_document_and_comes_back_with_it(library: Library, write: Write) -> None:
    own = write("own.txt", "This file is the user's own.")
    library.add([own])
    upload(library, write("safe.txt", SECRET), write("again.txt", SECRET), write("other.txt", "Another."))
    removed = take_out(library, document_named(library, "safe.txt").id)
    assert kept(library) == ["other.txt"]
    put_back(library, removed)
    assert kept(library) == ["again.txt", "other.txt", "safe.txt"]
    assert (library.folder / UPLOADS / "safe.txt").read_text(encoding="utf-8") == SECRET
    assert library.add([library.folder / UPLOADS / "safe.txt"]).unchanged
    take_out(library, document_named(library, "own.txt").id)
    assert own.exists()


def test_what_was_uploaded_under_the_name_meanwhile_is_not_written_over(library: Library, write: Write) -> None:
    upload(library, write("safe.txt", SECRET))
    removed = take_out(library, document_named(library, "safe.txt").id)
    upload(library, write("safe.txt", "It is shut."))
    put_back(library, removed)
    assert (library.folder / UPLOADS / "safe.txt").read_text(encoding="utf-8") == "It is shut."


def test_an_archive_stays_until_its_last_document_is_removed(library: Library, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("one.txt", "One is here.")
        archive.writestr("two.txt", "Two is here.")
    upload(library, tmp_path / "all.zip")
    one = take_out(library, document_named(library, "one.txt").id)
    assert (one.copies, kept(library)) == ((), ["all.zip"])
    take_out(library, document_named(library, "two.txt").id)
    assert kept(library) == []


def test_only_files_of_the_librarys_own_folder_are_deleted(library: Library, write: Write) -> None:
    outside = write("outside.txt", "Elsewhere.")
    (library.folder / UPLOADS).mkdir()
    (library.folder / UPLOADS / "link.txt").symlink_to(outside)
    library.add([library.folder / UPLOADS / "link.txt"])
    sources = (document_named(library, "outside.txt").source,)
    library.remove(sources[0])
    assert delete_copies(library, sources) == ()
    assert outside.exists()


def test_a_copy_that_cannot_be_read_stops_the_removal(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(library, write("safe.txt", SECRET))

    def unreadable(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", unreadable)
    with pytest.raises(LibraryError, match=r"safe\.txt: the uploaded copy of .* cannot be deleted"):
        take_out(library, document_named(library, "safe.txt").id)
    assert len(library.documents()) == 1


def test_the_command_removes_the_copy_too(
    library: Library, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    upload(library, write("safe.txt", SECRET))
    assert cli.main(["remove", "safe.txt", "--index", str(library.folder)]) == 0
    assert "deleted the uploaded copy" in capsys.readouterr().out
    assert kept(library) == []
