"""Merged cells: what stands in one holds for each row and each column that it spans."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.load.sheets.columns import Repeated, own_cells

_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
_LONGEST_LABEL = 200
_MOST_STEPS = 2_000_000


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a sheet: its first row and column and those after its last, rows by number, columns from 0."""

    top: int
    left: int
    bottom: int
    right: int


def area_of(reference: str) -> Area | None:
    """Return the area that "A2:B3" names."""
    match = _AREA.fullmatch(reference)
    if match is None:
        return None
    return Area(int(match[2]), column_of(match[1]), int(match[4]) + 1, column_of(match[3]) + 1)


def column_of(letters: str) -> int:
    """Return the place of a column, from 0, by its letters."""
    place = 0
    for letter in letters:
        place = 26 * place + ord(letter) - ord("A") + 1
    return place - 1


def repeat_merged(rows: Sequence[list[str]], numbers: Sequence[int], areas: Iterable[Area]) -> None:
    """Write what stands in a merged cell into each row that it spans, where something else stands there too."""
    places = {number: place for place, number in enumerate(numbers[: len(rows)])}
    steps = 0
    for area in areas:
        top = rows[places[area.top]] if area.top in places else []
        label = top[area.left] if area.left < len(top) else ""
        if not label or len(label) > _LONGEST_LABEL:
            continue
        for number in range(area.top, area.bottom):
            steps += area.right - area.left
            if steps > _MOST_STEPS:
                return
            row = rows[places[number]] if number in places else []
            if len(own_cells(row)) > (number == area.top):
                _repeat(label, row, area, first=number == area.top)


def _repeat(label: str, row: list[str], area: Area, *, first: bool) -> None:
    row += [""] * (area.right - len(row))
    for column in range(area.left + first, area.right):
        if not row[column]:
            row[column] = label if column == area.left else Repeated(label)
