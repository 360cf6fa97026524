"""What the page tells in passing, in its own language: what is wrong, and what is good to know."""

from collections.abc import Iterator
from contextlib import contextmanager

import gradio as gr

from index.errors import PinciteError
from ui.language import say, told


def problem(message: str) -> gr.Error:
    """Return what is raised to tell what is wrong, and is not printed."""
    return gr.Error(told(message), title=say("Error"), print_exception=False)


def info(message: str) -> None:
    """Tell something that is good to know, said already."""
    gr.Info(message, title=say("Note"))


@contextmanager
def errors_shown() -> Iterator[None]:
    """Show what Pincite's errors say on the page."""
    try:
        yield
    except PinciteError as error:
        raise problem(str(error)) from error
