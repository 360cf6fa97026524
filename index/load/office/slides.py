"""Slides of any program: the order in which what stands on them is read, and the numbers of their points."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands on a slide, in any one unit; a title is read first."""

    top: float
    left: float
    height: float
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class _Placed:
    place: Place
    number: int


def reading_order(items: Iterable[Item], place_of: Callable[[Item], Place]) -> list[Item]:
    """Return titles, then all else row by row; what begins within half its height of another is beside it."""
    found = list(items)
    placed = [_Placed(place_of(item), number) for number, item in enumerate(found)]
    order = [one for one in placed if one.place.is_title]
    row: list[_Placed] = []
    for one in sorted((one for one in placed if not one.place.is_title), key=attrgetter("place.top")):
        if row and not _is_beside(one.place, row[0].place):
            order += sorted(row, key=attrgetter("place.left"))
            row = []
        row.append(one)
    order += sorted(row, key=attrgetter("place.left"))
    return [found[one.number] for one in order]


def _is_beside(place: Place, first: Place) -> bool:
    return place.top - first.top <= min(place.height, first.height) / 2


class PointNumbers:
    """Counts the numbered points of one text, level by level."""

    def __init__(self) -> None:
        """Start before the first point."""
        self._counts: dict[int, tuple[str, int]] = {}

    def next(self, level: int, form: str, start: int) -> int:
        """Count a point of a level, of those of one form in a row; "" is a point without a number."""
        before, number = self._counts.get(level, ("", 0))
        self._counts = {inner: count for inner, count in self._counts.items() if inner < level}
        number = number + 1 if before == form else start
        self._counts[level] = (form, number)
        return number
