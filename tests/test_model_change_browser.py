"""The language model chosen in the settings of a real browser, over a scripted model."""

from collections.abc import Callable

import browser_parts
import gradio as gr
from axe import serious
from browser_parts import ask, browser, opened, served
from model_parts import LARGE, SMALL, Loader, folder, loader
from playwright.sync_api import Browser, expect
from serving_parts import IGNORED, QUESTION, assistant

from index.library import Library
from qa.assistant import Assistant
from ui.chat.app import build
from ui.serve.generator import Generator
from ui.serve.rules import Rules
from ui.serve.service import Service

__all__ = ["assistant", "browser", "folder", "loader", "served"]

pytestmark = [*browser_parts.pytestmark, *IGNORED]


def test_another_model_is_chosen_and_answers(
    browser: Browser,
    assistant: Assistant,
    library: Library,
    loader: Loader,
    served: Callable[[gr.Blocks], str],
) -> None:
    service = Service(assistant, library, Rules(), Generator(assistant, LARGE, loader.load))
    for page in opened(browser, served(build(service, library)), width=1280, height=1000):
        page.click("#tabs [role=tab] >> text=Settings")
        expect(page.get_by_label("large, 0 MB")).to_be_checked()
        expect(page.locator("#model-note code")).to_have_text("pincite models pull absent")
        loader.let_go.clear()
        page.get_by_label("small, 0 MB").check()
        expect(page.locator("#model-note")).to_contain_text("Loading small")
        expect(page.get_by_label("large, 0 MB")).to_be_disabled()
        assert serious(page) == []
        loader.let_go.set()
        expect(page.locator("#model-note")).to_contain_text("small answers now")
        expect(page.locator("#status dd").first).to_have_text(SMALL)
        loader.broken = LARGE
        page.get_by_label("large, 0 MB").check()
        expect(page.get_by_role("alert")).to_have_text("llama.cpp cannot load large")
        expect(page.get_by_label("small, 0 MB")).to_be_checked()
        assert serious(page) == []
        ask(page, QUESTION)
    assert loader.loaded == [LARGE, SMALL, LARGE, SMALL]
