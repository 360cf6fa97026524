"""The web chat: the parts of the page, what they are wired to, and the server, for this computer only."""

import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Read when gradio is imported: nothing about this page or its documents is reported to anyone.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr

from index.errors import PinciteError
from index.library import Library
from ui.page import Page
from ui.panel import EMPTY_PANEL

if TYPE_CHECKING:
    from qa import Assistant

MAX_UPLOAD = "100mb"
PORTS_TRIED = 100
UPLOADS_KEPT_SECONDS = 3600

_STATIC = Path(__file__).parent / "static"
_CLICKS = (_STATIC / "chat.js").read_text(encoding="utf-8")

# The browser itself then refuses to load anything from another host, whatever stands in a document.
# Gradio evaluates templates and inlines styles, hence the two exceptions.
_HEAD = (
    '<meta http-equiv="Content-Security-Policy" content="'
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; object-src 'none'; form-action 'self'\">"
    '<meta name="referrer" content="no-referrer">'
    f"<style>{(_STATIC / 'chat.css').read_text(encoding='utf-8')}</style>"
)


def build(assistant: "Assistant", library: Library) -> gr.Blocks:
    """Return the page over `assistant` and `library`; files uploaded through it are kept in the library's folder.

    Start it with `launch(**launch_settings())`: the look and the guards against other hosts belong to launch.
    """
    page = Page(assistant, library)
    with gr.Blocks(
        title="Pincite",
        analytics_enabled=False,
        fill_height=True,
        fill_width=True,
        delete_cache=(UPLOADS_KEPT_SECONDS, UPLOADS_KEPT_SECONDS),
    ) as blocks:
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

        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        free = {**private, "concurrency_limit": None}

        blocks.load(page.opened, outputs=[masthead, conversation, shelf], **free)

        accepted = gr.on(
            [question.submit],
            page.accept,
            inputs=[question, exchanges],
            outputs=[exchanges, conversation, question],
            **free,
        )
        tried = conversation.ask(
            page.accept_example, inputs=[exchanges], outputs=[exchanges, conversation, question], **free
        )
        answering = [
            event.then(
                page.respond,
                inputs=[exchanges],
                outputs=[exchanges, conversation, panel],
                concurrency_limit=1,
                concurrency_id="answer",
                **private,
            )
            for event in (accepted, tried)
        ]
        for event in answering:
            event.then(_ready, outputs=[question], **free)
        question.stop(
            page.stop, inputs=[exchanges], outputs=[exchanges, conversation], cancels=answering, **free
        ).then(_ready, outputs=[question], **free)
        masthead.restart(
            page.restart, inputs=[exchanges], outputs=[exchanges, conversation], cancels=answering, **free
        ).then(_ready, outputs=[question], **free)

        for linked in (conversation, panel, shelf):
            linked.open(page.show, inputs=[exchanges], outputs=[panel], **free)
            linked.open(lambda: gr.Tabs(selected="evidence"), outputs=[tabs], **free)
        for linked in (masthead, conversation):
            linked.documents(lambda: gr.Tabs(selected="documents"), outputs=[tabs], **free)

        upload.upload(page.add, inputs=[upload], outputs=[masthead, report, shelf], **private).then(
            page.welcomed, inputs=[exchanges], outputs=[conversation], **free
        )
        wanted.input(page.filtered, inputs=[wanted], outputs=[shelf], **free)
    return blocks


def _html(name: str, value: str = "") -> gr.HTML:
    return gr.HTML(value, elem_id=name, js_on_load=_CLICKS, apply_default_css=False)


def _ready() -> gr.Textbox:
    return gr.Textbox(submit_btn=True, stop_btn=False)


def launch_settings() -> dict[str, Any]:
    """Return what `Blocks.launch` needs for this page besides host and port: its look, and no other host ever."""
    return {
        "share": False,
        "quiet": True,
        "footer_links": [],
        "run_history": False,
        "ssr_mode": False,
        "enable_monitoring": False,
        "max_file_size": MAX_UPLOAD,
        "theme": gr.themes.Base(font=["sans-serif"], font_mono=["monospace"]),
        "head": _HEAD,
    }


def serve(library_folder: Path, *, host: str = "127.0.0.1", port: int = 7860, open_browser: bool = False) -> None:
    """Open the library (an empty one is made if there is none) and serve the chat until interrupted.

    Prints the address. Where `port` is taken, the next free one is used, and that is said.
    """
    from qa import Assistant  # not needed to build the page over another assistant

    free = free_port(host, port)
    with Library.open(library_folder, create=True) as library:
        blocks = build(Assistant(library), library)
        blocks.launch(server_name=host, server_port=free, prevent_thread_lock=True, **launch_settings())
        taken = f" (port {port} is taken)" if free != port else ""
        sys.stdout.write(f"Pincite is open at http://{host}:{free}{taken}. Press Ctrl+C to stop.\n")
        sys.stdout.flush()
        blocks.block_thread()


def free_port(host: str, port: int) -> int:
    """Return the first port from `port` on that can be bound on `host`."""
    for candidate in range(port, port + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError:
                continue
            return candidate
    last = port + PORTS_TRIED - 1
    raise PinciteError(f"no free port on {host} between {port} and {last}: choose another with --port")
