"""What is wrong, told by the page in passing and in its own language."""

from collections.abc import Iterator
from contextlib import contextmanager

import gradio as gr

from index.errors import PinciteError
from ui.language import told


def problem(message: str) -> gr.Error:
    """Return what is raised to tell what is wrong, and is not printed."""
    return gr.Error(told(message), print_exception=False)


@contextmanager
def errors_shown() -> Iterator[None]:
    """Show what Pincite's errors say on the page."""
    try:
        yield
    except PinciteError as error:
        raise problem(str(error)) from error
