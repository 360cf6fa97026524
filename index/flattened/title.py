"""The headline of a flattened page: above the article, among menu entries, bylines and decks."""

import re
from collections.abc import Sequence

from index.flattened.runs import Run
from index.types import Block

_CONTENT_WORD = re.compile(r"\w{4,}")
_ABOVE = 40  # runs above the article among which the headline is looked for
_LEAST_SCORE = 0.4


def flattened_title(text: str, blocks: Sequence[Block]) -> str | None:
    """Return the headline, which is the heading before the prose, or None if none could be told from the menu."""
    for block in blocks:
        if block.kind == "heading":
            return " ".join(text[block.start : block.end].split())
        if block.kind != "boilerplate":
            return None
    return None


def title_run(text: str, runs: Sequence[Run], first: int) -> int | None:
    """Return which run above the article is its headline.

    Its words come again in the article and in the page's own title (the first run); it is short, stands over a
    deck and is no sentence itself, and little but chrome stands between it and the article.
    """
    if first >= len(runs):
        return None
    opening = text[runs[first].start : runs[first].start + 3000].lower()
    page_title = set(_content_words(text, runs[0])) if runs[0].words > 4 else set()
    best, best_score = None, _LEAST_SCORE
    steps = 0
    for number in range(first - 1, max(-1, first - 1 - _ABOVE), -1):
        run = runs[number]
        words = _content_words(text, run)
        if run.chrome or run.stamp:
            continue
        steps += 1
        if not 4 <= run.words <= 30 or not words:
            continue
        score = 0.5 * sum(word in opening for word in words) / len(words)
        score += 0.5 * sum(word in page_title for word in words) / len(words)
        score += (
            0.3 * (5 <= run.words < 16)
            + 0.25 * has_deck(runs, number, first)
            - 0.5 * (text[run.end - 1] == ".")
            - steps / 60
        )
        if score > best_score:
            best, best_score = number, score
    return best


def has_deck(runs: Sequence[Run], title: int, first: int) -> bool:
    """Tell whether a line that sums the article up stands between the run `title` and the article."""
    below = runs[title + 1]
    return title + 1 < first and below.words >= 8 and not below.chrome and not below.stamp


def _content_words(text: str, run: Run) -> list[str]:
    return _CONTENT_WORD.findall(text[run.start : min(run.end, run.start + 400)].lower())
