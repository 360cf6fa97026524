"""What happens in the library's tab: adding, removing, finding, and choosing what a conversation asks."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from threading import Event
from typing import Any

import gradio as gr

from index.adding.gone import folder_of, is_doubtful, lies_in, without_files
from index.errors import AddingStopped, PinciteError, Stopped
from index.library import Library
from index.limits import shortened
from index.types import SourceOutcome
from ui.chat.history import SOUGHT
from ui.chat.page import UNCHANGED
from ui.chat.removing import Removed, put_back, take_out
from ui.chat.steps import steps
from ui.chat.toasts import errors_shown, problem
from ui.chat.uploads import CANCELLED, UPLOADS, Upload, add_uploads
from ui.conversation import drained
from ui.language import say, told
from ui.scope import EVERYTHING, Scope, folders
from ui.serve.rules import NOT_YOURS
from ui.view import shelf
from ui.view.shelf import Order

LONGEST_ADDRESS = 2000
TOO_LONG = f"An address has at most {LONGEST_ADDRESS:,} characters."
SAMPLES = files("eval") / "samples" / "documents"


class Documents:
    """The handlers over one library; `may_change` tells by a user's name whether they may add and remove."""

    def __init__(
        self,
        library: Library,
        may_change: Callable[[str | None], bool] = lambda user: True,
        *,
        titled: Callable[[], str] = lambda: "",
        followed: Callable[[], Sequence[Path]] = tuple,
    ) -> None:
        """Serve one page, or many at once.

        `titled` gives the library's name where there are several, `followed` the folders that are kept in sync.
        """
        self._library = library
        self._may_change = may_change
        self._titled = titled
        self._followed = followed
        self._adds: list[tuple[str | None, Event]] = []  # by the page that is adding something now

    def shown(self, wanted: str, order: Order, scope: Scope) -> tuple[str, str, str]:
        """Return masthead, list, and the line on what is asked; what has gone of the scope is not counted."""
        documents = self._library.documents()
        scope = scope.within(documents)
        return (
            shelf.masthead(len(documents), self._titled()),
            shelf.shelf(
                documents,
                wanted.strip()[:SOUGHT],
                order=order,
                scope=scope,
                missing={one.id for one in without_files(documents)},
            ),
            shelf.asking(documents, scope),
        )

    def offered(self, request: gr.Request) -> tuple[Any, Any, Any]:
        """Return what adds documents, taken from those who may not, and the mark by which the style hides more."""
        if self._may_change(request.username):
            return UNCHANGED, UNCHANGED, UNCHANGED
        return gr.UploadButton(visible=False), gr.Textbox(visible=False), gr.HTML(visible=True)

    def in_front(self) -> gr.Tabs:
        """Return the documents in front."""
        return gr.Tabs(selected="documents")

    def add(self, uploads: Sequence[str], request: gr.Request) -> Iterator[str]:
        """Yield the report as the uploaded files come into the library's folder `files`, one after the other."""
        with self._adding(request) as given_up:
            paths = [Path(upload) for upload in uploads]
            waiting = [path.name for path in paths]
            outcomes: list[Upload] = []
            yield shelf.upload_report(outcomes, waiting)
            for outcome in drained(
                add_uploads(self._library, paths, folder=self._library.folder / UPLOADS), stopped=given_up
            ):
                outcomes.append(outcome)
                waiting = waiting[1:]
                yield shelf.upload_report(outcomes, waiting)
            yield shelf.upload_report([*outcomes, *(Upload(name, "not added", CANCELLED) for name in waiting)])

    def fetch(self, address: str, request: gr.Request) -> Iterator[tuple[str, Any]]:
        """Yield the report and the emptied box as a page, or what a feed or a sitemap lists, is fetched."""
        from index.web.adding import add_addresses

        address = address.strip()
        with self._adding(request) as given_up:
            if not address:
                return
            if len(address) > LONGEST_ADDRESS:
                yield shelf.upload_report([Upload(shortened(address, 80), "not added", TOO_LONG)]), ""
                return
            address = address if "://" in address else f"https://{address}"
            yield shelf.at_work(say("Fetching {address}", address=address)), ""
            fetched = steps(
                lambda progress: add_addresses(self._library, [address], progress=progress), stopped=given_up
            )
            try:
                for step in fetched:
                    yield (
                        (
                            shelf.at_work(told(step))
                            if isinstance(step, str)
                            else shelf.upload_report(_uploads(step))
                        ),
                        "",
                    )
            except PinciteError as error:
                cancelled = "It was cancelled; what was fetched before is in the library."
                reason = cancelled if isinstance(error, Stopped) else str(error)
                done = _uploads(error.outcomes) if isinstance(error, AddingStopped) else []
                yield shelf.upload_report([*done, Upload(address, "not added", reason)]), ""

    def give_up(self, request: gr.Request) -> None:
        """Add no more, and leave what is being read now."""
        for page, given_up in tuple(self._adds):
            if page == request.session_hash:
                given_up.set()

    def add_samples(self, request: gr.Request) -> Iterator[str]:
        """Yield the first page of a conversation as the sample library is added."""
        self._check(request)
        yield shelf.adding_samples("")
        with errors_shown():
            for step in steps(lambda progress: self._library.add([Path(str(SAMPLES))], progress)):
                if isinstance(step, str):
                    number, _, path = step.partition(": ")
                    yield shelf.adding_samples(told(f"{number}: {Path(path).name}"))

    def remove(self, event: gr.EventData, request: gr.Request) -> tuple[str, tuple[Removed, ...]]:
        """Return the report with a way back, and what was taken out."""
        self._check(request)
        with errors_shown():
            removed = (take_out(self._library, str(event.value)),)
        return shelf.removed([one.document for one in removed]), removed

    def prune(self, request: gr.Request) -> tuple[str, tuple[Removed, ...]]:
        """Take out documents whose file is gone, some at a time; return the report with a way back, and these.

        Those of which a file lay in a missing or empty folder, perhaps on a disk that is not connected, stay.
        """
        self._check(request)
        missing = without_files(self._library.documents())
        roots = self._roots()
        lay_in = {one.id: {_root_of(source, roots) for source in (one.source, *one.also)} for one in missing}
        doubtful = {folder for folder in set().union(*lay_in.values()) if is_doubtful(folder)}
        leaving = [one for one in missing if doubtful.isdisjoint(lay_in[one.id])]
        removed: list[Removed] = []
        with errors_shown():
            for one in leaving[: shelf.SHOWN]:
                removed.append(take_out(self._library, one.id))
        rest = shelf.kept_without_file(len(missing) - len(leaving))
        return shelf.removed([one.document for one in removed]) + rest, tuple(removed)

    def undo(self, removed: tuple[Removed, ...], request: gr.Request) -> tuple[str, tuple[Removed, ...]]:
        """Return the report after putting back what was taken out, with the same ids and the same offsets."""
        self._check(request)
        with errors_shown():
            for one in removed:
                put_back(self._library, one)
        return shelf.upload_report([Upload(one.document.title, "is back") for one in removed]), ()

    def choose(self, scope: Scope, event: gr.EventData) -> Scope:
        """Return the scope with one document of the library more, or any less."""
        chosen, documents = str(event.value), self._library.documents()
        known = chosen in scope.documents or any(one.id == chosen for one in documents)
        return scope.within(documents).toggled(chosen) if known else scope

    def choose_folder(self, event: gr.EventData) -> Scope:
        """Return one folder of the library as the scope."""
        chosen = str(event.value)
        return Scope(folder=chosen) if chosen in folders(self._library.documents()) else EVERYTHING

    def choose_all(self) -> Scope:
        """Return everything as the scope."""
        return EVERYTHING

    def _roots(self) -> tuple[Path, ...]:
        with errors_shown():
            return tuple(self._followed())

    def _check(self, request: gr.Request) -> None:
        if not self._may_change(request.username):
            raise problem(NOT_YOURS)

    @contextmanager
    def _adding(self, request: gr.Request) -> Iterator[Callable[[], bool]]:
        """Give what tells whether somebody cancels it: a page that is closed does not. Raises gr.Error."""
        self._check(request)
        adding = (request.session_hash, Event())
        self._adds.append(adding)
        try:
            yield adding[1].is_set
        finally:
            self._adds.remove(adding)


def _root_of(source: str, followed: Sequence[Path]) -> Path:
    """Return the folder that tells whether a file was deleted, or a disk is not connected: the one it lay in.

    In a folder that is kept in sync, that one: folders in it come and go as files do.
    """
    return next((root for root in followed if lies_in(source, [root])), folder_of(source))


def _uploads(outcomes: Sequence[SourceOutcome]) -> list[Upload]:
    """Return what became of addresses as the report has it."""
    return [
        Upload(one.source, "not added", one.reason)
        if one.outcome in ("failed", "skipped")
        else Upload(one.source, "already in the library" if one.outcome == "unchanged" else one.outcome)
        for one in outcomes
    ]
