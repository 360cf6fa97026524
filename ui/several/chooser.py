"""What happens where libraries are chosen, made and deleted, and where folders are named that one follows."""

from pathlib import Path
from typing import Any

import gradio as gr

from ui.chat.page import UNCHANGED, Exchanges
from ui.chat.toasts import errors_shown, problem
from ui.kept.conversations import Conversations
from ui.kept.settings import SettingsFile
from ui.language import say
from ui.scope import EVERYTHING
from ui.serve.rules import NOT_TO_FOLLOW, NOT_TO_MAKE, Rules
from ui.several.desks import Desk, Desks
from ui.table import Table
from ui.view import libraries as view
from ui.view.grid import shown as table_shown
from ui.view.grid import ways
from ui.view.panel import back, empty_panel
from ui.words import escaped


class Chooser:
    """The handlers over all libraries of a server."""

    def __init__(self, desks: Desks, rules: Rules) -> None:
        """Serve one page, or many at once."""
        self._desks = desks
        self._rules = rules
        self._file = SettingsFile(desks.first.library.folder)

    def opened(self) -> tuple[str, str, str, str]:
        """Return the way back, the ways to ask, an empty panel and table: also where no library can be opened."""
        return back(), ways(), empty_panel(), table_shown(Table())

    def libraries_shown(self, request: gr.Request) -> str:
        """Return the choice of libraries; where what was open is gone, with nothing chosen."""
        try:
            current = self._desks.at(request).name
        except gr.Error:  # it is told where something is asked of it; here another can be chosen
            current = ""
        return self._choice(current, request)

    def open_library(
        self, exchanges: Exchanges, event: gr.EventData, request: gr.Request
    ) -> tuple[Any, Any, Any, Any, Any]:
        """Return exchanges, conversation, scope, panel and nothing to replace, anew over the library chosen."""
        self._stop(exchanges, request)
        return self._entered(str(event.value), request)

    def name_shown(self, request: gr.Request) -> str:
        """Return the name of the library that a page just loaded has."""
        return self._desks.at(request).name

    def settle(self, shown: str, table: Table, request: gr.Request) -> tuple[Any, Any, Any, Any, Any]:
        """Return table, its HTML, nothing removed, no report and the name, once another library is open."""
        desk = self._desks.at(request)
        if desk.name == shown:
            return (UNCHANGED,) * 5
        self._desks.stop_filling(shown, table)
        return Table(), table_shown(Table()), (), "", desk.name

    def naming_library(self, request: gr.Request) -> str:
        """Return a field for the name of a new library."""
        self._check_make(request)
        return view.naming()

    def keep_library(self, request: gr.Request) -> str:
        """Return the choice as it was: nothing is made or deleted."""
        return self.libraries_shown(request)

    def make_library(
        self, exchanges: Exchanges, event: gr.EventData, request: gr.Request
    ) -> tuple[Any, Any, Any, Any, Any]:
        """Make a library and open it; return as `open_library` does."""
        self._check_make(request)
        name = str(event.text).strip()
        with errors_shown():
            self._desks.make(name)
        self._stop(exchanges, request)
        return self._entered(name, request)

    def leaving_library(self, request: gr.Request) -> str:
        """Return what deleting the open library takes along, and the word that does it."""
        self._check_make(request)
        desk = self._desks.at(request)
        with errors_shown():
            kept = Conversations(desk.library.folder).listed(self._rules.user(request))
        others = self._rules.accounts is not None
        return view.asking_to_delete(desk.name, len(desk.library.documents()), len(kept), others=others)

    def remove_library(
        self, exchanges: Exchanges, event: gr.EventData, request: gr.Request
    ) -> tuple[Any, Any, Any, Any, Any]:
        """Delete the library that was asked about, open the first, and return as `open_library` does."""
        self._check_make(request)
        name = str(event.value)
        if name == self._desks.first_name:
            raise problem("The first library holds the others: it stays.")
        self._stop(exchanges, request)
        with errors_shown():
            self._desks.remove(name)
        gr.Info(say("The library “{name}” was deleted.", name=escaped(name)))
        return self._entered(self._desks.first_name, request)

    def following_shown(self, shown: str, request: gr.Request) -> tuple[Any, Any, Any]:
        """Return the line to name a folder in, what happened in the folders, and whether to look again soon."""
        if not self._rules.may_change(request.username):
            return UNCHANGED, "", gr.Timer(active=False)
        with errors_shown():
            told = self._desks.at(request).follower.told
        lines = view.followed(told)
        named = gr.Textbox(visible=True) if self._rules.may_follow() else UNCHANGED
        return named, UNCHANGED if lines == shown else lines, gr.Timer(active=bool(told))

    def changes_shown(self, shown: str, request: gr.Request) -> Any:  # noqa: ANN401 - HTML, or nothing new
        """Return what happened in the folders, if that is something else than the page shows."""
        if not self._rules.may_change(request.username):
            return "" if shown else UNCHANGED
        try:
            with errors_shown():
                lines = view.followed(self._desks.at(request).follower.told)
        except gr.Error:  # the library is gone: told where something is asked of it, and not every two seconds
            lines = ""
        return UNCHANGED if lines == shown else lines

    def follow_folder(self, given: str, request: gr.Request) -> str:
        """Keep the open library in sync with a folder more; return the emptied line."""
        self._check_follow(request)
        if given.strip():
            with errors_shown():
                self._desks.at(request).follower.follow(given)
        return ""

    def leave_folder(self, event: gr.EventData, request: gr.Request) -> None:
        """Keep the open library in sync with a folder no more."""
        self._check_follow(request)
        with errors_shown():
            self._desks.at(request).follower.leave(Path(str(event.value)))

    def _choice(self, current: str, request: gr.Request) -> str:
        names = list(self._desks.usable(request.username))
        may_make = self._desks.may_make(request.username)
        return view.chooser(names, current, first=self._desks.first_name, may_make=may_make)

    def _stop(self, exchanges: Exchanges, request: gr.Request) -> None:
        """Give up what is being answered, if that can still be told."""
        try:
            self._desks.at(request).page.stop(exchanges)
        except gr.Error:  # the library is gone, and its answer with it
            return

    def _entered(self, name: str, request: gr.Request) -> tuple[Any, Any, Any, Any, Any]:
        with errors_shown():
            desk: Desk = self._desks.enter(request, name)
            self._file.keep_library(self._rules.user(request), name)
        return (), desk.page.shown(()), EVERYTHING, empty_panel(), ""

    def _check_make(self, request: gr.Request) -> None:
        if not self._desks.may_make(request.username):
            raise problem(NOT_TO_MAKE)

    def _check_follow(self, request: gr.Request) -> None:
        if not self._rules.may_follow():
            raise problem(NOT_TO_FOLLOW)
