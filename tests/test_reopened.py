"""A library whose folder is deleted, or deleted and made again, while a process has it open."""

import shutil
from pathlib import Path

import pytest
from conftest import HashingEmbedder, make_document

from index.errors import LibraryError
from index.library import Library

OLD = make_document("The old harbour opened in 1902.", source="/notes/old.txt")
NEW = make_document("The new harbour opened in 2024.", source="/notes/new.txt")


def make(folder: Path) -> Library:
    return Library.open(folder, HashingEmbedder(), create=True)


def test_a_folder_that_is_made_again_answers_from_the_new_file(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with make(folder) as reader:
        reader.add_document(OLD)
        assert reader.search("harbour")[0].document == OLD
        shutil.rmtree(folder)
        with make(folder) as library:
            library.add_document(NEW)  # which is still in the log of the new file
            assert [hit.document for hit in reader.search("harbour")] == [NEW]
            assert [document.source for document in reader.documents()] == [NEW.source]
            reader.add_document(OLD)
            assert len(library.documents()) == 2
            assert library.check() == ()
    with make(folder) as library:
        assert len(library.documents()) == 2
        assert library.check() == ()


def test_a_folder_that_is_deleted_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with make(folder) as reader:
        reader.add_document(OLD)
        reader.search("harbour")
        shutil.rmtree(folder)
        for use in (lambda: reader.search("harbour"), reader.documents, reader.status, lambda: reader.remove("x")):
            with pytest.raises(LibraryError, match=r"is gone|cannot be changed"):
                use()
        with make(folder) as library:
            library.add_document(NEW)
        assert [hit.document for hit in reader.search("harbour")] == [NEW]


def test_a_library_that_is_put_back_from_a_copy_is_the_one_that_answers(tmp_path: Path) -> None:
    with make(tmp_path / "copy") as library:
        library.add_document(NEW)
    with make(tmp_path / "library") as reader:
        reader.add_document(OLD)
        (tmp_path / "copy" / "library.db").replace(tmp_path / "library" / "library.db")
        (tmp_path / "library" / "library.db-wal").unlink()
        assert [hit.document for hit in reader.search("harbour")] == [NEW]
