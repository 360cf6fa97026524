"""The bench of answers: what its medians are taken over. How fast anything is, no test says."""

from dataclasses import replace

import pytest
from render_parts import answer

from eval.bench.answers import figures
from qa.answer import Timings, Tokens


def test_the_figures_are_medians_and_the_share_outside_the_model_is_taken_answer_by_answer() -> None:
    timed = [(Timings(0.1, 2, 4, 3), 10), (Timings(0.2, 3, 10, 9), 20), (Timings(0.3, 1, 5, 4.9), 30)]
    answers = [replace(answer("Yes."), timings=timing, tokens=Tokens(250, wrote)) for timing, wrote in timed]
    assert figures(answers) == {
        "answers that were written": 3,
        "search, s": 0.2,
        "first word, s": 2,
        "whole answer, s": 5,
        "prompt, tokens": 250,
        "written, tokens": 20,
        "outside the language model, share of the time": pytest.approx(0.1),
    }


def test_of_no_answer_there_are_no_figures() -> None:
    assert figures([]) == {}
