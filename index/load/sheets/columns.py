# ruff: noqa: RUF001 - letters of many scripts, which look alike
"""The names of a table's columns: which row holds them is told by how it differs from the rows below it.

A row is one of names only where that shows: words over numbers, years in a row over what are no years, or words
that differ in kind from all below. Else values would name the columns, and each row would say what is not true.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from index.load.dates import read_date


class Kind(Enum):
    """What a cell, or most cells of a column, are made of; an address of e-mail counts as words with digits."""

    EMPTY = "empty"
    WORDS = "words"
    WITH_DIGITS = "with digits"
    NUMBER = "number"


class Repeated(str):
    """The text of a merged cell in a column that it spans, but does not begin in."""

    __slots__ = ()


class Across(str):
    """The text of the only cell of a row, where that spans the table."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Names:
    """The names of columns, "" for a column without one, what these are made of, and the rows of the names."""

    names: list[str]
    kinds: list[Kind]
    row: int
    end: int


MEASURED = (Kind.NUMBER, Kind.WITH_DIGITS)
_NUMBER = re.compile(r"[^\w]*\d[\d.,:/ \u00a0\u202f'-]*(?:E[+-]?\d+)?[^\w]*\w{0,3}|TRUE|FALSE", re.IGNORECASE)
_WITH_DIGITS = re.compile(r"[\d@]|://")
_STRUCK = re.compile(r"\[struck out: (.*)\]")
VOID = frozenset({"-", "–", "—", "n/a", "n.a.", "na", "..", "...", "…", "*", "?"})
_PERIOD = re.compile(r"(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?\*?")
_NUMBERS = 0.5
_NUMBERS_OF_TWO = 0.8  # two columns may be a form, "Owner" before a name and "Length" before a number
_NAME_LENGTH = 80
_ROWS_TO_TELL = 60
_ROWS_ABOVE = 20
_FEW_DIFFERENT = 0.5
_MOST_STEP = 10  # years


def own_cells(row: Sequence[str]) -> list[str]:
    """Return the cells that hold something, each merged one once."""
    return [cell for cell in row if cell and not isinstance(cell, Repeated)]


def kind_of(cell: str) -> Kind:
    """Tell what a cell is made of, struck out or not."""
    if struck := _STRUCK.fullmatch(cell):
        cell = struck[1]
    if not cell or cell.lower() in VOID:
        return Kind.EMPTY
    if _NUMBER.fullmatch(cell) or read_date(cell):
        return Kind.NUMBER
    return Kind.WITH_DIGITS if _WITH_DIGITS.search(cell) else Kind.WORDS


def kinds_of(rows: Sequence[Sequence[str]]) -> list[Kind]:
    """Tell what each column is made of, by its first rows."""
    rows = rows[:_ROWS_TO_TELL]
    width = max(map(len, rows), default=0)
    share = _NUMBERS_OF_TWO if width == 2 else _NUMBERS
    return [
        _kind_of_all([kind_of(row[column]) for row in rows if column < len(row)], share) for column in range(width)
    ]


def _kind_of_all(kinds: Sequence[Kind], share: float) -> Kind:
    filled = [kind for kind in kinds if kind is not Kind.EMPTY]
    if not filled:
        return Kind.EMPTY
    if filled.count(Kind.NUMBER) >= share * len(filled):
        return Kind.NUMBER
    return Kind.WITH_DIGITS if filled.count(Kind.WORDS) <= 0.2 * len(filled) else Kind.WORDS


def find_names(rows: Sequence[Sequence[str]], *, by_words: bool = True) -> Names | None:
    """Return the names of the columns, or None where no row, or more than one, may hold them.

    Unless `by_words`, names over nothing but words do not count.
    """
    rows = rows[: _ROWS_ABOVE + _ROWS_TO_TELL]
    found: list[int] = []
    for number, row in enumerate(rows[:_ROWS_ABOVE]):
        below = _wide_rows(rows[number + 1 :])
        if not below or (len(own_cells(row)) < 2 and row[0]):
            continue
        if is_names(row, below, by_words=by_words):
            found.append(number)
            if not _is_measured(below):
                break
        elif len(own_cells(row)) >= _width(below) and not row[0].endswith(":"):
            break
    if not found:
        return None
    most = max(len(_filled(rows[number])) for number in found)
    full = [number for number in found if len(_filled(rows[number])) == most]
    number = full[0]
    if len(full) > 1 and full[1] == number + 1 and _is_group(rows[number], rows[full[1]]):
        full = full[1:]
        number = full[0]
    if len(full) > 1 and any(len(set(_filled(rows[other]))) == most for other in full[1:]):
        return None
    kinds = kinds_of(_wide_rows(rows[number + 1 :]))
    if number and _is_group(rows[number - 1], rows[number]):
        return Names(_joined(rows[number - 1], rows[number]), kinds, number - 1, number + 1)
    return Names(list(rows[number]), kinds, number, number + 1)


def is_names(row: Sequence[str], below: Sequence[Sequence[str]], *, by_words: bool = True) -> bool:
    """Tell whether the cells of a row differ from those below as names do."""
    filled = _filled(row)
    if not filled or not below or any(len(cell) > _NAME_LENGTH or cell.lower() in VOID for cell in filled):
        return False
    if row[0].endswith(":") and not filled[-1].endswith(":"):
        return False
    kinds = kinds_of(below)
    periods = _periods(row, below)
    named = unnamed = 0
    for column, kind in enumerate(kinds):
        cell = row[column] if column < len(row) else ""
        own = kind_of(cell)
        if own is Kind.NUMBER and column not in periods:
            return False
        if kind in MEASURED and own is Kind.EMPTY:
            unnamed += 1
        elif kind in MEASURED and (own is Kind.WORDS or kind is Kind.NUMBER):
            named += 1
    if named or unnamed or len(filled) == 1:
        return named > unnamed
    return bool(periods) or (by_words and _differ_in_words(row, below))


def _differ_in_words(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Tell names over words: none is among the values, which repeat, or have more words than their name each."""
    below = below[:_ROWS_TO_TELL]
    if len(_filled(row)) < _width(below):
        return False
    columns = [
        [other[column] for other in below if column < len(other) and other[column]] for column in range(len(row))
    ]
    if any(name in values for name, values in zip(row, columns, strict=True) if name):
        return False
    return any(
        (len(values) >= 4 and len(set(values)) <= _FEW_DIFFERENT * len(values))
        or (len(values) >= 2 and len(name.split()) == 1 and all(len(value.split()) > 1 for value in values))
        for name, values in zip(row, columns, strict=True)
        if name
    )


def _periods(row: Sequence[str], below: Sequence[Sequence[str]]) -> set[int]:
    """Return the columns over which a row has years or dates in order, at even steps, and which hold few."""
    found = {column: cell for column, cell in enumerate(row) if kind_of(cell) is Kind.NUMBER}
    periods = [period for cell in dict.fromkeys(found.values()) if (period := _period(cell))]
    if len(periods) < 2 or len(periods) < len(set(found.values())):
        return set()
    values = [other[column] for other in below[:_ROWS_TO_TELL] for column in found if column < len(other)]
    if 2 * sum(_period(value) is not None for value in values) > len(values):
        return set()
    steps = {int(after[:4]) - int(before[:4]) for before, after in pairwise(periods)}
    in_order = sorted(periods) in (periods, periods[::-1])
    even = len(steps) == 1 and abs(steps.copy().pop()) <= _MOST_STEP
    return set(found) if in_order and (even or all(len(period) > len("2021") for period in periods)) else set()


def is_period(cell: str) -> bool:
    """Tell whether a cell holds a year, some years or a date."""
    return _period(cell) is not None


def _period(cell: str) -> str | None:
    return cell if _PERIOD.fullmatch(cell) else read_date(cell)


def _is_group(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Tell whether a row holds the names of groups of columns, and the row below it those of the columns."""
    first, below = upper[0], lower[0]
    if len(_filled(upper)) < 2 and not any(isinstance(cell, Repeated) for cell in upper):
        return False
    return (not first or not below or first == below) and len(set(_filled(upper))) < len(
        _filled(_joined(upper, lower))
    )


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Return the names of columns after those of their groups."""
    width = max(len(upper), len(lower))
    above = _spread([*upper, *[""] * (width - len(upper))], [*lower, *[""] * (width - len(lower))])
    below = [*lower, *[""] * (width - len(lower))]
    return [
        name if group in ("", name) else f"{group} {name}".strip()
        for group, name in zip(above, below, strict=True)
    ]


def _spread(upper: list[str], lower: list[str]) -> list[str]:
    """Let a group that is not merged go on over empty cells, as far as another has the same names below it."""
    starts = [column for column, cell in enumerate(upper) if cell]
    if any(isinstance(cell, Repeated) for cell in upper):
        return upper
    spread = list(upper)
    for start, end in pairwise([*starts, len(upper)]):
        for other in starts:
            if other == start:
                continue
            for shift in range(end - start):
                if lower[start + shift : start + shift + 1] != lower[other + shift : other + shift + 1]:
                    break
                spread[start + shift] = upper[start]
    return spread


def _wide_rows(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Return the rows of several cells, up to a line by itself, which another table may come after."""
    found: list[Sequence[str]] = []
    for row in rows[:_ROWS_TO_TELL]:
        if len(own_cells(row)) > 1 and not row[0].endswith(":"):
            found.append(row)
        elif found:
            break
    return found


def _is_measured(rows: Sequence[Sequence[str]]) -> bool:
    return any(kind in MEASURED for kind in kinds_of(rows))


def _width(rows: Sequence[Sequence[str]]) -> int:
    return sum(kind is not Kind.EMPTY for kind in kinds_of(rows))


def _filled(row: Sequence[str]) -> list[str]:
    return [cell for cell in row if cell]
