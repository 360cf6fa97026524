import pytest

from eval.results import Result
from eval.scores import Outcome, Scores
from eval.summary import bootstrap_interval, summarise, table
from qa.answer import Answer, Timings, Tokens

NOTHING = Scores(None, None, None, None, None, None, None, None, None, None, None)
GOOD = Scores(1, 1, 0, 0.5, 1, 0.5, 1, 1, None, 0, 1)
WRONG = Scores(0, 0, 0, 0.1, 0, None, 0, None, None, 1, 0)
REFUSED = Scores(None, None, None, None, None, None, None, None, 1, None, 1)
INVENTED = Scores(None, None, None, None, None, None, None, 0.5, 0, None, 0)


def result(number: int, kind: str, outcome: Outcome, scores: Scores | None, seconds: float = 1.0) -> Result:
    answer = (
        Answer("?", True, 0.9, "", (), (), (), "m", Timings(0, 0, seconds, 0), Tokens(0, 0)) if scores else None
    )
    error = None if scores else "ModelError: no"
    return Result(f"q{number}", kind, True, outcome, answer, scores, error, "")


RESULTS = (
    result(1, "plain", "trustworthy", GOOD, 1.0),
    result(2, "plain", "trustworthy", GOOD, 2.0),
    result(3, "plain", "refused wrongly", WRONG, 3.0),
    result(4, "near", "answered wrongly", INVENTED, 4.0),
    result(5, "near", "trustworthy", REFUSED, 5.0),
    result(6, "off", "trustworthy", REFUSED, 6.0),
    result(7, "off", "error", None),
)


def test_each_mean_runs_over_the_questions_it_is_defined_for() -> None:
    summary = summarise(RESULTS)
    assert summary["n"] == 7
    assert summary["errors"] == 1
    assert summary["counts"] == {
        "trustworthy": 6,
        "held": 3,
        "right": 3,
        "exact": 3,
        "f1": 3,
        "cited": 3,
        "citation_precision": 2,
        "citation_recall": 3,
        "citation_validity": 3,
        "refused": 3,
        "false_refusal": 3,
    }
    assert {metric: summary[metric] for metric in summary["counts"]} == pytest.approx(
        {
            "trustworthy": 4 / 6,
            "held": 2 / 3,
            "right": 2 / 3,
            "exact": 0,
            "f1": 1.1 / 3,
            "cited": 2 / 3,
            "citation_precision": 0.5,
            "citation_recall": 2 / 3,
            "citation_validity": 2.5 / 3,
            "refused": 2 / 3,
            "false_refusal": 1 / 3,
        }
    )


def test_refusals_are_told_apart_by_kind_and_errors_are_in_no_mean() -> None:
    assert summarise(RESULTS)["refused_by_kind"] == {"near": 0.5, "off": 1.0}
    assert summarise(RESULTS)["outcomes"] == {
        "answered wrongly": 1,
        "error": 1,
        "refused wrongly": 1,
        "trustworthy": 4,
    }


def test_seconds_are_percentiles_over_the_answers_without_error() -> None:
    summary = summarise(RESULTS)
    # 1 to 6 s: the median lies halfway from 3 to 4, the 95th percentile at 0.95 * 5 = 4.75 steps from the first.
    assert (summary["seconds_p50"], summary["seconds_p95"]) == (pytest.approx(3.5), pytest.approx(5.75))


def test_a_mean_over_nothing_is_none() -> None:
    summary = summarise([result(1, "", "error", None)])
    assert (summary["held"], summary["seconds_p50"], summary["trustworthy_interval"]) == (None, None, None)
    assert summary["refused_by_kind"] == {}
    assert "1 questions, 1 errors" in table(summary)


def test_the_interval_is_that_of_resampling_zeros_and_ones() -> None:
    low, high = bootstrap_interval([1.0] * 30 + [0.0] * 10) or [0, 0]
    # The normal approximation: 0.75 ± 1.96 * sqrt(0.75 * 0.25 / 40) = 0.616 to 0.884.
    assert (low, high) == (pytest.approx(0.616, abs=0.02), pytest.approx(0.884, abs=0.02))
    assert bootstrap_interval([1.0] * 30 + [0.0] * 10) == [low, high]
    assert bootstrap_interval([1.0] * 5) == [1.0, 1.0]
    assert bootstrap_interval([]) is None


def test_the_table_shows_every_mean_with_its_n() -> None:
    lines = table(summarise(RESULTS)).splitlines()
    assert lines[0] == "7 questions, 1 errors"
    assert "citation_precision  0.500  n=2" in "\n".join(lines)
    assert "  refused, near: 0.500" in lines
    assert any(line.startswith("seconds p95") and "5.8" in line and "n=6" in line for line in lines)
    assert "outcomes: answered wrongly 1, error 1, refused wrongly 1, trustworthy 4" in lines


def test_a_result_is_the_same_after_a_round_trip() -> None:
    for one in RESULTS:
        assert Result.from_json(one.to_json()) == one
