"""What search finds in every store, and what keeps each of them whole."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from conftest import HashingEmbedder
from memory_store import MemoryStore
from store_parts import ANTS, ARTICLE, BEES, DATED, EMBEDDER, found, indexed, note, put, sources, store

from index.adding.building import new_manifest
from index.adding.indexing import IndexedDocument, index_document
from index.errors import EmbedderMismatch, LibraryError
from index.filters import Filters
from index.library import Library
from index.load.documents import document_id
from index.store.protocol import Store

__all__ = ["store"]
PATIENCE = 20.0


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (None, "abcdefg"),
        (Filters(), "abcdefg"),
        (Filters(documents=("a.txt",)), "a"),
        (Filters(documents=("a.txt", "/notes-old/c.txt")), "ac"),
        (Filters(folder="/notes"), "abd"),
        (Filters(folder="/notes/"), "abd"),
        (Filters(folder="/notes/more.zip"), "d"),
        (Filters(folder="/"), "abcd"),
        (Filters(folder="/note"), ""),
        (Filters(folder="https://news.example.org/2024/"), "e"),
        (Filters(site="example.org"), "ef"),
        (Filters(site="News.Example.org"), "e"),
        (Filters(site="other.net"), ""),
        (Filters(site="the daily"), "g"),
        (Filters(since="2024"), "adeg"),
        (Filters(since="2024-03-31"), "adg"),
        (Filters(until="2024-03"), "abef"),
        (Filters(until="2024-03-30"), "bef"),
        (Filters(since="2023-12-31", until="2023-12-31"), "b"),
        (Filters(folder="/notes", since="2024", until="2024-03"), "a"),
    ],
)
def test_only_what_is_allowed_is_listed_and_found(store: Store, filters: Filters | None, expected: str) -> None:
    for title, (source, published) in zip("abcdefg", DATED.items(), strict=True):
        site = "The Daily" if title == "g" else None
        put(store, note(f"Red fish swim at {title}.", source, title=title, published=published, site=site))
    assert "".join(document.title for document in store.documents(filters)) == expected
    assert "".join(sorted(hit.document.title for hit in found(store, "red fish", 50, filters))) == expected


def test_a_filter_that_names_what_is_not_there_is_an_error(store: Store) -> None:
    put(store, note(BEES))
    filters = Filters(documents=("bees.txt", "z.txt"))
    with pytest.raises(LibraryError, match=r"no document 'z\.txt'"):
        store.documents(filters)
    with pytest.raises(LibraryError, match=r"no document 'z\.txt'"):
        found(store, "red", filters=filters)


def test_a_filter_goes_by_every_source_of_a_document(store: Store) -> None:
    put(store, note(BEES, "/old/bees.txt"))
    store.join(note(BEES, "/new/bees.txt"))
    assert [len(found(store, "bees", filters=Filters(folder=folder))) for folder in ("/old", "/new", "/no")] == [
        1,
        1,
        0,
    ]


# Search.


def test_search_finds_what_the_plainest_store_finds(store: Store) -> None:
    random = np.random.default_rng(7)
    plain = MemoryStore(store.manifest())
    for number in range(20):
        text = " ".join(f"w{int(rank)}" for rank in random.zipf(1.5, 9) % 30) + f" x{number}."
        for one in (store, plain):
            put(one, note(text, f"/{number}.txt", title=f"t{number}"))
    for query in ("w1 w2 w7", "w3 x4", "x9 w1 t3", "nothing of it"):
        hits, expected = found(store, query), found(plain, query)
        assert len(hits) == 20
        assert [hit.score for hit in hits] == pytest.approx([hit.score for hit in expected], abs=1e-5)
        dense = {hit.document.id: hit.dense for hit in hits}
        lexical = {hit.document.id: hit.lexical for hit in hits}
        assert dense == pytest.approx({hit.document.id: hit.dense for hit in expected}, abs=1e-6)
        assert lexical == pytest.approx({hit.document.id: hit.lexical for hit in expected}, rel=1e-5)


def test_hits_carry_the_exact_cosine_the_words_and_a_score_of_both(store: Store) -> None:
    put(store, note("Old stone walls.", "/land", title="land"), note("Red fish swim.", "/sea", title="sea"))
    near, far = found(store, "red fish")
    assert (near.document.title, far.document.title) == ("sea", "land")
    assert near.dense == pytest.approx(2 / (4 * 2) ** 0.5, abs=1e-6)  # 4 different words, 2 of them asked for
    assert (far.dense, far.lexical) == (pytest.approx(0, abs=1e-6), 0)
    assert near.lexical > 0
    assert (near.score, far.score) == (1, 0)
    assert near.document == store.document(near.document.id)
    assert near.passage == store.passages(near.document.id)[0]


def test_no_more_than_asked_for_are_found_and_equals_as_they_came(store: Store) -> None:
    for number in (3, 1, 2):
        put(store, note(f"Red fish x{number}.", f"/{number}", title="t"))
    assert [hit.document.source for hit in found(store, "red fish")] == ["/3", "/1", "/2"]
    assert [hit.document.source for hit in found(store, "red fish", 2)] == ["/3", "/1"]


def test_an_empty_store_finds_nothing(store: Store) -> None:
    assert found(store, "red fish") == ()
    assert (store.documents(), store.passage_count()) == ((), 0)


def test_of_documents_that_say_nearly_the_same_one_is_found_and_names_the_others(store: Store) -> None:
    assert put(store, note(ARTICLE, "/one.txt")) is None
    assert put(store, note(ANTS, "/ants.txt")) is None
    assert put(store, note(f"A zebra came first. {ARTICLE}", "/two.txt")) == "/one.txt"
    one, two = document_id("/one.txt"), document_id("/two.txt")
    groups = {hit.document.id: hit.near_duplicates for hit in found(store, "zebra heron")}
    assert groups == {two: (one,), document_id("/ants.txt"): ()}
    store.remove(one)
    assert {hit.near_duplicates for hit in found(store, "zebra heron")} == {()}


def test_a_document_that_keeps_its_other_source_is_nearly_the_same_as_what_came_in_the_place_of_its_first(
    store: Store,
) -> None:
    put(store, note(ARTICLE, "/a.txt"))
    assert store.join(note(ARTICLE, "/b.txt")) == "/a.txt"
    assert put(store, note(f"A zebra came first. {ARTICLE}", "/a.txt")) == "/b.txt"
    a, b = document_id("/a.txt"), document_id("/b.txt")
    assert {hit.document.id: hit.near_duplicates for hit in found(store, "zebra heron")} == {a: (b,)}


def test_a_vector_of_another_embedder_is_refused(store: Store) -> None:
    put(store, note(BEES))
    with pytest.raises(EmbedderMismatch, match="hashing"):
        store.search("honey", EMBEDDER.embed_query("honey"), 5, fingerprint="other-1")


# Its own good.


def test_a_store_that_was_changed_in_every_way_is_whole(store: Store) -> None:
    for number in range(6):
        put(store, note(f"Row {number} holds five words. {ANTS}", f"/{number}.txt"))
    put(store, note(BEES, "/2.txt"))
    store.join(note(BEES, "/7.txt"))
    store.release("/2.txt")
    store.remove(document_id("/4.txt"))
    with store.changing("compact"):
        store.compact()
    assert list(store.problems()) == list(store.problems(EMBEDDER)) == []
    assert {document.source for document in store.documents()} == {f"/{number}.txt" for number in (0, 1, 3, 5, 7)}
    assert len(found(store, "row bees")) == store.passage_count() == 5
    assert store.recall().at_10 == 1.0


def again(store: Store) -> Iterator[IndexedDocument]:
    """Yield what is salvaged, made anew by another embedder."""
    for stored in store.salvage().documents:
        assert stored.document is not None
        yield index_document(stored.document, OTHER, 40)


OTHER = HashingEmbedder(name="other", fingerprint="other-1", dimension=64)


def test_everything_can_be_salvaged(store: Store) -> None:
    put(store, note(BEES, "/b.txt"), note(ANTS, "/ants.txt"))
    store.join(note(BEES, "/a.txt"))
    salvage = store.salvage()
    assert (salvage.state, salvage.total) == (store.manifest(), 2)
    assert salvage.sources == {"/a.txt", "/b.txt", "/ants.txt"}
    documents = [store.document(document_id(source)) for source in ("/b.txt", "/ants.txt")]
    assert [stored.document for stored in salvage.documents] == documents


def test_what_was_made_anew_takes_the_place_of_all_with_every_source(store: Store) -> None:
    put(store, note(BEES, "/b.txt"), note(ANTS, "/ants.txt"))
    store.join(note(BEES, "/a.txt"))
    before, held = store.manifest(), [store.document(document.id) for document in store.documents()]
    with store.changing("rebuild"):
        assert store.replace(again(store), new_manifest(OTHER, 40), made_from=before) is None
    after = store.manifest()
    assert after.identity != before.identity
    assert after.generation > before.generation
    assert (after.embedder, after.fingerprint, after.dimension) == ("other", "other-1", 64)
    assert [store.document(document.id) for document in store.documents()] == held
    hits = store.search("honey", OTHER.embed_query("honey"), 5, fingerprint="other-1")
    assert hits[0].document.text == BEES
    assert list(store.problems(OTHER)) == []
    with pytest.raises(LibraryError, match="was rebuilt meanwhile"):
        store.put(indexed(note(ANTS)), before.identity)


def test_what_was_made_of_an_earlier_state_does_not_take_its_place(store: Store) -> None:
    put(store, note(BEES))
    before = store.manifest()
    put(store, note(ANTS, "/notes/ants.txt"))
    with pytest.raises(LibraryError, match="was changed while it was being rebuilt"):
        store.replace(again(store), new_manifest(OTHER, 40), made_from=before)
    assert sources(store) == {"/notes/ants.txt": (), "/notes/bees.txt": ()}


def test_an_error_in_the_middle_of_a_change_changes_nothing(store: Store) -> None:
    put(store, note(BEES), note(ANTS, "/notes/ants.txt"))
    before = store.manifest()

    def breaking() -> Iterator[IndexedDocument]:
        yield next(again(store))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), store.changing("rebuild"):
        store.replace(breaking(), new_manifest(OTHER, 40), made_from=before)
    assert store.manifest() == before
    assert sources(store) == {"/notes/ants.txt": (), "/notes/bees.txt": ()}


def test_one_thread_after_the_other_changes_a_store(store: Store) -> None:
    entered = threading.Event()

    def change() -> None:
        with store.changing("add"):
            entered.set()

    thread = threading.Thread(target=change)
    with store.changing("add"):
        thread.start()
        assert not entered.wait(0.2)
        store.put(indexed(note(BEES)), store.manifest().identity)
    assert entered.wait(PATIENCE)
    thread.join(PATIENCE)


def test_a_store_that_was_closed_says_so(store: Store) -> None:
    put(store, note(BEES))
    store.close()
    for ask in (store.manifest, store.documents, store.totals, lambda: found(store, "honey")):
        with pytest.raises(LibraryError):
            ask()
    store.close()


def test_a_library_lives_on_it(store: Store, tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for name, text in (("bees.txt", BEES), ("copy.txt", BEES), ("ants.txt", ANTS), ("empty.txt", "")):
        (files / name).write_text(text, encoding="utf-8")
    library = Library(tmp_path, store, EMBEDDER)
    report = library.add([files])
    assert [Path(source).name for source in report.added] == ["ants.txt", "bees.txt"]
    assert [Path(source).name for source, _ in report.duplicate] == ["copy.txt"]
    assert [Path(source).name for source, _ in report.failed] == ["empty.txt"]
    assert len(library.add([files]).unchanged) == 3
    assert library.search("honey", filters=Filters(documents=("copy.txt",)))[0].document.text == BEES
    assert [Path(source).name for source in library.remove("bees.txt").remaining] == ["copy.txt"]
    assert library.rebuild(OTHER).outcomes == ()
    assert (library.status().documents, library.status().embedder) == (2, "other")
    assert library.search("honey")[0].document.source == str(files / "copy.txt")
    assert library.check() == ()
