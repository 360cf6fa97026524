"""The parts of two tabs at the side: earlier conversations, and settings with what there is to know."""

from dataclasses import dataclass

import gradio as gr

from ui.chat.pieces import label, line, listing
from ui.kept.settings import FEWEST_SENTENCES, MOST_SENTENCES, Settings

_LENGTHS = [(label("Short"), "short"), (label("Medium"), "medium"), (label("Long"), "long")]
_STRICTNESS = [(label("Strict"), "strict"), (label("Balanced"), "balanced"), (label("Open"), "open")]
_THEMES = [(label("As the system"), "system"), (label("Light"), "light"), (label("Dark"), "dark")]


@dataclass(frozen=True, slots=True)
class HistoryParts:
    """The search and the list; `deleted` is what can be brought back."""

    wanted: gr.Textbox
    listed: gr.HTML
    deleted: gr.State


@dataclass(frozen=True, slots=True)
class SettingsParts:
    """What can be set, and the status below it. The model is one for all, the rest each user's own."""

    length: gr.Radio
    sentences: gr.Slider
    strictness: gr.Radio
    theme: gr.Radio
    model: gr.Radio
    model_note: gr.HTML
    status: gr.HTML

    @property
    def chosen(self) -> list[gr.Radio | gr.Slider]:
        """The controls of a user's own, in the order of the fields of `Settings`."""
        return [self.length, self.sentences, self.strictness, self.theme]


def lay_out_history() -> HistoryParts:
    """Make the parts of the tab that is being built."""
    return HistoryParts(
        wanted=line("sought", label("Search your conversations"), label("Search questions and answers")),
        listed=listing("history"),
        deleted=gr.State(None),
    )


def lay_out_settings() -> SettingsParts:
    """Make the parts of the tab that is being built."""
    usual = Settings()
    with gr.Column(elem_id="settings"):
        return SettingsParts(
            length=gr.Radio(
                _LENGTHS,
                value=usual.length,
                label=label("Answer length"),
                info=label("Long answers take every part of a question."),
            ),
            sentences=gr.Slider(
                FEWEST_SENTENCES,
                MOST_SENTENCES,
                value=usual.sentences,
                step=1,
                label=label("Number of sources"),
                info=label("How many sentences the model is shown; more take longer to read."),
            ),
            strictness=gr.Radio(
                _STRICTNESS,
                value=usual.strictness,
                label=label("When the evidence is thin"),
                info=label("Strict rather says nothing; open rather answers, and is wrong more often."),
            ),
            theme=gr.Radio(
                _THEMES,
                value=usual.theme,
                label=label("Theme"),
                info=label("Light or dark, or whatever your system shows."),
            ),
            model=gr.Radio(
                [],
                label=label("Language model"),
                info=label("For all who ask here, and kept for the next start."),
                visible=False,
                elem_id="model",
            ),
            model_note=listing("model-note"),
            status=listing("status"),
        )
