"""Where the words of a page stand on its picture, and the form in which a document keeps that.

One JSON object: the pages that were read by OCR, from 1, with their words in the order of reading. A word is its
text and its box in ten-thousandths of the picture: [text, left, top, right, bottom].
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a picture; its box is in shares of the picture's width and height, from the left upper corner."""

    text: str
    confidence: float
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word that a document keeps the place of, in shares of the picture as above."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def mean_confidence(pages: Mapping[int, Sequence[Word]]) -> float | None:
    """Return how sure the recognition was of a word, the mean over all of them; None where there are none."""
    found = [word.confidence for words in pages.values() for word in words]
    return round(sum(found) / len(found), 4) if found else None


def written(pages: Mapping[int, Sequence[Word]]) -> str | None:
    """Return the form that is kept, or None where no page was read by OCR."""
    if not any(pages.values()):
        return None
    kept = {
        str(number): [
            [word.text, *(round(_WHOLE * side) for side in (word.left, word.top, word.right, word.bottom))]
            for word in words
        ]
        for number, words in pages.items()
    }
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def words_of(kept: str | None, page: int) -> tuple[PlacedWord, ...]:
    """Return the words of a page that was read by OCR, none for any other page."""
    if kept is None:
        return ()
    found = json.loads(kept).get(str(page), [])
    return tuple(PlacedWord(text, *(side / _WHOLE for side in box)) for text, *box in found)
