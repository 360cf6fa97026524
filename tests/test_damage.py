"""Damaged libraries: a damage raises errors of ours, `check` names it, `rebuild` mends it or says what is lost."""

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_parts import run
from conftest import HashingEmbedder, make_document

from index.errors import LibraryError, PinciteError
from index.library import Library
from index.types import SourceOutcome

__all__ = ["run"]
NAMES = ("ants", "bees", "wasps")
LOST = "lost"
DAMAGES = {
    "a flipped bit in a text": "UPDATE documents SET text = replace(text, 'hills', 'hillr') WHERE {bees}",
    "a text that is not UTF-8": "UPDATE documents SET text = CAST(x'41ff42' AS TEXT) WHERE {bees}",
    "a title that is not UTF-8": "UPDATE documents SET title = CAST(x'41ff42' AS TEXT) WHERE {bees}",
    "a source that is not UTF-8": "UPDATE documents SET source = CAST(x'41ff42' AS TEXT) WHERE {bees}",
    "pages that are no JSON": "UPDATE documents SET pages = '[1' WHERE {bees}",
    "blocks that are no JSON": "UPDATE documents SET blocks = 'x' WHERE {bees}",
    "blocks of another kind": "UPDATE documents SET blocks = '[[1]]' WHERE {bees}",
    "blocks that are a number": "UPDATE documents SET blocks = '7' WHERE {bees}",
    "another date": "UPDATE documents SET published = '2019' WHERE {bees}",
    "a checksum that is none": "UPDATE documents SET checksum = 'x' WHERE {bees}",
    "a passage of sentences that are not there": "UPDATE passages SET first = 90, last = 99 WHERE id = 2",
    "a passage without a number": "UPDATE passages SET first = 'x' WHERE id = 2",
    "a vector that is cut": "UPDATE passages SET vector = x'0000' WHERE id = 2",
    "a vector that is a text": "UPDATE passages SET vector = 'x' WHERE id = 2",
    "sentences that are gone": "DELETE FROM sentences WHERE position = 0",
    "a sentence that is a text": "UPDATE sentences SET start = 'x' WHERE position = 0",
    "postings that are cut": "UPDATE postings SET places = x'00'",
    "postings that lead nowhere": "UPDATE postings SET places = x'ffff'",
    "segments that are cut": "UPDATE segments SET passages = x'00'",
    "no segments": "DELETE FROM segments",
    "no postings": "DELETE FROM postings",
    "sketches that are gone": "DELETE FROM sketches",
    "a source that is not listed": "DELETE FROM sources WHERE source LIKE '%bees%'",
    "a source of no document": "INSERT INTO sources VALUES ('/notes/gone.txt', 'ffff')",
    "a neighbour of no document": "INSERT INTO near_duplicates VALUES ('ffff', 'eeee')",
    "a missing trigger": "DROP TRIGGER passage_removed",
    "a missing index": "DROP INDEX passages_of_document",
    "a missing table": "DROP TABLE near_duplicates",
    "no manifest": "DELETE FROM manifest",
    "a manifest that is not UTF-8": "UPDATE manifest SET embedder = CAST(x'ff' AS TEXT)",
    "a manifest without numbers": "UPDATE manifest SET dimension = 'x', passage_tokens = 'y'",
}
MENDED_WITHOUT_LOSS = [
    name
    for name in DAMAGES
    if name.startswith(("a passage", "a vector", "a sentence", "sent", "post", "segm", "no "))
] + [name for name in DAMAGES if name.startswith(("sketches", "a source that is not l", "a source of", "a neigh"))]
MENDED_WITHOUT_LOSS += [name for name in DAMAGES if name.startswith(("a missing", "a manifest"))]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of a closed library of three documents."""
    with Library.open(tmp_path / "library", HashingEmbedder(), create=True) as library:
        for name in NAMES:
            document = make_document(
                f"The {name} build hills.\n\nThe {name} sleep at night.", source=f"/notes/{name}.txt"
            )
            library.add_document(document)
    return tmp_path / "library"


def damage(folder: Path, statement: str) -> None:
    connection = sqlite3.connect(folder / "library.db")
    connection.execute(statement.format(bees="source = '/notes/bees.txt'"))
    connection.commit()
    connection.close()


def use(folder: Path) -> None:
    """Do with a library whatever can be done; only errors of ours may come."""
    try:
        library = Library.open(folder, HashingEmbedder())
    except PinciteError:
        library = Library.open(folder)
    library._embedder = HashingEmbedder()
    uses: list[Callable[[], object]] = [
        library.documents,
        lambda: library.search("hills"),
        lambda: library.document("bees.txt"),
        lambda: [library.passages(one.id) for one in library.documents()],
        library.status,
        library.recall,
        library.compact,
        lambda: library.add_document(make_document("Crows use tools.", source="/notes/crows.txt")),
        lambda: library.remove("/notes/crows.txt"),
    ]
    with library:
        for one in uses:
            try:
                one()
            except PinciteError as error:
                assert str(error)


@pytest.mark.parametrize("name", DAMAGES)
def test_no_damage_raises_anything_but_our_errors(folder: Path, name: str) -> None:
    damage(folder, DAMAGES[name])
    use(folder)


@pytest.mark.parametrize("name", DAMAGES)
def test_check_tells_of_a_damage_and_rebuild_mends_it_or_says_what_is_lost(folder: Path, name: str) -> None:
    damage(folder, DAMAGES[name])
    with Library.open(folder) as library:
        library._embedder = HashingEmbedder()
        assert library.check() != ()
        rebuilt = library.rebuild()
        assert library.check() == ()
        kept = {document.source for document in library.documents()}
        lost = {one.source for one in rebuilt.outcomes} - {"/notes/gone.txt"}
        assert all(one.outcome == LOST and "Add it again" in one.reason for one in rebuilt.outcomes)
        assert len(kept) + len(lost) == len(NAMES)
        assert (lost == set()) == (name in MENDED_WITHOUT_LOSS)
        assert library.search("ants")[0].document.source == "/notes/ants.txt"
        library.add_document(make_document("Bees make honey.", source="/notes/bees.txt"))
        library.remove("ants.txt")
        assert library.check() == ()


def test_a_damaged_document_is_named_by_check_and_what_is_left_of_it_is_kept(folder: Path) -> None:
    damage(folder, DAMAGES["a flipped bit in a text"])
    with Library.open(folder, HashingEmbedder()) as library:
        (bees,) = (document.id for document in library.documents() if document.source == "/notes/bees.txt")
        assert (
            f"document {bees} (/notes/bees.txt): is damaged: it is not as it was stored; "
            "add it again after `pincite rebuild`" in library.check()
        )
        (lost,) = library.rebuild().outcomes
    kept = folder / "damaged" / f"{bees}.txt"
    assert lost == SourceOutcome(
        "/notes/bees.txt",
        LOST,
        "the stored document is damaged (it is not as it was stored) and was taken out. Add it again; what is "
        f"left of its text is in {kept}",
    )
    assert kept.read_text(encoding="utf-8").startswith("The bees build hillr.")


def test_a_lost_document_is_added_again_from_its_file(
    run: Callable[..., int],
    write: Callable[[str, str], Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    note = write("bees.txt", "The bees build hills.")
    run("add", note)
    damage(tmp_path / "library", "UPDATE documents SET text = 'The bees build hillr.'")
    assert run("check") == 1
    assert run("rebuild") == 1
    assert f"lost       {note}: the stored document is damaged" in capsys.readouterr().err
    assert run("add", note) == 0
    assert run("check") == 0
    assert run("rebuild") == 0


@pytest.mark.parametrize("page", range(2, 40, 3))
def test_an_overwritten_page_is_told_and_mended_as_far_as_can_be(folder: Path, page: int) -> None:
    path = folder / "library.db"
    content = bytearray(path.read_bytes())
    size = 4096
    if page * size >= len(content):
        pytest.skip("the file is shorter")
    content[page * size : (page + 1) * size] = random.Random(page).randbytes(size)
    path.write_bytes(content)
    use(folder)
    with Library.open(folder) as library:
        library._embedder = HashingEmbedder()
        found = library.check()
        try:
            rebuilt = library.rebuild()
        except LibraryError as error:
            assert "add the documents again" in str(error)
            assert found
            return
        assert library.check() == ()
        sources = {one.source for one in (*library.documents(), *rebuilt.outcomes)} - {"/notes/crows.txt"}
        assert len(sources) == len(NAMES)
        if rebuilt.set_aside:
            assert rebuilt.set_aside.exists()


def test_a_damaged_document_is_still_known_as_such_under_its_other_source(tmp_path: Path) -> None:
    with Library.open(tmp_path, HashingEmbedder(), create=True) as library:
        for source in ("/notes/bees.txt", "/notes/copy.txt"):
            library.add_document(make_document("The bees build hills.", source=source))
    damage(tmp_path, DAMAGES["a flipped bit in a text"])
    with Library.open(tmp_path, HashingEmbedder()) as library:
        library.remove("/notes/bees.txt")
        (kept,) = library.documents()
        assert kept.source == "/notes/copy.txt"
        assert any("(/notes/copy.txt): is damaged: it is not as it was" in problem for problem in library.check())


def test_who_has_a_damaged_library_open_goes_on_with_the_mended_one(folder: Path) -> None:
    with Library.open(folder, HashingEmbedder()) as reader:
        assert len(reader.search("hills")) == 3
        damage(folder, DAMAGES["a missing index"])
        with Library.open(folder, HashingEmbedder()) as library:
            assert library.rebuild().set_aside == folder / "library.db.damaged"
            library.remove("ants.txt")
        assert len(reader.search("hills")) == 2
        reader.add_document(make_document("Crows use tools.", source="/notes/crows.txt"))
        assert reader.check() == ()


def test_a_document_that_can_no_longer_be_indexed_stays_and_is_told(folder: Path) -> None:
    class Stumbling(HashingEmbedder):
        def count_tokens(self, text: str) -> int:
            if "bees" in text:
                raise ZeroDivisionError
            return super().count_tokens(text)

    with Library.open(folder, HashingEmbedder()) as library:
        (failed,) = library.rebuild(Stumbling()).outcomes
        assert (failed.source, failed.outcome) == ("/notes/bees.txt", "failed")
        assert len(library.documents()) == 3
        assert len(library.search("hills")) == 2
        assert library.rebuild(HashingEmbedder()).outcomes == ()
        assert library.check() == ()
