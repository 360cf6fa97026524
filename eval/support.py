"""How good the support check and the attribution are, on claims that people have labelled. Needs the reader alone.

Two settings: the sentences are given (those an annotator chose are cited), or found (the reader chooses among all
sentences of the page). Two ways of counting: three labels, or two, where partial support is none.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from eval.metrics.agreement import agreement
from eval.sets.claims import Claim, load_claims
from index.types import Document, Sentence
from qa.answer import Support
from qa.checking import check
from qa.reader.model import TrainedReader
from qa.reader.protocol import Reader
from qa.sources import Source

THREE_LABELS: tuple[Support, ...] = get_args(Support)
TWO_LABELS: tuple[Support, ...] = ("supported", "unsupported")


@dataclass(frozen=True, slots=True)
class Judged:
    """What the check makes of one claim.

    `given` is the verdict on the sentences an annotator chose, the kindest where there are several sets; None
    where there is none, as nothing cited is always unsupported. `found` is the verdict on `chosen`, the sentences
    (by index) that attribution chose.
    """

    claim: Claim
    given: Support | None
    found: Support
    chosen: frozenset[int]


def judge(claim: Claim, reader: Reader) -> Judged:
    """Check one claim in both settings."""
    sources = _sources(claim.sentences)
    given = [
        check(claim.claim, "", [sources[index] for index in sorted(indices)], reader).support
        for indices in claim.supporting
    ]
    found = check(claim.claim, "", sources, reader)
    return Judged(
        claim=claim,
        given=min(given, key=THREE_LABELS.index, default=None),
        found=found.support,
        chosen=frozenset(map(sources.index, found.sources)),
    )


def measure(path: Path) -> dict[str, Any]:
    """Judge every claim of a set and return the figures, made of JSON types only.

    Raises EvaluationError when the set cannot be read.
    """
    reader = TrainedReader()
    judged = [judge(claim, reader) for claim in load_claims(path)]
    given = [(one.claim.label, one.given) for one in judged if one.given is not None]
    found = [(one.claim.label, one.found) for one in judged]
    return {
        "n": len(judged),
        "labels": dict(Counter(one.claim.label for one in judged)),
        "given": _counted_both_ways(given),
        "found": _counted_both_ways(found),
        "sentences": _sentence_scores(judged),
    }


def _sources(sentences: Sequence[str]) -> tuple[Source, ...]:
    """Make the page a document without a title, and each of its sentences a source."""
    page = Document("", "", "\n".join(sentences), "", None, (), (), "")
    sources, start = [], 0
    for text in sentences:
        sentence = Sentence(start, start + len(text))
        sources.append(Source.of(page, sentence))
        start = sentence.end + 1
    return tuple(sources)


def _counted_both_ways(pairs: Sequence[tuple[Support, Support]]) -> dict[str, Any]:
    return {
        "three_labels": agreement(pairs, THREE_LABELS),
        "two_labels": agreement([(_strict(people), _strict(check)) for people, check in pairs], TWO_LABELS),
    }


def _strict(label: Support) -> Support:
    """Count partial support as none."""
    return "unsupported" if label == "partial" else label


def _sentence_scores(judged: Iterable[Judged]) -> dict[str, float | int | None]:
    """Return the mean precision, recall and F1 of the chosen sentences over claims that have sets of them.

    Each claim counts with the set its choice agrees with best (the highest F1); no choice counts 0.
    """
    best = [
        max(
            (_precision_recall_f1(one.chosen, gold) for gold in one.claim.supporting), key=lambda scores: scores[2]
        )
        for one in judged
        if one.claim.supporting
    ]
    means = [sum(values) / len(best) for values in zip(*best, strict=True)] or [None] * 3
    return {"n": len(best), **dict(zip(("precision", "recall", "f1"), means, strict=True))}


def _precision_recall_f1(chosen: frozenset[int], gold: frozenset[int]) -> tuple[float, float, float]:
    common = len(chosen & gold)
    return common / max(len(chosen), 1), common / len(gold), 2 * common / (len(chosen) + len(gold))


def table(figures: dict[str, Any]) -> str:
    """Return the figures as text for a terminal."""
    lines = [f"{figures['n']} claims: " + ", ".join(f"{n} {label}" for label, n in figures["labels"].items())]
    for setting in ("given", "found"):
        for count in ("three_labels", "two_labels"):
            lines += [
                "",
                f"sentences {setting}, {count.replace('_', ' ')}",
                *_agreement_lines(figures[setting][count]),
            ]
    scores = figures["sentences"]
    lines += ["", f"sentences found against those of the annotators, n={scores['n']}"]
    lines += [f"  {name:<10}{_figure(scores[name])}" for name in ("precision", "recall", "f1")]
    return "\n".join(lines)


def _agreement_lines(figures: dict[str, Any]) -> list[str]:
    low, high = figures["interval"] or (None, None)
    labels = list(figures["confusion"])
    return [
        f"  balanced accuracy {_figure(figures['balanced_accuracy'])}, "
        f"95 % interval {_figure(low)} to {_figure(high)}, n={figures['n']}",
        f"  {'people':<13}{'recall':>6}   the check: " + "".join(f"{label:>13}" for label in labels),
        *(
            f"  {people:<13}{_figure(figures['recall'][people]):>6}"
            + " " * 14
            + "".join(f"{figures['confusion'][people][check]:>13}" for check in labels)
            for people in labels
        ),
    ]


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
