"""One question that is asked of each document, and how far that has come: what a conversation is to an answer."""

from collections import Counter
from dataclasses import dataclass, replace
from uuid import uuid4

from index.types import DocumentSummary
from qa.grid.row import Row
from qa.options import USUAL, Options


@dataclass(frozen=True, slots=True)
class Table:
    """The rows so far, of the `documents` that are asked; a fresh one has no question yet.

    `problem` is what ended it early, `library` the name of the one that is asked.
    """

    id: str = ""
    question: str = ""
    options: Options = USUAL
    documents: tuple[DocumentSummary, ...] = ()
    rows: tuple[Row, ...] = ()
    pending: bool = False
    problem: str = ""
    library: str = ""

    @classmethod
    def begin(
        cls, question: str, documents: tuple[DocumentSummary, ...], options: Options, library: str = ""
    ) -> "Table":
        """Return the table that `question` opens."""
        return cls(uuid4().hex, question, options, documents, pending=True, library=library)

    @property
    def left(self) -> tuple[DocumentSummary, ...]:
        """The documents that have no row yet, or one that ended in an error."""
        done = {row.document.id for row in self.rows if not row.error}
        return tuple(one for one in self.documents if one.id not in done)

    @property
    def counts(self) -> Counter[str]:
        """How many rows are "answered", "not stated" and "failed"."""
        return Counter(
            "failed" if row.error else "answered" if row.answered else "not stated" for row in self.rows
        )

    def going_on(self) -> "Table":
        """Return the table with what is left to be asked, errors once more, and with an id of its own."""
        rows = tuple(row for row in self.rows if not row.error)
        return replace(self, id=uuid4().hex, rows=rows, pending=True, problem="")

    def with_row(self, row: Row) -> "Table":
        """Return the table with a row more, less the passages that were read: no page shows them."""
        if row.answer is not None:
            row = replace(row, answer=replace(row.answer, passages=()))
        return replace(self, rows=(*self.rows, row))

    def ended(self, problem: str = "") -> "Table":
        """Return the table with nothing more to come for now."""
        return replace(self, pending=False, problem=problem)
