import math
import random
import subprocess
import sys
from pathlib import Path

import ir_measures
import pytest
from ir_measures import RR, R, Success, nDCG

from eval.metrics.ranking import MEASURES, Relevant, means, measure


def test_one_relevant_thing_at_rank_three() -> None:
    [values] = measure([[Relevant(3)]])
    assert values == {
        **{f"{name}@1": 0 for name in ("recall", "success")},
        **{f"{name}@{cut}": 1 for name in ("recall", "success") for cut in (3, 5, 10)},
        "mrr@10": pytest.approx(1 / 3),
        "ndcg@10": pytest.approx(1 / math.log2(4)),
    }


def test_recall_counts_each_thing_and_success_any_of_them() -> None:
    [values] = measure([[Relevant(2), Relevant(4), Relevant(12), Relevant(None)]])
    assert [values[f"recall@{cut}"] for cut in (1, 3, 5, 10)] == [0, 0.25, 0.5, 0.5]
    assert [values[f"success@{cut}"] for cut in (1, 3, 5, 10)] == [0, 1, 1, 1]
    assert values["mrr@10"] == 0.5


def test_things_at_one_rank_are_all_there_and_push_nothing_down() -> None:
    [values] = measure([[Relevant(1), Relevant(1), Relevant(2)]])
    assert (values["recall@1"], values["recall@3"]) == (pytest.approx(2 / 3), 1)
    assert values["ndcg@10"] == pytest.approx(1)


def test_a_higher_grade_weighs_more_and_what_is_missing_is_in_the_ideal_list() -> None:
    [values] = measure([[Relevant(1, grade=1), Relevant(2, grade=3), Relevant(None, grade=2)]])
    found = 1 + 3 / math.log2(3)
    ideal = 3 + 2 / math.log2(3) + 1 / math.log2(4)
    assert values["ndcg@10"] == pytest.approx(found / ideal)


def test_what_comes_after_rank_ten_is_not_found() -> None:
    [values] = measure([[Relevant(11)]])
    assert set(values.values()) == {0}


def test_means_leave_out_questions_without_anything_relevant_and_count_the_others() -> None:
    figures = means([[Relevant(1)], [], [Relevant(None)]])
    assert (figures["n"], figures["recall@1"], figures["mrr@10"]) == (2, 0.5, 0.5)
    assert means([[]]) == {"n": 0, **dict.fromkeys(MEASURES)}


def test_the_figures_are_those_of_ir_measures_on_the_same_judgements_and_list() -> None:
    draw = random.Random(1)
    judgements, run, lists = {}, {}, []
    for query in map(str, range(40)):
        ranked = [f"d{number}" for number in draw.sample(range(30), 20)]
        grades = {f"d{number}": draw.randint(1, 3) for number in draw.sample(range(30), draw.randint(1, 6))}
        judgements[query] = grades
        run[query] = {document: 1 / rank for rank, document in enumerate(ranked, start=1)}
        lists.append(
            [Relevant(ranked.index(one) + 1 if one in ranked else None, grade) for one, grade in grades.items()]
        )
    expected = ir_measures.calc_aggregate(
        [R @ 1, R @ 3, R @ 5, R @ 10, Success @ 1, Success @ 3, Success @ 5, Success @ 10, RR @ 10, nDCG @ 10],
        judgements,
        run,
    )
    figures = means(lists)
    assert figures.pop("n") == 40
    named = {
        str(name).replace("RR@", "mrr@").replace("R@", "recall@").lower(): one for name, one in expected.items()
    }
    assert figures == pytest.approx(named)
    assert len(set(named.values())) == len(MEASURES)  # none agrees by being 0 or 1


def test_measuring_opens_no_connection_and_makes_no_file() -> None:
    code = (
        "import sys; seen = []\n"
        "def audit(event, arguments):\n"
        "    writes = event == 'open' and arguments[1] not in (None, 'r', 'rb')\n"
        "    if writes or event in ('os.mkdir', 'socket.connect', 'socket.getaddrinfo'):\n"
        "        seen.append((event, arguments))\n"
        "sys.dont_write_bytecode = True; sys.addaudithook(audit)\n"
        "from eval.metrics.ranking import Relevant, means; means([[Relevant(1)]]); print(seen)"
    )
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    assert run.stdout == "[]\n"
