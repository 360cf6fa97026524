"""Which sentence is nearest to the question, and when the model that writes is told which one is best."""

import pytest
from conftest import HashingEmbedder
from qa_parts import ToldReader, make_hit

from qa.reading import BY_FAR, COMPARED, LONGEST_HINT, OF_NEARNESS, best_said, leads_by_far, read

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


@pytest.mark.parametrize(("lead", "by_far"), [(BY_FAR + 0.1, True), (BY_FAR - 0.1, False)])
def test_a_sentence_leads_by_far_or_does_not(lead: float, by_far: bool) -> None:
    best = "It\nopens at nine."
    reading = read(QUESTION, [make_hit(best, "It closes.")], ToldReader({best: lead - 5}))
    assert leads_by_far(reading) is by_far
    assert best_said(reading) == "It opens at nine."


def test_what_stands_alone_leads_and_of_a_long_sentence_the_beginning_is_said() -> None:
    reading = read(QUESTION, [make_hit("It opens " + "or so " * LONGEST_HINT)], ToldReader())
    assert leads_by_far(reading)
    assert len(best_said(reading)) == LONGEST_HINT
