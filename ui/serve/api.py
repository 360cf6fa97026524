"""The functions of Pincite for other programs: `ask`, `ask_stream`, `quote` and `search`, through Gradio's API."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any, TypeVar

import gradio as gr
from gradio.events import api

from index.errors import PinciteError, QuestionError
from index.limits import shortened
from qa.answer import Answer, Delta, Progress, Turn
from qa.options import Options
from ui.cli.library import hit_json
from ui.conversation import drained
from ui.loop import in_loop
from ui.serve.service import ASKER, Service

MOST_PASSAGES = 100
_NO_HISTORY = 'the history is not a list of {"question": ..., "answer": ...}: send one, or none.'
T = TypeVar("T")


@in_loop
def add_api(blocks: gr.Blocks, service: Service) -> None:
    """Add the functions to the page; the names of their parameters are part of the API."""

    def ask(
        question: str,
        history: list[dict[str, str]] | None = None,
        library: str = "",
        request: gr.Request | None = None,
    ) -> dict[str, Any]:
        """Answer a question from the documents. `history` is a list of {"question": ..., "answer": ...}.

        `library` is the name of the one that is asked, the first if there is none.
        Returns the answer with its statements and citations, schema 2.
        """
        ASKER.set(asker(request))
        return _told(lambda: _of(service, library).ask(said(question), turns(history or ())).to_json())

    def ask_stream(
        question: str,
        history: list[dict[str, str]] | None = None,
        library: str = "",
        request: gr.Request | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Answer a question: {"progress": ...} and {"delta": ...} as they come, last what `ask` gives.

        Once sentences were read, those nearest to the question come along as "nearest", and as "quote" the one
        that answers.
        """
        ASKER.set(asker(request))
        gone = False
        asked = _told(lambda: _of(service, library).stream(said(question), turns(history or ())))
        events = drained(asked, stopped=lambda: gone)
        try:
            while (event := _told(lambda: next(events, None))) is not None:
                match event:
                    case Progress():
                        yield _progress(event)
                    case Delta():
                        yield {"delta": event.text}
                    case Answer():
                        yield event.to_json()
        finally:
            gone = True

    def quote(
        question: str,
        history: list[dict[str, str]] | None = None,
        library: str = "",
        request: gr.Request | None = None,
    ) -> dict[str, Any]:
        """Answer with the sentence itself, without the language model; in the form of `ask`."""
        ASKER.set(asker(request))
        return _told(
            lambda: _of(service, library).ask(said(question), turns(history or ()), Options(quote=True)).to_json()
        )

    def search(
        query: str, k: int = 5, library: str = "", request: gr.Request | None = None
    ) -> list[dict[str, Any]]:
        """Find the `k` best passages for a query, best first, as `pincite search --json` does."""
        ASKER.set(asker(request))
        return _told(
            lambda: [hit_json(hit) for hit in _of(service, library).search(said(query, "query"), within(k))]
        )

    with blocks:
        for function in (ask, ask_stream, quote, search):
            api(function, api_name=function.__name__, concurrency_limit=None)


def _of(service: Service, library: Any) -> Service:  # noqa: ANN401 - comes from outside, checked here
    """Return what answers from a library, by its name. Raises QuestionError, and LibraryError as `Service.of`."""
    return service.of(said(library, "name of the library"))


def _progress(event: Progress) -> dict[str, Any]:
    """Return a step as JSON, with the sentences that were read and the best of them where there are any."""
    told: dict[str, Any] = {"progress": event.message}
    if event.nearest:
        told["nearest"] = [asdict(sentence) for sentence in event.nearest]
    if event.quote:
        told["quote"] = asdict(event.quote)
    return told


def asker(request: gr.Request | None) -> str:
    """Return who sent a request: the name they signed in with, else their computer's address."""
    if request is None:
        return "guest"
    return request.username or (request.client.host if request.client else "guest")


def said(given: Any, what: str = "question") -> str:  # noqa: ANN401 - comes from outside, checked here
    """Return what was sent as a text. Raises QuestionError when it is none."""
    if not isinstance(given, str):
        raise QuestionError(f"the {what} is no text: send one.")
    return given


def turns(history: Any) -> tuple[Turn, ...]:  # noqa: ANN401 - as above
    """Read a conversation's earlier turns. Raises QuestionError when they have another form."""
    try:
        read = tuple(Turn(turn["question"], turn["answer"]) for turn in history)
    except (TypeError, KeyError) as error:
        raise QuestionError(_NO_HISTORY) from error
    if not all(isinstance(text, str) for turn in read for text in (turn.question, turn.answer)):
        raise QuestionError(_NO_HISTORY)
    return read


def within(k: int) -> int:
    """Check how many passages are wanted. Raises QuestionError."""
    if not isinstance(k, int) or not 1 <= k <= MOST_PASSAGES:
        raise QuestionError(f"k is {shortened(str(k), 40)}: ask for 1 to {MOST_PASSAGES} passages.")
    return k


def _told(work: Callable[[], T]) -> T:
    """Do what is asked, and tell an error of Pincite in its own words: Gradio hides those of others."""
    try:
        return work()
    except PinciteError as error:
        raise gr.Error(str(error), print_exception=False) from error
