"""Rows of tables ("Name: value; Name: value."): which of them a question names, and their cells as statements.

Rows of one table are alike but for a word or two, and a reader of prose often takes the one beside it. The words
that a question has in common with one row and few others tell them apart (docs/decisions/tables.md).
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain

from index.text.lexical import query_terms, terms

WITHOUT_NAME = 2  # cells that may stand first without one: the line that names the section, and the row's own
PARTLY = 0.25
"""How much less the words of a cell count where it has more than is asked: "Grebe Long" for "Grebe"."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, with its place in the row, and the name of its column, which a row's first cell may lack."""

    name: str
    value: str
    start: int
    end: int


def rows_of(sentences: Sequence[str]) -> list[tuple[Cell, ...]]:
    """Return the cells of each sentence of a document that is a row, none of any other.

    Two names at least it has in common with another row: prose and chats have colons and semicolons, too.
    """
    rows = [cells_of(sentence) for sentence in sentences]
    having = Counter(name for row in rows for name in {cell.name for cell in row if cell.name})
    return [row if sum(having[name] > 1 for name in {cell.name for cell in row}) > 1 else () for row in rows]


def cells_of(text: str) -> tuple[Cell, ...]:
    """Return the cells of what may be a row, none where it cannot be one."""
    cells: list[Cell] = []
    start = 0
    for part in text.removesuffix(".").split("; "):
        end = start + len(part)
        name, colon, value = part.partition(": ")
        if (
            not colon and cells and (cells[-1].name or len(cells) == WITHOUT_NAME)
        ):  # the value before has a semicolon
            cells[-1] = replace(cells[-1], value=text[cells[-1].start : end], end=end)
        else:
            cells.append(Cell(name, value, end - len(value), end) if colon else Cell("", part, start, end))
        start = end + 2
    return tuple(cells) if sum(bool(cell.name) for cell in cells) > 1 else ()


def naming(question: str, rows: Sequence[Sequence[Cell]]) -> list[float]:
    """Return how far each row is one that a question names, in [0, 1]; the best has 1, or all where it names none.

    A word counts the more, the fewer rows have it, and nothing where all have.
    """
    asked = set(query_terms(question))
    cells = [[(set(terms(cell.name)), set(terms(cell.value))) for cell in row] for row in rows]
    having = Counter(word for row in cells for word in set().union(*chain.from_iterable(row)))
    weights = {word: math.log(len(rows) / number) for word, number in having.items()}
    named = [_named(asked, row, weights) for row in cells]
    most = max(named, default=0.0)
    whole = max(most, math.log(max(len(rows), 2)))
    return [1 - (most - one) / whole for one in named]


def statements(question: str, cells: Sequence[Cell]) -> list[tuple[str, Cell]]:
    """Return the cells of a row as statements, each behind the values that the question names, or the first."""
    asked = set(query_terms(question))
    heads = [cell.value for cell in cells if asked.intersection(terms(cell.value))] or [cells[0].value]
    return [(f"{', '.join(heads)}: {cell.name} {cell.value}.", cell) for cell in cells if cell.name]


def _named(asked: Set[str], cells: Sequence[tuple[Set[str], Set[str]]], weights: Mapping[str, float]) -> float:
    """Return the weight of the words asked that a row has, in the names of its cells or in their values."""
    counts: dict[str, float] = {}
    for name, value in cells:
        covered = sum(weights[word] for word in value & asked) / (sum(weights[word] for word in value) or 1.0)
        for word in (name | value) & asked:
            count = weights[word] * (1.0 if word in name else covered**PARTLY)
            counts[word] = max(counts.get(word, 0.0), count)
    return sum(counts.values())
