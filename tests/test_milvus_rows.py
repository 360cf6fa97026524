"""What Milvus holds of a library: counts of words, states, and rows that are damaged or only seem to be."""

from dataclasses import replace
from typing import Any

import pytest
from milvus_parts import place, store
from store_parts import ANTS, BEES, EMBEDDER, found, indexed, note, put

from index.errors import LibraryError
from index.load.documents import document_id
from index.store.milvus.layout import LONGEST
from index.store.milvus.rows import COUNTS, dumped, held_of, read_held
from index.store.milvus.state import MOST_KEPT, State, Stretch
from index.store.milvus.words import counts_of, norm_of, to_merge, weighed
from index.store.protocol import Store

__all__ = ["place", "store"]


def test_what_was_left_out_may_be_missing_in_what_is_stored_and_nothing_else_may() -> None:
    held = held_of(indexed(note(BEES)))
    assert "left_out" not in dumped(held)
    assert read_held(dumped(held)) == held
    told = replace(held, document=replace(held.document, left_out=("2 charts",)))
    assert read_held(dumped(told)) == told
    with pytest.raises(LookupError):
        read_held(dumped(held).replace('"pages"', '"leaves"'))


# What is damaged, and what only seems to be.


def _damage(store: Store, collection: str, where: str, **values: object) -> None:
    connection = store._connection  # type: ignore[attr-defined]  # a Milvus store
    name = getattr(store._reader.collections(store._reader.state()), collection)  # type: ignore[attr-defined]
    for row in connection.rows(name, where, ["*"]):
        connection.upsert(name, row | values)


def test_a_damaged_row_of_a_document_is_told_and_the_others_are_saved(store: Store) -> None:
    put(store, note(BEES), note(ANTS, "/ants.txt"))
    _damage(store, "documents", f'document == "{document_id("/ants.txt")}"', summary="{")
    assert any("/ants.txt" in line and "its row cannot be read" in line for line in store.problems())
    saved = store.salvage()
    assert {one.source: one.document is not None for one in saved.documents} == {
        "/notes/bees.txt": True,
        "/ants.txt": False,
    }
    assert saved.sources == {"/notes/bees.txt", "/ants.txt"}
    with pytest.raises(LibraryError, match="`pincite rebuild` takes it out"):
        store.documents()


def test_damaged_counts_of_terms_are_told(store: Store) -> None:
    put(store, note(BEES))
    _damage(store, "texts", f"part >= {COUNTS}", body="%")
    with pytest.raises(LibraryError, match=r"the counts of terms of .* cannot be read"):
        found(store, "honey")


def _changed_while_it_is_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a document anew, and take out the rows of the old one, before its text is read."""
    read = store._reader.bodies  # type: ignore[attr-defined]  # a Milvus store

    def change_first(*given: Any) -> Any:  # noqa: ANN401 - passed on
        monkeypatch.setattr(store._reader, "bodies", read)  # type: ignore[attr-defined]
        put(store, note(ANTS))
        store.compact()
        return read(*given)

    monkeypatch.setattr(store._reader, "bodies", change_first)  # type: ignore[attr-defined]


def test_a_library_that_is_written_to_while_it_is_checked_is_whole(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, note(BEES))
    _changed_while_it_is_read(store, monkeypatch)
    assert list(store.problems(EMBEDDER)) == []


def test_what_is_changed_while_it_is_salvaged_is_not_said_to_be_damaged(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, note(BEES))
    _changed_while_it_is_read(store, monkeypatch)
    with pytest.raises(LibraryError, match="was changed while it was read"):
        list(store.salvage().documents)


def test_the_state_fits_its_row_with_as_many_dead_entries_as_it_keeps(store: Store) -> None:
    state = State(store.manifest(), dead=tuple((10**6 + one, 1.8e9 + 0.1) for one in range(MOST_KEPT + 100)))
    assert len(state.dumped()) < LONGEST


# Its words.


@pytest.mark.parametrize("count", [1, 2, 3, 17, 254, 255])
@pytest.mark.parametrize("length", [1, 60, 9000])
def test_counts_come_back_from_the_weights_that_are_stored(count: int, length: int) -> None:
    stored = weighed(length, {5: count, 7: 1}, norm_of(length, 6000, 100))
    as_floats = {
        one: float(f"{weight:.7g}") for one, weight in stored.weights.items()
    }  # four bytes have that many
    assert counts_of(as_floats, stored.norm) == {5: count, 7: 1}


def test_counts_of_terms_are_taken_together_so_that_few_stretches_are_left() -> None:
    held: list[Stretch] = []
    for number in range(1000):
        taken = to_merge(held, 100)
        held = [*held[: len(held) - len(taken)], Stretch(number, 100 + sum(one.terms for one in taken))]
    assert len(held) <= 10
    assert sum(one.terms for one in held) == 100_000
