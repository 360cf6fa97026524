"""Measures of a ranked list, as ir-measures computes them: recall@k, success@k, MRR@10 and nDCG@10.

Sources: MacAvaney, Macdonald and Ounis 2022, "Streamlining Evaluation with ir-measures"; trec_eval by way of
pytrec_eval (Van Gysel and de Rijke 2018), MS MARCO's script for MRR; nDCG from Järvelin and Kekäläinen 2002.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import ir_measures
from ir_measures import RR, R, Success, nDCG

CUTS = (1, 3, 5, 10)
DEPTH = 10
RECALLS = {R @ cut: f"recall@{cut}" for cut in CUTS}
OTHERS = {**{Success @ cut: f"success@{cut}" for cut in CUTS}, RR @ DEPTH: "mrr@10", nDCG @ DEPTH: "ndcg@10"}
MEASURES = (*RECALLS.values(), *OTHERS.values())


@dataclass(frozen=True, slots=True)
class Relevant:
    """Something relevant to a question: its rank from 1, None where it is not in the list, and its grade.

    Several may have the same rank, as two sentences of one passage have.
    """

    rank: int | None
    grade: int = 1


def measure(lists: Sequence[Sequence[Relevant]]) -> tuple[dict[str, float], ...]:
    """Return the measures for each question's relevant things, of which it needs at least one.

    recall@k is the share of them within the first k ranks: each is a query of its own, and the mean is taken over
    these. For the others, what stands at one rank is one item whose gain is the sum of the grades, and what is not
    in the list is an item of its own.
    """
    together = {f"{number}": _judgements(relevant) for number, relevant in enumerate(lists)}
    apart = {
        f"{number} {position}": _judgements([one])
        for number, relevant in enumerate(lists)
        for position, one in enumerate(relevant)
    }
    values: tuple[dict[str, float], ...] = tuple(dict.fromkeys(MEASURES, 0.0) for _ in lists)
    for found in _calculate([*RECALLS], apart):
        number = int(found.query_id.split()[0])
        values[number][RECALLS[found.measure]] += found.value / len(lists[number])
    for found in _calculate([*OTHERS], together):
        values[int(found.query_id)][OTHERS[found.measure]] = found.value
    return values


def means(lists: Sequence[Sequence[Relevant]]) -> dict[str, float | None]:
    """Return the mean of each measure over the questions that have something relevant, with their number as n."""
    values = measure([relevant for relevant in lists if relevant])
    n = len(values)
    return {"n": n, **{name: sum(one[name] for one in values) / n if n else None for name in MEASURES}}


def _judgements(relevant: Sequence[Relevant]) -> dict[str, int]:
    """Return the gain of each item; an item in the list goes by its rank."""
    gains: Counter[str] = Counter()
    for position, one in enumerate(relevant):
        gains[f"{one.rank}" if one.rank else f"missing {position}"] += one.grade
    return gains


def _calculate(
    measures: Sequence[ir_measures.Measure], judgements: dict[str, dict[str, int]]
) -> Iterator[ir_measures.Metric]:
    """Measure the list of the ranks themselves, the same for every question, against its judgements."""
    ranks = {f"{rank}": -float(rank) for rank in range(1, DEPTH + 1)}
    return (
        ir_measures.iter_calc(measures, judgements, dict.fromkeys(judgements, ranks)) if judgements else iter(())
    )
