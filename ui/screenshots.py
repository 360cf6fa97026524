"""The pictures in the documentation: `python -m ui.screenshots LIBRARY OUT`, with the real model and Chromium."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from index.library import Library
from qa import Assistant
from ui.chat.app import build, launch
from ui.film import Film
from ui.serve.listening import held_port

QUESTION = "How much does hiring the flood barrier for two winters cost?"
OF_A_PDF = "How much water does the tank of the Brindle D4 hold?"
NOT_IN_IT = "How deep is Brennan's Well on Skerrow?"
SECONDS_FOR_AN_ANSWER = 120
FONTS = ":root { --sans: Inter, system-ui, sans-serif; --serif: P052, Palatino, serif }"
"""Free relatives of what the page's style names for Apple's and Microsoft's systems, and that Debian lacks."""
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
"""The browser, under the names that `make browser` looks for; None where there is none."""


def main(library_folder: Path, out: Path) -> None:
    """Picture an answer wide, dark and narrow, one from a PDF, and a refusal; two of them in motion."""
    if CHROMIUM is None:
        sys.exit("no Chromium on this machine: `make browser` installs it, or says how")
    out.mkdir(parents=True, exist_ok=True)
    with Library.open(library_folder) as library, sync_playwright() as playwright:
        blocks = build(Assistant(library), library)
        library.embedder.embed_query("ready")
        with held_port("127.0.0.1", 7860) as port:
            launch(blocks, "127.0.0.1", port)
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--headless=new", "--disable-gpu"]
        )
        address = f"http://127.0.0.1:{port}/"
        _answered(browser, address, width=1280).screenshot(path=out / "chat.png")  # the model is loaded now
        _film(browser, address, out / "chat.webp")
        _answered(browser, address, width=1280, dark=True).screenshot(path=out / "chat-dark.png")
        _answered(browser, address, width=390).screenshot(path=out / "chat-narrow.png")
        page = _answered(browser, address, width=1280, question=OF_A_PDF, shown=".on-page")
        page.screenshot(path=out / "chat-pdf.png")
        page = _asked(browser, address, width=1280, question=NOT_IN_IT)
        page.click(".refusal .quote", timeout=1000 * SECONDS_FOR_AN_ANSWER)
        page.wait_for_timeout(500)
        page.screenshot(path=out / "chat-refusal.png")
        browser.close()
        blocks.close()


def _answered(
    browser: Browser,
    address: str,
    *,
    width: int,
    dark: bool = False,
    question: str = QUESTION,
    shown: str = "mark.target",
) -> Page:
    """Return a page on which a question was asked and the first marker of the answer clicked."""
    page = _asked(browser, address, width=width, dark=dark, question=question)
    page.click(".answer-text .marker", timeout=1000 * SECONDS_FOR_AN_ANSWER)
    page.wait_for_selector(shown)
    page.mouse.move(10, 400)  # away from the marker, whose preview would cover the evidence
    page.wait_for_timeout(500)  # for the evidence to slide in
    return page


def _film(browser: Browser, address: str, path: Path) -> None:
    """Record a question, its answer, the click on its marker, and a question that the documents do not answer."""
    page = _opened(browser, address, width=1040, height=650)
    page.focus("#composer textarea")
    film = Film(page, (430, 480))
    film.hold(1.2)
    film.ask(OF_A_PDF)
    marker = page.locator(".answer-text .marker")
    film.watch(marker, timeout=SECONDS_FOR_AN_ANSWER)
    film.hold(0.8)
    film.click(marker)
    page.wait_for_selector(".on-page")
    film.hold(2.5)
    page.focus("#composer textarea")
    film.ask(NOT_IN_IT)
    film.watch(page.locator(".refusal"), timeout=SECONDS_FOR_AN_ANSWER)
    film.hold(4)
    film.save(path)


def _asked(browser: Browser, address: str, *, width: int, question: str, dark: bool = False) -> Page:
    """Return a page on which a question was just asked."""
    page = _opened(browser, address, width=width, height=800, dark=dark)
    page.fill("#composer textarea", question)
    page.keyboard.press("Enter")
    return page


def _opened(browser: Browser, address: str, *, width: int, height: int, dark: bool = False) -> Page:
    """Return a new page, with two pixels of the picture to each of its own."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        device_scale_factor=2,
    )
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(".example")
    page.add_style_tag(content=FONTS)
    return page


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
