"""Claims labelled by people: whether a page supports a sentence, and which of its sentences do.

The format is that of WiCE, made flat: Kamoi et al. 2023, "WiCE: Real-World Entailment for Claims in Wikipedia".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.sets.json_lines import filled, json_type, listed, read_json_lines, required, string
from qa.answer import Support

LABELS: Mapping[str, Support] = {
    "supported": "supported",
    "partially_supported": "partial",
    "not_supported": "unsupported",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim and the page that is to support it.

    `supporting` holds the sets of sentences (indices into `sentences`, from 0) any one of which carries the claim
    as far as `label` says; none where the page has no such sentence.
    """

    id: str
    claim: str
    sentences: tuple[str, ...]
    supporting: tuple[frozenset[int], ...]
    label: Support


def load_claims(path: Path) -> tuple[Claim, ...]:
    """Read a set of claims. Raises EvaluationError that names every bad line by its number."""
    return read_json_lines(path, _claim, what="claim")


def _claim(data: Mapping[str, Any]) -> Claim:
    label = required(data, "label")
    if label not in LABELS:
        raise ValueError(f"'label' is {label!r}, not one of {', '.join(LABELS)}")
    # A page may have blank ones; they keep their place, as the others are named by index.
    sentences = tuple(string(one, "an entry of 'sentences'") for one in listed(data, "sentences"))
    supporting = [_indices(one, len(sentences)) for one in listed(data, "supporting")]
    return Claim(
        id=filled(required(data, "id"), "'id'"),
        claim=filled(required(data, "claim"), "'claim'"),
        sentences=sentences,
        supporting=tuple(indices for indices in supporting if indices),
        label=LABELS[str(label)],
    )


def _indices(data: object, count: int) -> frozenset[int]:
    """Check one set of sentences."""
    if not isinstance(data, list):
        raise ValueError(f"an entry of 'supporting' is {json_type(data)}, not a list")
    for index in data:
        if not isinstance(index, int) or not 0 <= index < count:
            raise ValueError(f"'supporting' names the sentence {index!r}, and there are 0 to {count - 1}")
    return frozenset(data)
