"""What happens in the list of conversations: keeping, opening, renaming, deleting, and asking again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import gradio as gr

from index.errors import PinciteError
from index.library import Library
from ui.chat.page import UNCHANGED, Exchanges, Page
from ui.conversation import Exchange
from ui.kept.conversations import Conversations, Kept
from ui.scope import Scope
from ui.serve.rules import OWN_MACHINE
from ui.view.panel import EMPTY_PANEL
from ui.view.past import past

SOUGHT = 200
"""Characters that are looked for, at most."""


class History:
    """The handlers over the conversations kept with a library; `user` tells whose a request may see."""

    def __init__(
        self, page: Page, library: Library, user: Callable[[gr.Request], str | None] = OWN_MACHINE.user
    ) -> None:
        """Keep what is asked on `page`."""
        self._page = page
        self._library = library
        self._kept = Conversations(library.folder)
        self._user = user

    def listed(self, wanted: str, exchanges: Exchanges, request: gr.Request) -> str:
        """Return the list of those that hold `wanted`."""
        return self._list(request, exchanges, wanted)

    def keep(
        self, exchanges: Exchanges, scope: Scope, replaced: str, wanted: str, request: gr.Request
    ) -> tuple[str, str]:
        """Write the open conversation down; return the list, and that nothing is to be replaced any more."""
        with errors_shown():
            self._kept.keep(self._user(request), exchanges, scope, replaced=replaced)
        return self._list(request, exchanges, wanted), ""

    def resume(
        self, exchanges: Exchanges, wanted: str, event: gr.EventData, request: gr.Request
    ) -> tuple[Any, Any, Any, Any, Any, Any]:
        """Return exchanges, conversation, scope, panel, list and nothing to replace, for the one chosen."""
        with errors_shown():
            kept = self._kept.opened(self._user(request), str(event.value))
        if kept is None:
            gr.Info("This conversation was deleted.")
            return *(UNCHANGED,) * 4, self._list(request, exchanges, wanted), UNCHANGED
        self._page.stop(exchanges)
        shown = self._page.shown(kept.exchanges)
        scope = kept.scope.within(self._library.documents())
        return kept.exchanges, shown, scope, EMPTY_PANEL, self._list(request, kept.exchanges, wanted), ""

    def naming(self, exchanges: Exchanges, wanted: str, event: gr.EventData, request: gr.Request) -> str:
        """Return the list with a field for the title of the one chosen."""
        return self._list(request, exchanges, wanted, naming=str(event.value))

    def rename(self, exchanges: Exchanges, wanted: str, event: gr.EventData, request: gr.Request) -> str:
        """Return the list after renaming; an empty title changes nothing."""
        if title := str(event.text).strip():
            with errors_shown():
                self._kept.rename(self._user(request), str(event.value), title)
        return self._list(request, exchanges, wanted)

    def delete(
        self, exchanges: Exchanges, wanted: str, event: gr.EventData, request: gr.Request
    ) -> tuple[Any, Any, Any, str]:
        """Return exchanges, conversation, what was deleted and the list; the open one is left for a new one."""
        with errors_shown():
            deleted = self._kept.delete(self._user(request), str(event.value))
        if deleted is not None and _identity(exchanges) == deleted.id:
            exchanges, shown = self._page.restart(exchanges)
            return exchanges, shown, deleted, self._list(request, exchanges, wanted, deleted=deleted)
        return UNCHANGED, UNCHANGED, deleted, self._list(request, exchanges, wanted, deleted=deleted)

    def undo(
        self, exchanges: Exchanges, deleted: Kept | None, wanted: str, request: gr.Request
    ) -> tuple[None, str]:
        """Return nothing to bring back any more, and the list with the deleted one in it again."""
        if deleted is not None:
            with errors_shown():
                self._kept.restore(self._user(request), deleted)
        return None, self._list(request, exchanges, wanted)

    def edit(self, exchanges: Exchanges) -> tuple[Any, Any, Any, Any]:
        """Return exchanges, conversation, question box and what will be replaced: the last question.

        On disk it stays until the changed one is asked.
        """
        if not exchanges or exchanges[-1].pending:
            return (UNCHANGED,) * 4
        *earlier, last = exchanges
        return tuple(earlier), self._page.shown(tuple(earlier)), gr.Textbox(value=last.question), last.id

    def offer(self, exchanges: Exchanges) -> str:
        """Return the button that takes the last question up again, once it has been answered."""
        if not exchanges or exchanges[-1].pending:
            return ""
        return '<button class="act undoing" type="button" name="again" value="">Edit the last question</button>'

    def _list(
        self,
        request: gr.Request,
        exchanges: Exchanges,
        wanted: str,
        *,
        naming: str = "",
        deleted: Kept | None = None,
    ) -> str:
        wanted = wanted.strip()[:SOUGHT]
        with errors_shown():
            entries = self._kept.listed(self._user(request), wanted)
        current = _identity(exchanges)
        return past(entries, current=current, naming=naming, searched=bool(wanted), deleted=deleted)


@contextmanager
def errors_shown() -> Iterator[None]:
    """Show what Pincite's errors say on the page."""
    try:
        yield
    except PinciteError as error:
        raise gr.Error(str(error), print_exception=False) from error


def _identity(exchanges: tuple[Exchange, ...]) -> str:
    return exchanges[0].id if exchanges else ""
