"""Questions of many users to one assistant: each waits for its turn, is counted against a limit, and is logged."""

import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from typing import TYPE_CHECKING, Any

from index.errors import LibraryError, PinciteError, QuestionError, Stopped
from index.library import Library
from index.stopping import never
from index.types import DocumentSummary, Hit
from index.vocabulary.english import counted
from qa.answer import Answer, Event, Progress, Turn
from qa.chat_model import ChatModel, why_no_model
from qa.grid.asking import ask_each
from qa.grid.row import Row
from qa.options import USUAL, Options
from ui.serve.generator import Generator
from ui.serve.line import Line, Ticket
from ui.serve.log import log, new_request
from ui.serve.rate import Rate
from ui.serve.rules import OWN_MACHINE, Rules

if TYPE_CHECKING:
    from qa import Assistant

MINUTE = 60.0
WINDING_DOWN = 10.0  # seconds until a grid has ended or been stopped

ASKER: ContextVar[str] = ContextVar("asker", default="guest")
"""Who asks: the name of somebody signed in, else the address of the computer."""


class Service:
    """An assistant that is asked as `Assistant` is, by many at once."""

    def __init__(
        self,
        assistant: "Assistant",
        library: Library,
        rules: Rules = OWN_MACHINE,
        generator: Generator | None = None,
    ) -> None:
        """Begin with nobody in line. Without a `generator` the model stays as it is."""
        self.generator = generator
        self.directory: Callable[[str, str], Service] | None = None  # by the name of a library, and of who asks
        self._assistant = assistant
        self._library = library
        self._other: Library | None = None  # than the assistant's own
        self._line = Line(longest=rules.waiting)
        self._a_minute = rules.questions_a_minute
        self._grids: dict[str, Callable[[], bool]] = {}  # whose are being made, and whether one was stopped
        self._grid_ended = threading.Condition()
        self._rate = Rate(most=rules.questions_a_minute, seconds=MINUTE)

    def of(self, library: str) -> "Service":
        """Return one that answers from the library that is called so, or from the first; it must be open to ASKER.

        Raises LibraryError.
        """
        if self.directory is not None:
            return self.directory(library, ASKER.get())
        if library:
            raise LibraryError(f"The library “{library}” is not there: there is one only.")
        return self

    def over(self, library: Library) -> "Service":
        """Return one that answers from another library: the line, the limits and the model are the same."""
        other = copy(self)
        other._library = other._other = library
        return other

    @property
    def _answering(self) -> "Assistant":
        """What answers now: the model may have changed since the last question."""
        return self._assistant if self._other is None else self._assistant.over(self._other)

    @property
    def model(self) -> ChatModel:
        """The model that answers now."""
        return self._assistant.model

    def ask(self, question: str, history: Sequence[Turn] = (), options: Options = USUAL) -> Answer:
        """Answer a question when its turn has come. Raises QuestionError as `stream` does."""
        *_, answer = self.stream(question, history, options)
        assert isinstance(answer, Answer)
        return answer

    def stream(self, question: str, history: Sequence[Turn] = (), options: Options = USUAL) -> Iterator[Event]:
        """Yield how many questions are before this one, and then what `Assistant.stream` yields.

        Raises QuestionError when the line is full, or too much was asked in the last minute.
        """
        return self._logged(ASKER.get(), question, history, options)  # the events may be drawn in another context

    def grid(
        self,
        question: str,
        options: Options = USUAL,
        *,
        documents: Sequence[DocumentSummary] | None = None,
        stopped: Callable[[], bool] = never,
    ) -> Iterator[Row]:
        """Yield what `Assistant.grid` yields: one question of the minute, and a place in line for each document.

        So the questions of others come between. Raises QuestionError as `stream` does, and while another such
        table is made for the same user.
        """
        return self._each(ASKER.get(), question, options, documents, stopped)

    def quote(self, question: str) -> Answer:
        """Answer as `Assistant.quote` does, in turn, what nobody asked: it counts for no one, nor is it logged."""
        with self._line.place("", admitted=True) as ticket:
            for _ in self._line.ahead(ticket):
                pass
            return self._answering.quote(question)

    def search(self, query: str, k: int) -> tuple[Hit, ...]:
        """Return passages at once: search waits for nobody. Raises QuestionError as `stream` does."""
        asker, started = ASKER.get(), time.perf_counter()
        self._check_rate(asker)
        hits = self._library.search(query, k)
        facts = {"request": new_request(), "user": asker, "found": len(hits)}
        log("search", {**facts, "total": time.perf_counter() - started})
        return hits

    def change_model(self, named: str, asker: str) -> Iterator[Progress]:
        """Yield what is waited for until another model answers: its turn comes as that of a question does.

        Raises ModelError as `Generator.change` does, QuestionError when the line is full.
        """
        assert self.generator is not None
        facts: dict[str, Any] = {"request": new_request(), "user": asker, "model": named, "outcome": "failed"}
        try:
            with self._line.place(asker) as ticket:
                for before in self._line.ahead(ticket):
                    yield Progress(f"Waiting for {counted(before, 'question')}")
                yield Progress(f"Loading {named}")
                self.generator.change(named)
            facts["outcome"] = "loaded"
        finally:
            log("model", facts)

    def health(self) -> dict[str, Any]:
        """Return that the server is up, how much it holds, and the model's name: nothing of the documents."""
        held = self._library.status()
        return {
            "status": "ok",
            "documents": held.documents,
            "passages": held.passages,
            "model": self.model.name,
        }

    def _check_rate(self, asker: str) -> None:
        if wait := self._rate.take(asker):
            raise QuestionError(
                f"{counted(self._a_minute, 'question')} a minute may be asked here: "
                f"ask again in {counted(math.ceil(wait), 'second')}."
            )

    def _logged(self, asker: str, question: str, history: Sequence[Turn], options: Options) -> Iterator[Event]:
        """Yield the events, and write down when they end what came of the question."""
        facts: dict[str, Any] = {"request": new_request(), "user": asker}
        log("asked", {**facts, "question": question}, level="debug")
        started = time.perf_counter()
        with _told_of("question", facts):
            self._check_rate(asker)
            with self._line.place(asker) as ticket:
                yield from self._waiting(ticket)
                facts["waited"] = time.perf_counter() - started
                for event in self._answering.stream(question, history, options):
                    if isinstance(event, Answer):
                        facts |= {"outcome": "answered" if event.answered else "refused", **_facts(event)}
                    yield event

    def _waiting(self, ticket: Ticket) -> Iterator[Progress]:
        for before in self._line.ahead(ticket):
            yield Progress(f"{counted(before, 'question')} before yours")

    def _each(
        self,
        asker: str,
        question: str,
        options: Options,
        documents: Sequence[DocumentSummary] | None,
        stopped: Callable[[], bool],
    ) -> Iterator[Row]:
        """Yield the rows, and write down when they end how many there were."""

        def in_turn(question: str, history: Sequence[Turn], options: Options, /) -> Iterator[Event]:
            with self._line.place(asker, admitted=True) as ticket:
                yield from self._waiting(ticket)
                yield from self._answering.stream(question, history, options)

        facts: dict[str, Any] = {"request": new_request(), "user": asker, "rows": 0, "answered": 0, "errors": 0}
        log("asked", {"request": facts["request"], "user": asker, "question": question}, level="debug")
        with _told_of("grid", facts):
            self._line.check_room()
            with self._only_grid(asker, stopped):
                self._check_rate(asker)
                rows = ask_each(in_turn, self._library, question, options, documents=documents, stopped=stopped)
                for row in rows:
                    facts["rows"] += 1
                    facts["answered"] += row.answered
                    facts["errors"] += row.error != ""
                    yield row
            facts["outcome"] = "stopped" if stopped() else "done"

    @contextmanager
    def _only_grid(self, asker: str, stopped: Callable[[], bool]) -> Iterator[None]:
        """Let one at a time be made for a user: many would fill the line. Raises QuestionError.

        One that was stopped is not waited for: it may be at its last document, or in line for it, for long.
        """

        def may_begin() -> bool:
            other = self._grids.get(asker)
            return other is None or other()

        with self._grid_ended:
            # A page that is closed while it is made stops it a little later.
            if not self._grid_ended.wait_for(may_begin, timeout=WINDING_DOWN):
                raise QuestionError("Each document is being asked for you already: wait for it, or stop it first.")
            self._grids[asker] = stopped
        try:
            yield
        finally:
            with self._grid_ended:
                if self._grids.get(asker) is stopped:
                    del self._grids[asker]
                self._grid_ended.notify_all()


def quotes_only(assistant: "Assistant | Service | None") -> str:
    """Return why no model writes and answers are quotes; "" where one does."""
    return why_no_model(getattr(assistant, "model", None))


@contextmanager
def _told_of(event: str, facts: dict[str, Any]) -> Iterator[None]:
    """Write down at the end what came of something: the error, or its "outcome", which is "stopped" until told."""
    started, level = time.perf_counter(), "info"
    try:
        yield
    except Stopped:
        raise
    except PinciteError as error:
        facts["outcome"] = type(error).__name__
        raise
    except Exception as error:
        facts["outcome"], level = f"failed: {type(error).__name__}", "error"
        raise
    finally:
        outcome = facts.pop("outcome", "stopped")
        log(event, {**facts, "total": time.perf_counter() - started, "outcome": outcome}, level=level)


def _facts(answer: Answer) -> dict[str, Any]:
    """Return what the log says of an answer."""
    return {
        "retrieve": answer.timings.retrieve,
        "first_token": answer.timings.first_token,
        "passages": len(answer.passages),
        "tokens": answer.tokens.completion,
    }
