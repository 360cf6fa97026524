"""The parts of what asks each document by itself: the table, its box for the question, and the way there."""

from dataclasses import dataclass

import gradio as gr

from ui.chat.pieces import composer, label, table
from ui.table import Table


@dataclass(frozen=True, slots=True)
class GridParts:
    """What events come from and go to; `table` is that of one open page."""

    table: gr.State
    shown: gr.HTML
    quote: gr.Checkbox
    question: gr.Textbox


def ways_to_ask() -> gr.HTML:
    """Make what changes between the conversation and the table; the page does that by itself."""
    return table("ways")


def lay_out_grid() -> GridParts:
    """Make the parts inside the column that is being built."""
    with gr.Column(elem_id="each"):
        return GridParts(
            table=gr.State(Table()),
            shown=table("grid"),
            quote=gr.Checkbox(
                label=label("Quotes only: no model writes, and it is faster"),
                value=True,
                container=False,
                elem_id="only-quotes",
            ),
            question=composer(
                "each-composer", label("Question to each document"), label("Ask each document by itself")
            ),
        )
