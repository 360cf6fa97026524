"""What the browser tests share: Chromium, the chat over a real library, and a page that must behave."""

from collections.abc import Callable, Iterator
from pathlib import Path

import gradio as gr
import pytest
from chat_scripts import Said, ScriptedAssistant
from playwright.sync_api import Browser, Page, expect, sync_playwright

from index.library import Library
from ui.chat.app import build, launch
from ui.screenshots import CHROMIUM
from ui.serve.listening import held_port

ARGUMENTS = [
    "--no-sandbox",
    "--headless=new",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


pytestmark = [
    # Gradio sums up the times of its events with means that pandas is about to drop.
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)"),
]


VISIT = "The visit lasted two days."


TRADE = "Trade was worth C$56bn in 2024."


HOSTILE = (
    "<script>window.broken = 1</script><img src=http://evil.example/a.png onerror='window.broken = 2'> "
    "![i](http://evil.example/b.png) <!-- gone --> $$x^2$$ {{value}} ${window.broken = 3}"
)


PARAGRAPHS = "\n\n".join(f"Paragraph {number} tells of something else entirely." for number in range(200))


SCRIPT = {
    "How long?": (
        Said("Two days.", (("visit.txt", VISIT),)),
        Said("It was worth C$56bn.", (("visit.txt", TRADE),), "partial"),
        Said("It rained.", (), "unsupported"),
    ),
    HOSTILE: (Said(HOSTILE, (("hostile <b>.txt", HOSTILE),)),),
}


expect.set_options(timeout=30_000)  # machines are shared: a page may be slow to come


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def served() -> Iterator[Callable[[gr.Blocks], str]]:
    """Give a function that serves a page and returns its address."""
    running = []

    def serve(blocks: gr.Blocks) -> str:
        with held_port("127.0.0.1", 7960) as port:
            running.append(blocks)
            launch(blocks, "127.0.0.1", port)
        return f"http://127.0.0.1:{port}/"

    yield serve
    for blocks in running:
        blocks.close()


@pytest.fixture
def address(library: Library, write: Callable[[str, str], Path], served: Callable[[gr.Blocks], str]) -> str:
    library.add(
        [
            write("visit.txt", f"{PARAGRAPHS}\n\n{VISIT} {TRADE}\n\n{PARAGRAPHS}"),
            write("hostile <b>.txt", f"{HOSTILE}\n\n{PARAGRAPHS}"),
        ]
    )
    return served(build(ScriptedAssistant(library, SCRIPT, pause=0.1), library))


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Give the page, wide; it must contact no other host and report no error."""
    yield from opened(browser, address, width=1280, height=800)


@pytest.fixture
def narrow_page(browser: Browser, address: str) -> Iterator[Page]:
    yield from opened(browser, address, width=390, height=844)


def opened(
    browser: Browser,
    address: str,
    *,
    width: int,
    height: int,
    own: str = "",
    scheme: str = "light",
    locale: str = "en-GB",
) -> Iterator[Page]:
    """Open a page whose requests all go to `own`, or to the address itself."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, locale=locale)
    page = context.new_page()
    page.set_default_timeout(60_000)
    foreign: list[str] = []
    errors: list[str] = []
    allowed = (own or address, "data:", "blob:")
    page.on("request", lambda request: None if request.url.startswith(allowed) else foreign.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address)
    page.wait_for_selector(".welcome")
    yield page
    context.close()
    assert foreign == []
    assert errors == [], errors


def reload(page: Page) -> None:
    """Load the page again once nothing is on its way: what a reload breaks off is reported as an error."""
    page.wait_for_function(
        """() => {
            const ended = performance.getEntriesByType("resource").map((one) => one.responseEnd);
            return performance.now() - Math.max(...ended) > 1500;
        }"""
    )
    page.reload()
    page.wait_for_selector(".welcome")


def ask(page: Page, question: str) -> None:
    before = page.locator(".exchange").count()
    page.wait_for_selector("#composer .submit-button")
    page.fill("#composer textarea", question)
    page.keyboard.press("Enter")
    page.wait_for_selector(f".exchange:nth-child({before + 1}) .reading")


def assert_in_view(page: Page, selector: str, frame: str) -> None:
    inner, outer = page.locator(selector).bounding_box(), page.locator(frame).bounding_box()
    assert inner is not None
    assert outer is not None
    assert outer["y"] <= inner["y"]
    assert inner["y"] + inner["height"] <= outer["y"] + outer["height"]
    assert outer["height"] > 200
