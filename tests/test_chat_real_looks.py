"""Every view of the real app with real answers: wide and on a phone, light and dark, and by keyboard alone."""

from collections.abc import Iterator
from typing import Literal

import pytest
from axe import serious
from playwright.sync_api import Browser, Page, expect
from real_chat import (
    BRIEFING,
    COST,
    MANUAL,
    NOT_SAID,
    ask,
    assert_in_view,
    browser,
    chat,
    pincite,
    pytestmark,
    resumed,
    visited,
)

__all__ = ["browser", "pytestmark"]

PHONE = {"width": 390, "height": 844}
OF_THE_MANUAL = "How much water does the tank of the Brindle D4 hold?"

# What is cut off at the side of the page, and what has to be scrolled sideways.
STICKING_OUT = """() => {
    const scrolls = (part) => part && /auto|scroll/.test(getComputedStyle(part).overflowX);
    const within = (part) => part && (scrolls(part) || within(part.parentElement));
    return [...document.querySelectorAll("#masthead *, #talk *, #side *")].filter((part) => {
        const shown = part.checkVisibility({opacityProperty: true, visibilityProperty: true});
        const {left, right} = part.getBoundingClientRect();
        const cut = (left < -1 || right > innerWidth + 1) && !within(part.parentElement);
        const wide = scrolls(part) && part.scrollWidth > part.clientWidth + 1;
        return shown && !part.closest(".unseen") && (cut || wide);
    }).map((part) => part.outerHTML.slice(0, 120));
}"""
AT_REST = """() => document.getAnimations().every(
    (one) => one.playState !== "running" || one.effect.getTiming().iterations === Infinity
)"""
SHOWS_FOCUS = """() => {
    const part = document.activeElement;
    const marked = (one) => {
        const look = getComputedStyle(one);
        return (look.outlineStyle !== "none" && look.outlineWidth !== "0px") || look.boxShadow !== "none";
    };
    return part.checkVisibility() && (marked(part) || marked(part.closest(".input-container") ?? part));
}"""


@pytest.fixture(scope="module")
def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a chat with one conversation: an answer, one from a PDF, and a refusal."""
    library = tmp_path_factory.mktemp("real") / "library"
    pincite("add", "--index", library, BRIEFING, MANUAL)
    with chat(library) as address:
        with visited(browser, address) as page:
            for question in (COST, OF_THE_MANUAL, NOT_SAID):
                ask(page, question)
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_each_view_fits_and_axe_finds_nothing_serious(
    browser: Browser, address: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    with visited(browser, address, width=width, height=844, scheme=scheme) as page:
        for view in views(page):
            page.wait_for_function(AT_REST)
            assert serious(page) == [], view
            assert page.evaluate(STICKING_OUT) == [], view
            assert page.evaluate("document.documentElement.scrollWidth") <= width, view
            shade = page.evaluate(
                "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).every((c) => c < 64)"
            )
            assert shade is (scheme == "dark"), view


def views(page: Page) -> Iterator[str]:
    """Go through all that can be looked at, and give the name of each view while it is shown."""
    yield "the first page"
    page.click("#masthead a[href='#documents']")
    expect(page.locator("#shelf .shelf-title")).to_have_count(2)
    yield "the documents"
    page.click("#shelf .shelf-entry >> nth=0")
    expect(page.locator(".document-head")).to_be_visible()
    yield "a document"
    for tab, part in (("History", "#history .entry"), ("Settings", "#settings .status")):
        page.click(f"#tabs [role=tab] >> text={tab}")
        expect(page.locator(part)).to_be_visible()
        yield tab
    page.keyboard.press("Escape")  # on a phone: back to the conversation
    resumed(page, COST)
    expect(page.locator(".exchange")).to_have_count(3)
    yield "the conversation"
    page.click(".exchange:nth-child(1) .answer-text .marker >> nth=0")
    expect(page.locator("mark.target")).to_contain_text("£486,000")
    yield "a sentence"
    page.keyboard.press("Escape")
    page.click(".exchange:nth-child(2) .answer-text .marker >> nth=0")
    if page.viewport_size == PHONE:
        expect(page.locator("mark.target")).to_have_text("The tank holds 3.8 litres.")
        yield "the text of a PDF"
        page.get_by_role("button", name="Page").click()
    expect(page.locator(".on-page.target")).to_be_visible()
    yield "a page of a PDF"
    page.keyboard.press("Escape")
    page.locator(".refusal").scroll_into_view_if_needed()
    yield "a refusal"
    page.click("#ways [name=each]")
    expect(page.locator("#grid .invitation")).to_be_visible()
    yield "each document, before a question"
    page.fill("#each-composer textarea", COST)
    page.keyboard.press("Enter")
    expect(page.locator("#grid .grid-told[role=status]")).to_have_text(
        "2 documents asked: 1 answered, 1 not stated"
    )
    page.click("#grid .stated .grid-answer")
    expect(page.locator("mark.target")).to_contain_text("£486,000")
    yield "a sentence of the table"
    page.keyboard.press("Escape")
    yield "the table"


def test_the_keyboard_alone_leads_from_the_start_to_a_source_and_back_to_the_question(
    browser: Browser, address: str
) -> None:
    with visited(browser, address) as page:
        expect(page.locator("#composer textarea")).to_be_focused()
        page.keyboard.type(COST)
        page.keyboard.press("Enter")
        page.wait_for_selector(".reading")
        expect(page.locator("#composer textarea")).to_be_focused()
        go_to(page, ".answer-text .marker", "Shift+Tab")
        expect(page.get_by_role("tooltip")).to_contain_text("£486,000")
        page.keyboard.press("Enter")
        expect(page.locator("mark.target")).to_contain_text("£486,000")
        assert_in_view(page, "mark.target", ".document-text")
        go_to(page, "#panel .document-text", "Tab")
        page.keyboard.press("End")
        expect(page.locator("mark.target")).not_to_be_in_viewport()
        go_to(page, "#composer textarea", "Shift+Tab")


def go_to(page: Page, wanted: str, key: str) -> None:
    """Press a key until the part has the focus; whatever has it on the way must be seen, and show that it has."""
    for _ in range(40):
        page.keyboard.press(key)
        assert page.evaluate(SHOWS_FOCUS), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    pytest.fail(f"{key} does not lead to {wanted}")
