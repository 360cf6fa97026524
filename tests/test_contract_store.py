"""What a library may rely on from whatever holds it, each promise asked of every store."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest
from conftest import HashingEmbedder, make_document
from memory_store import MemoryStore

from index.adding.building import new_manifest
from index.adding.indexing import IndexedDocument, index_document
from index.errors import EmbedderMismatch, LibraryError, QuestionError
from index.filters import Filters
from index.library import Library
from index.load.documents import document_id
from index.store.opening import open_store
from index.store.protocol import Store
from index.store.values import Found, Manifest
from index.types import Document, Hit

EMBEDDER = HashingEmbedder()
PATIENCE = 20.0
BEES = "Bees make honey. They dance to tell where flowers are."
ANTS = "Ants build hills. They carry leaves that weigh more than they do."
ARTICLE = " ".join(f"The heron {number} of the mill saw comet {number * 7}." for number in range(30))

Make: TypeAlias = Callable[[Manifest], Store]


def embedded(folder: Path) -> Make:
    return lambda manifest: open_store(folder / "library", lambda: manifest)


def in_memory(_: Path) -> Make:
    return MemoryStore


@pytest.fixture(params=[embedded, in_memory], ids=["embedded", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Give an empty store of each kind. A store more is a line above."""
    store = request.param(tmp_path)(new_manifest(EMBEDDER, 40))
    yield store
    store.close()


def note(text: str, source: str = "/notes/bees.txt", **other: str | None) -> Document:
    return replace(make_document(text, source=source), **other)  # type: ignore[arg-type]  # texts, all of them


def indexed(document: Document) -> IndexedDocument:
    return index_document(document, EMBEDDER, 40)


def put(store: Store, *documents: Document) -> str | None:
    """Put documents; return what is said of the last one."""
    with store.changing("add"):
        said = [store.put(indexed(document), store.manifest().identity) for document in documents]
    return said[-1]


def found(store: Store, query: str, k: int = 50, filters: Filters | None = None) -> tuple[Hit, ...]:
    vector = EMBEDDER.embed_query(query)
    return store.search(query, vector, k, fingerprint=EMBEDDER.fingerprint, filters=filters)


def sources(store: Store) -> dict[str, tuple[str, ...]]:
    """Return under what documents are listed, of a store that is whole."""
    assert list(store.problems(EMBEDDER)) == []
    return {document.source: document.also for document in store.documents()}


# In and out.


def test_a_document_comes_back_as_it_was_put(store: Store) -> None:
    document = note(
        "\ufeffHeading é\n\nBees 🐝 make\u00a0honey.\r\n\r\nThey dance.",
        title="Bees & «more»",
        author="A. Nobody",
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


DATED = {
    "/notes/a.txt": "2024-03-31",
    "/notes/old/b.txt": "2023-12-31T23:30:00+01:00",
    "/notes-old/c.txt": None,
    "/notes/more.zip!/inner/d.txt": "2024-04-01",
    "https://news.example.org/2024/e": "2024-03-01",
    "https://example.org:8080/f?from=https://other.net/": "2022-01-01",
    "https://notexample.org/g": "2025-06-30",
}


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
        put(store, note(BEES))  # who changes it may go on to
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
