from dataclasses import fields, replace

import numpy as np
import pytest

from eval.metrics.bootstrap import bootstrap_interval
from eval.metrics.scores import Outcome, Scores
from eval.metrics.summary import LABELS, summarise, table
from eval.results import Result
from qa.answer import Answer, Timings, Tokens

NOTHING = Scores(**dict.fromkeys((field.name for field in fields(Scores)), None))
GOOD = Scores(1, 1, 0, 0.5, 1, 1, 0.5, 1, 0.6, 1, 0, None, 0, 1)
WRONG = Scores(0, 0, 0, 0.1, 0, 0, None, 0, 0, None, None, None, 1, 0)
REFUSED = replace(NOTHING, refused=1, trustworthy=1)
INVENTED = replace(NOTHING, citation_validity=0.5, uncited=0.5, refused=0, trustworthy=0)


def result(number: int, kind: str, outcome: Outcome, scores: Scores | None, seconds: float = 1.0) -> Result:
    """Give a result whose answer has its first word after half of the seconds, and 0.8 of them in the model."""
    refused = outcome == "refused wrongly" or scores == REFUSED
    timings = Timings(0, seconds / 2, seconds, 0.8 * seconds)
    answer = Answer("?", not refused, 0.9, "", (), (), (), "m", timings, Tokens(0, 11)) if scores else None
    error = None if scores else "ModelError: no"
    return Result(f"q{number}", kind, kind == "plain", outcome, answer, scores, error, "")


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
        "retrieved": 3,
        "cited": 3,
        "citation_precision": 2,
        "citation_recall": 3,
        "citation_f1": 3,
        "citation_validity": 3,
        "uncited": 3,
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
            "retrieved": 2 / 3,
            "cited": 2 / 3,
            "citation_precision": 0.5,
            "citation_recall": 2 / 3,
            "citation_f1": 1.2 / 3,
            "citation_validity": 2.5 / 3,
            "uncited": 0.5 / 3,
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


def test_each_kind_has_its_means_its_n_and_its_errors() -> None:
    by_kind = summarise(RESULTS)["by_kind"]
    assert list(by_kind) == ["near", "off", "plain"]
    assert {name: by_kind["off"][name] for name in ("n", "errors", "trustworthy", "refused", "right")} == {
        "n": 2,
        "errors": 1,
        "trustworthy": 1,
        "refused": 1,
        "right": None,
    }
    assert by_kind["plain"]["f1"] == pytest.approx(1.1 / 3)
    assert set(by_kind["plain"]) == {"n", "errors", *LABELS}


def test_an_error_is_counted_at_the_metrics_its_question_is_about() -> None:
    errors = summarise([*RESULTS, result(8, "plain", "error", None), result(9, "plain", "error", None)])[
        "error_counts"
    ]
    assert (errors["right"], errors["citation_precision"], errors["false_refusal"]) == (2, 2, 2)
    assert errors["refused"] == 1
    assert errors["trustworthy"] == 3


def test_refusing_is_measured_as_finding_the_questions_that_are_not_answerable() -> None:
    # Three refusals, two of them right, of four questions that are not answerable; one of three wrongly refused.
    results = [*RESULTS, result(8, "near", "answered wrongly", INVENTED)]
    assert summarise(results)["abstention"] == pytest.approx(
        {"precision": 2 / 3, "recall": 2 / 4, "f1": 4 / 7, "false_refusal": 1 / 3}
    )
    never = summarise([RESULTS[0], RESULTS[3]])["abstention"]
    assert never == {"precision": None, "recall": 0, "f1": 0, "false_refusal": 0}


def test_speed_is_that_of_the_answers_and_its_tokens_that_of_what_was_written() -> None:
    speed = summarise(RESULTS, peak_memory_mb=1800.5)["speed"]
    assert (speed["first_token_p50"], speed["total_p50"]) == (pytest.approx(1.75), pytest.approx(3.5))
    assert (speed["first_token_p95"], speed["total_p95"]) == (pytest.approx(2.875), pytest.approx(5.75))
    # Answered in 1, 2 and 4 s, half of it after the first token: 3 * 10 further tokens in 3.5 s.
    assert speed["tokens_per_second"] == pytest.approx(30 / 3.5)
    assert speed["overhead"] == pytest.approx(0.2)
    assert speed["peak_memory_mb"] == 1800.5


def test_a_mean_over_nothing_is_none() -> None:
    summary = summarise([result(1, "", "error", None)])
    assert (summary["held"], summary["seconds_p50"], summary["trustworthy_interval"]) == (None, None, None)
    assert summary["refused_by_kind"] == {}
    assert set(summary["abstention"].values()) == set(summary["speed"].values()) == {None}
    assert "1 questions, 1 errors" in table(summary)


def test_the_interval_is_that_of_resampling_the_values() -> None:
    low, high = bootstrap_interval([1.0] * 30 + [0.0] * 10) or [0, 0]
    # The normal approximation: 0.75 ± 1.96 * sqrt(0.75 * 0.25 / 40) = 0.616 to 0.884.
    assert (low, high) == (pytest.approx(0.616, abs=0.02), pytest.approx(0.884, abs=0.02))
    assert bootstrap_interval([1.0] * 30 + [0.0] * 10) == [low, high]
    assert bootstrap_interval([1.0] * 5) == [1.0, 1.0]
    assert bootstrap_interval([0.3]) == [pytest.approx(0.3)] * 2
    assert bootstrap_interval([]) is None


def test_the_interval_agrees_with_drawing_one_value_after_another() -> None:
    values = np.random.default_rng(1).beta(2, 1, size=300)  # 300 different values: counted in several goes
    drawn = np.random.default_rng(2).choice(values, size=(10_000, 300)).mean(axis=1)
    assert bootstrap_interval(values.tolist()) == pytest.approx(np.percentile(drawn, [2.5, 97.5]), abs=0.002)


def test_every_mean_has_an_interval_around_it() -> None:
    summary = summarise(RESULTS)
    assert set(summary["intervals"]) == set(LABELS)
    assert summary["intervals"]["trustworthy"] == summary["trustworthy_interval"]
    assert all(low <= summary[metric] <= high for metric, (low, high) in summary["intervals"].items())
    assert summary["intervals"]["cited"] == [0, 1]


def test_the_table_shows_every_mean_with_its_n_on_80_columns() -> None:
    summary = summarise(RESULTS, peak_memory_mb=1800)
    lines = table(summary).splitlines()
    assert lines[0] == "7 questions, 1 errors"
    assert max(map(len, lines)) <= 80
    assert "citation_precision 0.500  0.500-0.500      2      0  citations that are gold" in lines
    assert "near                   2      0        0.500      -      -    0.500" in lines
    assert "refusals   precision 0.667, recall 0.667, f1 0.667, false_refusal 0.333" in lines
    assert "8.6 tokens/s" in " ".join(lines)
    assert "outcomes   answered wrongly 1, error 1, refused wrongly 1, trustworthy 4" in lines


def test_a_result_is_the_same_after_a_round_trip() -> None:
    for one in RESULTS:
        assert Result.from_json(one.to_json()) == one
