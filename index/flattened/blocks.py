"""Pages saved as text with their tags gone and nothing put between: "BBCHomeNewsSport", "border security.This is".

The text is cut at the places where it was glued (`glue`), each run is read for what it looks like
(`runs`), and the article is the stretch of runs with the greatest sum of scores, prose counting for and
chrome against it: maximum subsequence segmentation (Pasternack and Roth, "Extracting article text from the web
with maximum subsequence segmentation", WWW 2009). So teasers that are whole sentences fall out when they stand
among headlines and time stamps. Within the article the runs that are no prose become headings, items, or
boilerplate. Nothing is removed: every character stays in the text, and the blocks only say what it is.
"""

from collections.abc import Sequence

from index.flattened.asides import without_asides
from index.flattened.cues import CREDIT
from index.flattened.glue import seams
from index.flattened.page_talk import without_page_talk
from index.flattened.runs import Run, read_runs
from index.flattened.title import flattened_title, has_deck, title_run
from index.types import Block, BlockKind

__all__ = ["flattened_blocks", "flattened_title"]

_LEAST_SEAMS = 12
_LEAST_SEAMS_A_CHARACTER = 1.5 / 1000
_LEAST_SPACES = 0.06
_LEAST_SECOND_STRETCH = 100.0
_LEAST_NEXT_STRETCH = 10.0
_LEAST_MEAN = 10.0  # a run: paragraphs reach it, rows of teasers under headlines do not
_WORTH_A_RUN_BETWEEN = 6.0
_NEAR = 2  # runs between: a call for subscribers
_ABOVE_THE_FOOT = 0.3
_HEADING_WORDS = 16
_CAPTION_WORDS = 12


def flattened_blocks(text: str) -> tuple[Block, ...] | None:
    """Return the blocks of a flattened page, or None where the text is not one.

    The blocks are in order, do not overlap, and hold every character that is not white space.
    """
    if text.count(" ") < _LEAST_SPACES * len(text):  # no prose: not worth the search
        return None
    cuts = seams(text)
    if not _is_flattened(text, cuts):
        return None
    runs = read_runs(text, cuts)
    first, last = _article(runs)
    kinds = without_asides(text, runs, _kinds(text, runs, first, last))
    title = title_run(text, runs, first)
    if title is not None:
        kinds[title] = "heading"
        if has_deck(runs, title, first):
            kinds[title + 1] = "prose"
    blocks = [Block(run.start, run.end, kind) for run, kind in zip(runs, kinds, strict=True)]
    return without_page_talk(text, blocks)


def _is_flattened(text: str, cuts: Sequence[int]) -> bool:
    glued = [cut for cut in cuts if not text[cut - 1].isspace()]
    different = {text[max(0, cut - 6) : cut + 6] for cut in glued}
    lines = text.count("\n") + 1
    dense = len(glued) >= _LEAST_SEAMS_A_CHARACTER * len(text)
    return dense and len(different) >= _LEAST_SEAMS and len(glued) > lines


def _score(run: Run) -> float:
    if run.afterwards:
        return -30.0
    if run.prose:
        words = min(run.words, 60)
        return 0.15 * words if run.doubtful else words - 4.0
    if run.stamp:
        return -12.0
    return -15.0 if run.chrome else -5.0


def _article(runs: Sequence[Run]) -> tuple[int, int]:
    """Return the range [first, last) of runs with the greatest sum of scores.

    An interruption (a gallery, a call for subscribers) would leave only the greater half of an article, so a
    stretch on either side is taken in if it is long as well, or follows soon, and nothing between says that the
    article is over.
    """
    first, last = _main_stretch(runs)
    over = next((number for number in range(last, len(runs)) if runs[number].afterwards), len(runs))
    begun = next((number for number in range(first - 1, -1, -1) if runs[number].afterwards), -1) + 1
    earlier, ended, worth = _best_stretch(runs, begun, first)
    if worth >= max(_LEAST_SECOND_STRETCH, _LEAST_MEAN * (ended - earlier)):
        first = earlier
    following, later, worth = _best_stretch(runs, last, over)
    least = min(_LEAST_SECOND_STRETCH, max(_LEAST_NEXT_STRETCH, _WORTH_A_RUN_BETWEEN * (following - last)))
    if worth >= max(least, _LEAST_MEAN * (later - following)) or (worth >= least and following - last <= _NEAR):
        last = later
    return first, last


def _main_stretch(runs: Sequence[Run]) -> tuple[int, int]:
    """Return the best stretch, or one that is not much worse and ends above the foot of the page."""
    first, last, best = _best_stretch(runs, 0, len(runs))
    for number in range(last):
        if runs[number].legal:
            above, ended, worth = _best_stretch(runs, 0, number)
            if worth >= _ABOVE_THE_FOOT * best:
                return above, ended
    return first, last


def _best_stretch(runs: Sequence[Run], start: int, end: int) -> tuple[int, int, float]:
    """Return where the stretch with the greatest sum begins and ends, and the sum, in one pass (Kadane)."""
    best_first = best_last = first = start
    best = total = 0.0
    for number in range(start, end):
        if total <= 0:
            total, first = 0.0, number
        total += _score(runs[number])
        if total > best:
            best, best_first, best_last = total, first, number + 1
    return best_first, best_last, best


def _kinds(text: str, runs: Sequence[Run], first: int, last: int) -> list[BlockKind]:
    kinds: list[BlockKind] = ["boilerplate"] * len(runs)
    for number in range(first, last):
        before = runs[number - 1] if number > first else None
        after = runs[number + 1] if number + 1 < last else None
        in_list = before is not None and (kinds[number - 1] == "item" or text[before.end - 1] == ":")
        if runs[number].prose or _caption(text, runs[number], before):
            kinds[number] = "prose"
        elif runs[number].chrome or runs[number].stamp:
            continue
        elif in_list and kinds[number - 1] != "boilerplate":
            kinds[number] = "item"
        elif after is not None and after.prose and _heading(runs[number], before):
            kinds[number] = "heading"
    return kinds


def _caption(text: str, run: Run, before: Run | None) -> bool:
    """Whether a run without a full stop states something: it is long, or stands behind the credit of a picture."""
    if run.chrome or run.stamp:
        return False
    credited = (
        before is not None and before.words < 12 and CREDIT.search(text[before.start : before.end]) is not None
    )
    return (credited and run.words >= 6) or (run.words >= _CAPTION_WORDS and run.small >= 0.4)


def _heading(run: Run, before: Run | None) -> bool:
    """Whether a run before prose heads it; one in a row of such runs is the last of some links."""
    return run.words <= _HEADING_WORDS and (before is None or before.prose or before.chrome)
