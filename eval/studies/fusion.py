"""Which way of fusing, and which size of passages? Recall of the gold sentences for each.

    python -m eval.studies.fusion FOLDER [--passage-tokens 128 192]

FOLDER holds documents/ and questions.jsonl. No answer is generated.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.metrics.ranking import CUTS, Relevant, means
from eval.metrics.retrieval import holds_gold
from eval.sets.questions import Question, load_questions
from index.adding.indexing import passage_text
from index.library import Library
from index.store.fusion import CANDIDATES, fuse
from index.types import Hit

SHOWN = (*(f"recall@{cut}" for cut in CUTS), "mrr@10")
BUDGETS = (300, 450, 600, 900)
CHARACTERS_A_TOKEN = 4

# A way of ranking gives each of the candidates a score.
Ranking = Callable[[Sequence[Hit]], Mapping[int, float]]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates for one question and, for each, whether it holds a gold sentence."""

    hits: tuple[Hit, ...]
    is_gold: tuple[bool, ...]


def dense(hits: Sequence[Hit]) -> Mapping[int, float]:
    """Rank by cosine alone."""
    return {number: hit.dense for number, hit in enumerate(hits)}


def lexical(hits: Sequence[Hit]) -> Mapping[int, float]:
    """Rank by BM25 alone; passages without any word of the question are not found."""
    return {number: hit.lexical for number, hit in enumerate(hits) if hit.lexical > 0}


def reciprocal_rank(hits: Sequence[Hit], *, constant: int) -> Mapping[int, float]:
    """Add 1 / (constant + rank) over both rankings (Cormack, Clarke and Büttcher, SIGIR 2009)."""
    fused = dict.fromkeys(range(len(hits)), 0.0)
    for scores in (dense(hits), lexical(hits)):
        for rank, number in enumerate(best_first(scores)[:CANDIDATES], start=1):
            fused[number] += 1 / (constant + rank)
    return fused


def weighted(hits: Sequence[Hit], *, alpha: float) -> Mapping[int, float]:
    """Add both scores, scaled to [0, 1] over the candidates, `alpha` of them the cosine's: what search does."""
    return fuse(dense(hits), lexical(hits), alpha)


RANKINGS: dict[str, Ranking] = {
    "dense alone": dense,
    "BM25 alone": lexical,
    "reciprocal ranks, k = 60": partial(reciprocal_rank, constant=60),
    "reciprocal ranks, k = 10": partial(reciprocal_rank, constant=10),
    **{f"weighted, alpha = {alpha}": partial(weighted, alpha=alpha) for alpha in (0.3, 0.4, 0.5, 0.6, 0.7)},
}


def best_first(scores: Mapping[int, float]) -> list[int]:
    """Return the numbers of the candidates, best first."""
    return sorted(scores, key=lambda number: (-scores[number], number))


def find(library: Library, question: Question) -> Candidates:
    """Search for one question and mark the candidates that hold its evidence."""
    hits = library.search(question.question, k=2 * CANDIDATES)
    return Candidates(
        hits, tuple(holds_gold(passage_text(hit.document.text, hit.passage), question) for hit in hits)
    )


def first_gold(found: Candidates, ranking: Ranking) -> int | None:
    """Return the rank, from 1, of the first passage that holds a gold sentence."""
    ranks = (rank for rank, number in enumerate(best_first(ranking(found.hits)), start=1) if found.is_gold[number])
    return next(ranks, None)


def within_budget(found: Candidates, question: Question, tokens: int) -> bool:
    """Tell whether a gold sentence stands in what a prompt of so many tokens holds of the passages, in order."""
    room = tokens * CHARACTERS_A_TOKEN
    for hit in found.hits:
        text = passage_text(hit.document.text, hit.passage)
        if holds_gold(text[:room], question):
            return True
        room -= len(text)
        if room <= 0:
            return False
    return False


def measure(folder: Path, passage_tokens: int) -> list[str]:
    """Return the lines of the report for one size of passages."""
    questions = [question for question in load_questions(folder / "questions.jsonl") if question.gold]
    with (
        TemporaryDirectory() as scratch,
        Library.open(Path(scratch), create=True, passage_tokens=passage_tokens) as library,
    ):
        library.add([folder / "documents"])
        passages = library.status().passages
        every = [find(library, question) for question in questions]
    lines = [
        f"{passage_tokens} tokens: {passages} passages, {len(questions)} questions",
        f"{'':26s} " + " ".join(f"{measure.replace('recall', 'r'):>6s}" for measure in SHOWN),
    ]
    for name, ranking in RANKINGS.items():
        figures = means([[Relevant(first_gold(found, ranking))] for found in every])
        lines.append(f"{name:26s} " + " ".join(f"{figures[measure]:6.3f}" for measure in SHOWN))
    for budget in BUDGETS:
        pairs = zip(every, questions, strict=True)
        share = sum(within_budget(found, question, budget) for found, question in pairs) / len(questions)
        lines.append(f"gold within the first {budget} tokens: {share:.3f}")
    return lines


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(prog="python -m eval.studies.fusion", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path)
    parser.add_argument("--passage-tokens", type=int, nargs="+", default=[128])
    arguments = parser.parse_args()
    for passage_tokens in arguments.passage_tokens:
        sys.stdout.write("\n".join([*measure(arguments.folder, passage_tokens), "", ""]))


if __name__ == "__main__":
    main()
