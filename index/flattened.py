"""Pages saved as text with their tags gone and nothing put between: "BBCHomeNewsSport", "border security.This is".

The text is cut at the places where it was glued (flattened_glue), each run is read for what it looks like
(flattened_runs), and the article is the stretch of runs with the greatest sum of scores, prose counting for and chrome
against it: maximum subsequence segmentation (Pasternack and Roth, "Extracting article text from the web with maximum
subsequence segmentation", WWW 2009). So teasers that are full sentences fall out when they stand among headlines and
time stamps. Within the article the runs that are no prose become headings, items, or boilerplate. Nothing is removed:
every character stays in the text, and the blocks only say what it is.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from index.flattened_glue import Borders
from index.flattened_runs import CREDIT, Run, cut_ends, read_run, strip
from index.types import Block, BlockKind

_LEAST_BORDERS = 12
_LEAST_DENSITY = 1.5 / 1000
_LEAST_SPACES = 0.06
_HEADING_WORDS = 16
_CAPTION_WORDS = 12


def flattened_blocks(text: str) -> tuple[Block, ...] | None:
    """Return the blocks of a flattened page, or None where the text is not one.

    The blocks are in order, do not overlap, and hold every character that is not white space.
    """
    borders, kinds = Borders(text).find()
    if not _is_flattened(text, borders, kinds):
        return None
    runs = _runs(text, borders)
    first, last = _article(runs)
    kinds_of_runs = _kinds(text, runs, first, last)
    title = _title_run(text, runs, first)
    if title is not None:
        kinds_of_runs[title] = "heading"
    return tuple(Block(run.start, run.end, kind) for run, kind in zip(runs, kinds_of_runs, strict=True))


def flattened_title(text: str, blocks: Sequence[Block]) -> str | None:
    """Return the headline, which is the first heading if it stands before the prose."""
    for block in blocks:
        if block.kind == "heading":
            return " ".join(text[block.start : block.end].split())
        if block.kind != "boilerplate":
            return None
    return None


def _is_flattened(text: str, borders: Sequence[int], kinds: Counter[str]) -> bool:
    glued = [b for b in borders if not text[b - 1].isspace()]
    different = {text[max(0, b - 6) : b + 6] for b in glued}
    lines = kinds["line"] + 1
    return (
        len(different) >= _LEAST_BORDERS
        and len(glued) > lines
        and len(different) / len(text) >= _LEAST_DENSITY
        and text.count(" ") / len(text) >= _LEAST_SPACES
    )


def _runs(text: str, borders: Sequence[int]) -> list[Run]:
    runs = []
    for start, end in pairwise([0, *borders, len(text)]):
        bare = strip(text, start, end)
        if bare is not None:
            runs.extend(read_run(text, *part) for part in cut_ends(text, *bare))
    return runs


def _score(run: Run) -> float:
    if run.afterwards:
        return -30.0
    if run.prose:
        return min(run.words, 60) - 4.0
    if run.stamp:
        return -12.0
    return -10.0 if run.chrome else -5.0


def _article(runs: Sequence[Run]) -> tuple[int, int]:
    """Return the range of runs [first, last) with the greatest sum of scores (Kadane's algorithm)."""
    best, best_range = 0.0, (0, 0)
    total, start = 0.0, 0
    for number, run in enumerate(runs):
        if total <= 0:
            total, start = 0.0, number
        total += _score(run)
        if total > best:
            best, best_range = total, (start, number + 1)
    return best_range


def _kinds(text: str, runs: Sequence[Run], first: int, last: int) -> list[BlockKind]:
    kinds: list[BlockKind] = ["boilerplate"] * len(runs)
    for number in range(first, last):
        if runs[number].prose:
            kinds[number] = "prose"
    for number in range(first, last):
        run = runs[number]
        if run.prose or run.chrome or run.stamp:
            continue
        before = runs[number - 1]
        after = runs[number + 1] if number + 1 < last else None
        if run.words >= 6 and CREDIT.search(text[before.start : before.end]) and before.words < 12:
            kinds[number] = "prose"
        elif run.words >= _CAPTION_WORDS and run.small >= 0.4:
            kinds[number] = "prose"
        elif kinds[number - 1] == "item" or (kinds[number - 1] == "prose" and text[before.end - 1] == ":"):
            kinds[number] = "item"
        elif (
            after is not None
            and after.prose
            and run.words <= _HEADING_WORDS
            and kinds[number - 1] != "boilerplate"
        ):
            kinds[number] = "heading"
    return kinds


def _title_run(text: str, runs: Sequence[Run], first: int) -> int | None:
    """The headline: a line of words before the article, the nearer and the more of its words in the article the better."""
    opening = text[runs[first].start : runs[first].start + 3000].lower() if first < len(runs) else ""
    page_title = set(re.findall(r"\w{4,}", text[runs[0].start : runs[0].end].lower())) if runs else set()
    best, best_score = None, 0.0
    for number in range(max(0, first - 40), first):
        run = runs[number]
        content = text[run.start : run.end]
        words = re.findall(r"\w{4,}", content.lower())
        if run.chrome or run.stamp or not 4 <= run.words <= 30 or not words:
            continue
        shared = sum(word in opening for word in words) / len(words)
        named = sum(word in page_title for word in words) / len(words)
        score = shared + 0.5 * named + min(run.words, 10) / 20 - (first - number) / 80
        if score > max(best_score, 0.5):
            best, best_score = number, score
    return best
