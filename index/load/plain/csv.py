"""Tables as text: values between commas, semicolons, tabs or bars."""

import csv
import io
from collections import Counter

from index.errors import DocumentError
from index.load.encoding import decode
from index.load.parts import Loaded, TextBuilder
from index.load.rows import add_rows

_DELIMITERS = ",;\t|"
_ROWS_TO_TELL = 50
_MOST_CELL = 10_000_000

csv.field_size_limit(_MOST_CELL)


def load_csv(data: bytes) -> Loaded:
    """Return a table, a row a sentence. Raises DocumentError if the bytes are not text."""
    text = decode(data).replace("\0", "")
    builder = TextBuilder()
    try:
        left_out = add_rows(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), builder)
    except csv.Error as error:
        raise DocumentError(f"is no table of values ({error}). Rename it to .txt if it is plain text") from error
    return builder.build(left_out=(left_out,) if left_out else ())


def _delimiter(text: str) -> str:
    """Return the delimiter that parts most rows into the same number of cells, and into more than one."""
    lines = io.StringIO(text, newline="")
    head = [line for line, _ in zip(lines, range(_ROWS_TO_TELL), strict=False)]

    def agreement(delimiter: str) -> tuple[int, int]:
        try:
            widths = Counter(len(row) for row in csv.reader(head, delimiter=delimiter) if row)
        except csv.Error:
            return (0, 0)
        width, rows = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(0, 0))
        return (rows if width > 1 else 0, width)

    return max(_DELIMITERS, key=agreement)
