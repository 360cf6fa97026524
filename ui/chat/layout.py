"""The parts of the page: conversation and question box on the left, evidence and documents on the right."""

from dataclasses import dataclass

import gradio as gr

from ui.chat.grid_parts import GridParts, lay_out_grid, ways_to_ask
from ui.chat.pieces import composer, html, label, line, listing
from ui.chat.tabs import HistoryParts, SettingsParts, lay_out_history, lay_out_settings
from ui.scope import EVERYTHING

OFTEN = 2.0  # seconds after which a page asks what happened in the folders that are kept in sync


@dataclass(frozen=True, slots=True)
class SeveralParts:
    """Which library is open, and the folders it follows; `shown` is the name that the rest is about."""

    shown: gr.State
    libraries: gr.HTML
    folder: gr.Textbox
    followed: gr.HTML
    often: gr.Timer


@dataclass(frozen=True, slots=True)
class Parts:
    """What events come from and go to; `exchanges` is the conversation of one open page."""

    exchanges: gr.State
    scope: gr.State
    replaced: gr.State
    masthead: gr.HTML
    ways: gr.HTML
    only_reads: gr.HTML
    conversation: gr.HTML
    asking: gr.HTML
    exporting: gr.HTML
    exported: gr.HTML
    question: gr.Textbox
    grid: GridParts
    closer: gr.HTML
    tabs: gr.Tabs
    panel: gr.HTML
    upload: gr.UploadButton
    address: gr.Textbox
    several: SeveralParts
    report: gr.HTML
    removed: gr.State
    wanted: gr.Textbox
    order: gr.Dropdown
    shelf: gr.HTML
    history: HistoryParts
    settings: SettingsParts


def lay_out() -> Parts:
    """Make the parts inside the `gr.Blocks` that is being built."""
    exchanges, scope, replaced, removed = gr.State(()), gr.State(EVERYTHING), gr.State(""), gr.State(())
    masthead = listing("masthead")
    with gr.Row(elem_id="layout"):
        with gr.Column(elem_id="talk"):
            only_reads = gr.HTML(elem_id="only-reads", visible=False)  # there for the style alone
            ways = ways_to_ask()
            conversation = html("conversation")
            with gr.Row(elem_id="above"):
                asking = listing("asking")
                exporting = listing("exporting")
            exported = html("exported")
            question = composer("composer", label("Question"), label("Ask about your documents"), autofocus=True)
            grid = lay_out_grid()
        with gr.Column(elem_id="side"):
            closer = html("closer")
            with gr.Tabs(elem_id="tabs") as tabs:
                with gr.Tab(label("Evidence"), id="evidence"):
                    panel = html("panel")
                with gr.Tab(label("Documents"), id="documents"):
                    libraries = listing("libraries")
                    upload = gr.UploadButton(
                        str(label("Add files, or drop files and folders here")),
                        file_count="multiple",
                        elem_id="upload",
                    )
                    address = line("address", label("Web address"), label("Or paste a web address"))
                    folder = line(
                        "folder",
                        label("Folder to keep in sync"),
                        label("Or a folder to keep in sync"),
                        visible=False,
                    )
                    followed = listing("followed")
                    report = listing("report")
                    with gr.Row(elem_classes="finding"):
                        wanted = line("finder", label("Find a document"), label("Find by title or file name"))
                        order = gr.Dropdown(
                            [
                                (label("By title"), "title"),
                                (label("Newest first"), "newest"),
                                (label("Oldest first"), "oldest"),
                                (label("Longest first"), "passages"),
                                (label("By source"), "source"),
                            ],
                            value="title",
                            label=label("Order of the documents"),
                            show_label=False,
                            container=False,
                            filterable=False,
                            min_width=130,
                            scale=0,
                            elem_id="order",
                        )
                    shelf = listing("shelf")
                with gr.Tab(label("History"), id="history"):
                    history = lay_out_history()
                with gr.Tab(label("Settings"), id="settings"):
                    settings = lay_out_settings()
    return Parts(
        exchanges=exchanges,
        scope=scope,
        replaced=replaced,
        masthead=masthead,
        ways=ways,
        only_reads=only_reads,
        conversation=conversation,
        asking=asking,
        exporting=exporting,
        exported=exported,
        question=question,
        grid=grid,
        closer=closer,
        tabs=tabs,
        panel=panel,
        upload=upload,
        address=address,
        several=SeveralParts(gr.State(""), libraries, folder, followed, gr.Timer(OFTEN, active=False)),
        report=report,
        removed=removed,
        wanted=wanted,
        order=order,
        shelf=shelf,
        history=history,
        settings=settings,
    )
