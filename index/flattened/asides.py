"""What stands inside the article of a flattened page and is no part of it: galleries, links to other pages."""

import re
from collections.abc import Sequence

from index.flattened.cues import CREDIT
from index.flattened.runs import Run
from index.types import BlockKind

_FEWEST_CAPTIONS = 5
_SENTENCES_AMONG_CAPTIONS = 2  # in a row
_CREDITED = 1 / 3  # of the captions of a gallery, at least
_AGENCY = re.compile(r"(?:Getty(?: Images)?|R(?:euters|EUTERS)|AFP|AP|PA|EPA|Alamy|Shutterstock|Rex)\W*$")
_LINKS_FOLLOW = re.compile(
    r"related\b|read (?:more|next|also)|see also|also read|more (?:on|from|about) this", re.IGNORECASE
)
_MOST_WORDS_OF_A_LABEL = 4


def without_asides(text: str, runs: Sequence[Run], kinds: Sequence[BlockKind]) -> list[BlockKind]:
    """Return the kinds of the runs with those of galleries and links to other pages as boilerplate."""
    found = list(kinds)
    for first, last in _galleries(text, runs, kinds):
        found[first:last] = ["boilerplate"] * (last - first)
    links = False
    for number, run in enumerate(runs):
        if _is_label(text, run):
            links = True
        elif run.sentence and run.prose:
            links = False
        elif links:
            found[number] = "boilerplate"
    return found


def _is_label(text: str, run: Run) -> bool:
    return run.words <= _MOST_WORDS_OF_A_LABEL and _LINKS_FOLLOW.match(text, run.start, run.end) is not None


def _galleries(text: str, runs: Sequence[Run], kinds: Sequence[BlockKind]) -> list[tuple[int, int]]:
    """Return where captions without a full stop follow one another, with who took the picture or a date."""
    galleries = []
    first = 0
    while first < len(runs):
        last = _end_of_captions(runs, kinds, first)
        captions = [number for number in range(first, last) if kinds[number] == "prose"]
        credited = sum(_is_credited(text, runs, number) for number in captions)
        if len(captions) >= _FEWEST_CAPTIONS and credited >= _CREDITED * len(captions):
            galleries.append((first, last))
        first = max(last, first + 1)
    return galleries


def _end_of_captions(runs: Sequence[Run], kinds: Sequence[BlockKind], first: int) -> int:
    """Return where the captions end that begin at `first`; one or two sentences between captions are theirs."""
    last = first
    sentences = 0
    for number in range(first, len(runs)):
        if _is_caption(runs[number], kinds[number]):
            last, sentences = number + 1, 0
        elif number == first:
            break
        elif kinds[number] == "prose":
            sentences += 1
            if sentences > _SENTENCES_AMONG_CAPTIONS:
                break
    return last


def _is_caption(run: Run, kind: BlockKind) -> bool:
    return kind == "prose" and not run.sentence


def _is_credited(text: str, runs: Sequence[Run], number: int) -> bool:
    run = runs[number]
    if _AGENCY.search(text, max(run.start, run.end - 40), run.end):
        return True
    return any(
        near.stamp or CREDIT.search(text[near.start : near.end]) or _AGENCY.search(text, near.start, near.end)
        for near in runs[max(0, number - 1) : number + 2]
        if near is not run and near.words < 12
    )
