"""What the parts of the page are made of: HTML that tells what was clicked in it, and lines to type into."""

from pathlib import Path

import gradio as gr
from gradio.i18n import I18nData

from ui.language import LANGUAGES, texts

STATIC = Path(__file__).parents[1] / "static"
_CLICKS = (STATIC / "chat.js").read_text(encoding="utf-8")
_READING = (STATIC / "reading.js").read_text(encoding="utf-8")
_ACTS = (STATIC / "shelves.js").read_text(encoding="utf-8")
_GRID = (STATIC / "grid.js").read_text(encoding="utf-8")

_OTHERS = {language: texts(language)["labels"] for language in LANGUAGES if language != "en"}
LABELS = gr.I18n(en={text: text for labels in _OTHERS.values() for text in labels}, **_OTHERS)


def label(text: str) -> I18nData:
    """Return a text that the browser puts in the place of a label, in its language."""
    return LABELS(text)


def html(name: str, value: str = "") -> gr.HTML:
    """Return a part whose links are events."""
    return gr.HTML(value, elem_id=name, js_on_load=_CLICKS + _READING, apply_default_css=False)


def listing(name: str) -> gr.HTML:
    """Return a part whose links and buttons are events."""
    return gr.HTML("", elem_id=name, js_on_load=_CLICKS + _ACTS, apply_default_css=False)


def table(name: str, value: str = "") -> gr.HTML:
    """Return a part with the table of a question that is asked of each document."""
    return gr.HTML(value, elem_id=name, js_on_load=_CLICKS + _GRID, apply_default_css=False)


def composer(name: str, label: I18nData, placeholder: I18nData, *, autofocus: bool = False) -> gr.Textbox:
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


def line(name: str, label: I18nData, placeholder: I18nData, *, visible: bool = True) -> gr.Textbox:
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
