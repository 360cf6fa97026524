"""What happens in the settings' tab: reading and writing them, and the status of model and library."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import gradio as gr

from index.library import Library
from qa.options import Options
from ui.chat.toasts import errors_shown
from ui.conversation import Exchange
from ui.kept.settings import Settings, SettingsFile
from ui.language import number, say
from ui.scope import Scope
from ui.words import escaped

SPEEDS = 5
"""Answers whose speed is averaged."""


class Preferences:
    """The handlers over the settings kept with a library; `model` gives the name of the one in use, or None."""

    def __init__(
        self,
        library: Library,
        model: Callable[[], str | None],
        user: Callable[[gr.Request], str | None],
        file: SettingsFile | None = None,
    ) -> None:
        """Serve the settings of all users; `user` tells whose a request may see.

        They are kept in `file`, one for several libraries, or else with the library.
        """
        self._library = library
        self._model = model
        self._user = user
        self._file = file or SettingsFile(library.folder)

    def opened(self, request: gr.Request) -> tuple[str, int, str, str]:
        """Return what a user has set, for a page just loaded."""
        with errors_shown():
            settings = self._file.of(self._user(request))
        return settings.length, settings.sentences, settings.strictness, settings.theme

    def keep(self, length: Any, sentences: Any, strictness: Any, theme: Any, request: gr.Request) -> None:  # noqa: ANN401 - checked by Settings
        """Write down what was chosen."""
        with errors_shown():
            self._file.keep(self._user(request), Settings(length, int(sentences), strictness, theme))

    def options(self, scope: Scope, request: gr.Request, *, quote: bool = False) -> Options:
        """Return how the user's questions over `scope`, less what has gone of it, are answered."""
        with errors_shown():
            if scope.documents:
                scope = scope.within(self._library.documents())
            return replace(self._file.of(self._user(request)).options(scope), quote=quote)

    def status(self, exchanges: Sequence[Exchange], request: gr.Request) -> str:
        """Return model, speed and size of the library, and who is signed in."""
        held = self._library.status()
        sizes = [
            say("{n} document|{n} documents", n=held.documents),
            say("{n} passage|{n} passages", n=held.passages),
        ]
        if held.bytes_on_disk is not None:
            sizes.append(say("{size} MB", size=number(held.bytes_on_disk / 1e6, 1)))
        facts = {
            say("Model"): self._model() or _model_of(exchanges) or say("loaded with the first question"),
            say("Speed"): _speed(exchanges),
            say("Library"): ", ".join(sizes),
            say("Folder"): str(held.folder),
        }
        rows = "".join(f"<dt>{name}</dt><dd><bdi>{escaped(fact)}</bdi></dd>" for name, fact in facts.items())
        return f'<dl class="status">{rows}{_signed_in(request.username)}</dl>'


def _signed_in(name: str | None) -> str:
    if name is None:
        return ""
    words = say("Sign out")
    button = f'<button class="act undoing" type="button" name="sign-out" value="">{words}</button>'
    return f"<dt>{say('Signed in')}</dt><dd><bdi>{escaped(name)}</bdi> {button}</dd>"


def _model_of(exchanges: Sequence[Exchange]) -> str:
    return next((exchange.answer.model for exchange in reversed(exchanges) if exchange.answer), "")


def _speed(exchanges: Sequence[Exchange]) -> str:
    """Return the tokens a second of the last answers, from their first token on."""
    answers = [exchange.answer for exchange in exchanges if exchange.answer is not None][-SPEEDS:]
    written = [answer for answer in answers if answer.timings.total > answer.timings.first_token > 0]
    seconds = sum(answer.timings.total - answer.timings.first_token for answer in written)
    tokens = sum(answer.tokens.completion for answer in written)
    if not seconds or not tokens:
        return say("known after an answer")
    return say(
        "{speed} tokens a second in {n} answer|{speed} tokens a second in {n} answers",
        speed=number(tokens / seconds),
        n=len(written),
    )
