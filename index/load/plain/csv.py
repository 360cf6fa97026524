"""Tables as text: values between commas, semicolons, tabs or bars."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from index.errors import DocumentError
from index.load.encoding import decode_and_tell
from index.load.parts import Loaded, TextBuilder
from index.load.rows import add_rows

_DELIMITERS = ",;\t|"
_ONE_COLUMN = "\x1f"
_STATED = re.compile(r"sep=([,;\t|])\r?\n")  # for Excel
_ROWS_TO_TELL = 50
_MOSTLY = 0.9
_MOST_CELL = 10_000_000

csv.field_size_limit(_MOST_CELL)


def load_csv(data: bytes) -> Loaded:
    """Return a table, a row a sentence. Raises DocumentError if the bytes are not text."""
    decoded = decode_and_tell(data)
    text = decoded.text.replace("\0", "")
    stated = _STATED.match(text)
    delimiter = stated[1] if stated else _delimiter(text)
    builder = TextBuilder()
    try:
        left_out = add_rows(
            _read(io.StringIO(text[stated.end() if stated else 0 :], newline=""), delimiter), builder
        )
    except csv.Error as error:
        raise DocumentError(f"is no table of values ({error}). Rename it to .txt if it is plain text") from error
    return builder.build(left_out=tuple(filter(None, (left_out, decoded.doubt))))


def _read(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True)


def _delimiter(text: str) -> str:
    """Return the delimiter that parts most rows into the same number of cells, and into more than one.

    One before spaces that does not part nearly all rows alike is the punctuation of prose, in one column.
    """
    head = list(islice(io.StringIO(text, newline=""), _ROWS_TO_TELL))

    def agreement(delimiter: str) -> tuple[float, int]:
        try:
            widths = Counter(len(row) for row in _read(head, delimiter) if row)
        except csv.Error:
            return (0, 0)
        width, rows = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(0, 0))
        return (rows / widths.total(), width) if width > 1 else (0, 0)

    best = max(_DELIMITERS, key=agreement)
    start = "".join(head)
    like_prose = start.count(f"{best} ") > _MOSTLY * start.count(best)
    return best if agreement(best)[0] > (_MOSTLY if like_prose else 0) else _ONE_COLUMN
