"""Search: word terms, fused scores worked out by hand, FAISS against brute force."""

import math
from pathlib import Path

import numpy as np
import pytest
from conftest import HashingEmbedder, make_document
from hypothesis import given
from hypothesis import strategies as st

from index.errors import QuestionError
from index.library import Library
from index.limits import QUERY
from index.store.fusion import fuse
from index.text.lexical import query_terms, terms

SEA = "Red fish swim in warm water."
SKY = "A red bird sings at dawn."
LAND = "Old stone walls divide the fields."


@pytest.fixture
def three(library: Library) -> Library:
    for name, text in (("sea", SEA), ("sky", SKY), ("land", LAND)):
        library.add_document(make_document(text, title=name, source=f"/notes/{name}.txt"))
    return library


def test_the_terms_of_a_query_are_its_words_once_without_stop_words() -> None:
    assert query_terms("Where do red fish swim? Fish!") == ["red", "fish", "swim"]


def test_stop_words_are_kept_when_there_is_nothing_else() -> None:
    assert query_terms("Who is the?") == ["who", "i", "the"]  # Porter takes every final s for a plural's


def test_a_query_without_words_has_no_terms() -> None:
    assert query_terms("?! ...") == []


def test_terms_have_no_endings_capitals_accents_or_ligatures() -> None:
    assert terms("Caf\u00e9s in Z\u00fcrich, \ufb01shing: snake_cases") == [
        "cafe",
        "in",
        "zurich",
        "fish",
        "snake",
        "case",
    ]


def test_a_run_of_letters_that_is_no_word_is_cut() -> None:
    assert terms("z" * 10_000) == ["z" * 64]


def test_fused_scores_are_the_mean_of_both_scaled() -> None:
    # Cosines 0.9, 0.5, 0.1 scale to 1, 0.5, 0; BM25 2, none, 4 to 0.5, 0, 1.
    assert fuse({1: 0.9, 2: 0.5, 3: 0.1}, {1: 2.0, 3: 4.0}) == pytest.approx({1: 0.75, 2: 0.25, 3: 0.5})
    assert fuse({1: 0.9, 2: 0.5, 3: 0.1}, {1: 2.0, 3: 4.0}, 0.7) == pytest.approx({1: 0.85, 2: 0.35, 3: 0.3})


def test_fusing_nothing_and_a_single_passage() -> None:
    assert fuse({}, {}) == {}
    assert fuse({7: 0.4}, {7: 1.5}) == {7: 1.0}
    assert fuse({7: 0.4}, {}) == {7: 0.5}


@given(
    st.dictionaries(st.integers(0, 20), st.floats(-1, 1)), st.dictionaries(st.integers(0, 20), st.floats(0, 50))
)
def test_fused_scores_stay_between_0_and_1(dense: dict[int, float], lexical: dict[int, float]) -> None:
    fused = fuse(dense, lexical)
    assert fused.keys() == dense.keys()
    assert all(-1e-9 <= score <= 1 + 1e-9 for score in fused.values())


def test_hits_carry_the_cosine_the_words_and_the_fused_score(three: Library) -> None:
    hits = three.search("red fish", k=3)
    assert [hit.document.title for hit in hits] == ["sea", "sky", "land"]
    # "sea. Red fish swim in warm water." has 7 different words, 2 of them asked for; "sky. A red ..." 7 and 1.
    assert hits[0].dense == pytest.approx(2 / math.sqrt(7 * 2), abs=1e-6)
    assert hits[1].dense == pytest.approx(1 / math.sqrt(7 * 2), abs=1e-6)
    assert hits[2].dense == pytest.approx(0, abs=1e-6)
    assert hits[0].lexical > hits[1].lexical > 0
    assert hits[2].lexical == 0
    assert (hits[0].score, hits[2].score) == (pytest.approx(1), pytest.approx(0))
    assert hits[1].score == pytest.approx(0.5 * 0.5 + 0.5 * hits[1].lexical / hits[0].lexical, abs=1e-6)


def test_the_name_of_a_file_is_matched_by_word_and_by_meaning(library: Library) -> None:
    for name in ("letter-from-ruth", "letter-from-paul"):
        library.add_document(make_document(f"{SKY} {name[-1]}.", title="Dear Ana", source=f"/notes/{name}.txt"))
    best, other = library.search("Ruth")
    assert best.document.source == "/notes/letter-from-ruth.txt"
    assert best.lexical > other.lexical
    assert best.dense > other.dense


def test_word_endings_and_the_title_are_matched(three: Library) -> None:
    by_title = {hit.document.title: hit.lexical for hit in three.search("divided wall sky", k=3)}
    assert by_title["land"] > 0
    assert by_title["sky"] > 0
    assert by_title["sea"] == 0


@pytest.mark.parametrize(
    "query",
    [
        'red" OR "stone',
        "red AND (",
        "NEAR(red fish, 2)",
        "title:red",
        "-red",
        "red*",
        "^red",
        "'; DROP TABLE postings; --",
    ],
)
def test_search_syntax_in_a_query_is_only_words(three: Library, query: str) -> None:
    assert len(three.search(query)) == 3
    assert three.check() == ()


def test_column_names_in_a_query_do_not_narrow_it(three: Library) -> None:
    assert {hit.document.title for hit in three.search("title:fish") if hit.lexical > 0} == {"sea"}


def test_a_query_of_hundreds_of_words_is_searched_and_a_longer_one_refused(three: Library) -> None:
    query = " ".join(f"w{number}" for number in range(800)).ljust(QUERY - 5) + " fish"
    assert three.search(query)[0].document.title == "sea"
    with pytest.raises(QuestionError, match="The query has 4,001 characters, and at most 4,000 are read"):
        three.search(query + "s")


def test_an_empty_query_is_refused(three: Library) -> None:
    with pytest.raises(QuestionError, match="the query is empty"):
        three.search(" \n")


def test_k_is_respected_and_an_empty_library_finds_nothing(three: Library, tmp_path: Path) -> None:
    assert len(three.search("red", k=2)) == 2
    with Library.open(tmp_path / "empty", HashingEmbedder(), create=True) as empty:
        assert empty.search("red") == ()


def test_faiss_ranks_as_brute_force_does(library: Library, embedder: HashingEmbedder) -> None:
    random = np.random.default_rng(7)
    texts = [" ".join(f"w{number}" for number in random.integers(0, 60, 9)) + "." for _ in range(40)]
    for number, text in enumerate(texts):
        library.add_document(make_document(text, title=f"t{number}", source=f"/notes/{number}.txt"))
    query = "w1 w2 w3 w4 w5"
    matrix = embedder.embed_passages([f"t{number}. {text}" for number, text in enumerate(texts)])
    expected = dict(enumerate(matrix @ embedder.embed_query(query)))
    found = {int(hit.document.title[1:]): hit.dense for hit in library.search(query, k=40)}
    assert found == pytest.approx(expected, abs=1e-6)


@pytest.mark.slow
def test_the_real_model_finds_what_no_word_says(tmp_path: Path, minilm_folder: Path) -> None:
    from index.models.embed import SentenceTransformerEmbedder

    with Library.open(tmp_path, SentenceTransformerEmbedder(minilm_folder), create=True) as library:
        for name, text in (("sea", SEA), ("sky", SKY), ("land", LAND)):
            library.add_document(make_document(text, title=name, source=f"/notes/{name}.txt"))
        best = library.search("Which animal makes music early in the morning?")[0]
        assert (best.document.title, best.lexical) == ("sky", 0)
