"""The parts of two tabs at the side: earlier conversations, and settings with what there is to know."""

from dataclasses import dataclass

import gradio as gr

from ui.chat.pieces import line, listing
from ui.kept.settings import FEWEST_SENTENCES, MOST_SENTENCES, Settings

_LENGTHS = [("Short", "short"), ("Medium", "medium"), ("Long", "long")]
_STRICTNESS = [("Strict", "strict"), ("Balanced", "balanced"), ("Open", "open")]
_THEMES = [("As the system", "system"), ("Light", "light"), ("Dark", "dark")]


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
        wanted=line("sought", "Search your conversations", "Search questions and answers"),
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
                label="Answer length",
                info="Long answers take every part of a question.",
            ),
            sentences=gr.Slider(
                FEWEST_SENTENCES,
                MOST_SENTENCES,
                value=usual.sentences,
                step=1,
                label="Number of sources",
                info="How many sentences the model is shown; more take longer to read.",
            ),
            strictness=gr.Radio(
                _STRICTNESS,
                value=usual.strictness,
                label="When the evidence is thin",
                info="Strict rather says nothing; open rather answers, and is wrong more often.",
            ),
            theme=gr.Radio(
                _THEMES, value=usual.theme, label="Theme", info="Light or dark, or whatever your system shows."
            ),
            model=gr.Radio(
                [],
                label="Language model",
                info="For all who ask here, and kept for the next start.",
                visible=False,
                elem_id="model",
            ),
            model_note=listing("model-note"),
            status=listing("status"),
        )
