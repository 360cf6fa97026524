"""A library from one store to another: all of it, or nothing, and compared."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from store_parts import ANTS, ARTICLE, BEES, DATED, EMBEDDER, found, note, put, sources

import ui.cli.main as cli
from index.adding.building import new_manifest
from index.adding.copying import copy
from index.errors import LibraryError
from index.store.opening import open_store
from index.store.protocol import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give a library of several documents, one of which has two sources, and two that say nearly the same."""
    with closing(open_store(tmp_path / "from", lambda: new_manifest(EMBEDDER, 40))) as store:
        for source, published in DATED.items():
            put(store, note(f"Red fish swim at {source}. {ANTS}", source, published=published))
        put(store, note(ARTICLE, "/one.txt"), note(f"A zebra came first. {ARTICLE}", "/two.txt"))
        put(store, replace(note(BEES, "/b.pdf", title="Bees «é»", author="A. Nobody"), pages=(0, 17)))
        store.join(note(BEES, "/a.txt"))
        yield store


def test_a_copy_is_the_same_and_whole(store: Store, tmp_path: Path) -> None:
    copied = copy(store, tmp_path / "to")
    assert (copied.documents, copied.passages) == (10, store.passage_count())
    with closing(open_store(tmp_path / "to")) as other:
        assert sources(other) == sources(store)
        for query in ("zebra heron", "red fish", "honey"):
            assert found(other, query) == found(store, query)
        before, after = store.manifest(), other.manifest()
        assert (after.fingerprint, after.recipe, after.passage_tokens) == (
            before.fingerprint,
            before.recipe,
            before.passage_tokens,
        )
        assert after.identity != before.identity


def test_a_library_goes_to_milvus_and_comes_back_the_same(store: Store, tmp_path: Path) -> None:
    for needed in ("pymilvus", "milvus_lite"):
        pytest.importorskip(needed, reason="needs pincite[milvus]")
    there, back = Path(f"milvus:{tmp_path}/team.db/notes"), tmp_path / "back"
    copy(store, there)
    with closing(open_store(there)) as other:
        assert list(other.problems(EMBEDDER)) == []
        copy(other, back)
    with closing(open_store(back)) as again:
        assert sources(again) == sources(store)
        hits, expected = found(again, "zebra red fish"), found(store, "zebra red fish")
        assert [(hit.document, hit.passage) for hit in hits] == [(hit.document, hit.passage) for hit in expected]
        assert [hit.score for hit in hits] == pytest.approx([hit.score for hit in expected], abs=1e-6)


def test_a_place_with_documents_is_refused_and_left_as_it_is(store: Store, tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "to", lambda: new_manifest(EMBEDDER, 40))) as other:
        put(other, note("Crows use tools.", "/crows.txt"))
        with pytest.raises(LibraryError, match="holds documents already"):
            copy(store, tmp_path / "to")
        assert sources(other) == {"/crows.txt": ()}


def test_nothing_is_there_before_all_is(store: Store, tmp_path: Path) -> None:
    def stop(number: int, total: int, source: str) -> None:
        assert total == 10
        if number == 7:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        copy(store, tmp_path / "to", stop)
    with closing(open_store(tmp_path / "to")) as other:
        assert other.documents() == ()
    assert copy(store, tmp_path / "to").documents == 10


def test_a_library_that_is_changed_meanwhile_is_not_said_to_be_copied(store: Store, tmp_path: Path) -> None:
    def change(number: int, total: int, source: str) -> None:
        if number == total:
            put(store, note("Crows use tools.", "/crows.txt"))

    with pytest.raises(LibraryError, match="was changed while it was copied"):
        copy(store, tmp_path / "to", change)


def test_a_copy_that_is_not_the_same_is_an_error(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_back = type(store).replace

    def losing(self: Store, documents: object, *given: object, **named: object) -> object:
        changed = (replace(one, vectors=-one.vectors) for one in documents)  # type: ignore[attr-defined]  # all are
        return put_back(self, changed, *given, **named)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(type(store), "replace", losing)
    with pytest.raises(LibraryError, match=r"is not the same: document .* has other vectors"):
        copy(store, tmp_path / "to")


def test_the_command_copies_and_says_so(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["copy", "--index", str(tmp_path / "from"), "--to", str(tmp_path / "to")]) == 0
    assert f"copied 10 documents, {store.passage_count()} passages: all are the same" in capsys.readouterr().out
    assert cli.main(["copy", "--index", str(tmp_path / "from"), "--to", str(tmp_path / "to")]) == 1
