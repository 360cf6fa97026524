"""Tables to text: each row a sentence with the names of its columns, so that it can be quoted by itself.

On a sheet tables must be found, and anything may stand beside them: `add_rows` and `add_tables`. In a document a
table has borders, and the file may say which of its rows hold names: `table_lines`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.load.parts import TextBuilder, one_line
from index.load.sheets.columns import MEASURED, Kind, Repeated, find_names, is_names, kind_of, own_cells
from index.load.sheets.heads import Head, is_wide, stated_names
from index.load.sheets.sections import is_section, section_name, sections_of
from index.load.sheets.tables import tables_in
from index.types import BlockKind

MOST_ROWS = 100_000
_MOST_LETTERS = 20_000_000
_MOST_SPANNED = 1_000  # letters: a merged cell that makes more of all its columns is written once
_ROWS_OF_GUESS = 200
_CLOSED = (".", "!", "?", "…", "。")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a sheet that are kept, and what had to be left out for its size, or None."""

    cells: list[list[str]]
    left_out: str | None = None


@dataclass(frozen=True, slots=True)
class TableLine:
    """What a row of a document's table is in the text."""

    text: str
    kind: BlockKind
    named: bool = False


def table_lines(rows: Sequence[Sequence[str]], head: Head | None = None) -> list[TableLine | None]:
    """Return what each row of a table in a document is in the text, None for one that says nothing by itself.

    `head` is what the file says of the first rows. Without it, names are told from values as on sheets, but only
    over figures and in more than two columns, and a row further down may hold new ones. Rows of a table without
    names have " | " between their cells, and so have names that no row is written with.
    """
    rows = [row or [""] for row in rows]
    sections = sections_of(rows)
    lines: list[TableLine | None] = []
    while len(lines) < len(rows):
        lines += _next_table(rows, sections, len(lines), head)
        head = None
    return lines


def are_named(lines: Sequence[TableLine | None]) -> bool:
    """Tell whether a table has names of columns."""
    return any(line is None or line.named for line in lines)


def _next_table(
    rows: Sequence[Sequence[str]], sections: Sequence[int], first: int, head: Head | None
) -> list[TableLine | None]:
    """Return the lines of the rows from `first` to those that begin another table."""
    found = stated_names(rows, head) if head and head.rows else None
    guessed = found is None and (head is None or head.rows > 0)
    start = rows[first : first + _ROWS_OF_GUESS]
    if guessed and is_wide(start):
        found = find_names(start, by_words=False)
    if found is None:
        return [_plain_line(row) for row in rows[first:]]
    body = first + found.end
    heads = rows[first + found.row : body]
    lines: list[TableLine | None] = []
    unwritten = {name for name in map(_name, found.names) if name}
    for number in range(body, len(rows)):
        row, below = rows[number], rows[number + 1 : number + 2]
        if number > body and guessed and _begins_table(row, below, found.names, found.kinds):
            break
        if row in heads or not own_cells(row):
            lines.append(None)
        elif is_section(row):
            lines.append(TableLine(row[0], "item"))
        else:
            cells = _with_names(row, found.names)
            unwritten.difference_update(name for name, _ in cells)
            lines.append(TableLine(_sentence(cells, _section(rows, sections, number, body)), "item", named=True))
    above = [_plain_line(row) for row in rows[first : first + found.row]]
    return [*above, *(_plain_line(row) if unwritten else None for row in heads), *lines]


def add_table(rows: Sequence[Sequence[str]], builder: TextBuilder, head: Head | None = None) -> None:
    """Add a table of a document."""
    for line in filter(None, table_lines(rows, head)):
        builder.add(line.text, line.kind)


def add_rows(rows: Iterable[Sequence[str]], builder: TextBuilder) -> str | None:
    """Add the rows of a sheet. Returns what had to be left out for their number, or None."""
    kept = keep_rows(rows)
    add_tables(kept.cells, builder)
    return kept.left_out


def add_tables(rows: Sequence[list[str]], builder: TextBuilder) -> None:
    """Add the tables that the rows of a sheet hold, and the lines about them.

    The names of a table's columns stand in its rows, "Product: Tea; Price: 3.20.", where they are told apart from
    values. Where they are not, they are a row of their own, as are lines about a table: no cell gets a name that
    is not its column's. Empty cells and empty rows are left out.
    """
    for table in tables_in(rows):
        rest: Sequence[list[str]] = table
        sections = sections_of(table)
        while rest:
            rest = _add_table(rest, sections[len(table) - len(rest) :], builder)


def keep_rows(rows: Iterable[Sequence[str]]) -> Rows:
    """Return rows with each cell on one line, up to what one table may hold."""
    kept: list[list[str]] = []
    letters = 0
    for number, row in enumerate(rows, start=1):
        cells = [cell if isinstance(cell, Repeated) else one_line(cell) for cell in row]
        letters += sum(len(cell) + 1 for cell in cells)
        if number > MOST_ROWS or letters > _MOST_LETTERS:
            note = f"row {number:,} and those after it are left out, which is too much for one table; split it"
            return Rows(kept, note)
        kept.append(cells)
    return Rows(kept)


def _add_table(rows: Sequence[list[str]], sections: Sequence[int], builder: TextBuilder) -> Sequence[list[str]]:
    """Add the rows up to those that begin another table, and return these."""
    found = find_names(rows)
    if found is None:
        for number, row in enumerate(rows):
            _add_plain(row, builder, first=not any(len(own_cells(above)) > 1 for above in rows[: min(number, 3)]))
        return ()
    for row in rows[: found.row]:
        _add_plain(row, builder, first=True)
    body = rows[found.end :]
    after_line = False
    for number, row in enumerate(body):
        if number and _begins_table(row, body[number + 1 :], found.names, found.kinds, after_line=after_line):
            return body[number:]
        after_line = _is_line(row, found.names, found.kinds)
        if after_line:
            _add_plain(row, builder, first=False)
        else:
            section = _section(rows, sections, found.end + number, found.end)
            builder.add(_sentence(_with_names(row, found.names), section), "item")
    return ()


def _section(rows: Sequence[Sequence[str]], sections: Sequence[int], number: int, body: int) -> str:
    """Return the name of the section that a row stands in, "" for none: a line above its table's names is none."""
    line = number - sections[number]
    return section_name(rows[line]) if body <= line < number else ""


def _add_plain(row: Sequence[str], builder: TextBuilder, *, first: bool) -> None:
    cells = own_cells(row)
    if len(cells) == 1:
        builder.add(cells[0], "prose" if first else "item")
    elif cells:
        builder.add(_closed("; ".join(cells).replace(":; ", ": ")), "item")


def _plain_line(row: Sequence[str]) -> TableLine:
    cells = [cell for cell in row if not isinstance(cell, Repeated)]
    return TableLine(" | ".join(cells) if any(cells) else "", "item")


def _begins_table(
    row: Sequence[str],
    below: Sequence[Sequence[str]],
    names: Sequence[str],
    kinds: Sequence[Kind],
    *,
    after_line: bool = False,
) -> bool:
    """Tell whether a row within a table holds names: words where there were numbers, as many as at the top."""
    over = [cell for cell, kind in zip(row, kinds, strict=False) if cell and kind in MEASURED]
    if not over or any(kind_of(cell) is Kind.NUMBER for cell in over) or not is_names(row, below[:1]):
        return False
    known = any(cell == name for cell, name in zip(row, names, strict=False) if cell)
    return known or after_line or (len(over) > 1 and len(set(row)) == len(row))


def _is_line(row: Sequence[str], names: Sequence[str], kinds: Sequence[Kind]) -> bool:
    """Tell whether a row within a table is none of its rows, but a line about it or the heading of a part."""
    cells = own_cells(row)
    filled = [(cell, kind) for cell, kind in zip(row, kinds, strict=False) if cell]
    if len(cells) == 1:
        return bool(row[0]) or not any(kind in MEASURED and kind_of(cell) is kind for cell, kind in filled)
    if not any(kind in MEASURED for kind in kinds) or any(
        kind in MEASURED and kind_of(cell) in MEASURED for cell, kind in filled
    ):
        return False
    return len(cells) < len([name for name in names if name]) or len(kinds) == 2 or cells[0].endswith(":")


def _with_names(row: Sequence[str], names: Sequence[str]) -> list[tuple[str, str]]:
    """Return the cells of a row behind the names of their columns, a merged one once for each name.

    A merged cell that begins a row, such as "Total", heads it, and is a value of none of the columns.
    """
    cells: list[tuple[str, str]] = []
    column = 0
    while column < len(row):
        cell, start, column = row[column], column, column + 1
        while column < len(row) and isinstance(row[column], Repeated) and row[column] == cell:
            column += 1
        spanned = list(dict.fromkeys(filter(None, map(_name, names[start:column])))) or [""]
        if len(spanned) > 1 and not start:
            spanned = [""]
        elif sum(len(name) + len(cell) for name in spanned) > _MOST_SPANNED:
            spanned = spanned[:1]
        cells += [(name, cell) for name in spanned if cell]
    return cells


def _name(name: str) -> str:
    return name.rstrip(": ")


def _sentence(cells: Sequence[tuple[str, str]], section: str = "") -> str:
    """Return a row behind the section that it stands in."""
    named = [f"{name}: {cell}" if name else cell for name, cell in cells]
    return _closed("; ".join([section, *named] if section else named))


def _closed(text: str) -> str:
    return text if text.endswith(_CLOSED) else text + "."
