"""The chat as somebody has it before them: served in a process of its own, its page open in Chromium."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from playwright.sync_api import Page, sync_playwright

from eval.bench.users import Running, chat
from index.models.files import DEFAULT_EMBEDDER, model_path

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OPTIONS = ("--port", "7980", "--questions-a-minute", "1000000")
ARGUMENTS = ["--no-sandbox", "--headless=new", "--disable-gpu", "--disable-background-networking"]


@contextmanager
def quoting_chat(library: Path) -> Iterator[Running]:
    """Run `pincite chat` over a library, with no model that writes: the embedder is the only one it finds."""
    with TemporaryDirectory() as models:
        (Path(models) / DEFAULT_EMBEDDER).symlink_to(model_path(DEFAULT_EMBEDDER))
        with (
            patch.dict(os.environ, PINCITE_MODELS=models),
            chat("ui.cli.main", "chat", "--index", str(library), *OPTIONS) as running,
        ):
            yield running


@dataclass(frozen=True, slots=True)
class Opened:
    """A page that is open, and the errors that its browser has told of since."""

    page: Page
    errors: list[str]


@contextmanager
def opened(address: str) -> Iterator[Opened]:
    """Open the chat's page, in English."""
    if CHROMIUM is None:
        raise SystemExit("no Chromium on this machine: `make browser` installs it, or says how")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB").new_page()
        page.set_default_timeout(60_000)
        errors: list[str] = []
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        page.wait_for_selector(".welcome")
        yield Opened(page, errors)
        browser.close()
