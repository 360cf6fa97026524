"""The chat as a user starts it, `pincite chat` in a process of its own with the real models, for browser tests."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import IO, Any, Literal

import browser_parts
import pytest
from browser_parts import ask, assert_in_view, browser
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect

from index.models.files import DEFAULT_EMBEDDER, DEFAULT_GENERATOR, state

__all__ = ["ask", "assert_in_view", "browser"]

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "eval" / "samples" / "documents"
BRIEFING, MANUAL = SAMPLES / "flood-barrier-briefing.txt", SAMPLES / "brindle-d4-manual.pdf"
START_SECONDS = 300
PATIENCE = 120_000  # milliseconds for an answer: machines are shared

COST = "How much does hiring the flood barrier for two winters cost?"
NOT_SAID = "Who is the mayor of Orrisham?"

MISSING = [name for name in (DEFAULT_EMBEDDER, DEFAULT_GENERATOR) if state(name).missing]
pytestmark = [
    *browser_parts.pytestmark,
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"not on this machine: {MISSING} (pincite models pull)"),
]


def pincite(*arguments: str | Path, said: str = "") -> None:
    """Run a command to its end, with `said` on its standard input."""
    subprocess.run(_command(*arguments), cwd=ROOT, input=said, text=True, check=True, capture_output=True)


@contextmanager
def chat(library: Path, *options: str | Path) -> Iterator[str]:
    """Run `pincite chat`, give its address, and end it at once; nothing may have gone wrong in it."""
    log = library.with_name(f"{library.name}.log")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = _command("chat", "--index", library, "--port", str(port), *options)
    with (
        log.open("w+") as errors,
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        try:
            yield _address(process, errors)
        finally:
            process.terminate()
            process.wait()
    assert "Traceback" not in log.read_text()


def _command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "ui.cli.main", *map(str, arguments)]


def _address(process: subprocess.Popen[str], errors: IO[str]) -> str:
    assert process.stdout is not None
    too_late = Timer(START_SECONDS, process.kill)
    too_late.start()
    line = process.stdout.readline()
    too_late.cancel()
    found = re.match(r"Pincite is open at (http://[\d.:]+\d)", line)
    errors.seek(0)
    assert found is not None, f"{line}{errors.read()}"
    return f"{found[1]}/"


@contextmanager
def watched(
    browser: Browser,
    address: str,
    *,
    width: int = 1280,
    height: int = 800,
    scheme: Literal["light", "dark"] = "light",
    expected: str = "no error",
) -> Iterator[Page]:
    """Open a page; a request to another host is kept in and fails the test, as do all errors but `expected`."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    foreign: list[str] = []
    errors: list[str] = []

    def keep_in(route: Route) -> None:
        foreign.append(route.request.url)
        route.abort()

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and expected not in message.text:
            errors.append(message.text)

    context.route(lambda url: not url.startswith((address, "data:", "blob:")), keep_in)
    context.on("console", note)
    context.on("weberror", lambda error: errors.append(str(error.error)))
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        yield page
    finally:
        context.close()
    assert foreign == []
    assert errors == []


@contextmanager
def visited(browser: Browser, address: str, **looks: Any) -> Iterator[Page]:  # noqa: ANN401 - as `watched` has them
    """Open the chat's page, watched, once it is ready."""
    with watched(browser, address, **looks) as page:
        page.wait_for_selector(".welcome")
        yield page


def upload(page: Page, *files: Path) -> None:
    """Add files in the documents' tab."""
    page.click("#masthead a[href='#documents']")
    with page.expect_file_chooser() as chosen:
        page.click("#upload")
    chosen.value.set_files(files)
    expect(page.locator(".uploads .kept")).to_have_count(len(files), timeout=PATIENCE)


def resumed(page: Page, title: str) -> None:
    """Open an earlier conversation by its title."""
    page.click("#masthead a[href='#history']")
    page.click(f"#history .entry >> text={title}")
    page.wait_for_selector(".exchange")


def in_file(text: str | None, file: Path) -> bool:
    """Tell whether a text stands in a file, however its lines are broken."""
    return " ".join((text or "").split()) in " ".join(file.read_text(encoding="utf-8").split())
