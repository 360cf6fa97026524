"""One question with what became of it, and the thread that reads an answer's events to their end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar
from uuid import uuid4

from index.stopping import STOP
from qa.answer import Answer, Citation, Delta, Event, Progress, Quote, Turn

T = TypeVar("T")
STOPPED = "Stopped before there was an answer."
STOPPED_DRAFT = "Stopped. What was written until then has not been checked against the documents."


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and how far its answer has come: waiting, drafting, answered, or ended by a problem.

    `nearest` are sentences to look at until the model has written, `quote` the first of them where it answers.
    `library` is the name of the library that is asked.
    """

    id: str
    question: str
    progress: str = ""
    nearest: tuple[Citation, ...] = ()
    quote: Quote | None = None
    draft: str = ""
    answer: Answer | None = None
    problem: str | None = None
    library: str = ""

    @classmethod
    def begin(cls, question: str, library: str = "") -> "Exchange":
        """Return the exchange that `question` opens."""
        return cls(id=uuid4().hex, question=question, library=library)

    def copied(self) -> "Exchange":
        """Return the same for another conversation."""
        return replace(self, id=uuid4().hex)

    @property
    def pending(self) -> bool:
        """Whether an answer is still to come."""
        return self.answer is None and self.problem is None

    def stopped(self) -> "Exchange":
        """Return the exchange given up, with what was written of an answer."""
        return replace(self, problem=STOPPED_DRAFT if self.draft.strip() else STOPPED)

    def after(self, event: Event) -> "Exchange":
        """Return the exchange as `event` leaves it."""
        match event:
            case Progress():
                return replace(self, progress=event.message, nearest=event.nearest, quote=event.quote)
            case Delta():
                return replace(self, draft=self.draft + event.text)
            case Answer():
                return replace(self, answer=event)


def history(exchanges: tuple[Exchange, ...]) -> tuple[Turn, ...]:
    """Return what was asked and answered so far; what ended in a problem was not said."""
    return tuple(
        Turn(question=exchange.question, answer=exchange.answer.text)
        for exchange in exchanges
        if exchange.answer is not None
    )


def drained(events: Iterator[T], stopped: Callable[[], bool]) -> Iterator[T]:
    """Yield `events`, read by one thread of their own until they end or `stopped()`; raise what they raise.

    What they are made of ends early, too, once `stopped()`, and raises Stopped.

    The web server resumes a generator from changing threads and leaves it hanging when the page is closed, while
    the assistant holds the model's lock from its first event to its last. So neither may touch the assistant.
    """
    queue: SimpleQueue[T | BaseException | None] = SimpleQueue()

    def read() -> None:
        STOP.set(stopped)
        try:
            for event in events:
                queue.put(event)
                if stopped():
                    break
        except BaseException as error:  # noqa: BLE001 - not swallowed: raised again below, in the thread that asked
            queue.put(error)
        finally:
            close = getattr(events, "close", None)
            if close is not None:
                close()
            queue.put(None)

    Thread(target=read, name="answer", daemon=True).start()
    while (item := queue.get()) is not None:
        if isinstance(item, BaseException):
            raise item
        yield item
