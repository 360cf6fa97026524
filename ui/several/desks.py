"""The libraries of a server: opened as they are chosen, one at a time for each open page, and only for who may."""

import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from index import libraries as on_disk
from index.errors import LibraryError, PinciteError
from index.library import Library
from index.limits import LIBRARY_NAME, shortened
from index.store.opening import lies_below
from ui.chat.documents import Documents
from ui.chat.grid import Grid
from ui.chat.history import History
from ui.chat.model_choice import ModelChoice
from ui.chat.page import Page
from ui.chat.preferences import Preferences
from ui.chat.toasts import problem
from ui.chat.uploads import arriving
from ui.kept.settings import SettingsFile
from ui.serve.rules import Rules
from ui.serve.service import Service
from ui.several.following import SECONDS, Follower
from ui.table import Table

if TYPE_CHECKING:
    from qa import Assistant

logger = logging.getLogger(__name__)

MOST_PAGES = 10_000  # of which it is known what they have open: the oldest give way, and begin anew
NONE_OPEN = "No library here is open to you: ask an owner (`pincite users allow`)."


@dataclass(frozen=True, slots=True)
class Desk:
    """A library that is open, with what answers from it and the handlers over it."""

    name: str
    library: Library
    assistant: "Assistant | Service"
    follower: Follower
    page: Page
    documents: Documents
    preferences: Preferences
    history: History
    grid: Grid
    choice: ModelChoice


class Desks:
    """All of them. The first is there from the start; one that is served by its name is alone."""

    def __init__(
        self, assistant: "Assistant | Service", library: Library, rules: Rules, *, seconds: float = SECONDS
    ) -> None:
        """Serve `library` and those in its folder; folders in sync are looked at every so many seconds."""
        self._seconds = seconds
        self._assistant = assistant
        self._first = library
        self._rules = rules
        self._alone = lies_below(library.folder)
        self._lock = threading.RLock()
        self._open: dict[str, Desk] = {}
        self._chosen: OrderedDict[str, str] = OrderedDict()  # by the session of a page
        self.first_name = library.folder.resolve().name or "library"
        self._settings = SettingsFile(library.folder)
        if isinstance(assistant, Service):
            assistant.directory = self._service
        self.first = self._open[self.first_name] = self._desk(self.first_name, library, assistant)

    def places(self) -> dict[str, Path]:
        """Return the folder of each library there is, the first before the others."""
        others = () if self._alone else on_disk.below(self._first.folder)
        return {self.first_name: self._first.folder} | {
            one.name: one.place for one in others if one.name != self.first_name
        }

    def usable(self, user: str | None) -> dict[str, Path]:
        """Return those that somebody may use."""
        return {name: place for name, place in self.places().items() if self._rules.may_use(user, name)}

    def may_make(self, user: str | None) -> bool:
        """Tell whether somebody may make and delete libraries here."""
        return not self._alone and self._rules.may_make(user)

    def title(self, name: str) -> str:
        """Return what stands at the top of the page: a name where there is something to tell apart."""
        return name if len(self.places()) > 1 else ""

    def at(self, request: gr.Request) -> Desk:
        """Return what the page of a request has open.

        Raises gr.Error when that was deleted, or is not open to its user any more: no other takes its place.
        """
        session = str(request.session_hash)
        try:
            with self._lock:
                name = self._chosen.get(session)
                if name is not None:
                    self._chosen.move_to_end(session)
            if name is None:
                name = self._choose(session, self._begin(request))
            return self.named(name, request.username)
        except PinciteError as error:
            raise problem(str(error)) from error

    def enter(self, request: gr.Request, name: str) -> Desk:
        """Open a library for the page of a request. Raises LibraryError as `named` does."""
        desk = self.named(name, request.username)
        self._choose(str(request.session_hash), name, anew=True)
        return desk

    def is_open(self, request: gr.Request, name: str) -> bool:
        """Tell whether the page of a request has a library open."""
        with self._lock:
            return self._chosen.get(str(request.session_hash)) == name

    def stop_filling(self, name: str, table: Table) -> None:
        """Give up what is being asked each document of a library, whether or not it is open to anybody still."""
        with self._lock:
            desk = self._open.get(name)
        if desk is not None:
            desk.grid.stop_filling(table)

    def named(self, name: str, user: str | None) -> Desk:
        """Return a library by its name, opened. Raises LibraryError where none is so called, or not for `user`."""
        if not self._rules.may_use(user, name):
            raise LibraryError(
                f"The library “{shortened(name, LIBRARY_NAME)}” is not open to you: choose another."
            )
        place = self.places().get(name)
        if place is None:
            self.close(name)
            raise LibraryError(
                f"The library “{shortened(name, LIBRARY_NAME)}” is not there any more: choose another."
            )
        return self._opened(name, place)

    def make(self, name: str) -> None:
        """Make a library. Raises LibraryError."""
        on_disk.make_below(self._first.folder, name, self._first.embedder, taken=self.places()).close()

    def remove(self, name: str) -> None:
        """Delete a library; all pages go on meanwhile. Raises LibraryError, where it stays as it was."""
        with self._lock:
            desk = self._open.get(name)
        if desk is not None:
            desk.follower.stop()  # what it reads would be in the way
        try:
            leaving = on_disk.set_aside_below(self._first.folder, name)
        except LibraryError:
            if desk is not None and self._is_following(desk.library.folder):
                desk.follower.start()
            raise
        self.close(name)
        on_disk.delete(leaving)

    def close(self, name: str) -> None:
        """Let go of a library that goes; what is being asked of it ends in an error."""
        with self._lock:
            desk = self._open.pop(name, None) if name != self.first_name else None
        if desk is not None:
            desk.follower.stop()
            desk.library.close()

    def follow_all(self) -> None:
        """Open the libraries that follow folders, and begin to; one that cannot be opened is logged."""
        for name, place in self.places().items():
            try:
                if self._is_following(place):
                    self._opened(name, place).follower.start()
            except PinciteError as error:
                logger.error("the folders of the library %s are not followed: %s", name, error)

    def end(self) -> None:
        """Close all but the first, which is whose it was; nothing is followed any more."""
        self.first.follower.stop()
        for name in list(self._open):
            self.close(name)

    def _service(self, name: str, user: str) -> Service:
        """Return what answers from a library, for the API and the tools. Raises LibraryError as `named` does."""
        assistant = self.named(name or self.first_name, user).assistant
        assert isinstance(assistant, Service)
        return assistant

    def _opened(self, name: str, place: Path) -> Desk:
        with self._lock:
            if name not in self._open:
                library = Library.open(place, self._first.embedder)
                self._open[name] = self._desk(name, library, self._assistant.over(library))
                if self._is_following(place):
                    self._open[name].follower.start()
            return self._open[name]

    def _is_following(self, place: Path) -> bool:
        """Tell whether a library follows folders, on a server that may change it."""
        return not self._rules.read_only and SettingsFile(place).folders() != ()

    def _choose(self, session: str, name: str, *, anew: bool = False) -> str:
        """Note what a page has open, unless another of its requests did meanwhile and this is not `anew`."""
        with self._lock:
            name = name if anew else self._chosen.get(session, name)
            self._chosen[session] = name
            self._chosen.move_to_end(session)
            while len(self._chosen) > MOST_PAGES:
                self._chosen.popitem(last=False)
        return name

    def _begin(self, request: gr.Request) -> str:
        """Return the library a new page has: the one its user had last, else the first that they may use."""
        names = list(self.usable(request.username))
        if not names:
            raise LibraryError(NONE_OPEN)
        last = self._settings.library(self._rules.user(request))
        return last if last in names else names[0]

    def _desk(self, name: str, library: Library, assistant: "Assistant | Service") -> Desk:
        arriving(library)
        follower = Follower(library, seconds=self._seconds)
        page = Page(assistant, library, name)
        preferences = Preferences(
            library,
            lambda: getattr(getattr(assistant, "model", None), "name", None),
            self._rules.user,
            self._settings,
        )
        return Desk(
            name=name,
            library=library,
            assistant=assistant,
            follower=follower,
            page=page,
            documents=Documents(
                library,
                self._rules.may_change,
                titled=lambda: self.title(name),
                followed=lambda: follower.folders,
            ),
            preferences=preferences,
            history=History(page, library, self._rules.user, around=self),
            grid=Grid(
                assistant,
                library,
                page,
                preferences,
                is_open=lambda request: self.is_open(request, name),
                may_use=lambda request: self._rules.may_use(request.username, name),
            ),
            choice=ModelChoice(assistant if isinstance(assistant, Service) else None, self._first, self._rules),
        )
