"""What happens where each document is asked by itself: asking, stopping, going on, opening a row, saving."""

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import gradio as gr

from index.errors import LibraryError, PinciteError
from index.library import Library
from index.limits import QUESTION
from ui.chat.page import FAILED, MOST_STOPPED, NOTHING_CHOSEN, TOO_LONG, UNCHANGED, Page
from ui.chat.preferences import Preferences
from ui.chat.toasts import problem
from ui.conversation import drained
from ui.export.formats import link_to_file
from ui.export.grid import grid_csv
from ui.scope import Scope
from ui.serve.api import asker
from ui.serve.service import ASKER
from ui.table import Table
from ui.view.grid import shown
from ui.view.place import Place

if TYPE_CHECKING:
    from qa import Assistant
    from ui.serve.service import Service

SHOWN_AGAIN = 0.25  # seconds after which the table is drawn anew, and as much more as it is long
ROWS_A_SECOND = 200
LONGEST_PAUSE = 2.0
NOT_OPEN = "This library is not open to you any more."
NO_DOCUMENTS = "The library has no documents yet: add some first."


class Grid:
    """The handlers over one assistant and its library, each with a name of its own on the page."""

    def __init__(
        self,
        assistant: "Assistant | Service",
        library: Library,
        page: Page,
        preferences: Preferences,
        *,
        is_open: Callable[[gr.Request], bool] = lambda request: True,
        may_use: Callable[[gr.Request], bool] = lambda request: True,
    ) -> None:
        """Serve one page, or many at once; `page` shows what a row rests on.

        `is_open` tells whether the page of a request has this library still, `may_use` whether its user may.
        """
        self._is_open = is_open
        self._may_use = may_use
        self._assistant = assistant
        self._library = library
        self._page = page
        self._preferences = preferences
        self._stopped: dict[str, None] = {}  # and those that have ended, in the order in which they did
        self._under_way: dict[str, Table] = {}

    def begin(
        self, question: str, quote: bool, table: Table, scope: Scope, request: gr.Request
    ) -> tuple[Any, Any, Any]:
        """Return table, its HTML and the question box with `question` begun, unless another is being asked."""
        if not question.strip() or table.pending:
            return UNCHANGED, UNCHANGED, UNCHANGED
        if len(question) > QUESTION:
            raise problem(TOO_LONG.format(len(question), QUESTION))
        options = self._preferences.options(scope, request, quote=quote)
        try:
            documents = self._library.documents(options.filters)
        except LibraryError:  # it names a document that has gone
            documents = ()
        if not documents:
            raise problem(NOTHING_CHOSEN if options.filters else NO_DOCUMENTS)
        table = Table.begin(question.strip(), documents, options, self._page.name)
        return table, shown(table), gr.Textbox(value="", submit_btn=False, stop_btn=True)

    def go_on(self, table: Table) -> tuple[Any, Any, Any]:
        """Return table, HTML and question box with the documents that are left begun."""
        if table.pending or not table.left:
            return UNCHANGED, UNCHANGED, UNCHANGED
        table = table.going_on()
        return table, shown(table), gr.Textbox(submit_btn=False, stop_btn=True)

    def fill(self, table: Table, request: gr.Request) -> Iterator[tuple[Any, Any]]:
        """Yield table and HTML as the rows come."""
        # Enter in the box while rows come begins nothing, and must not ask the same once more.
        if not table.pending or table.id in self._under_way or self._is_past(table):
            yield UNCHANGED, UNCHANGED
            return
        self._under_way[table.id] = table
        ASKER.set(asker(request))
        try:
            yield from self._filled(table, request)
        finally:
            # Only now has the page the last rows, or is closed: who stops or fills until then finds them here.
            self._give_up(table)
            self._under_way.pop(table.id, None)

    def _filled(self, table: Table, request: gr.Request) -> Iterator[tuple[Any, Any]]:
        def left() -> bool:
            return table.id in self._stopped or not self._is_open(request)

        def stopped() -> bool:
            return left() or not self._may_use(request)

        rows = self._assistant.grid(table.question, table.options, documents=table.left, stopped=stopped)
        again = 0.0
        try:
            for row in drained(rows, left):  # asked before each product: it may read no file
                if stopped():
                    break
                table = table.with_row(row)
                self._under_way[table.id] = table
                if len(table.rows) < len(table.documents) and time.monotonic() >= again:
                    yield UNCHANGED, shown(table)
                    again = time.monotonic() + min(SHOWN_AGAIN + len(table.rows) / ROWS_A_SECOND, LONGEST_PAUSE)
            table = table.ended("" if left() or self._may_use(request) else NOT_OPEN)
        except PinciteError as error:
            table = table.ended(str(error))
        except Exception:
            table = table.ended(FAILED)
            self._under_way[table.id] = table
            yield table, shown(table)
            raise
        self._under_way[table.id] = table
        # The page shows so already where it was stopped, and may be further on, or in another library.
        yield (UNCHANGED, UNCHANGED) if left() else (table, shown(table))

    def _is_past(self, table: Table) -> bool:
        return table.id in self._stopped or table.library != self._page.name

    def stop_filling(self, table: Table) -> tuple[Any, Any]:
        """Return table and HTML as they are, with nothing more to come; the rows stay."""
        under_way = self._under_way.get(table.id)
        if not table.pending or (under_way is None and table.id in self._stopped):
            return UNCHANGED, UNCHANGED
        self._give_up(table)
        # Rows may have come since, or the last of them: then it is under way no more.
        table = self._under_way.get(table.id, under_way or table)
        table = table.ended() if table.pending else table
        return table, shown(table)

    def ready_again(self, table: Table) -> gr.Textbox | dict[str, Any]:
        """Return the question box ready to send, unless a question is being asked."""
        return UNCHANGED if table.pending else gr.Textbox(submit_btn=True, stop_btn=False)

    def show_row(self, table: Table, event: gr.EventData) -> tuple[str, gr.Tabs]:
        """Return the evidence panel for the row that was chosen, in front."""
        place = Place.from_link(str(event.place))
        rows = self._under_way.get(table.id, table).rows
        answer = next(
            (row.answer for row in rows if place is not None and row.document.id == place.document_id), None
        )
        return self._page.evidence_at(place, answer), gr.Tabs(selected="evidence")

    def save(self, table: Table) -> str:
        """Return a link that holds the rows so far as CSV."""
        table = self._under_way.get(table.id, table)
        return link_to_file("table.csv", "text/csv", grid_csv(table.question, table.rows)) if table.rows else ""

    def _give_up(self, table: Table) -> None:
        """Note that nobody waits for a table any more, while rows, or a Stop, may be on their way."""
        self._stopped[table.id] = None
        while len(self._stopped) > MOST_STOPPED:
            self._stopped.pop(next(iter(self._stopped)), None)
