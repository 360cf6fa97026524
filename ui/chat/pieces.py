"""What the parts of the page are made of: HTML that tells what was clicked in it, and lines to type into."""

from pathlib import Path

import gradio as gr

STATIC = Path(__file__).parents[1] / "static"
_CLICKS = (STATIC / "chat.js").read_text(encoding="utf-8")
_READING = (STATIC / "reading.js").read_text(encoding="utf-8")
_ACTS = (STATIC / "shelves.js").read_text(encoding="utf-8")
_GRID = (STATIC / "grid.js").read_text(encoding="utf-8")


def html(name: str, value: str = "") -> gr.HTML:
    """Return a part whose links are events."""
    return gr.HTML(value, elem_id=name, js_on_load=_CLICKS + _READING, apply_default_css=False)


def listing(name: str) -> gr.HTML:
    """Return a part whose links and buttons are events."""
    return gr.HTML("", elem_id=name, js_on_load=_CLICKS + _ACTS, apply_default_css=False)


def table(name: str, value: str = "") -> gr.HTML:
    """Return a part with the table of a question that is asked of each document."""
    return gr.HTML(value, elem_id=name, js_on_load=_CLICKS + _GRID, apply_default_css=False)


def composer(name: str, label: str, placeholder: str, *, autofocus: bool = False) -> gr.Textbox:
    """Return a box to write a question in, with a button that sends it, or stops what came of it."""
    return gr.Textbox(
        label=label,
        show_label=False,
        placeholder=placeholder,
        lines=1,
        max_lines=6,
        submit_btn=True,
        autofocus=autofocus,
        elem_id=name,
    )


def line(name: str, label: str, placeholder: str, *, visible: bool = True) -> gr.Textbox:
    """Return a line to type into, whose label only a screen reader tells."""
    return gr.Textbox(
        "",
        label=label,
        show_label=False,
        container=False,
        placeholder=placeholder,
        elem_id=name,
        elem_classes="line",
        visible=visible,
    )
