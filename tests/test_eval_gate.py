import json
import random
from collections.abc import Mapping
from pathlib import Path

import pytest
from eval_runs import question, write_run

from eval.gate import Verdict, gate, gate_text, raise_floors, read_baseline
from eval.metrics.scores import Outcome
from eval.metrics.summary import summarise
from eval.run_folder import read_run
from eval.sets.questions import set_fingerprint
from index.errors import EvaluationError
from ui.cli import main as cli

ANSWERABLE, OTHERS = 50, 30
QUESTIONS = [question(number, answerable=number <= ANSWERABLE) for number in range(1, ANSWERABLE + OTHERS + 1)]
GOOD: list[Outcome] = [
    *["trustworthy"] * 38,
    *["citation missed"] * 3,
    *["model missed"] * 4,
    *["retrieval missed"] * 2,
    *["refused wrongly"] * 3,
    *["trustworthy"] * 24,
    *["answered wrongly"] * 6,
]
METRICS = (
    "trustworthy",
    "held",
    "right",
    "retrieved",
    "cited",
    "citation_precision",
    "citation_validity",
    "refused",
)
CEILINGS = ("false_refusal", "uncited")


@pytest.fixture
def baseline(tmp_path: Path) -> Path:
    """Give floors pinned at the figures of the good run."""
    run = read_run(write_run(tmp_path / "good", QUESTIONS, GOOD))
    summary = summarise(run.results)
    floors = {metric: summary[metric] for metric in METRICS}
    floors |= {metric: {"most": summary[metric]} for metric in CEILINGS}
    return write_baseline(tmp_path, floors=floors)


def write_baseline(tmp_path: Path, **fields: object) -> Path:
    path = tmp_path / "floors.json"
    data = {"schema": 1, "about": "…", "n": len(QUESTIONS), "set": set_fingerprint(QUESTIONS), **fields}
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def broken(tmp_path: Path, baseline: Path, outcomes: list[Outcome]) -> set[str]:
    """Return the metrics whose floors a run with these outcomes breaks."""
    run = read_run(write_run(tmp_path / f"run{len(list(tmp_path.iterdir()))}", QUESTIONS, outcomes))
    return {verdict.metric for verdict in gate(run, read_baseline(baseline)) if not verdict.held}


def planted(changes: Mapping[Outcome, Outcome], *, others: Mapping[Outcome, Outcome]) -> list[Outcome]:
    """Return the good outcomes with some of the answerable questions and of the others changed."""
    first, last = GOOD[:ANSWERABLE], GOOD[ANSWERABLE:]
    return [changes.get(one, one) for one in first] + [others.get(one, one) for one in last]


def test_attribution_switched_off_breaks_the_gate(tmp_path: Path, baseline: Path) -> None:
    found = broken(tmp_path, baseline, planted({"trustworthy": "citation missed"}, others={}))
    # Nothing is cited: there is no precision and no validity to hold.
    assert {"trustworthy", "cited", "citation_precision", "uncited"} <= found
    assert "right" not in found


def test_a_retriever_that_ranks_the_worst_first_breaks_the_gate(tmp_path: Path, baseline: Path) -> None:
    reversed_ranks = planted({"trustworthy": "retrieval missed", "citation missed": "refused wrongly"}, others={})
    found = broken(tmp_path, baseline, reversed_ranks)
    assert {"trustworthy", "right", "held", "retrieved", "false_refusal"} <= found


def test_refusing_switched_off_breaks_the_gate(tmp_path: Path, baseline: Path) -> None:
    found = broken(
        tmp_path,
        baseline,
        planted({"refused wrongly": "model missed"}, others={"trustworthy": "answered wrongly"}),
    )
    assert {"trustworthy", "refused"} <= found


def test_the_same_run_and_runs_with_a_few_answers_flipped_either_way_hold(tmp_path: Path, baseline: Path) -> None:
    assert broken(tmp_path, baseline, GOOD) == set()
    for seed in range(10):
        draw = random.Random(seed)
        flipped = list(GOOD)
        for place in range(ANSWERABLE):
            if draw.random() < 0.01:
                flipped[place] = "model missed" if flipped[place] == "trustworthy" else "trustworthy"
        assert broken(tmp_path, baseline, flipped) == set()


@pytest.mark.parametrize(
    ("lost", "expected"), [(2, set()), (3, {"trustworthy", "held", "right", "cited", "uncited"})]
)
def test_two_questions_may_be_lost_and_not_three(
    tmp_path: Path, baseline: Path, lost: int, expected: set[str]
) -> None:
    worse: list[Outcome] = ["model missed"] * lost
    assert broken(tmp_path, baseline, worse + GOOD[lost:]) == expected


def test_the_margin_is_two_questions_worth_of_those_a_metric_runs_over(tmp_path: Path, baseline: Path) -> None:
    run = read_run(write_run(tmp_path / "again", QUESTIONS, GOOD))
    margins = {verdict.metric: verdict.margin for verdict in gate(run, read_baseline(baseline))}
    assert (margins["trustworthy"], margins["right"], margins["refused"]) == (2 / 80, 2 / 50, 2 / 30)
    assert margins["citation_precision"] == 2 / 38
    assert (margins["citation_validity"], margins["errors"]) == (0, 0)
    stricter = write_baseline(tmp_path, floors={"right": 0.5}, margin=0)
    assert gate(run, read_baseline(stricter))[1].margin == 0


def test_a_metric_that_few_answers_define_any_more_gets_no_wide_margin(tmp_path: Path, baseline: Path) -> None:
    silent: list[Outcome] = ["trustworthy"] + ["refused wrongly"] * 49 + GOOD[50:]
    run = read_run(write_run(tmp_path / "silent", QUESTIONS, silent))
    margins = {verdict.metric: verdict.margin for verdict in gate(run, read_baseline(baseline))}
    assert margins["citation_precision"] == 2 / 25  # of 50 questions, and not of the one that cites


def test_an_offset_that_is_wrong_once_breaks_the_gate() -> None:
    assert Verdict("citation_validity", 1.0, 1.0, 0).held
    assert not Verdict("citation_validity", 1.0, 0.999, 0).held
    assert not Verdict("citation_validity", 1.0, None, 0).held


def test_a_ceiling_is_broken_from_above() -> None:
    assert Verdict("false_refusal", 0.15, 0.10, 0.04).held
    assert Verdict("false_refusal", 0.15, 0.19, 0.04).held
    assert not Verdict("false_refusal", 0.15, 0.20, 0.04).held
    assert Verdict("right", 0.7, 0.66, 0.04).held  # 0.7 - 0.66 is a little more than 0.04 in binary


def test_an_error_breaks_the_gate_unless_the_baseline_allows_it(tmp_path: Path, baseline: Path) -> None:
    failing: list[Outcome] = ["error", *GOOD[1:]]
    assert broken(tmp_path, baseline, failing) == {"errors"}
    data = json.loads(baseline.read_text(encoding="utf-8"))
    baseline.write_text(json.dumps({**data, "errors": 1}), encoding="utf-8")
    assert broken(tmp_path, baseline, failing) == set()


def test_a_run_of_other_questions_or_a_part_is_refused(tmp_path: Path, baseline: Path) -> None:
    part = read_run(write_run(tmp_path / "part", QUESTIONS[:10], GOOD[:10]))
    with pytest.raises(EvaluationError, match=r"asked 10 questions .* are for 80 .*Ask that set whole"):
        gate(part, read_baseline(baseline))
    other = read_run(write_run(tmp_path / "other", [question(99), *QUESTIONS[1:]], GOOD))
    with pytest.raises(EvaluationError, match=r"asked 80 questions"):
        gate(other, read_baseline(baseline))
    stopped = read_run(write_run(tmp_path / "stopped", QUESTIONS, GOOD[:79]))
    with pytest.raises(EvaluationError, match=r"not finished: 79 of 80"):
        gate(stopped, read_baseline(baseline))
    turned = read_run(write_run(tmp_path / "turned", QUESTIONS[::-1], GOOD[::-1]))
    assert all(verdict.held for verdict in gate(turned, read_baseline(baseline)))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"floors": {"rigth": 0.5}}, "no metric 'rigth'"),
        ({"floors": {"right": {"most": 0.5}}}, "not a number"),
        ({"floors": {"false_refusal": 0.1}}, '{"most": number}'),
        ({"floors": {"false_refusal": {"least": 0.1}}}, "'most' is missing"),
        ({"floors": {"right": 70}}, "70, not a number from 0 to 1"),
        ({"floors": {"right": "0.7"}}, "not a number"),
        ({"floors": [1]}, "cannot be used"),
        ({"schema": 2, "floors": {}}, "schema is 2"),
        ({}, "'floors' is missing"),
    ],
)
def test_a_baseline_that_cannot_be_used_says_why(tmp_path: Path, fields: dict[str, object], message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        read_baseline(write_baseline(tmp_path, **fields))
    assert message in str(caught.value)


def test_floors_are_only_ever_raised(tmp_path: Path) -> None:
    floors = {"right": 0.81, "held": 0.83, "cited": 0.5, "false_refusal": {"most": 0.2}, "uncited": {"most": 0.1}}
    path = write_baseline(tmp_path, floors=floors)
    run = read_run(write_run(tmp_path / "again", QUESTIONS, GOOD))
    # Of 50: 41 right and held, 38 cited, 3 refused wrongly; 9 of the statements of 77 answers are uncited.
    assert raise_floors(read_baseline(path), gate(run, read_baseline(path))) == ("right", "cited", "false_refusal")
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["floors"] == {
        "right": 0.82,
        "held": 0.83,
        "cited": 0.76,
        "false_refusal": {"most": 0.06},
        "uncited": {"most": 0.1},
    }
    assert data["about"] == "…"


def test_the_command_prints_a_line_a_metric_and_fails_when_a_floor_is_broken(
    tmp_path: Path, baseline: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, worse = tmp_path / "good", write_run(tmp_path / "worse", QUESTIONS, ["model missed"] * 50 + GOOD[50:])
    assert cli.main(["eval", "gate", str(good), str(baseline)]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["right", "least", "0.820", "0.820", "0.040", "held"] in lines
    assert ["false_refusal", "most", "0.060", "0.060", "0.040", "held"] in lines
    before = baseline.read_bytes()
    assert cli.main(["eval", "gate", "--raise", str(worse), str(baseline)]) == 1
    output = capsys.readouterr()
    assert ["right", "least", "0.820", "0.000", "0.040", "BROKEN"] in map(str.split, output.out.splitlines())
    assert "worse breaks the floor of trustworthy, held, right, cited" in output.err
    assert baseline.read_bytes() == before
    assert cli.main(["eval", "gate", "--raise", str(good), str(baseline)]) == 0
    assert capsys.readouterr().out.endswith("lifted: none\n")


def test_what_the_run_does_not_define_is_shown_as_missing() -> None:
    assert gate_text([Verdict("cited", 0.5, None, 0.1)]).splitlines()[1].split()[3:] == ["-", "0.100", "BROKEN"]
