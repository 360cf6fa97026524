"""One question asked of each document, as CSV: written row by row, read back to go on, safe in a spreadsheet."""

import csv
import io
import os
import re
import stat
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from eval.durable import append_durably, write_whole
from index.errors import QuestionError
from index.limits import whole_characters
from qa.grid.row import Row

NOT_STATED = "not stated"
FACTS = ("Sentence", "Page", "Probability", "Published", "Source", "Start", "End", "Answered by", "Error", "Key")
"""The columns behind the document and the answer, which the question stands above."""

_ERROR, _KEY = FACTS.index("Error") + 2, FACTS.index("Key") + 2

# What a spreadsheet takes for a formula, in the width of East Asian letters as well: OWASP, "CSV Injection".
# One that parts cells at ";" or "|" finds cells inside ours, and takes quotation marks away at their beginning.
_FORMULA = re.compile(r"(^|[;|][\s\"]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def grid_csv(question: str, rows: Iterable[Row]) -> str:
    """Return the whole table. It begins with the mark by which spreadsheets know that it is UTF-8."""
    return "\ufeff" + _lines([_head(question), *map(_cells, rows)])


class GridFile:
    """A table on disk that grows by a row at a time; what was in it of the same question counts."""

    def __init__(self, path: Path, question: str) -> None:
        """Read what is there. Raises QuestionError for what is no table, or one of another question."""
        self.path = path
        self._file = Path(os.path.realpath(path))  # what a link points to is written, and the link stays
        if self._file.exists() and not self._file.is_file():
            raise QuestionError(f"{path} is there already, and is no file: name one.")
        self._head = _head(question)
        self._rows = self._read()

    @property
    def known(self) -> frozenset[str]:
        """The keys of the rows that are there; an error is none."""
        return frozenset(row[_KEY] for row in self._rows if not row[_ERROR])

    def begin(self, asking: Collection[str]) -> int:
        """Write the rows that are there anew, less those of the documents to be asked; return how many stay."""
        self._rows = [row for row in self._rows if row[_KEY].rpartition("-")[0] not in asking]
        content = f"\ufeff{_lines([self._head, *self._rows])}".encode()
        if self._file.exists():
            mode = stat.S_IMODE(self._file.stat().st_mode)
            write_whole(self._file, content, mode=mode)
            self._file.chmod(mode)  # which the umask may have cut
        else:
            write_whole(self._file, content)
        return len(self._rows)

    def add(self, row: Row) -> None:
        """Write one row more, down to the disk."""
        append_durably(self._file, _lines([_cells(row)]).encode())

    def _read(self) -> list[list[str]]:
        try:
            text = self._file.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return []
        except ValueError as error:
            raise self._another from error
        try:
            rows = list(csv.reader(io.StringIO(text, newline="")))
        except csv.Error as error:
            raise self._another from error
        if rows and rows[0] != self._head:
            raise self._another
        # A kill may have torn the last row, which is then asked again.
        return [row for row in rows[1:] if len(row) == len(self._head) and "-" in row[_KEY]]

    @property
    def _another(self) -> QuestionError:
        return QuestionError(
            f"{self.path} is there already, and is not the table of this question: name another file, or ask "
            "what it was made with to go on with it."
        )


def cell(text: str) -> str:
    """Return text as one line that no spreadsheet takes for a formula: an apostrophe stands before what is one."""
    line = " ".join(_UNPRINTABLE.sub(" ", whole_characters(text)).split())
    return _FORMULA.sub(r"\1'", line)


def _head(question: str) -> list[str]:
    return ["Document", cell(question), *FACTS]


def _cells(row: Row) -> list[str]:
    cited = row.cited
    place = ("", "", "") if cited is None else (cited.page or "", cited.start, cited.end)
    facts = (
        row.document.title,
        row.said if row.answered else "" if row.error else NOT_STATED,
        "" if cited is None else cited.quote,
        place[0],
        "" if row.probability is None else f"{row.probability:.2f}",
        row.document.published or "",
        row.document.source,
        *place[1:],
        "" if row.answer is None else row.answer.model,
        row.error,
        row.key,
    )
    return [cell(str(fact)) for fact in facts]


def _lines(rows: Iterable[Sequence[str]]) -> str:
    # All in quotation marks: what a spreadsheet with another separator makes of a row begins no cell inside one.
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(rows)
    return written.getvalue()
