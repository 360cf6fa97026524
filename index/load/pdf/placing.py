"""Values of form fields and typed words at their place among the lines of a PDF page."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from statistics import median

from index.load.pdf.lines import PageLine, PageText, upright
from index.load.pdf.marks import Mark

_LABEL_LETTERS = 35  # a longer line is a sentence, in which a field stands
_LEADERS = re.compile(r"\s*(?:[_.…]\s*){3,}$")
_SIZE = 11.0  # of type, on a page without text


@dataclass(frozen=True, slots=True)
class Placed:
    """The rows of a page with its marks in them, and the words that were typed where no row is."""

    rows: list[list[PageLine]]
    apart: list[str]


def with_marks(page: PageText, marks: Sequence[Mark]) -> Placed:
    """Put each value behind its label, as "Owner: Marte Oss", and each tick where it stands in its row.

    A value beside no text is a row of its own, behind the nearest one above it.
    """
    rows = [list(row) for row in page.rows]
    size = median([row[0].size for row in rows] or [_SIZE])
    apart: list[str] = []
    values: set[PageLine] = set()
    turned = [replace(mark, box=upright(mark.box, page.quarters)) for mark in marks]
    for mark in sorted(turned, key=lambda mark: (-mark.box[3], mark.box[0])):
        number = _beside(rows, mark, size)
        if number is not None:
            values.add(_put(rows[number], mark, size, values))
        elif mark.is_typed:
            apart.append(mark.text)
        else:
            values.add(value := _value(mark, size))
            rows.insert(_above(rows, mark), [value])
    return Placed(rows, apart)


def _put(row: list[PageLine], mark: Mark, size: float, values: Collection[PageLine]) -> PageLine:
    """Put a mark into its row, and return its piece. In a sentence it stands alone, in a form with its label."""
    in_form = all(len(piece.text) <= _LABEL_LETTERS for piece in row if piece not in values)
    before = [piece for piece in row if _is_before(piece, mark)]
    label = max(before, key=lambda piece: piece.right, default=None)
    if mark.is_box:
        value = replace(_value(mark, size), text=mark.text)
    elif label is None or label in values or not any(map(str.isalpha, label.text)):
        value = _value(mark, size)
    elif mark.is_typed or not in_form:
        value = replace(_value(mark, size), text=mark.text)
    else:
        value = replace(label, text=_labelled(label.text, mark.text), right=mark.box[2], cells=True)
        row.remove(label)
    row.append(value)
    row.sort(key=lambda piece: piece.left)
    row[0] = replace(row[0], cells=in_form)
    return row[0] if row[0].text == value.text else value


def _value(mark: Mark, size: float) -> PageLine:
    left, bottom, right, top = mark.box
    text = f"{mark.label.rstrip(' :')}: {mark.text}" if mark.label else mark.text
    return PageLine(text, left, right, max(bottom, top - 1.5 * size), size, bold=False, cells=True)


def _beside(rows: Sequence[Sequence[PageLine]], mark: Mark, size: float) -> int | None:
    """Return which row a mark stands in, or None: the one with the text nearest to its left, or to its right.

    Words typed onto a page belong to a row only where a short label stands before them.
    """
    left, bottom, _, top = mark.box
    lowest = max(bottom, top - 2 * size) - 0.4 * size
    near: list[tuple[float, int]] = []
    for number, row in enumerate(rows):
        for piece in row:
            if piece.turned or not lowest < piece.bottom < top - 0.4 * piece.size:
                continue
            if _is_before(piece, mark) and (not mark.is_typed or len(piece.text) <= _LABEL_LETTERS):
                near.append((max(0.0, left - piece.right), number))
            elif piece.left > left and not mark.is_typed:
                near.append((piece.left - left if mark.is_box else 3 * (piece.left - left), number))
    return min(near)[1] if near else None


def _is_before(piece: PageLine, mark: Mark) -> bool:
    return piece.left < mark.box[0] and piece.right < mark.box[2]


def _above(rows: Sequence[Sequence[PageLine]], mark: Mark) -> int:
    """Return the place behind the nearest row that stands above a mark."""
    above = [(row[0].bottom, number) for number, row in enumerate(rows) if row[0].bottom > mark.box[1]]
    return min(above, key=lambda found: (found[0], -found[1]))[1] + 1 if above else 0


def _labelled(label: str, value: str) -> str:
    label = _LEADERS.sub("", label)
    return f"{label}: {value}" if label[-1:].isalnum() or label.endswith(")") else f"{label} {value}".strip()
