"""Whether the documents answer: the signals, and the odds that they make."""

import math

import pytest
from qa_parts import ToldReader, make_hit

from qa.reading import Candidate, read
from qa.verdict import CONSTANT, SUFFICES, WEIGHTS, Signals, decide, signals_of

QUESTION = "When does the old fair open?"  # old, fair, open


def signals(question: str, *hits_and_odds: tuple[float, dict[str, float]]) -> Signals:
    hits = [make_hit(*odds, title=f"n{i}", dense=dense) for i, (dense, odds) in enumerate(hits_and_odds)]
    told = {sentence: odds for _, one in hits_and_odds for sentence, odds in one.items()}
    candidates: tuple[Candidate, ...] = read(question, hits, ToldReader(told, {"n0": -1.0, "n1": 2.5})).candidates
    return signals_of(question, hits, candidates)


def test_the_signals_are_the_best_of_what_was_read() -> None:
    found = signals(QUESTION, (0.25, {"Bread.": 60.0, "The fair is old.": 1.0}), (0.75, {"It opens.": 3.0}))
    assert (found.passage, found.sentence, found.nearness) == (2.5, 60.0, 0.75)
    assert found.words == pytest.approx(2 / 3)  # "old" and "fair" stand beside the best sentence, "open" does not


def test_the_words_of_the_title_count() -> None:
    hit = make_hit("It opens at nine.", title="The old fair")
    assert signals_of(QUESTION, [hit], read(QUESTION, [hit], ToldReader()).candidates).words == 1.0


def test_a_question_without_words_has_them_all_in_common() -> None:
    assert signals("Who is it?", (0.5, {"Bread.": 0.0})).words == 1.0


def test_only_the_first_candidates_may_be_the_best_sentence() -> None:
    hit = make_hit("A HEADING", "One.", "Two.", "Three.", "Four.", headings=1)
    told = {"A HEADING": 2.0, "One.": 1.0, "Two.": 1.0, "Three.": 1.0, "Four.": 1.0}
    candidates = read(QUESTION, [hit], ToldReader(told)).candidates
    assert candidates[-1].source.text == "A HEADING"
    assert signals_of(QUESTION, [hit], candidates).sentence == 1.0


def test_the_odds_are_the_weighted_sum_of_the_signals() -> None:
    odds = WEIGHTS.passage * 2 + WEIGHTS.sentence * -1 + WEIGHTS.nearness * 0.5 + WEIGHTS.words * 0.25 + CONSTANT
    verdict = decide(Signals(passage=2.0, sentence=-1.0, nearness=0.5, words=0.25), "told")
    assert verdict.probability == pytest.approx(1 / (1 + math.exp(-odds)))
    assert (verdict.answered, verdict.by) == (odds >= SUFFICES, "told")


@pytest.mark.parametrize(
    ("more", "stricter", "answered"),
    [(0.01, 0.0, True), (-0.01, 0.0, False), (0.99, 1.0, False), (-0.99, -1.0, True)],
)
def test_a_question_is_answered_from_the_odds_that_suffice(more: float, stricter: float, answered: bool) -> None:
    passage = (SUFFICES + more - CONSTANT) / WEIGHTS.passage
    verdict = decide(Signals(passage, sentence=0.0, nearness=0.0, words=0.0), "told", stricter=stricter)
    assert (verdict.answered, verdict.reason) == (answered, "answered" if answered else "not_stated")
    assert verdict.probability == pytest.approx(1 / (1 + math.exp(-SUFFICES - more)))


def test_very_small_odds_are_no_error() -> None:
    assert decide(Signals(-500.0, -500.0, 0.0, 0.0), "told").probability == pytest.approx(0.0)


def test_where_nothing_was_read_nothing_answers() -> None:
    assert (decide(None, "told").answered, decide(None, "told").probability) == (False, 0.0)
