"""One score out of two: how near a passage is in meaning, and how well its words match."""

from collections.abc import Mapping

CANDIDATES = 50
"""Passages that each kind of search proposes at least."""


def fuse(dense: Mapping[int, float], lexical: Mapping[int, float], alpha: float = 0.5) -> dict[int, float]:
    """Return scores in [0, 1] for all passages of both.

    The weighted mean of both kinds of score, each scaled so that the best passage has 1 and the worst 0; a passage
    without a lexical score has 0 there.
    """
    near, matching = _scaled(dense), _scaled({number: lexical.get(number, 0.0) for number in dense})
    return {number: alpha * near[number] + (1 - alpha) * matching[number] for number in dense}


def _scaled(scores: Mapping[int, float]) -> dict[int, float]:
    if not scores:
        return {}
    lowest, highest = min(scores.values()), max(scores.values())
    if highest == lowest:
        return dict.fromkeys(scores, 1.0 if highest > 0 else 0.0)
    return {number: (score - lowest) / (highest - lowest) for number, score in scores.items()}
