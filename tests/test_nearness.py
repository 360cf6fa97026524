"""Which sentence is nearest to the question, and when the model that writes is told which one is best."""

import pytest
from conftest import HashingEmbedder
from qa_parts import ToldReader, make_hit

from qa.reading import BY_FAR, COMPARED, LONGEST_HINT, OF_NEARNESS, hint, read

QUESTION = "When does the fair open?"


def test_of_the_first_sentences_the_nearest_to_the_question_count_more() -> None:
    lines = [f"The day {n}." for n in range(COMPARED)]
    hits = [make_hit("When does it open?", "It closes.", *lines)]
    reader = ToldReader({"It closes.": 1.0, lines[-1]: -9.0, lines[-2]: -9.0})
    before = {one.source.text: one.score for one in read(QUESTION, hits, reader).candidates}
    embedder = HashingEmbedder()
    candidates = read(QUESTION, hits, reader, embedder).candidates
    asked = embedder.embed_query(QUESTION)
    near = {one.source.text: one.near for one in candidates}
    assert candidates[0].source.text == "When does it open?"
    assert near["It closes."] == pytest.approx(float(asked @ embedder.embed_query("It closes.")))
    assert near[lines[0]] > 0
    assert near[lines[-1]] == near[lines[-2]] == 0.0, "two too many"
    for one in candidates:
        assert one.score == pytest.approx(before[one.source.text] + OF_NEARNESS * one.near)


def test_the_best_sentence_is_a_hint_where_it_is_that_by_far_and_short() -> None:
    def given(best: str, odds: float) -> str:
        return hint(read(QUESTION, [make_hit(best, "It closes.")], ToldReader({best: odds - 5})))

    assert given("It\nopens at nine.", BY_FAR + 0.1) == "It opens at nine."
    assert given("It opens at nine.", BY_FAR - 0.1) == ""
    assert given("It opens at nine, " + "or so " * LONGEST_HINT, BY_FAR + 0.1) == ""
    assert hint(read(QUESTION, [make_hit("It opens.")], ToldReader())) == "It opens."
