"""The library as its users see it: adding, changing, removing, finding, rebuilding, from several threads."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import HashingEmbedder, make_document

from index.adding import outcomes as adding
from index.adding.indexing import index_document
from index.errors import DocumentError, EmbedderMismatch, LibraryError, ModelError
from index.library import Library
from index.models.embed import Vectors
from index.types import Sentence

Write = Callable[[str, str], Path]
BEES = "Bees make honey. They dance to tell where flowers are."
ANTS = "Ants build hills. They carry leaves that weigh more than they do."


class BreakingEmbedder(HashingEmbedder):
    """Fails at the text that holds a word."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if any("unlucky" in text for text in texts):
            raise ModelError("out of memory")
        return super().embed_passages(texts)


def test_added_files_are_reported_and_stored_as_they_are(library: Library, write: Write) -> None:
    seen: list[tuple[int, int, str]] = []
    bees, ants = write("bees.txt", BEES), write("ants.txt", ANTS)
    report = library.add([bees.parent], progress=lambda *step: seen.append(step))
    assert report.added == (str(ants), str(bees))
    assert report.unchanged == report.replaced == report.failed == ()
    assert seen == [(1, 2, str(ants)), (2, 2, str(bees))]
    document = library.document("bees.txt")
    assert document.text == BEES
    assert library.sentences(document.id) == (Sentence(0, 16), Sentence(17, 54))
    assert library.check() == ()


def test_adding_again_embeds_nothing(library: Library, write: Write, embedder: HashingEmbedder) -> None:
    path = write("bees.txt", BEES)
    library.add([path])
    done, generation = len(embedder.embedded), library._store.manifest().generation
    assert library.add([path]).unchanged == (str(path),)
    assert len(embedder.embedded) == done
    assert library._store.manifest().generation == generation


def test_a_file_with_the_same_bytes_is_not_read_again(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("bees.txt", BEES)
    library.add([path])
    read: list[Path] = []
    monkeypatch.setattr(adding, "load_documents", lambda path, *_: iter(read.append(path) or ()))
    assert library.add([path]).unchanged == (str(path),)
    assert read == []
    path.write_text(BEES + " Drones do not.")
    library.add([path])
    assert read == [path]


def test_a_changed_file_replaces_its_old_self(library: Library, write: Write) -> None:
    path = write("bees.txt", BEES)
    library.add([path])
    before = library.document("bees.txt")
    write("bees.txt", "Bumblebees nest in the ground.")
    assert library.add([path]).replaced == (str(path),)
    after = library.document("bees.txt")
    assert (after.id, after.text) == (before.id, "Bumblebees nest in the ground.")
    assert len(library.documents()) == 1
    assert all(hit.lexical == 0 for hit in library.search("honey"))
    assert library.check() == ()


def test_files_that_cannot_be_read_are_listed_and_the_rest_is_added(library: Library, write: Write) -> None:
    empty, good = write("empty.txt", ""), write("good.txt", BEES)
    report = library.add([good.parent, good.parent / "absent.txt"])
    assert report.added == (str(good),)
    failed = dict(report.failed)
    assert failed.keys() == {str(empty), str(good.parent / "absent.txt")}
    assert "is empty" in failed[str(empty)]
    assert failed[str(good.parent / "absent.txt")] == "does not exist"


def test_a_file_that_has_become_unreadable_keeps_its_old_self(library: Library, write: Write) -> None:
    path = write("bees.txt", BEES)
    library.add([path])
    write("bees.txt", "")
    assert [source for source, _ in library.add([path]).failed] == [str(path)]
    assert library.document("bees.txt").text == BEES


def test_a_failure_of_the_model_leaves_the_old_document_whole(tmp_path: Path) -> None:
    with Library.open(tmp_path, BreakingEmbedder(), create=True) as library:
        library.add_document(make_document(BEES))
        with pytest.raises(ModelError, match="out of memory"):
            library.add_document(make_document("An unlucky change."))
        assert library.document("note.txt").text == BEES
        assert library.check() == ()


def test_a_document_without_sentences_is_refused(library: Library) -> None:
    with pytest.raises(DocumentError, match="holds no sentence"):
        library.add_document(make_document(" \n "))
    assert library.documents() == ()


def test_removing_leaves_nothing_of_a_document(library: Library) -> None:
    library.add_document(make_document(BEES, source="/notes/bees.txt"))
    library.add_document(make_document(ANTS, source="/notes/ants.txt"))
    assert library.remove("bees.txt").source == "/notes/bees.txt"
    assert [hit.document.title for hit in library.search("bees make honey")] == ["ants"]
    status = library.status()
    assert (status.documents, status.sentences, status.passages) == (1, 2, 1)
    assert library.check() == ()


def test_status_counts_what_is_there(library: Library, tmp_path: Path) -> None:
    library.add_document(make_document(f"{BEES}\n\n{ANTS}"))
    status = library.status()
    assert (status.documents, status.sentences, status.passages) == (1, 4, 1)
    assert status.characters == len(BEES) + 2 + len(ANTS)
    assert (status.embedder, status.folder) == ("hashing", tmp_path / "library")
    assert status.bytes_on_disk >= (tmp_path / "library" / "library.db").stat().st_size > 0


def test_passages_fit_the_size_asked_for_and_the_window(tmp_path: Path) -> None:
    text = "\n\n".join(f"Row {number} holds five words." for number in range(20))
    for passage_tokens, most in ((10, 2), (1000, 8)):  # the window is 40 tokens: 8 sentences of 5
        with Library.open(
            tmp_path / str(most), HashingEmbedder(), create=True, passage_tokens=passage_tokens
        ) as library:
            document = make_document(text)
            library.add_document(document)
            assert max(len(passage.sentences) for passage in library.passages(document.id)) == most
            assert library.check() == ()


def test_another_embedder_is_refused_with_the_way_out(library: Library, tmp_path: Path) -> None:
    library.add_document(make_document(BEES))
    other = HashingEmbedder(name="other", fingerprint="other-1")
    with pytest.raises(EmbedderMismatch, match=r"built with .* hashing .*, not with other .*`pincite rebuild`"):
        Library.open(tmp_path / "library", other)


def test_rebuild_takes_another_embedder_and_needs_no_sources(library: Library, tmp_path: Path) -> None:
    document = make_document(BEES)
    library.add_document(document)
    other = HashingEmbedder(name="other", fingerprint="other-1", dimension=64)
    library.rebuild(other)
    assert library.document(document.id) == document
    assert library.search("honey")[0].document == document
    assert library.check() == ()
    assert sorted(path.name for path in (tmp_path / "library").glob("rebuild-*")) == []
    with Library.open(tmp_path / "library", other) as again:
        assert again.status().embedder == "other"


def test_a_rebuild_that_fails_changes_nothing(library: Library, tmp_path: Path) -> None:
    library.add_document(make_document("An unlucky text."))
    with pytest.raises(ModelError):
        library.rebuild(BreakingEmbedder(fingerprint="breaking-1"))
    assert library.check() == ()
    assert library.search("unlucky")[0].lexical > 0
    assert list((tmp_path / "library").glob("rebuild-*")) == []


def test_a_rebuild_does_not_lose_what_was_added_past_the_lock(library: Library, tmp_path: Path) -> None:
    library.add_document(make_document(BEES))
    late = make_document(ANTS, source="/notes/ants.txt")

    def add_late(*_: object) -> None:
        with Library.open(tmp_path / "library", HashingEmbedder()) as other:
            store = other._store
            store.put(index_document(late, HashingEmbedder(), 40), store.manifest().identity)

    with pytest.raises(LibraryError, match="changed while it was being rebuilt"):
        library.rebuild(progress=add_late)
    assert library.document(late.id) == late
    assert library.check() == ()


def test_what_was_opened_before_a_rebuild_with_another_model_says_so(library: Library, tmp_path: Path) -> None:
    library.add_document(make_document(BEES))
    with Library.open(tmp_path / "library", HashingEmbedder()) as other:
        other.rebuild(HashingEmbedder(name="other", fingerprint="other-1", dimension=64))
    with pytest.raises(EmbedderMismatch, match="was built with the embedding model other"):
        library.search("honey")
    with pytest.raises(EmbedderMismatch):
        library.add_document(make_document(ANTS, source="/notes/ants.txt"))


def test_a_reader_sees_what_another_has_committed(library: Library, tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", HashingEmbedder()) as reader:
        assert reader.search("honey") == ()
        library.add_document(make_document(BEES))
        assert reader.search("honey")[0].document.text == BEES
        library.remove("note.txt")
        assert reader.search("honey") == ()


def test_threads_search_while_others_add_and_remove(library: Library) -> None:
    library.add_document(make_document(BEES, source="/notes/bees.txt"))
    stop = threading.Event()

    def search() -> int:
        searches = 0
        while not stop.is_set():
            hits = library.search("honey")
            assert hits[0].document.source == "/notes/bees.txt"
            assert all(hit.document.text[hit.passage.start : hit.passage.end] for hit in hits)
            searches += 1
        return searches

    def change(worker: int) -> None:
        for number in range(10):
            source = f"/notes/{worker}-{number}.txt"
            library.add_document(make_document(f"Ants number {number} of {worker} carry leaves.", source=source))
            if number % 2:
                library.remove(source)

    with ThreadPoolExecutor(5) as pool:
        searches = [pool.submit(search) for _ in range(3)]
        changes = [pool.submit(change, worker) for worker in range(2)]
        try:
            for done in changes:
                done.result(timeout=60)
        finally:
            stop.set()
        assert all(done.result(timeout=60) > 0 for done in searches)
    assert library.status().documents == 11
    assert library.check() == ()
