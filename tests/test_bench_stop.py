"""The bench of Stop: what its figures are taken over, and that the page and a model that reads obey."""

import pytest

from eval.bench.stop import Asked, figures, pretended

EARLY = 2689
"""The seed whose first three moments are in the first eighth of an answer, when the model reads."""


def test_the_figures_count_from_the_moment_that_stop_was_pressed() -> None:
    rounds = [
        Asked(searched=1.0, pressed=2.0, ended=2.25),
        Asked(searched=2.5, pressed=None, ended=5.0),  # it ended before
        Asked(searched=6.0, pressed=7.0, ended=8.0),
        Asked(searched=8.5, pressed=9.0, ended=9.0625),
        Asked(searched=9.25, pressed=9.25, ended=9.5),
    ]
    assert figures(rounds) == {
        "answers that were stopped": 3,
        "the stream has ended, median, s": 0.25,
        "the stream has ended, worst, s": 1.0,
        "the next question is searched for, median, s": 0.5,
        "the next question is searched for, worst, s": 1.5,
    }


def test_where_nothing_was_stopped_there_are_no_figures() -> None:
    with pytest.raises(SystemExit, match="ended before"):
        figures([Asked(1.0, None, 2.0), Asked(2.5, None, 3.0)])


def test_stop_is_obeyed_while_the_model_reads() -> None:
    rows = pretended(3, seconds=6.0, seed=EARLY)
    assert rows["answers that were stopped"] == 3
    assert rows["the stream has ended, median, s"] < 1.5  # the model reads for 2 s, and a word takes .6 s
    assert rows["the next question is searched for, median, s"] < 1.7
