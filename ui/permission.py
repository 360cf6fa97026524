"""Who sees and who may use what changes the library."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from ui.gate import READ_ONLY
from ui.rules import Rules


def owners_only(handler: Callable[[Any], Any], rules: Rules) -> Callable[[Any, gr.Request], Any]:
    """Return a handler of one input that refuses those who may not change the library, whatever the page shows."""

    def guarded(value: Any, request: gr.Request) -> Any:  # noqa: ANN401 - as the handler
        if not rules.may_change(request.username):
            raise gr.Error(READ_ONLY, print_exception=False)
        return handler(value)

    return guarded


def shown_to_owners(rules: Rules) -> Callable[[gr.Request], gr.UploadButton]:
    """Return a handler that hides the upload button from those who may not use it."""

    def shown(request: gr.Request) -> gr.UploadButton:
        return gr.UploadButton(visible=rules.may_change(request.username))

    return shown
