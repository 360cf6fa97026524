"""Libraries of an older format, and the room that removed documents leave."""

import logging
import sqlite3
from pathlib import Path

import pytest
from conftest import HashingEmbedder, make_document

from index.adding.indexing import passage_text
from index.errors import LibraryError
from index.library import Library
from index.store.embedded.rows.checksum import COLUMNS, checksum
from index.store.embedded.rows.database import Database
from index.store.embedded.rows.formats import WORDS_AFTER
from index.store.embedded.rows.schema import FIRST_FORMAT

TEXT = "\n\n".join(f"The heron of place {name} saw a mill." for name in "abcdefghijklmnopqrstuvwxyz")
DOCUMENTS = [
    make_document(TEXT + more, source=f"/notes/{number}.txt") for number, more in enumerate(("", "\n\nYes."))
]


def shape(path: Path) -> list[tuple[str, ...]]:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name").fetchall()
    connection.close()
    return rows


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Give the folder of a library of format 1, as its rows were written then."""
    with Library.open(tmp_path / "new", HashingEmbedder(), create=True) as library:
        for document in DOCUMENTS:
            library.add_document(document)
        held = [(document, passage) for document in DOCUMENTS for passage in library.passages(document.id)]
    words = [
        (number, document.title, passage_text(document.text, passage))
        for number, (document, passage) in enumerate(held, start=1)
    ]
    folder = tmp_path / "old"
    folder.mkdir()
    connection = sqlite3.connect(folder / "library.db")
    for statement in FIRST_FORMAT:
        connection.execute(statement)
    connection.execute("ATTACH ? AS new", (str(tmp_path / "new" / "library.db"),))
    columns = "identity, generation, embedder, fingerprint, dimension, passage_tokens"
    connection.execute(f"INSERT INTO manifest SELECT {columns} FROM new.manifest")
    columns = "id, title, text, source, published, pages, blocks, content_hash"
    connection.execute(f"INSERT INTO documents SELECT {columns} FROM new.documents")
    for table in ("sentences", "passages"):
        connection.execute(f"INSERT INTO {table} SELECT * FROM new.{table}")
    connection.executemany("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", words)
    connection.execute(f"PRAGMA application_id = {0x50494E43}")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    return folder


def test_a_library_of_the_first_format_is_brought_up_to_date_and_said_once(
    old: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.embedded.rows.formats.WORDS_AFTER", WORDS_AFTER.replace("10000", "1"))
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            Library.open(old, HashingEmbedder()).close()
    assert [record.message for record in caplog.records] == [
        f"{old / 'library.db'}: brought up to date, from format 1 to 6"
    ]
    assert shape(old / "library.db") == shape(old.parent / "new" / "library.db")
    with Library.open(old, HashingEmbedder()) as library:
        assert library.check() == ()
        assert [library.document(document.id) for document in DOCUMENTS] == DOCUMENTS
        assert library.search("heron")[0].near_duplicates != ()
        library.add([])
        assert "`pincite rebuild` makes it anew" in caplog.text
        library.rebuild()
        caplog.clear()
        library.add_document(make_document("Ants build hills.", source="/notes/ants.txt"))
        assert library.check() == ()
    assert "rebuild" not in caplog.text


def test_an_old_library_that_cannot_be_brought_up_to_date_stays_as_it_is(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shape(old / "library.db")
    monkeypatch.setattr("index.store.embedded.rows.formats.link_copies", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        Database(old / "library.db")
    assert shape(old / "library.db") == before
    monkeypatch.setattr("index.store.embedded.rows.database.os.access", lambda *_: False)
    with pytest.raises(LibraryError, match="has format 1; it must be brought up to 6, and cannot be written"):
        Database(old / "library.db")


@pytest.mark.parametrize(("former", "added"), [(4, ("confidence", "scans", "left_out")), (5, ("left_out",))])
def test_what_is_damaged_in_an_older_library_is_still_known_once_it_is_brought_up_to_date(
    former: int, added: tuple[str, ...], tmp_path: Path
) -> None:
    with Library.open(tmp_path, HashingEmbedder(), create=True) as library:
        for document in DOCUMENTS:
            library.add_document(document)
    columns = ", ".join(column for column in COLUMNS if column not in added)
    with sqlite3.connect(tmp_path / "library.db") as rows:
        for column in added:
            rows.execute(f"ALTER TABLE documents DROP COLUMN {column}")
        for values in rows.execute(f"SELECT {columns} FROM documents").fetchall():
            sealed = checksum([None if value is None else value.encode() for value in values])
            rows.execute("UPDATE documents SET checksum = ? WHERE id = ?", (sealed, values[0]))
        rows.execute(
            "UPDATE documents SET text = replace(text, 'place c', 'place k') WHERE source = '/notes/1.txt'"
        )
        rows.execute(f"PRAGMA user_version = {former}")
    rows.close()
    with Library.open(tmp_path, HashingEmbedder()) as library:
        (problem,) = (line for line in library.check() if "as it was stored" in line)
        assert "/notes/1.txt" in problem
        assert library.document(DOCUMENTS[0].id) == DOCUMENTS[0]
        assert not any("/notes/0.txt" in line for line in library.check())


def test_what_a_process_of_the_former_version_writes_meanwhile_is_whole(tmp_path: Path) -> None:
    with Library.open(tmp_path, HashingEmbedder(), create=True) as library:
        for document in DOCUMENTS:
            library.add_document(document)
        with sqlite3.connect(tmp_path / "library.db") as rows:
            for values in rows.execute(f"SELECT {', '.join(COLUMNS[:-1])} FROM documents").fetchall():
                sealed = checksum([None if value is None else value.encode() for value in values])
                rows.execute("UPDATE documents SET checksum = ? WHERE id = ?", (sealed, values[0]))
        rows.close()
        assert library.check() == ()
        with sqlite3.connect(tmp_path / "library.db") as rows:
            rows.execute("UPDATE documents SET left_out = '[1]' WHERE source = '/notes/1.txt'")
        rows.close()
        (problem,) = library.check()
        assert "(/notes/1.txt): is damaged: it is not as it was stored" in problem


def test_compact_gives_room_back_and_keeps_everything_else(library: Library) -> None:
    for number in range(20):
        text = "\n\n".join(f"Line {line} of {number}." for line in range(100))
        library.add_document(make_document(text, source=f"/notes/{number}.txt"))
    for number in range(1, 20):
        library.remove(f"{number}.txt")
    generation = library._store.manifest().generation
    size = library.compact()
    assert size.after < size.before / 2
    assert size.after == library.status().bytes_on_disk
    assert [document.source for document in library.documents()] == ["/notes/0.txt"]
    assert library.check() == ()
    assert library._store.removed_since(generation - 1) is None
    assert library._store.removed_since(generation) == ()


def test_removed_passages_are_on_record_with_their_generation(library: Library) -> None:
    library.add_document(make_document("Bees make honey."))
    generation = library._store.manifest().generation
    (passage,) = library._store.passage_ids()
    library.remove("note.txt")
    assert library._store.removed_since(generation) == (passage,)
    assert library._store.removed_since(generation + 1) == ()
    library.add_document(make_document("Bees make honey."))
    assert library._store.passage_ids(passage) == (passage + 1,)
