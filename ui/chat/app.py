"""The web chat: what the parts of the page are wired to, and the server that shows it on this computer only."""

import logging
import os
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

# Read when gradio is imported: nothing about this page or its documents is reported to anyone.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
# Nor is it counted what was called when: of up to 10,000 calls all would be summed up anew after each.
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(sys.maxsize)

import gradio as gr

from index.library import Library
from index.models.files import DEFAULT_GENERATOR
from qa.chat_model import why_no_model
from ui.chat.documents import Documents
from ui.chat.grid import Grid
from ui.chat.history import History
from ui.chat.layout import Parts, lay_out
from ui.chat.model_choice import ModelChoice
from ui.chat.page import Exchanges, Page
from ui.chat.pieces import LABELS, STATIC
from ui.chat.preferences import Preferences
from ui.chat.uploads import ARRIVING_SECONDS, arriving
from ui.chat.wiring import wire_documents, wire_grid, wire_history, wire_libraries, wire_settings
from ui.loop import in_loop
from ui.open_pages import OpenPages
from ui.scope import Scope
from ui.serve.api import add_api, asker
from ui.serve.generator import Generator, loaded
from ui.serve.listening import held_port, url_host
from ui.serve.rules import MAX_UPLOAD, OWN_MACHINE, Rules
from ui.serve.service import ASKER, Service
from ui.serve.serving import serving_settings
from ui.serve.sign_in import explained
from ui.several.chooser import Chooser
from ui.several.desks import Desks
from ui.several.per_page import in_language, per_page

if TYPE_CHECKING:
    from qa import Assistant
    from qa.chat_model import ChatModel
    from qa.reader.protocol import Reader

MOST_PAGES = 500
"""Open pages whose conversation is held in memory, some 20 kB each; that of the longest unused gives way."""

# The browser itself then refuses to load anything from another host, whatever stands in a document.
# Gradio evaluates templates and inlines styles, hence the two exceptions.
_POLICY = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; object-src 'none'; form-action 'self'"
_STYLE = "".join(
    (STATIC / name).read_text(encoding="utf-8") for name in ("chat.css", "shelves.css", "reading.css", "grid.css")
)
_HEAD = (
    f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    '<meta name="referrer" content="no-referrer">'
    f"<style>{_STYLE}</style>"
)

# The handlers are for this page, not a public interface; it shows progress in its own way.
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_FREE: dict[str, Any] = {**_PRIVATE, "concurrency_limit": None}


class _Blocks(gr.Blocks):
    """A page that tells those who sign in, in the language of their browser, what wrong attempts lead to."""

    auth_message = property(lambda _: explained(), lambda _, given: None)


@in_loop
def build(
    assistant: "Assistant | Service", library: Library, rules: Rules = OWN_MACHINE, desks: Desks | None = None
) -> gr.Blocks:
    """Return the page over `assistant` and `library`; files uploaded through it are kept in the library's folder.

    A `Service` in the assistant's place lets the questions of many users wait in line. `desks`, made over the same
    three, are whose folders and other libraries the caller has to end.

    Start it with `launch`: the look and the guards against other hosts belong to that.
    """
    os.environ["GRADIO_TEMP_DIR"] = str(arriving(library).resolve())  # by default all of Gradio share one folder
    blocks = _Blocks(
        title="Pincite",
        analytics_enabled=False,
        fill_height=True,
        fill_width=True,
        delete_cache=(ARRIVING_SECONDS, ARRIVING_SECONDS),
    )
    desks = desks or Desks(assistant, library, rules)
    over_all = Chooser(desks, rules)
    chooser = per_page(Chooser, lambda request: over_all)
    page = per_page(Page, lambda request: desks.at(request).page)
    documents = per_page(Documents, lambda request: desks.at(request).documents)
    preferences = per_page(Preferences, lambda request: desks.at(request).preferences)
    history = per_page(History, lambda request: desks.at(request).history)
    grid = per_page(Grid, lambda request: desks.at(request).grid)
    choice = per_page(ModelChoice, lambda request: desks.at(request).choice)
    with blocks:
        parts = lay_out()
        said = _wire_asking(desks, page, parts)
        _wire_reading(blocks, page, chooser, parts)
        _wire_voting(page, parts)
        wire_documents(blocks, documents, page, parts)
        resumed = wire_history(blocks, history, documents, parts, said)
        wire_grid(grid, parts)
        wire_libraries(blocks, chooser, documents, page, history, parts, resumed)
        wire_settings(blocks, preferences, choice, parts)
    return blocks


def _wire_asking(desks: Desks, page: Page, parts: Parts) -> list[Any]:
    """Wire questions and answers, and return the events after which the conversation is another one."""

    def respond(exchanges: Exchanges, scope: Scope, request: gr.Request) -> Iterator[tuple[Any, Any, Any]]:
        def answers() -> Iterator[tuple[Any, Any, Any]]:
            ASKER.set(asker(request))
            desk = desks.at(request)
            yield from desk.page.respond(exchanges, desk.preferences.options(scope, request))

        yield from in_language(request, answers)

    said = [parts.exchanges, parts.conversation]
    asked = [
        parts.question.submit(page.accept, [parts.question, parts.exchanges], [*said, parts.question], **_FREE),
        parts.conversation.ask(page.accept_example, [parts.exchanges], [*said, parts.question], **_FREE),
    ]

    # Without a limit: they wait in the line of Service, which tells them their place.
    # "multiple": a stopped answer may still be winding down when the next question is asked.
    answers = [
        event.then(respond, [parts.exchanges, parts.scope], [*said, parts.panel], trigger_mode="multiple", **_FREE)
        for event in asked
    ]
    ended = [
        *answers,
        parts.question.stop(page.stop, [parts.exchanges], said, **_FREE),
        parts.masthead.restart(page.restart, [parts.exchanges], said, **_FREE),
    ]
    for event in ended:
        event.then(page.ready, [parts.exchanges], [parts.question], trigger_mode="multiple", **_FREE)
    return [*asked, *ended]


def _wire_reading(blocks: gr.Blocks, page: Page, chooser: Chooser, parts: Parts) -> None:
    empty = [parts.closer, parts.ways, parts.panel, parts.grid.shown]
    blocks.load(chooser.opened, outputs=empty, **_FREE)
    for linked in (parts.conversation, parts.panel, parts.shelf):
        linked.open(page.show, [parts.exchanges], [parts.panel, parts.tabs], **_FREE)
    parts.exchanges.change(page.exporting, [parts.exchanges], [parts.exporting], **_FREE)
    parts.exporting.export(page.export, [parts.exchanges], [parts.exported], **_FREE)


def _wire_voting(page: Page, parts: Parts) -> None:
    # "multiple": a thumb pressed while the one before is written down must not be lost.
    parts.conversation.vote(
        page.vote,
        [parts.exchanges],
        [parts.conversation],
        trigger_mode="multiple",
        concurrency_limit=1,
        **_PRIVATE,
    )


@in_loop
def launch(
    blocks: gr.Blocks, host: str, port: int, *, serving: dict[str, Any] | None = None, open_browser: bool = False
) -> None:
    """Serve the page in a thread, until `blocks.close()`; `serving` are the settings that come from rules."""
    blocks.launch(
        server_name=url_host(host),
        server_port=port,
        inbrowser=open_browser,
        prevent_thread_lock=True,
        **{**launch_settings(), **(serving or {})},
    )
    OpenPages(blocks.app)


def launch_settings() -> dict[str, Any]:
    """Return what `Blocks.launch` needs for this page besides host and port: its look, and no other host ever."""
    return {
        "share": False,
        "quiet": True,
        "footer_links": [],
        "i18n": LABELS,
        "run_history": False,
        "ssr_mode": False,
        "enable_monitoring": False,
        "max_file_size": MAX_UPLOAD,
        "state_session_capacity": MOST_PAGES,
        "theme": gr.themes.Base(font=["sans-serif"], font_mono=["monospace"]),
        "head": _HEAD,
    }


def serve(
    library: Library,
    model: "ChatModel | str" = DEFAULT_GENERATOR,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    rules: Rules = OWN_MACHINE,
    mcp: bool = False,
    reader: "Reader | None" = None,
) -> None:
    """Serve the chat over an opened library, with the default model or another. Ctrl+C ends the process.

    `reader` is another than the trained one. A model that is named, as in the table or by its file, is loaded, and
    may give way to another on the page; so may `NoModel` with a reason, until when answers are quotes. Prints the
    address. Where `port` is taken, the next free one is used, and that is said. `mcp` serves its tools too.
    Raises PinciteError when that package is missing, `host` is no address of this computer, or no model loads.
    """
    address = url_host(host)
    with library, held_port(host, port) as free:
        service = _service(library, model, rules, reader)
        desks = Desks(service, library, rules)
        try:
            blocks = build(service, library, rules, desks)
            add_api(blocks, service)
            library.embedder.embed_query("ready")  # loads the model now, and not while the first question waits
            desks.follow_all()
            serving = serving_settings(service, rules, mcp=mcp)
            launch(blocks, host, free, serving=serving, open_browser=open_browser)
            taken = f" (port {port} is taken)" if free != port else ""
            sys.stdout.write(f"Pincite is open at http://{address}:{free}{taken}. Press Ctrl+C to stop.\n")
            sys.stdout.flush()
            _wait(blocks)
        finally:
            desks.end()
    _end()


def _service(library: Library, model: "ChatModel | str", rules: Rules, reader: "Reader | None") -> Service:
    from qa import Assistant  # not needed to build the page over another assistant

    if not isinstance(model, str):
        given = Assistant(library, model, reader=reader)
        return Service(given, library, rules, Generator(given, None) if why_no_model(model) else None)
    assistant = Assistant(library, None if model == DEFAULT_GENERATOR else loaded(model), reader=reader)
    return Service(assistant, library, rules, Generator(assistant, model))


def _wait(blocks: gr.Blocks) -> None:
    """Wait for Ctrl+C, and close the server without waiting for the streams that every open page holds."""
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # a traceback for each stream that is cut
        blocks.server.config.timeout_graceful_shutdown = 0
        blocks.close(verbose=False)


def _end() -> None:
    """End the process as it is: llama.cpp cannot be freed under a thread that is in the midst of an answer."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
