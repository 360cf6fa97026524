"""Word search: BM25 worked out by hand, and an index of many segments against a plain count of everything."""

import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import make_document
from hypothesis import given
from hypothesis import strategies as st
from memory_store import bm25

from index.library import Library
from index.store.embedded.words.bm25 import PassageWords
from index.store.embedded.words.postings import drop_removed, how_many_to_merge, postings_of, segments


def add(library: Library, *texts: str) -> None:
    """Add documents of one passage each, without a title or a name that has words: 0.txt, 1.txt."""
    for number, text in enumerate(texts):
        library.add_document(make_document(text, title=" ", source=f"/notes/{number}.txt"))


def scores(library: Library, query: str, limit: int = 50) -> dict[int, float]:
    with library._store.reading():
        return PassageWords(library._store).scores(query, limit)


def segment_sizes(library: Library) -> list[int]:
    with library._store.reading() as rows:
        return [len(segment.passages) for segment in segments(rows)]


def test_bm25_is_as_worked_out_by_hand(library: Library) -> None:
    # 2, 4 and 6 terms, 4 in the mean: the norms are 0.9 * (0.6 + 0.4 * length / 4), that is 0.72, 0.9 and 1.08.
    add(library, "Red fish.", "Red red birds sing.", "Old stone walls divide many fields.")
    # "red" is in 2 of 3: idf ln(1 + 1.5 / 2.5) = 0.470004. "fish" is in 1 of 3: idf ln(1 + 2.5 / 1.5) = 0.980829.
    # Passage 1: (0.470004 + 0.980829) * 1.9 / (1 + 0.72) = 1.602664. Passage 2: 0.470004 * 1.9 * 2 / (2 + 0.9).
    assert scores(library, "red fish") == pytest.approx({1: 1.602664, 2: 0.615867}, abs=1e-5)


def test_passages_asked_for_besides_get_their_score(library: Library) -> None:
    add(library, "Red fish.", "Red birds.", "Stone walls.", "Fish fish red.")
    everything = scores(library, "red fish")
    with library._store.reading():
        words = PassageWords(library._store)
        assert words.scores("red fish", 1, also=[2, 3, 99]) == pytest.approx({4: everything[4], 2: everything[2]})


def test_only_allowed_passages_have_a_score(library: Library) -> None:
    add(library, "Red fish.", "Red birds.", "Stone walls.")
    everything = scores(library, "red fish")
    with library._store.reading():
        words = PassageWords(library._store)
        assert words.scores("red fish", 1, also=[2], among=[2, 3]) == pytest.approx({2: everything[2]})
        assert words.scores("red fish", 1, among=[]) == {}


def test_titles_count_as_words(library: Library) -> None:
    library.add_document(make_document("They swim.", title="Fish"))
    assert scores(library, "fish").keys() == {1}


def test_the_date_of_a_document_counts_as_words_in_any_spelling(library: Library) -> None:
    library.add_document(replace(make_document("They swim.", title="Fish"), published="2026-03-01"))
    for query in ("What happened on 20260301?", "in March", "1 March 2026"):
        assert scores(library, query).keys() == {1}, query
    assert library.check() == ()


def test_a_removed_passage_has_no_score(library: Library) -> None:
    add(library, "Red fish.", "Red birds.")
    library.remove("0.txt")
    assert scores(library, "red fish").keys() == {2}


@pytest.mark.parametrize(
    ("newest_first", "merged"),
    [
        ([], 0),
        ([1, 1, 1], 0),
        ([1, 1, 1, 1], 4),
        ([1, 1, 1, 4], 0),
        ([1, 1, 1, 1, 4], 4),
        ([1, 4, 4, 4, 4], 5),
        ([500, 1, 1, 1], 4),
        ([20_000, 10_000], 0),
        ([20_000, 12_768, 9], 2),  # full
    ],
)
def test_a_segment_is_merged_when_newer_ones_hold_three_times_as_much(
    newest_first: list[int], merged: int
) -> None:
    assert how_many_to_merge(newest_first) == merged


@given(st.lists(st.integers(1, 5000), max_size=300))
def test_segments_stay_few(sizes: list[int]) -> None:
    """Each holds more than a third of all newer ones together, so they grow as (4/3)^n: 36 until one is full."""
    held: list[int] = []
    for size in sizes:
        held.insert(0, size)
        count = how_many_to_merge([one for one in held if one < 1 << 15])
        if count:
            held = [sum(held[:count]), *held[count:]]
    assert sum(held) == sum(sizes)
    assert sum(one < 1 << 15 for one in held) <= 36


def test_merging_changes_no_score(library: Library) -> None:
    random = np.random.default_rng(5)
    texts = [" ".join(f"w{int(rank)}" for rank in random.zipf(1.5, 8) % 40) + f" x{n}." for n in range(10)]
    add(library, *texts)
    assert segment_sizes(library) == [4, 4, 1, 1]
    for query in ("w1 w2 w7", "w3 x4", "w1", "x9 w1"):
        assert scores(library, query) == pytest.approx(bm25(texts, query), rel=1e-5)


def test_what_was_removed_is_dropped_when_segments_are_merged(library: Library) -> None:
    texts = [f"Red fish x{number}." for number in range(20)]
    add(library, *texts)
    for number in (0, 3, 17):
        library.remove(f"{number}.txt")
    with library._store._database.writing() as rows:
        drop_removed(rows)
        assert "x3" not in postings_of(rows, ["x3", "x4"])
    assert segment_sizes(library) == [17]
    left = [text for number, text in enumerate(texts) if number not in (0, 3, 17)]
    assert sorted(scores(library, "red x4").values()) == pytest.approx(
        sorted(bm25(left, "red x4").values()), rel=1e-5
    )
    assert library.check() == ()


def test_a_library_whose_passages_have_all_gone_finds_no_word(library: Library) -> None:
    add(library, "Red fish.")
    library.remove("0.txt")
    with library._store._database.writing() as rows:
        drop_removed(rows)
    assert segment_sizes(library) == []
    assert scores(library, "red") == {}


@pytest.mark.parametrize("seed", range(5))
def test_leaving_out_what_cannot_matter_changes_no_best_score(
    library: Library, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(seed)
    texts = [" ".join(f"w{int(rank)}" for rank in random.zipf(1.3, 6) % 12) + f" x{n}." for n in range(40)]
    expected = bm25(texts, "w1 w2 w3 w4 w5")
    add(library, *texts)
    monkeypatch.setattr("index.store.embedded.words.bm25.LONG", 0)
    monkeypatch.setattr("index.store.embedded.words.bm25.BLOCK", 4)
    best = scores(library, "w1 w2 w3 w4 w5", 3)
    assert sorted(best.values()) == pytest.approx(sorted(expected.values())[-3:], rel=1e-5)
    assert best == pytest.approx({number: expected[number] for number in best}, rel=1e-5)


def test_a_document_larger_than_a_segment_is_parted(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.store.embedded.words.postings.LARGEST", 4)
    text = "\n\n".join(f"Row {number} holds " + " ".join(["five"] * 36) + "." for number in range(10))
    library.add_document(make_document(text))
    assert segment_sizes(library) == [4, 4, 2]
    assert scores(library, "row").keys() == set(range(1, 11))
    assert library.check() == ()


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("DELETE FROM postings WHERE term = 'fish'", "passage 1 of .*: word search has other words than its text"),
        ("UPDATE postings SET counts = x'02' WHERE term = 'fish'", "passage 1 of .*: word search has other words"),
        ("UPDATE postings SET places = x'0700' WHERE term = 'fish'", "word search is damaged"),
        ("DELETE FROM segments", "passage 1 of .*: word search has other words than its text"),
        ("UPDATE segments SET passages = x'6300000000000000'", "word search has passage 99, which is not in"),
    ],
)
def test_check_sees_wrong_words_and_rebuild_mends_them(
    library: Library, tmp_path: Path, statement: str, problem: str
) -> None:
    add(library, "Red fish.")
    connection = sqlite3.connect(tmp_path / "library" / "library.db")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(statement)
    connection.commit()
    connection.close()
    problems = library.check()
    assert any(re.search(problem, line) for line in problems), problems
    library.rebuild()
    assert library.check() == ()
