import json
from pathlib import Path

import numpy as np
import pytest
from eval_runs import question, write_run
from scipy.stats import binomtest

from eval.compare import Comparison, compare, mcnemar
from eval.compare_text import comparison_text
from eval.metrics.scores import Outcome
from eval.run_folder import read_run
from index.errors import EvaluationError

QUESTIONS = [question(number) for number in range(1, 21)]
GOOD: Outcome = "trustworthy"
BAD: Outcome = "model missed"


def compared(tmp_path: Path, before: list[Outcome], after: list[Outcome]) -> Comparison:
    a = write_run(tmp_path / "a", QUESTIONS[: len(before)], before)
    b = write_run(tmp_path / "b", QUESTIONS[: len(after)], after)
    return compare(read_run(a), read_run(b))


def test_a_metric_moves_by_the_mean_of_the_differences_question_by_question(tmp_path: Path) -> None:
    # Eight of twenty mended and one broken: 6/20 before, 13/20 after.
    comparison = compared(tmp_path, [GOOD] * 6 + [BAD] * 14, [BAD] + [GOOD] * 13 + [BAD] * 6)
    moved = comparison.metrics["trustworthy"]
    assert (moved.n, moved.a, moved.b, moved.difference) == (20, 0.3, 0.65, pytest.approx(0.35))
    # Resampled question by question, one after another, with another generator.
    differences = np.array([-1] + [0] * 5 + [1] * 8 + [0] * 6)
    drawn = np.random.default_rng(9).choice(differences, size=(10_000, 20)).mean(axis=1)
    assert moved.interval == pytest.approx(np.percentile(drawn, [2.5, 97.5]), abs=0.051)  # one step is 0.05
    assert moved.more_than_noise
    assert (comparison.gained, comparison.lost, comparison.p_value) == (8, 1, pytest.approx(20 / 512))


def test_a_metric_runs_over_the_questions_for_which_both_runs_define_it(tmp_path: Path) -> None:
    comparison = compared(tmp_path, [GOOD, GOOD, "error", BAD], [GOOD, "error", GOOD, GOOD])
    assert (comparison.common, comparison.metrics["right"].n) == (4, 2)
    assert comparison.metrics["right"].difference == 0.5
    assert comparison.metrics["citation_precision"].n == 1  # nothing was cited the first time in q4
    assert comparison.metrics["refused"].interval is None
    # An error is neither gained nor lost.
    assert (comparison.gained, comparison.lost) == (1, 0)


def test_no_change_and_a_handful_of_changes_are_no_more_than_noise(tmp_path: Path) -> None:
    comparison = compared(tmp_path, [BAD] * 5 + [GOOD] * 5, [GOOD] * 10)
    moved = comparison.metrics["trustworthy"]
    assert moved.interval is not None
    assert moved.interval[0] > 0
    assert not moved.more_than_noise  # p = 2 / 32
    assert not comparison.metrics["retrieved"].more_than_noise
    assert comparison.metrics["retrieved"].interval == (0, 0)


def test_six_questions_moved_the_same_way_are_more_than_noise(tmp_path: Path) -> None:
    comparison = compared(tmp_path, [BAD] * 6 + [GOOD] * 4, [GOOD] * 10)
    assert comparison.metrics["trustworthy"].more_than_noise
    assert comparison.p_value == 2 / 64


def test_questions_of_one_run_only_and_changed_ones_are_named_and_not_compared(tmp_path: Path) -> None:
    a = write_run(tmp_path / "a", [question(1), question(2), question(3)], [GOOD, GOOD, GOOD], library="x")
    others = [question(4), question(3), question(2, text="Another?"), question(5)]
    b = write_run(tmp_path / "b", others, [BAD, BAD, BAD], library="y")
    comparison = compare(read_run(a), read_run(b))
    assert (comparison.only_a, comparison.only_b, comparison.reworded) == (("q1",), ("q4",), ("q2",))
    assert (comparison.common, comparison.metrics["trustworthy"].difference) == (1, -1)
    assert comparison.settings == {"library": ("x", "y")}
    c = write_run(tmp_path / "c", [question(9)], [GOOD])
    with pytest.raises(EvaluationError, match="no question in common"):
        compare(read_run(a), read_run(c))


def test_changed_questions_are_mended_broken_or_other_with_both_answers(tmp_path: Path) -> None:
    comparison = compared(
        tmp_path,
        ["model missed", GOOD, "retrieval missed", BAD, GOOD],
        [GOOD, "refused wrongly", "model missed", BAD, "error"],
    )
    changes = [(one.id, one.change, one.outcome_a, one.outcome_b) for one in comparison.questions]
    assert changes == [
        ("q1", "mended", "model missed", "trustworthy"),
        ("q2", "broken", "trustworthy", "refused wrongly"),
        ("q3", "other", "retrieval missed", "model missed"),
        ("q5", "broken", "trustworthy", "error"),
    ]
    assert (comparison.questions[0].answer_a, comparison.questions[0].answer_b) == (
        "A: model missed",
        "A: trustworthy",
    )
    assert comparison.questions[3].answer_b is None


def test_the_text_says_all_of_it_on_80_columns(tmp_path: Path) -> None:
    a = write_run(tmp_path / "a", QUESTIONS, [BAD] * 8 + [GOOD] * 6 + ["error"], model="old")
    b = write_run(tmp_path / "b", [*QUESTIONS[:14], question(30)], [GOOD] * 13 + [BAD] * 2, model="new")
    comparison = compare(read_run(a), read_run(b))
    lines = comparison_text(comparison).splitlines()
    assert "1 only in A: q15" in lines
    assert "1 only in B: q30" in lines
    assert "other model: old -> new" in lines
    row = next(line for line in lines if line.startswith("trustworthy "))
    assert row.split()[:4] == ["trustworthy", "0.429", "0.929", "+0.500"]
    assert row.endswith("  14  more than noise")
    assert "trustworthy: 8 gained, 1 lost, p = 0.039" in lines
    broken = lines.index("Broken (1)")
    assert lines[broken + 1 : broken + 5] == [
        "  q14: Question 14?",
        "    trustworthy -> model missed",
        "    A: A: trustworthy",
        "    B: A: model missed",
    ]
    assert max(len(line) for line in lines if str(tmp_path) not in line) <= 80


def test_the_comparison_is_json(tmp_path: Path) -> None:
    comparison = compared(tmp_path, [GOOD, BAD], [GOOD, GOOD])
    data = json.loads(json.dumps(comparison.to_json()))
    assert (data["schema"], data["common"], data["metrics"]["held"]["difference"]) == (1, 2, 0.5)
    assert data["questions"][0]["change"] == "mended"


@pytest.mark.parametrize(("gained", "lost"), [(0, 0), (1, 0), (3, 3), (8, 1), (1, 8), (40, 22), (600, 700)])
def test_mcnemar_is_the_exact_test_of_a_fair_coin(gained: int, lost: int) -> None:
    expected = binomtest(gained, gained + lost).pvalue if gained + lost else 1
    assert mcnemar(gained, lost) == pytest.approx(expected)
