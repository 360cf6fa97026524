"""Stories of rich text, each a run of paragraphs: the text itself, a footnote, a text box, a number before one."""

import re
from dataclasses import dataclass, field

from index.load.runs import Run, written

MOST_COLUMNS = 100
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a cell of a row ends, in twips, and whether it goes on with the one above it or the one before it."""

    right: int
    below: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a story, or a row of its tables, and the label before it (None: it is in no list).

    `grid` is what the file says of the row's cells, up to one more than MOST_COLUMNS, () where it says nothing.
    """

    text: str
    label: str | None = None
    cells: tuple[str, ...] = ()
    grid: tuple[Cell, ...] = ()


@dataclass(slots=True)
class Story:
    """A story as it is read: its lines so far, the runs of the next one, and the cells of an open table."""

    kind: str
    runs: list[Run] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    after: list[Line] = field(default_factory=list)
    label: str | None = None
    cell: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    inner_cell: list[str] = field(default_factory=list)
    inner_cells: list[str] = field(default_factory=list)
    grid: list[Cell] = field(default_factory=list)
    in_table: bool = False
    depth: int = 1
    _merged: set[str] = field(default_factory=set)

    def end_paragraph(self) -> None:
        """End a paragraph; within a cell, text goes on."""
        text = self._taken()
        if self.in_table or self.cells:
            (self.inner_cell if self.depth > 1 else self.cell).append(text)
            return
        if text.strip():
            self.lines.append(Line(text, label=self.label))
        self._end_line()

    def define(self, word: str, value: int) -> None:
        """Take what is said of the cells of the rows that follow: of a table in a cell nothing is kept."""
        if self.depth > 1:
            return
        if word == "trowd":
            self.grid = []
        elif word == "cellx" and len(self.grid) <= MOST_COLUMNS:
            self.grid.append(Cell(value, below="clvmrg" in self._merged, beside="clmrg" in self._merged))
        if word in ("trowd", "cellx"):
            self._merged.clear()
        else:
            self._merged.add(word)

    def end_cell(self) -> None:
        """End a cell of a table."""
        self.cells.append(" ".join([*self.cell, self._taken()]))
        self.cell.clear()

    def end_inner_cell(self) -> None:
        """End a cell of a table in a cell."""
        self.inner_cells.append(" ".join([*self.inner_cell, self._taken()]))
        self.inner_cell.clear()

    def end_inner_row(self) -> None:
        """End a row of a table in a cell; it follows the row that it is in."""
        self.after.append(Line("", cells=tuple(self.inner_cells)))
        self.inner_cells.clear()

    def end_row(self) -> None:
        """End a row of a table."""
        rest = " ".join([*self.cell, self._taken()])
        self.cell.clear()
        cells = [*self.cells, rest] if rest.strip() else self.cells
        if cells:
            self.lines.append(Line("", cells=tuple(cells), grid=tuple(self.grid)))
        self.cells = []
        self._end_line()

    def end(self) -> None:
        """End the story."""
        if self.cells:
            self.end_row()
        self.in_table = False
        unended = (*self.cell, *self.inner_cells, *self.inner_cell)
        self.lines += [Line(text) for text in unended if text.strip()]
        self.end_paragraph()

    def _end_line(self) -> None:
        self.label = None
        self.lines += self.after
        self.after = []

    def _taken(self) -> str:
        text = _PAIR.sub(_joined, written(self.runs))
        self.runs.clear()
        label, inner = self.label, self.in_table or bool(self.cells)
        if inner and label and text.strip():
            self.label = None
            return f"{label} {text}"
        return text


def _joined(pair: re.Match[str]) -> str:
    """Return the letter that is written as two halves."""
    return pair[0].encode("utf-16", "surrogatepass").decode("utf-16")
