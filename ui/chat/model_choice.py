"""What happens where the language model is chosen: it is one for all users, and only who may change things may."""

from collections.abc import Iterator
from typing import Any

import gradio as gr

from index.errors import PinciteError
from index.library import Library
from qa.answer import Progress
from ui.chat.page import UNCHANGED
from ui.chat.toasts import problem
from ui.conversation import drained
from ui.kept.settings import SettingsFile
from ui.language import say, told
from ui.serve.api import asker
from ui.serve.rules import NOT_YOURS, Rules
from ui.serve.service import Service, quotes_only
from ui.words import escaped, with_code


class ModelChoice:
    """The handlers over the model of a server; where there is none to choose from, nothing is offered."""

    def __init__(self, service: Service | None, library: Library, rules: Rules) -> None:
        """Keep what is chosen in the library's folder."""
        self._service = service
        self._generator = service.generator if service is not None else None
        self._file = SettingsFile(library.folder)
        self._rules = rules

    def offered_model(self, request: gr.Request) -> tuple[Any, str]:
        """Return the choices, for who may choose, and below them how to get what is missing."""
        if self._generator is None or not self._rules.may_change(request.username):
            return UNCHANGED, ""
        choices = [(words, named) for named, words in self._generator.choices().items()]
        chosen = gr.Radio(
            choices=choices, value=self._generator.named, visible=bool(choices), interactive=bool(choices)
        )
        why = f"<p>{with_code(told(said))}</p>" if (said := quotes_only(self._service)) else ""
        return chosen, why + "".join(_missing(name) for name in self._generator.missing())

    def choose_model(self, named: str, request: gr.Request) -> Iterator[tuple[Any, str]]:
        """Yield the choices, closed meanwhile, and what is waited for until the chosen model answers."""
        if self._service is None or self._generator is None or not self._rules.may_change(request.username):
            raise problem(NOT_YOURS)
        try:
            for event in drained(self._changed(self._service, named, asker(request)), stopped=lambda: False):
                assert isinstance(event, Progress)
                yield (
                    gr.Radio(interactive=False),
                    f'<p class="progress" role="status">{escaped(told(event.message))}</p>',
                )
        except PinciteError as error:
            outcome = f'<p class="choice-problem" role="alert">{escaped(told(str(error)))}</p>'
        else:
            outcome = f'<p role="status">{escaped(say("{model} answers now.", model=named))}</p>'
        chosen, missing = self.offered_model(request)
        yield chosen, outcome + missing

    def _changed(self, service: Service, named: str, user: str) -> Iterator[Progress]:
        yield from service.change_model(named, user)
        self._file.keep_model(named)  # here: a page that was closed meanwhile does not come back for it


def _missing(name: str) -> str:
    command = f"`pincite models pull {name}`"
    words = say("{model} is not on this machine. {command} fetches it.", model=name, command=command)
    return f"<p>{with_code(words)}</p>"
