"""Whether an answer is right, said in its own words: numbers, dates, units and lists understood."""

from collections import Counter
from collections.abc import Iterable, Sequence

from eval.metrics.quantities import canonical

LEADING_WORDS = frozenset({"in", "by", "from", "with", "both", "of", "to", "for", "at", "on", "also"})

Tokens = tuple[str, ...]


def right(accepted: Iterable[str], text: str) -> bool:
    """Tell whether an accepted answer stands in `text` as whole tokens of one spelling (`quantities`).

    Stricter than `eval.metrics.squad.held` about numbers ("3" does not stand in "1930", nor "40" in "40 million")
    and more generous about their form. A list ("A, B and C") may stand in any order, but must stand as a list.
    """
    tokens = canonical(text)
    return any(_stands_in(answer, tokens) or _listed_in(answer, tokens) for answer in map(canonical, accepted))


def _stands_in(answer: Tokens, tokens: Tokens) -> bool:
    wanted, given = _words(answer), _words(tokens)
    starts = range(len(given) - len(wanted) + 1)
    return bool(wanted) and any(given[start : start + len(wanted)] == wanted for start in starts)


def _words(tokens: Tokens) -> Tokens:
    return tuple(token for token in tokens if token != ",")


def _listed_in(answer: Tokens, tokens: Tokens) -> bool:
    items, parts = _items(answer), _items(tokens)
    if len(items) < 2:
        return False
    windows = (parts[start : start + len(items)] for start in range(len(parts) - len(items) + 1))
    return any(_same_list(items, window) for window in windows)


def _same_list(items: Sequence[Tokens], window: Sequence[Tokens]) -> bool:
    """Tell whether the window's parts are the items: more words may stand before the first and after the last."""
    for first in items:
        for last in items:
            ends_fit = window[0][-len(first) :] == first and window[-1][: len(last)] == last
            if ends_fit and Counter([first, *window[1:-1], last]) == Counter(items):
                return True
    return False


def _items(tokens: Tokens) -> list[Tokens]:
    """Split a list at its commas and ands; a preposition said again before an item is not part of it."""
    items: list[list[str]] = [[]]
    for token in tokens:
        if token in {",", "and"}:
            items.append([])
        elif items[-1] or len(items) == 1 or token not in LEADING_WORDS:
            items[-1].append(token)
    return [tuple(item) for item in items if item]
