"""The page in German in a real browser: nothing of it is English, and nothing is cut off."""

import re
from collections.abc import Callable, Iterator

import gradio as gr
import pytest
from axe import serious
from browser_parts import ARGUMENTS, address, ask, browser, opened, pytestmark, served
from playwright.sync_api import Browser, Page, expect

from ui.language import texts

__all__ = ["ARGUMENTS", "address", "browser", "pytestmark", "served"]

_PLACE = re.compile(r"\\\{\w+\\\}")

# Every text that is shown, and what names an element that is; not what documents and people wrote.
_SHOWN = """() => {
  const written = "[dir=auto], .document-text, .example, #announcer, bdi, q, code";
  const found = [];
  for (const element of document.querySelectorAll("body *")) {
    if (element.closest(`${written}, script, style`) || !element.checkVisibility()) continue;
    for (const name of ["aria-label", "title", "placeholder", "alt"]) found.push(element.getAttribute(name));
    for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) found.push(node.textContent);
  }
  return [...new Set(found.map((one) => one?.trim()).filter(Boolean))];
}"""
_ENGLISH_WORDS = re.compile(
    r"\b(?:the|of|and|is|are|you|your|not|by|with|this|to|from|for|no|show|close)\b", re.IGNORECASE
)


def english() -> re.Pattern[str]:
    """Return what a text is that is not German, of all that are in the file of texts."""
    forms = [
        (form, german)
        for table in texts("de").values()
        for text, translated in table.items()
        for form, german in zip(text.split("|"), translated.split("|"), strict=True)
    ]
    left = [_PLACE.sub(".+", re.escape(form)) for form, german in forms if form != german]
    return re.compile("|".join(one for one in left if re.search("[A-Za-z]", one)), re.DOTALL)


def english_left(page: Page) -> list[str]:
    """Return what is English of what the page shows, but names of files, and what Gradio says in English alone."""
    known = english()
    others = ("/", "number input for ", "range slider for ", "Error", "Close")
    shown = [one for one in page.evaluate(_SHOWN) if not one.startswith(others)]
    return [one for one in shown if known.fullmatch(one) or _ENGLISH_WORDS.search(one)]


def cut_off(page: Page) -> list[str]:
    """Return the words that stand outside of what holds them, and the page if it can be pushed sideways."""
    return page.evaluate(
        """() => [...document.querySelectorAll("button, label, nav a, [role=tab], h1, p")]
        .filter((one) => one.checkVisibility() && one.clientWidth && one.scrollWidth > one.clientWidth + 1)
        .filter((one) => getComputedStyle(one).textOverflow !== "ellipsis")
        .map((one) => one.outerHTML.slice(0, 160))
        .concat(document.documentElement.scrollWidth > window.innerWidth ? ["the page"] : [])"""
    )


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    yield from opened(browser, address, width=1280, height=800, locale="de-AT")


@pytest.fixture
def narrow_page(browser: Browser, address: str) -> Iterator[Page]:
    yield from opened(browser, address, width=390, height=844, locale="de-AT")


def test_the_page_is_german_for_a_german_browser(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("#masthead nav")).to_have_text("2 DokumenteVerlaufNeue Unterhaltung")
    expect(page.locator("#composer textarea")).to_have_attribute("placeholder", "Frage zu Ihren Dokumenten")
    expect(page.locator("#panel")).to_contain_text("Hier erscheinen die Belege")
    assert english_left(page) == []
    ask(page, "How long?")
    expect(page.locator("#conversation")).to_contain_text("nicht durch die Dokumente belegt")
    ask(page, "Who won?")
    expect(page.locator(".refusal-title")).to_have_text("Steht nicht in den Dokumenten")
    assert (english_left(page), cut_off(page), serious(page)) == ([], [], [])
    page.click(".quote >> nth=0")
    expect(page.locator("#panel .copy")).to_have_text("Link kopieren")
    page.click("#panel .copy")
    expect(page.locator("#announcer")).to_have_text("Kopiert")
    for name, part in (("Dokumente", "#shelf .row"), ("Verlauf", "#history .row"), ("Einstellungen", "#settings")):
        page.get_by_role("tab", name=name).click()
        expect(page.locator(part).first).to_be_visible()
        assert (name, english_left(page), cut_off(page), serious(page)) == (name, [], [], [])
    expect(page.get_by_label("Ausgewogen")).to_be_checked()
    expect(page.locator("#settings .status")).to_contain_text("Bibliothek2 Dokumente, ")


def test_each_document_and_what_goes_wrong_are_german(page: Page) -> None:
    page.get_by_role("button", name="Jedes Dokument", exact=True).click()
    expect(page.locator("#grid h1")).to_have_text("Jedes Dokument befragen")
    assert (english_left(page), cut_off(page)) == ([], [])
    page.fill("#each-composer textarea", "How long?")
    page.keyboard.press("Enter")
    expect(page.locator("#grid [role=status]")).to_contain_text("2 Dokumente befragt")
    assert (english_left(page), cut_off(page)) == ([], [])
    page.fill("#each-composer textarea", "x" * 5000)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Das sind 5.000 Zeichen, gelesen werden höchstens 4.000.")).to_be_visible()
    assert english_left(page) == []


def test_nothing_is_cut_off_on_a_phone(narrow_page: Page) -> None:
    assert (english_left(narrow_page), cut_off(narrow_page)) == ([], [])
    ask(narrow_page, "How long?")
    assert (english_left(narrow_page), cut_off(narrow_page)) == ([], [])
    narrow_page.click("#masthead a[href='#documents']")
    for name in ("Dokumente", "Verlauf", "Einstellungen"):
        narrow_page.get_by_role("tab", name=name).click()
        assert (name, english_left(narrow_page), cut_off(narrow_page)) == (name, [], [])


def test_a_browser_that_asks_for_another_language_gets_english(
    browser: Browser, address: str, served: Callable[[gr.Blocks], str]
) -> None:
    for page in opened(browser, address, width=1280, height=800, locale="it-IT"):
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator("#masthead nav")).to_have_text("2 documentsHistoryNew conversation")
        expect(page.locator("#composer textarea")).to_have_attribute("placeholder", "Ask about your documents")
