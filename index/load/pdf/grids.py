"""Tables whose cells have borders: the borders say which lines of text are one cell, whatever the file's order."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from index.load.pdf.lines import Cell, PageLine, words_in
from index.load.pdf.rules import SHORTEST, Rule
from index.load.pdf.tables import cell_text

_NEAR = 3.0  # points: borders that are one, or that meet
_FEWEST = 3  # borders each way: two columns, two rows
_MOST_LETTERS = 600  # of a cell: one with more is a box of prose
_FILLED = 0.4  # of the cells, at least
_MOST_RULES = 300  # each way, of a page
_MOST_PLACES = 20_000  # of a table: rows by columns
_LARGER = 1.1  # times the other lines of its box: a heading

Row = Sequence[PageLine]
_Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Line:
    """A border, from one side of a page to the other or less: where it is, and its stretches."""

    place: float
    stretches: tuple[_Span, ...]

    def covers(self, place: float) -> bool:
        return any(low - _NEAR <= place <= high + _NEAR for low, high in self.stretches)


@dataclass(frozen=True, slots=True)
class Grid:
    """The borders of a table's cells: those that stand, from the left, and those that lie, from the top."""

    standing: tuple[_Line, ...]
    lying: tuple[_Line, ...]

    def place_of(self, piece: PageLine) -> tuple[int, int] | None:
        """Return the row and the column of a piece, from 0, or None if it is outside."""
        middle = piece.bottom + piece.size / 2
        row = bisect_right([-line.place for line in self.lying], -middle) - 1
        lefts = [line.place for line in self.standing]
        column = bisect_right(lefts, piece.left + _NEAR / 2) - 1
        if not (0 <= row < len(self.lying) - 1 and 0 <= column < len(lefts) - 1):
            return None
        return None if piece.right > lefts[-1] + _NEAR else (row, column)

    def anchors(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Return, for each row and column, the first ones of the cell that the place belongs to."""
        found: dict[tuple[int, int], tuple[int, int]] = {}
        heights = [(line.place + below.place) / 2 for line, below in pairwise(self.lying)]
        middles = [(line.place + right.place) / 2 for line, right in pairwise(self.standing)]
        for row, height in enumerate(heights):
            for column, middle in enumerate(middles):
                if column and not self.standing[column].covers(height):
                    found[row, column] = found[row, column - 1]
                elif row and not self.lying[row].covers(middle):
                    found[row, column] = found[row - 1, column]
                else:
                    found[row, column] = row, column
        return found


def with_grids(rows: Sequence[Row], rules: Sequence[Rule]) -> list[Row]:
    """Return the rows of a page, those of tables with borders as one line each, where their first piece was."""
    kept = [list(row) for row in rows]
    for grid in _grids(rules):
        anchors = grid.anchors()
        inside: dict[tuple[int, int], list[PageLine]] = {}
        places: list[int] = []
        for number, row in enumerate(kept):
            for piece in row:
                place = None if piece.row or piece.turned else grid.place_of(piece)
                if place is not None:
                    inside.setdefault(anchors[place], []).append(piece)
                    places.append(number)
        table = _table(grid, anchors, inside)
        if table:
            taken = {id(piece) for pieces in inside.values() for piece in pieces}
            kept = [[piece for piece in row if id(piece) not in taken] for row in kept]
            kept[places[0] : places[0] + 1] = [*([line] for line in table), kept[places[0]]]
    return [row for row in kept if row]


def _table(
    grid: Grid,
    anchors: dict[tuple[int, int], tuple[int, int]],
    inside: dict[tuple[int, int], list[PageLine]],
) -> list[PageLine]:
    """Return the rows of a table, or its boxes if these are cards; none if it is something else."""
    height, width = len(grid.lying) - 1, len(grid.standing) - 1
    cells_down = {place: _downwards(pieces) for place, pieces in inside.items()}
    texts = {place: cell_text(pieces) for place, pieces in cells_down.items()}
    several = sum(
        len({anchors[row, column] for column in range(width)} & texts.keys()) > 1 for row in range(height)
    )
    if several < 2 or len(texts) < _FILLED * len(set(anchors.values())):
        return []
    if any(len(text) > _MOST_LETTERS for text in texts.values()):
        return []
    if 2 * sum(map(_has_heading, cells_down.values())) > len(texts):  # cards, of which each is a text by itself
        return [_line((_cell(grid, place, place, inside, texts),), inside[place]) for place in sorted(inside)]
    found = []
    for row in range(height):
        own = [piece for column in range(width) for piece in inside.get((row, column), ())]
        if own:
            cells = tuple(
                _cell(grid, anchors[row, column], (row, column), inside, texts) for column in range(width)
            )
            found.append(_line(cells, own))
    return found


def _cell(
    grid: Grid,
    anchor: tuple[int, int],
    place: tuple[int, int],
    inside: dict[tuple[int, int], list[PageLine]],
    texts: dict[tuple[int, int], str],
) -> Cell:
    left, right = (grid.standing[number].place for number in (place[1], place[1] + 1))
    bold = all(piece.bold for piece in inside.get(anchor, ()))
    return Cell(texts.get(anchor, ""), left, right, bold, repeated=anchor[1] != place[1])


def _line(cells: tuple[Cell, ...], own: Sequence[PageLine]) -> PageLine:
    first = max(own, key=lambda piece: piece.bottom)
    return replace(
        first,
        text=" | ".join(cell.text for cell in cells if not cell.repeated),
        left=cells[0].left,
        right=cells[-1].right,
        bottom=min(piece.bottom for piece in own),
        bold=all(piece.bold for piece in own),
        cells=True,
        ruled=True,
        row=cells,
        words=words_in(own),
    )


def _has_heading(lines: Sequence[PageLine]) -> bool:
    """Tell whether a box of several lines begins with a larger or a bold one, as cards side by side do."""
    first, last = lines[0], lines[-1]
    return first.bottom - last.bottom > first.size / 2 and (
        first.size > _LARGER * last.size or (first.bold and not last.bold)
    )


def _downwards(pieces: Sequence[PageLine]) -> list[PageLine]:
    """Return the lines of a cell from the top, and of one height from the left."""
    ordered = sorted(pieces, key=lambda piece: -piece.bottom)
    lines: list[list[PageLine]] = []
    for piece in ordered:
        if lines and lines[-1][0].bottom - piece.bottom < piece.size / 2:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [piece for line in lines for piece in sorted(line, key=lambda piece: piece.left)]


def _grids(rules: Sequence[Rule]) -> Iterator[Grid]:
    """Yield the borders that meet, where these make a table."""
    standing = _lines([rule for rule in rules if rule.stands])
    lying = _lines([rule for rule in rules if not rule.stands])
    if max(len(standing), len(lying)) > _MOST_RULES:
        return
    groups: list[tuple[list[_Line], set[int]]] = []  # of lines that stand, with the numbers of those they meet
    for line in standing:
        group, across = [line], {number for number, other in enumerate(lying) if _meet(line, other)}
        apart = []
        for other in groups:
            if across.isdisjoint(other[1]):
                apart.append(other)
            else:
                group += other[0]
                across |= other[1]
        groups = [*apart, (group, across)]
    for group, across in groups:
        columns = _places(group)
        heights = _places([lying[number] for number in across])[::-1]
        if min(len(columns), len(heights)) >= _FEWEST and len(columns) * len(heights) <= _MOST_PLACES:
            yield Grid(tuple(columns), tuple(heights))


def _meet(standing: _Line, lying: _Line) -> bool:
    return standing.covers(lying.place) and lying.covers(standing.place)


def _lines(rules: Sequence[Rule]) -> list[_Line]:
    """Return rules that go on from each other as one; those side by side stay apart."""
    lines: list[_Line] = []
    ordered = sorted(rules, key=lambda rule: rule.across)
    for place, group in groupby(_numbered(ordered), key=lambda found: found[0]):
        along = sorted(rule.along for _, rule in group)
        stretches = [along[0]]
        for low, high in along[1:]:
            if low <= stretches[-1][1] + _NEAR:
                stretches[-1] = (stretches[-1][0], max(stretches[-1][1], high))
            else:
                stretches.append((low, high))
        lines += [_Line(place, (stretch,)) for stretch in stretches if stretch[1] - stretch[0] >= SHORTEST]
    return lines


def _numbered(rules: Sequence[Rule]) -> Iterator[tuple[float, Rule]]:
    """Yield each rule behind the place of the first of those that are near each other."""
    place, last = 0.0, float("-inf")
    for rule in rules:
        if rule.across - last > _NEAR:
            place = rule.across
        last = rule.across
        yield place, rule


def _places(lines: Sequence[_Line]) -> list[_Line]:
    """Return the lines of a table in order, those of one place as one."""
    ordered = sorted(lines, key=lambda line: line.place)
    return [
        _Line(place, tuple(stretch for line in group for stretch in line.stretches))
        for place, group in ((key, list(found)) for key, found in groupby(ordered, key=lambda line: line.place))
    ]
