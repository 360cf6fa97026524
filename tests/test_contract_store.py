"""What a library may rely on from whatever holds it, each promise asked of every store."""

from dataclasses import replace

import pytest
from store_parts import ANTS, BEES, found, indexed, note, put, sources, store

from index.errors import LibraryError, QuestionError
from index.load.documents import document_id
from index.store.protocol import Store
from index.store.values import Found

__all__ = ["store"]


# In and out.


def test_a_document_comes_back_as_it_was_put(store: Store) -> None:
    document = note(
        "\ufeffHeading é\n\nBees 🐝 make\u00a0honey.\r\n\r\nThey dance.",
        title="Bees & «more»",
        author="A. Nobody",
        left_out=("2 charts", "1 comment"),
        site="The Daily",
        language="en",
        published="2024-03-31",
    )
    document = replace(document, pages=(0, 11))
    made = indexed(document)
    put(store, document)
    assert store.document(document.id) == document
    assert store.sentences(document.id) == made.sentences
    assert store.passages(document.id) == made.passages
    assert store.summary(document.id) == store.documents()[0]
    (summary,) = store.documents()
    assert (summary.id, summary.title, summary.source) == (document.id, "Bees & «more»", document.source)
    assert (summary.published, summary.passages, summary.also) == ("2024-03-31", len(made.passages), ())


def test_an_id_that_is_not_there_is_an_error_or_nothing(store: Store) -> None:
    for ask in (store.document, store.summary):
        with pytest.raises(LibraryError, match=r"no document 0000; see `pincite list`"):
            ask("0000")
    assert (store.sentences("0000"), store.passages("0000")) == ((), ())
    store.remove("0000")
    store.release("/notes/none.txt")
    assert store.content_hash("/notes/none.txt") is None
    assert store.documents() == ()


def test_a_document_takes_the_place_of_its_old_self(store: Store) -> None:
    put(store, note(BEES), note(ANTS, "/notes/ants.txt"), note("Bumblebees nest in the ground."))
    assert store.document(document_id("/notes/bees.txt")).text == "Bumblebees nest in the ground."
    assert all(hit.lexical == 0 for hit in found(store, "honey"))
    assert len(store.documents()) == store.passage_count() == 2


def test_a_generation_grows_with_each_change_and_with_nothing_else(store: Store) -> None:
    seen = [store.manifest()]

    def grown() -> bool:
        seen.append(store.manifest())
        return seen[-1].generation > seen[-2].generation

    put(store, note(BEES))
    assert grown()
    found(store, "honey")
    store.documents()
    assert store.join(note(ANTS, "/notes/ants.txt")) is None
    with store.changing("add"):
        pass
    assert not grown()
    assert store.join(note(BEES, "/notes/copy.txt")) == "/notes/bees.txt"
    assert grown()
    store.release("/notes/copy.txt")
    assert grown()
    store.remove(document_id("/notes/bees.txt"))
    assert grown()
    assert len({manifest.identity for manifest in seen}) == 1


def test_what_was_indexed_for_another_state_is_refused(store: Store) -> None:
    with pytest.raises(LibraryError, match="was rebuilt meanwhile"):
        store.put(indexed(note(BEES)), "another")
    assert store.documents() == ()


def test_the_same_bytes_are_held_once_under_each_of_their_sources(store: Store) -> None:
    first, second, ants = note(BEES, "/b.txt"), note(BEES, "/a.txt"), note(ANTS, "/ants.txt")
    put(store, first)
    assert (store.has_twin(second), store.has_twin(ants)) == (True, False)
    assert not store.has_twin(replace(second, text=ANTS))  # the same bytes read in another way
    assert store.join(second) == "/b.txt"
    assert sources(store) == {"/b.txt": ("/a.txt",)}
    assert store.content_hash("/a.txt") == store.content_hash("/b.txt") == first.content_hash
    assert store.document(first.id).also == store.summary(first.id).also == ("/a.txt",)
    assert store.passage_count() == 1


def test_a_source_that_joins_another_document_leaves_its_own(store: Store) -> None:
    put(store, note(BEES, "/a.txt"), note(ANTS, "/b.txt"))
    assert store.join(note(BEES, "/b.txt")) == "/a.txt"
    assert sources(store) == {"/a.txt": ("/b.txt",)}
    put(store, note(ANTS, "/b.txt"))
    assert sources(store) == {"/a.txt": (), "/b.txt": ()}


def test_a_document_stays_until_its_last_source_goes_and_is_named_by_the_first_left(store: Store) -> None:
    put(store, note(BEES, "/b.txt"))
    for other in ("/c.txt", "/a.txt", "/d.txt"):
        store.join(note(BEES, other))
    store.release("/c.txt")
    assert sources(store) == {"/b.txt": ("/a.txt", "/d.txt")}
    store.release("/b.txt")
    assert sources(store) == {"/a.txt": ("/d.txt",)}
    renamed = document_id("/a.txt")
    assert store.document(renamed).text == BEES
    assert {passage.document_id for passage in store.passages(renamed)} == {renamed}
    assert [hit.document.id for hit in found(store, "honey")] == [renamed]
    store.release("/d.txt")
    store.release("/a.txt")
    assert (sources(store), store.passage_count()) == ({}, 0)


def test_a_removed_document_leaves_nothing(store: Store) -> None:
    put(store, note(BEES), note(ANTS, "/notes/ants.txt"))
    store.join(note(BEES, "/copy.txt"))
    store.remove(document_id("/notes/bees.txt"))
    assert sources(store) == {"/notes/ants.txt": ()}
    assert store.content_hash("/copy.txt") is None
    assert [hit.document.source for hit in found(store, "bees make honey")] == ["/notes/ants.txt"]
    assert (store.totals().documents, store.totals().passages) == (1, 1)


# To be read.


def test_a_document_is_found_by_its_id_its_beginning_a_source_and_the_end_of_one(store: Store) -> None:
    put(store, note(BEES, "/notes/old/bees.txt"), note(ANTS, "/notes/ants.txt"))
    store.join(note(BEES, "/copies/bees 2.txt"))
    bees = document_id("/notes/old/bees.txt")
    assert store.find(bees) == store.find(bees[:6]) == Found(bees)
    for reference in ("/notes/old/bees.txt", "old/bees.txt", "bees.txt"):
        assert store.find(reference) == Found(bees, ("/notes/old/bees.txt",))
    assert store.find("bees 2.txt") == Found(bees, ("/copies/bees 2.txt",))


def test_a_name_that_fits_two_sources_of_one_document_gives_both(store: Store) -> None:
    put(store, note(BEES, "/old/bees.txt"))
    store.join(note(BEES, "/new/bees.txt"))
    assert store.find("bees.txt").sources == ("/new/bees.txt", "/old/bees.txt")


def test_a_reference_that_means_several_documents_names_them(store: Store) -> None:
    put(store, note(BEES, "/old/bees.txt"), note(ANTS, "/new/bees.txt"))
    ids = f"{document_id('/new/bees.txt')} (/new/bees.txt), {document_id('/old/bees.txt')} (/old/bees.txt)"
    with pytest.raises(LibraryError) as raised:
        store.find("bees.txt")
    assert str(raised.value) == f"'bees.txt' may mean several documents: {ids}; name one by its id"


@pytest.mark.parametrize("reference", ["wasps.txt", "ees.txt", "", "zzzz", "a.", "%", "_ees.txt", "BEES.txt"])
def test_a_reference_that_means_nothing_says_where_to_look(store: Store, reference: str) -> None:
    put(store, note(BEES))
    with pytest.raises(LibraryError, match=r"no document '.*' in the library at .*; see `pincite list`"):
        store.find(reference)


@pytest.mark.parametrize("length", [1, 4, 5])
def test_a_beginning_that_is_too_short_names_what_it_may_mean(store: Store, length: int) -> None:
    put(store, note(BEES))
    bees = document_id("/notes/bees.txt")
    with pytest.raises(LibraryError, match=rf"too short.*6 digits.*{bees} \(/notes/bees\.txt\)"):
        store.find(bees[:length])


def test_what_can_be_no_reference_is_an_error_of_the_question(store: Store) -> None:
    with pytest.raises(QuestionError):
        store.find("x" * 100_000)


def test_documents_are_listed_by_title_and_then_by_source(store: Store) -> None:
    for source, title in (("/c", "b"), ("/a", "b"), ("/b", "a"), ("/d", "B")):
        put(store, note(f"{BEES} {source}", source, title=title))
    assert [document.source for document in store.documents()] == ["/d", "/b", "/a", "/c"]


def test_totals_count_what_is_there(store: Store) -> None:
    put(store, note(f"{BEES}\n\n{ANTS}"))
    totals = store.totals()
    assert (totals.documents, totals.sentences, totals.passages) == (1, 4, store.passage_count())
    assert totals.characters == len(BEES) + 2 + len(ANTS)
