"""The parts of the page: conversation and question box on the left, evidence and documents on the right."""

from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from ui.panel import EMPTY_PANEL

STATIC = Path(__file__).parent / "static"
_CLICKS = (STATIC / "chat.js").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Parts:
    """What events come from and go to; `exchanges` is the conversation of one open page."""

    exchanges: gr.State
    masthead: gr.HTML
    conversation: gr.HTML
    question: gr.Textbox
    tabs: gr.Tabs
    panel: gr.HTML
    upload: gr.UploadButton
    report: gr.HTML
    wanted: gr.Textbox
    shelf: gr.HTML


def lay_out() -> Parts:
    """Make the parts inside the `gr.Blocks` that is being built."""
    exchanges = gr.State(())
    masthead = _html("masthead")
    with gr.Row(elem_id="layout"):
        with gr.Column(elem_id="talk"):
            conversation = _html("conversation")
            question = gr.Textbox(
                label="Question",
                show_label=False,
                placeholder="Ask about your documents",
                lines=1,
                max_lines=6,
                submit_btn=True,
                autofocus=True,
                elem_id="composer",
            )
        with gr.Column(elem_id="side"):
            _html("closer", '<a class="close" href="#close" role="button">Back to the conversation</a>')
            with gr.Tabs(elem_id="tabs") as tabs:
                with gr.Tab("Evidence", id="evidence"):
                    panel = _html("panel", EMPTY_PANEL)
                with gr.Tab("Documents", id="documents"):
                    upload = gr.UploadButton("Add files", file_count="multiple", elem_id="upload")
                    report = _html("report")
                    wanted = gr.Textbox(
                        label="Find a document",
                        show_label=False,
                        placeholder="Find by title or file name",
                        elem_id="finder",
                    )
                    shelf = _html("shelf")
    return Parts(
        exchanges=exchanges,
        masthead=masthead,
        conversation=conversation,
        question=question,
        tabs=tabs,
        panel=panel,
        upload=upload,
        report=report,
        wanted=wanted,
        shelf=shelf,
    )


def _html(name: str, value: str = "") -> gr.HTML:
    return gr.HTML(value, elem_id=name, js_on_load=_CLICKS, apply_default_css=False)
