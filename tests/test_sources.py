"""The same bytes under several paths: stored once, listed under all, and each path goes its own way."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import HashingEmbedder, make_document

from index.errors import LibraryError
from index.library import Library
from index.load.documents import document_id

Write = Callable[[str, str], Path]
BEES = "Bees make honey. They dance to tell where flowers are."
ANTS = "Ants build hills."


@pytest.fixture
def twins(library: Library, write: Write) -> tuple[str, str]:
    """Give two paths with the same bytes, added one after the other."""
    paths = str(write("a.txt", BEES)), str(write("b.txt", BEES))
    for path in paths:
        library.add([path])
    return paths


def listed(library: Library) -> dict[str, tuple[str, ...]]:
    assert library.check() == ()
    assert all(document.id == document_id(document.source) for document in library.documents())
    return {document.source: document.also for document in library.documents()}


def test_the_same_bytes_are_embedded_and_stored_once(
    library: Library, write: Write, embedder: HashingEmbedder
) -> None:
    one, two = write("a.txt", BEES), write("b.txt", BEES)
    report = library.add([one.parent])
    assert (report.added, report.duplicate) == ((str(one),), ((str(two), str(one)),))
    assert len(embedder.embedded) == 1
    assert listed(library) == {str(one): (str(two),)}
    assert library.add([two]).unchanged == (str(two),)
    for name in ("a.txt", "b.txt", str(two)):
        document = library.document(name)
        assert (document.source, document.also) == (str(one), (str(two),))
    assert len(library.search("honey")) == 1


def test_removing_one_path_keeps_the_document_under_the_other(library: Library, twins: tuple[str, str]) -> None:
    removal = library.remove(twins[1])
    assert (removal.sources, removal.remaining) == ((twins[1],), (twins[0],))
    assert listed(library) == {twins[0]: ()}


def test_when_the_first_path_goes_the_other_names_the_document(
    library: Library, twins: tuple[str, str], embedder: HashingEmbedder
) -> None:
    library.remove("a.txt")
    assert listed(library) == {twins[1]: ()}
    assert library.search("honey")[0].document.id == document_id(twins[1])
    assert len(embedder.embedded) == 1 + 1  # the check embeds it again
    library.remove("b.txt")
    assert listed(library) == {}


def test_a_document_named_by_its_id_goes_with_all_its_paths(library: Library, twins: tuple[str, str]) -> None:
    removal = library.remove(document_id(twins[0]))
    assert (removal.sources, removal.remaining) == (twins, ())
    assert listed(library) == {}


@pytest.mark.parametrize("changed", [0, 1])
def test_a_path_that_changes_moves_to_a_document_of_its_own(
    library: Library, twins: tuple[str, str], changed: int
) -> None:
    Path(twins[changed]).write_text(ANTS, encoding="utf-8")
    assert library.add([twins[changed]]).replaced == (twins[changed],)
    assert listed(library) == {twins[0]: (), twins[1]: ()}
    assert library.document(twins[changed]).text == ANTS
    assert library.document(twins[1 - changed]).text == BEES


def test_a_path_that_becomes_like_another_joins_it(library: Library, write: Write) -> None:
    one, two = write("a.txt", BEES), write("b.txt", ANTS)
    library.add([one, two])
    two.write_text(BEES, encoding="utf-8")
    assert library.add([two]).duplicate == ((str(two), str(one)),)
    assert listed(library) == {str(one): (str(two),)}
    assert all(hit.lexical == 0 for hit in library.search("hills"))


def test_the_same_bytes_read_another_way_are_another_document(library: Library, write: Write) -> None:
    library.add([write("a.txt", "# Bees\n\nBees make honey."), write("a.md", "# Bees\n\nBees make honey.")])
    assert [document.also for document in library.documents()] == [(), ()]


def test_a_name_that_fits_two_paths_of_a_document_finds_it_and_removes_neither(library: Library) -> None:
    for folder in ("old", "new"):
        library.add_document(make_document(BEES, source=f"/{folder}/bees.txt"))
    assert library.document("bees.txt").also == ("/new/bees.txt",)
    with pytest.raises(LibraryError, match=r"may mean /new/bees\.txt or /old/bees\.txt.*name one of these paths"):
        library.remove("bees.txt")
    assert library.remove("old/bees.txt").remaining == ("/new/bees.txt",)


def test_a_rebuild_keeps_all_paths(library: Library, twins: tuple[str, str]) -> None:
    library.rebuild()
    assert listed(library) == {twins[0]: (twins[1],)}
