"""What happens in the list of conversations: keeping, opening, renaming, deleting, and asking again."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import gradio as gr

from index.errors import LibraryError, PinciteError
from index.library import Library
from ui.chat.page import UNCHANGED, Exchanges, Page
from ui.chat.toasts import errors_shown
from ui.conversation import Exchange
from ui.kept.conversations import Conversations, Entry, Kept
from ui.language import say, told
from ui.scope import Scope
from ui.serve.rules import OWN_MACHINE
from ui.view.panel import empty_panel
from ui.view.past import past
from ui.words import escaped

if TYPE_CHECKING:
    from ui.several.desks import Desk

SOUGHT = 200
"""Characters that are looked for, at most."""


class Around(Protocol):
    """The libraries that there are beside one."""

    def usable(self, user: str | None) -> Mapping[str, Path]:
        """Return the folders of those that somebody may use, by name."""

    def enter(self, request: gr.Request, name: str) -> "Desk":
        """Open one for the page of a request. Raises LibraryError."""


class History:
    """The handlers over the conversations kept with a library; `user` tells whose a request may see.

    With others `around`, those of these are listed too: each lies with its library, and opening it opens that.
    """

    def __init__(
        self,
        page: Page,
        library: Library,
        user: Callable[[gr.Request], str | None] = OWN_MACHINE.user,
        *,
        around: Around | None = None,
    ) -> None:
        """Keep what is asked on `page`."""
        self._page = page
        self._library = library
        self._user = user
        self._around = around

    def listed(self, wanted: str, exchanges: Exchanges, request: gr.Request) -> str:
        """Return the list of those that hold `wanted`."""
        return self._list(request, exchanges, wanted)

    def keep(
        self, exchanges: Exchanges, scope: Scope, replaced: str, wanted: str, request: gr.Request
    ) -> tuple[str, str]:
        """Write the open conversation down; return the list, and that nothing is to be replaced any more.

        It goes to the library that was asked, whatever the page has open by now; with one that is gone it is gone.
        """
        with errors_shown():
            kept = self._all(request).get(exchanges[0].library) if exchanges else None
            if kept is not None:
                kept.keep(self._user(request), exchanges, scope, replaced=replaced)
        return self._list(request, exchanges, wanted), ""

    def resume(
        self, exchanges: Exchanges, wanted: str, event: gr.EventData, request: gr.Request
    ) -> tuple[Any, Any, Any, Any, Any, Any]:
        """Return exchanges, conversation, scope, panel, list and nothing to replace, for the one chosen.

        Where it asks another library, that is opened, and this is said.
        """
        with errors_shown():
            kept = self._opened(request, str(event.value))
        if kept is None:
            gr.Info(say("This conversation was deleted."))
            return *(UNCHANGED,) * 4, self._list(request, exchanges, wanted), UNCHANGED
        self._page.stop(exchanges)
        page, library = self._page, self._library
        if self._around is not None and kept.library != page.name:
            with errors_shown():
                desk = self._around.enter(request, kept.library)
            page, library = desk.page, desk.library
            name = escaped(kept.library)
            gr.Info(say("This conversation asks the library “{name}”, which is open now.", name=name))
        again = tuple(replace(exchange, library=kept.library) for exchange in kept.exchanges)
        scope = kept.scope.within(library.documents())
        return again, page.shown(again), scope, empty_panel(), self._list(request, again, wanted), ""

    def naming(self, exchanges: Exchanges, wanted: str, event: gr.EventData, request: gr.Request) -> str:
        """Return the list with a field for the title of the one chosen."""
        return self._list(request, exchanges, wanted, naming=str(event.value))

    def rename(self, exchanges: Exchanges, wanted: str, event: gr.EventData, request: gr.Request) -> str:
        """Return the list after renaming; an empty title changes nothing."""
        if title := str(event.text).strip():
            with errors_shown():
                if (found := self._opened(request, str(event.value))) is not None:
                    self._all(request)[found.library].rename(self._user(request), found.id, title)
        return self._list(request, exchanges, wanted)

    def delete(
        self, exchanges: Exchanges, wanted: str, event: gr.EventData, request: gr.Request
    ) -> tuple[Any, Any, Any, str]:
        """Return exchanges, conversation, what was deleted and the list; the open one is left for a new one."""
        with errors_shown():
            deleted = self._opened(request, str(event.value))
            if deleted is not None:
                self._all(request)[deleted.library].delete(self._user(request), deleted.id)
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
                if (kept := self._all(request).get(deleted.library)) is None:
                    raise LibraryError(f"The library “{deleted.library}” is not there any more.")
                kept.restore(self._user(request), deleted)
        return None, self._list(request, exchanges, wanted)

    def edit(self, exchanges: Exchanges, replaced: str, event: gr.EventData) -> tuple[Any, Any, Any, Any]:
        """Return exchanges, conversation, question box and what will be replaced, to ask a question anew.

        The last one is replaced on disk when the changed one is asked. With an earlier one another conversation
        begins, and so it does while one is to be `replaced`: all that was asked after it is kept where it is.
        """
        number = next((i for i, one in enumerate(exchanges) if one.id == event.exchange), None)
        if number is None or exchanges[-1].pending:
            return (UNCHANGED,) * 4
        earlier, taken = exchanges[:number], exchanges[number]
        parts = number + 1 < len(exchanges) or replaced != ""
        if parts:
            earlier = self._page.copied(earlier)
            gr.Info(say("The conversation as it was stays in the history."))
        return earlier, self._page.shown(earlier), gr.Textbox(value=taken.question), "" if parts else taken.id

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
        entries: list[Entry] = []
        unread: list[str] = []
        with errors_shown():
            everywhere = self._all(request)
            user = self._user(request)
            for name, kept in everywhere.items():
                several = name if len(everywhere) > 1 else ""
                try:
                    entries += [replace(entry, library=several) for entry in kept.listed(user, wanted)]
                except PinciteError as error:  # one of several does not take the others along
                    if not several:
                        raise
                    unread.append(say("{about}: {why}", about=name, why=told(str(error))))
        entries.sort(key=lambda entry: (-entry.changed, entry.id))
        current = _identity(exchanges)
        return past(entries, current=current, naming=naming, searched=bool(wanted), deleted=deleted, unread=unread)

    def _all(self, request: gr.Request) -> dict[str, Conversations]:
        """Return where conversations lie, by the name of the library that they ask."""
        if self._around is None:
            return {self._page.name: Conversations(self._library.folder)}
        return {name: Conversations(place) for name, place in self._around.usable(request.username).items()}

    def _opened(self, request: gr.Request, conversation: str) -> Kept | None:
        """Return a conversation from whichever library it asks.

        Raises PinciteError where it is in none, and one of them cannot be read.
        """
        problem: PinciteError | None = None
        user = self._user(request)
        for name, kept in self._all(request).items():
            try:
                found = kept.opened(user, conversation)
            except PinciteError as error:
                problem = problem or error
                continue
            if found is not None:
                return replace(found, library=name)
        if problem is not None:
            raise problem
        return None


def _identity(exchanges: tuple[Exchange, ...]) -> str:
    return exchanges[0].id if exchanges else ""
