"""What happens on the page: asking, stopping, opening a place; a handler returns what it changes."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import gradio as gr

from index.errors import LibraryError, PinciteError, QuestionError
from index.filters import Filters
from index.library import Library
from index.limits import QUESTION
from qa.answer import Answer
from qa.options import USUAL, Options
from ui.chat.examples import Examples
from ui.chat.toasts import errors_shown, problem
from ui.conversation import Exchange, drained, history
from ui.export.formats import buttons, download
from ui.serve.api import asker
from ui.serve.rate import Rate
from ui.serve.service import MINUTE, quotes_only
from ui.view import shelf
from ui.view.panel import evidence, gone
from ui.view.place import Place
from ui.view.render import conversation, place_of, shown_with
from ui.view.thumbs import Votes
from ui.words import escaped

if TYPE_CHECKING:
    from qa import Assistant
    from ui.serve.service import Service

Exchanges = tuple[Exchange, ...]
UNCHANGED: dict[str, Any] = gr.skip()
FAILED = "Something went wrong while this was answered. The terminal that runs Pincite shows what."
LONGEST_CONVERSATION = 200
MOST_STOPPED = 1000  # more than can be in line
VOTES_A_MINUTE = 60
TOO_LONG = "This has {:,} characters, and at most {:,} are read."
NO_MORE = f"{LONGEST_CONVERSATION} questions were asked in this conversation: start a new one."
ANOTHER = "This conversation asks the library “{}”, and another is open here: start a new one, or open it again."
SLOWLY = f"{VOTES_A_MINUTE} votes a minute are kept: wait a moment."
NOTHING_CHOSEN = (
    "What this conversation was to ask is no longer in the library. Choose other documents, or ask all of them."
)


class Page:
    """The handlers over one assistant and its library."""

    def __init__(self, assistant: "Assistant | Service", library: Library, name: str = "") -> None:
        """Serve one page, or many at once; `name` is what the library is called."""
        self.name = name
        self._assistant = assistant
        self._library = library
        self._stopped: dict[str, None] = {}  # in the order in which they were
        self._under_way: dict[str, Exchange] = {}
        self._examples = Examples(library, assistant.quote)
        self._votes = Votes(library.folder)
        self._vote_rate = Rate(most=VOTES_A_MINUTE, seconds=MINUTE)

    def shown(self, exchanges: Exchanges) -> str:
        """Return the conversation that `exchanges` make; without any, its first page."""
        return self._conversation(exchanges)

    def accept(self, question: str, exchanges: Exchanges) -> tuple[Any, Any, Any]:
        """Return exchanges, conversation and question box with `question` waiting, unless one waits already."""
        if not question.strip() or (exchanges and exchanges[-1].pending):
            return UNCHANGED, UNCHANGED, UNCHANGED
        if len(question) > QUESTION:
            raise problem(TOO_LONG.format(len(question), QUESTION))
        if len(exchanges) >= LONGEST_CONVERSATION:
            raise problem(NO_MORE)
        self._check_own(exchanges)
        exchanges = (*exchanges, Exchange.begin(question.strip(), self.name))
        return exchanges, self._conversation(exchanges), gr.Textbox(value="", submit_btn=False, stop_btn=True)

    def accept_example(self, exchanges: Exchanges, event: gr.EventData) -> tuple[Any, Any, Any]:
        """Do as `accept` with the example question that was clicked."""
        return self.accept(str(event.question), exchanges)

    def respond(self, exchanges: Exchanges, options: Options = USUAL) -> Iterator[tuple[Any, Any, Any]]:
        """Yield exchanges, conversation and evidence as the answer to the waiting question comes in."""
        if not exchanges or not exchanges[-1].pending or exchanges[-1].library != self.name:
            yield UNCHANGED, UNCHANGED, UNCHANGED  # the last: the page has another library by now
            return
        *earlier, current = exchanges
        titles = self._titles()
        events = self._assistant.stream(current.question, history(tuple(earlier)), options)
        try:
            self._check_chosen(options.filters)
            for event in drained(events, stopped=partial(self._stopped.__contains__, current.id)):
                if current.id in self._stopped:
                    break
                current = current.after(event)
                self._under_way[current.id] = current
                if current.pending:
                    yield UNCHANGED, self._conversation((*earlier, current), titles), UNCHANGED
        except GeneratorExit:  # the page was closed: nobody waits for this any more
            self._give_up(current)
            raise
        except PinciteError as error:
            current = replace(current, problem=str(error))
        except Exception:
            current = replace(current, problem=FAILED)
            yield (*earlier, current), self._conversation((*earlier, current), titles), UNCHANGED
            raise
        finally:
            self._under_way.pop(current.id, None)
        if current.id in self._stopped:  # the page shows so already, and may be further on
            yield UNCHANGED, UNCHANGED, UNCHANGED
            return
        exchanges = (*earlier, current)
        yield exchanges, self._conversation(exchanges, titles), self._first_evidence(current)

    def stop(self, exchanges: Exchanges) -> tuple[Any, Any]:
        """Return exchanges and conversation with the waiting question given up; what was written of it stays."""
        if not exchanges or not exchanges[-1].pending:
            return UNCHANGED, UNCHANGED
        *earlier, current = exchanges
        self._give_up(current)
        exchanges = (*earlier, self._under_way.get(current.id, current).stopped())
        return exchanges, self._conversation(exchanges)

    def restart(self, exchanges: Exchanges) -> tuple[Exchanges, str]:
        """Return exchanges and conversation of a fresh start; an answer on its way is given up."""
        self.stop(exchanges)
        return (), self._conversation(())

    def ready(self, exchanges: Exchanges) -> gr.Textbox | dict[str, Any]:
        """Return the question box ready to send, unless another question was asked meanwhile."""
        if exchanges and exchanges[-1].pending:
            return UNCHANGED
        return gr.Textbox(submit_btn=True, stop_btn=False)

    def vote(
        self, exchanges: Exchanges, event: gr.EventData, request: gr.Request | None = None
    ) -> str | dict[str, Any]:
        """Return the conversation after a thumb was pressed, or the right answer saved (`event.right_answer`)."""
        number = next((i for i, exchange in enumerate(exchanges) if exchange.id == event.exchange), None)
        answer = exchanges[number].answer if number is not None else None
        if answer is None:
            return UNCHANGED
        self._check_own(exchanges)
        if self._vote_rate.take(asker(request)):
            raise problem(SLOWLY)
        if len(right_answer := str(event.right_answer or "")) > QUESTION:
            raise problem(TOO_LONG.format(len(right_answer), QUESTION))
        voted = (str(event.exchange), answer, history(exchanges[:number]))
        try:
            if event.right_answer is None:
                self._votes.press(*voted, up=event.thumb == "up")
            else:
                self._votes.correct(*voted, right_answer=right_answer)
        except OSError as error:
            raise problem(f"{self._votes.file} cannot be written: {error}.") from error
        except QuestionError as error:
            raise problem(str(error)) from error
        return self._conversation(exchanges)

    def show(self, exchanges: Exchanges, event: gr.EventData) -> tuple[str, gr.Tabs]:
        """Return the evidence panel for the place whose link was clicked, in front."""
        place = Place.from_link(str(event.place))
        answer = None if place is None else _answer_around(place, exchanges)
        return self.evidence_at(place, answer), gr.Tabs(selected="evidence")

    def evidence_at(self, place: Place | None, answer: Answer | None) -> str:
        """Return the evidence panel for a place, with the other sentences of an answer around it."""
        return gone() if place is None else self._evidence(place, answer)

    def exporting(self, exchanges: Exchanges) -> str:
        """Return what exports the conversation."""
        return buttons(exchanges)

    def export(self, exchanges: Exchanges, event: gr.EventData) -> str:
        """Return the conversation as a file, in the format that was chosen."""
        return download(exchanges, str(event.value))

    def copied(self, exchanges: Exchanges) -> Exchanges:
        """Return exchanges for another conversation, which share the votes on their answers with these."""
        copies = tuple(exchange.copied() for exchange in exchanges)
        for exchange, copy in zip(exchanges, copies, strict=True):
            self._votes.share(exchange.id, copy.id)
        return copies

    def welcomed(self, exchanges: Exchanges) -> str | dict[str, Any]:
        """Return the first page of a conversation again, after documents were added before any question."""
        return UNCHANGED if exchanges else self._conversation(())

    def find_examples(self) -> None:
        """Seek the questions to start with, some seconds long after a change; `welcomed` shows them then."""
        with errors_shown():
            self._examples.find()

    def _give_up(self, exchange: Exchange) -> None:
        """Note that nobody waits for an answer any more, for as long as it may still be on its way."""
        self._stopped[exchange.id] = None
        while len(self._stopped) > MOST_STOPPED:
            self._stopped.pop(next(iter(self._stopped)), None)

    def _titles(self) -> dict[str, str]:
        return {document.id: document.title for document in self._library.documents()}

    def _conversation(self, exchanges: Exchanges, titles: Mapping[str, str] | None = None) -> str:
        if not exchanges:
            documents = self._library.documents()
            return shelf.welcome(documents, self._examples.found(), quotes_only(self._assistant))
        titles = self._titles() if titles is None else titles
        return conversation(exchanges, titles=titles, vote_on=self._votes.of)

    def _check_own(self, exchanges: Exchanges) -> None:
        """Raise gr.Error for the conversation of another library, as the page of a browser may have it still."""
        if exchanges and exchanges[0].library != self.name:
            raise problem(ANOTHER.format(escaped(exchanges[0].library)))

    def _check_chosen(self, filters: Filters | None) -> None:
        """Raise QuestionError where nothing of what was chosen is in the library."""
        if filters is None:
            return
        try:
            there = self._library.documents(filters)
        except LibraryError:  # it names a document that has gone
            there = ()
        if not there:
            raise QuestionError(NOTHING_CHOSEN)

    def _first_evidence(self, exchange: Exchange) -> str | dict[str, Any]:
        if exchange.answer is None or not exchange.answer.citations:
            return UNCHANGED
        return self._evidence(place_of(exchange.answer.citations[0]), exchange.answer)

    def _evidence(self, place: Place, answer: Answer | None) -> str:
        try:
            document = self._library.document(place.document_id)
        except PinciteError:
            return gone()
        if answer is None:
            return evidence(document, place)
        return evidence(document, place, shown_with(answer), answered=answer.answered)


def _answer_around(place: Place, exchanges: Exchanges) -> Answer | None:
    """Return the latest answer that a sentence at `place` is listed with, or None."""
    answers = (exchange.answer for exchange in reversed(exchanges) if exchange.answer is not None)
    return next((one for one in answers if any(place_of(cited) == place for cited in shown_with(one))), None)
