"""Questions of many users to one assistant: each waits for its turn, is counted against a limit, and is logged."""

import math
import time
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from index.errors import PinciteError, QuestionError
from index.library import Library
from index.types import Hit
from qa.answer import Answer, Event, Progress, Turn
from ui.line import Line
from ui.log import log, new_request
from ui.rate import Rate
from ui.rules import Rules
from ui.words import counted

if TYPE_CHECKING:
    from qa import Assistant

MINUTE = 60.0

ASKER: ContextVar[str] = ContextVar("asker", default="guest")
"""Who asks: the name of somebody signed in, else the address of the computer."""


class Service:
    """An assistant that is asked as `Assistant` is, by many at once."""

    def __init__(self, assistant: "Assistant", library: Library, rules: Rules) -> None:
        """Begin with nobody in line."""
        self._assistant = assistant
        self._library = library
        self._line = Line(longest=rules.waiting)
        self._a_minute = rules.questions_a_minute
        self._rate = Rate(most=rules.questions_a_minute, seconds=MINUTE)

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer a question when its turn has come. Raises QuestionError as `stream` does."""
        *_, answer = self.stream(question, history)
        assert isinstance(answer, Answer)
        return answer

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Event]:
        """Yield how many questions are before this one, and then what `Assistant.stream` yields.

        Raises QuestionError when the line is full, or too much was asked in the last minute.
        """
        return self._logged(question, history, ASKER.get())  # read now: the events may be drawn in another context

    def search(self, query: str, k: int) -> tuple[Hit, ...]:
        """Return passages at once: search waits for nobody."""
        asker, started = ASKER.get(), time.perf_counter()
        self._check_rate(asker)
        hits = self._library.search(query, k)
        facts = {"request": new_request(), "user": asker, "found": len(hits)}
        log("search", {**facts, "total": time.perf_counter() - started})
        return hits

    def health(self) -> dict[str, Any]:
        """Return that the server is up, how much it holds, and the model's name: nothing of the documents."""
        held = self._library.status()
        model = getattr(self._assistant, "model", None)
        return {
            "status": "ok",
            "documents": held.documents,
            "passages": held.passages,
            "model": getattr(model, "name", None),
        }

    def _check_rate(self, asker: str) -> None:
        if wait := self._rate.take(asker):
            raise QuestionError(
                f"{counted(self._a_minute, 'question')} a minute may be asked here: "
                f"ask again in {counted(math.ceil(wait), 'second')}."
            )

    def _logged(self, question: str, history: Sequence[Turn], asker: str) -> Iterator[Event]:
        facts: dict[str, Any] = {"request": new_request(), "user": asker}
        log("asked", {**facts, "question": question}, level="debug")
        started, outcome = time.perf_counter(), "stopped"
        try:
            for event in self._in_turn(question, history, asker, facts):
                if isinstance(event, Answer):
                    outcome = "answered" if event.answered else "refused"
                    facts |= {"retrieve": event.timings.retrieve, "first_token": event.timings.first_token}
                    facts |= {"passages": len(event.passages), "tokens": event.tokens.completion}
                yield event
        except PinciteError as error:
            outcome = type(error).__name__
            raise
        except Exception as error:
            outcome = f"failed: {type(error).__name__}"
            raise
        finally:
            log("question", {**facts, "total": time.perf_counter() - started, "outcome": outcome})

    def _in_turn(
        self, question: str, history: Sequence[Turn], asker: str, facts: dict[str, Any]
    ) -> Iterator[Event]:
        self._check_rate(asker)
        came = time.perf_counter()
        with self._line.place(asker) as ticket:
            for before in self._line.ahead(ticket):
                yield Progress(f"{counted(before, 'question')} before yours")
            facts["waited"] = time.perf_counter() - came
            yield from self._assistant.stream(question, history)
